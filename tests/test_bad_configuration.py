"""A configuration of lbconflint that cannot be used is told, and nothing is linted with half of it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bounded import lint, sparse
from tests.conftest import write_tree

FAULTY = "events {}\nhttp {\n    server {\n        listen 99999;\n    }\n}\n"


def make_toml(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (make_toml(b"select = [\n"), "Invalid value"),
        (make_toml(b'select = ["\x00"]\n'), "Illegal character"),
        (make_toml(b'select = ["all"]\nignore = ["caf\xe9"]\n'), ":2: this is not UTF-8 text"),
        (make_toml(b"\xff\xfea\0=\x001\0"), ":1: this is not UTF-8 text"),
        (make_toml(b"select = " + b"[" * 100_000), "nested too deeply"),
        (make_toml(b"a = " + b"9" * 10_000), "digits"),
        (make_toml(b"fail_on = 'error'\n"), ":1: unknown key 'fail_on'; did you mean 'fail-on'?"),
        (make_toml(b"[target]\nnginx = 1.28\n"), ":2: target.nginx: 1.28 is not of type 'string'"),
        (sparse, "more than the 1 MiB"),
        (os.mkfifo, "not a regular file"),
        (os.mkdir, "is a directory"),
        (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
        (lambda path: path.symlink_to("gone"), "no such file"),
    ],
    ids=["syntax", "nul", "latin-1", "utf-16", "nested", "number", "key", "type", "sparse", "pipe", "directory",
         "zero", "broken"],
)  # fmt: skip
def test_a_broken_configuration_is_told_and_nothing_is_linted(
    tmp_path: Path, make: Callable[[Path], object], told: str
) -> None:
    write_tree(tmp_path / "tree", {"nginx.conf": FAULTY})
    make(tmp_path / "tree" / "lbconflint.toml")
    run = lint(tmp_path / "tree")
    assert (run.done.returncode, run.text) == (2, "")
    assert "lbconflint.toml:" in run.done.stderr
    assert told in run.done.stderr
    assert "Traceback" not in run.done.stderr


def test_patterns_of_a_hostile_configuration_cost_little(tmp_path: Path) -> None:
    exclude = ["**/" * 60 + "*b*/x", "*n" * 60 + "*x", "**/n/" * 40 + "x"]
    files = {"nginx.conf": FAULTY, "n/" * 100 + "n.conf": b"x", "n" * 250 + ".conf": b"x"}
    write_tree(tmp_path / "tree", {"lbconflint.toml": f"exclude = {json.dumps(exclude)}\n", **files})
    run = lint(tmp_path / "tree")
    assert [(one["path"], one["rule"]) for one in run.json["findings"]] == [("nginx.conf", "invalid-port")]
