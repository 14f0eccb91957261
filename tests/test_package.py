"""Wheel, sdist and checkout are the same program."""

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str, cwd: Path, path: Path | None = None) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(cwd)}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def build(source: Path, target: str, out: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(out), cwd=source)
    (made,) = out.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


def unpacked(wheel: Path, into: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(into)
    return into


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The package as the wheel installs it, as the wheel made from the sdist does, and as an editable install
    sees it."""
    folder = tmp_path_factory.mktemp("package")
    wheel = unpacked(build(ROOT, "wheel", folder / "wheel"), folder / "from-wheel")
    sdist = build(ROOT, "sdist", folder / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    from_sdist = unpacked(build(source, "wheel", folder / "sdist-wheel"), folder / "from-sdist")
    return {"wheel": wheel, "sdist": from_sdist, "editable": ROOT}


def test_they_agree_on_the_rules(installed: dict[str, Path], tmp_path: Path) -> None:
    command = (sys.executable, "-m", "lbconflint", "rules", "--format", "json")
    listed = {name: run(*command, cwd=tmp_path, path=place) for name, place in installed.items()}
    assert listed["wheel"] == listed["sdist"] == listed["editable"]
    assert '"name": "duplicate-bind"' in listed["wheel"]


def test_the_wheel_carries_what_it_needs_and_nothing_else(installed: dict[str, Path]) -> None:
    top = {entry.name.partition("-")[0] for entry in installed["wheel"].iterdir()}
    assert top == {"lbconflint"}
    package = installed["wheel"] / "lbconflint"
    for name in ("py.typed", "lbconflint.schema.json", "_catalog.py", "_cards.py"):
        assert (package / name).is_file(), name
    assert not list(ROOT.glob("lbconflint/_ca*.py"))


def test_the_installed_program_lints_and_explains(installed: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text("events {}\nhttp {\n    server {\n        listen 99999;\n    }\n}\n")
    place = installed["wheel"]
    assert "error[LB013]" in run(sys.executable, "-m", "lbconflint", "check", cwd=tmp_path, path=place)
    page = run(sys.executable, "-m", "lbconflint", "explain", "LB013", cwd=tmp_path, path=place)
    assert page.startswith("error[LB013] invalid-port")
    log = json.loads(run(sys.executable, "-m", "lbconflint", "check", "-f", "sarif", cwd=tmp_path, path=place))
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"].startswith("Ports are 1 to 65535")
