"""The pre-commit hooks: a commit with a fault fails, and one that deletes what another file needs does too."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import write_tree

yaml = pytest.importorskip("yaml", reason="pre-commit is not installed")
PRE_COMMIT = shutil.which("pre-commit", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
pytestmark = pytest.mark.skipif(not (PRE_COMMIT and shutil.which("git")), reason="needs pre-commit and git")

ROOT = Path(__file__).parent.parent
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
MAIN = "events {}\nhttp {\n    include conf.d/shop.conf;\n    include conf.d/blog.conf;\n}\n"
SITE = "server {\n    listen 8080;\n    server_name NAME;\n    root /srv/www;\n}\n"
FAULT = SITE.replace("listen 8080;", "listen 8080;\n    listen 0.0.0.0:8080;")


class Repository:
    """A fresh git repository whose commits run one of the hooks, with this lbconflint."""

    def __init__(self, place: Path, hook: str) -> None:
        self.place = place / "repository"
        self.home = place / "home"
        self.home.mkdir()
        here = {**HOOKS[hook], "language": "system"}
        here["entry"] = here["entry"].replace("lbconflint", f"{sys.executable} -m lbconflint", 1)
        config = {"repos": [{"repo": "local", "hooks": [here]}]}
        write_tree(
            self.place,
            {
                ".pre-commit-config.yaml": json.dumps(config),
                "nginx.conf": MAIN,
                "conf.d/shop.conf": SITE.replace("NAME", "shop.example"),
                "conf.d/blog.conf": SITE.replace("NAME", "blog.example"),
            },
        )
        self.run("git", "init", "-q")
        self.run(str(PRE_COMMIT), "install")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        names = {
            f"GIT_{who}_{what}": "test@example.net"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "PRE_COMMIT_HOME": str(self.home / "hooks"),
            "PYTHONPATH": str(ROOT), **names,
        }  # fmt: skip
        return subprocess.run(
            command, cwd=self.place, capture_output=True, text=True, timeout=300, check=False, env=environment
        )

    def commit(self) -> subprocess.CompletedProcess[str]:
        self.run("git", "add", "--all")
        return self.run("git", "commit", "-q", "-m", "a change")


@pytest.mark.parametrize("hook", HOOKS)
def test_a_commit_with_a_fault_fails(tmp_path: Path, hook: str) -> None:
    repository = Repository(tmp_path, hook)
    first = repository.commit()
    assert first.returncode == 0, first.stderr
    write_tree(repository.place, {"conf.d/shop.conf": FAULT})
    done = repository.commit()
    assert done.returncode == 1
    assert "error[LB004] duplicate-listen" in done.stderr
    assert "conf.d/shop.conf:3:12" in done.stderr
    write_tree(repository.place, {"conf.d/shop.conf": SITE})
    assert repository.commit().returncode == 0


def test_a_commit_that_deletes_what_another_file_needs_fails(tmp_path: Path) -> None:
    repository = Repository(tmp_path, "lbconflint")
    assert repository.commit().returncode == 0
    (repository.place / "conf.d" / "blog.conf").unlink()
    done = repository.commit()
    assert done.returncode == 1
    assert "warning[LB056] missing-include" in done.stderr


@pytest.mark.skipif(os.environ.get("LBCONFLINT_NETWORK") != "1", reason="installs from the package index")
def test_the_hook_installs_from_this_repository(tmp_path: Path) -> None:
    repository = Repository(tmp_path, "lbconflint")
    write_tree(repository.place, {"conf.d/shop.conf": FAULT})
    repository.run("git", "add", "--all")
    done = repository.run(str(PRE_COMMIT), "try-repo", str(ROOT), "lbconflint", "--all-files")
    assert done.returncode == 1
    assert "error[LB004] duplicate-listen" in done.stdout
