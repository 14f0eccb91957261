"""The house: import contracts, types, style, size of files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = sorted((ROOT / "lbconflint").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MAX_LINES = 400


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    run(sys.executable, "-m", "ruff", "check", ".")


def test_ruff_would_format_nothing() -> None:
    run(sys.executable, "-m", "ruff", "format", "--check", ".")


def test_types_are_strict() -> None:
    run(sys.executable, "-m", "mypy")


def test_imports_go_downward_only() -> None:
    run(
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    )


@pytest.mark.parametrize("path", [*PACKAGE, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    if path.parent.name == "knowledge":
        pytest.skip("tables of facts are as long as the facts")
    assert lines <= MAX_LINES, f"{path.name} has {lines} lines: split it by meaning"


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_command_line_prints_exits_and_reads_the_environment(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name in ("cli.py", "__main__.py"):
        return
    used = re.search(r"\b(print\(|sys\.(exit|argv|stdout|stderr)|os\.(environ|getenv))", text)
    assert used is None, f"{path.name} uses {used[1]}"
