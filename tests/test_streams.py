"""Streams that are closed, full or left early: never a traceback, never a success that is none."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import write_tree
from tests.test_cli import BAD, GOOD, run

FORMATS = ("text", "concise", "json", "sarif", "github")


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """``lint`` in the command is the program."""
    return subprocess.run(
        ["bash", "-c", f'lint() {{ "{sys.executable}" -m lbconflint "$@"; }}; {command}'],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parent.parent)},
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_told(tmp_path: Path, form: str) -> None:
    write_tree(tmp_path, BAD)
    for command in (f"lint check . -f {form} > /dev/full", f"lint check . -f {form}=/dev/full"):
        done = shell(command, tmp_path)
        assert done.returncode == 2
        assert done.stderr.endswith(": No space left on device\n")
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("lint check . >&-", 1),
        ("lint check . >&- 2>&-", 1),
        ("lint check nowhere >&- 2>&-", 2),
        ("lint check nowhere 2>/dev/full", 2),
        ("lint check - <&-", 2),
        ("lint rules >/dev/full", 2),
        # The reader has gone before the first line: the verdict stands.
        ("lint check . 1> >(exec 0<&-; sleep 0)", 1),
        ("lint check . | true; exit ${PIPESTATUS[0]}", 1),
    ],
)
def test_the_exit_code_stands_whatever_becomes_of_the_streams(tmp_path: Path, command: str, code: int) -> None:
    write_tree(tmp_path, BAD)
    done = shell(command, tmp_path)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_a_reader_who_leaves_early_changes_no_verdict(tmp_path: Path, form: str) -> None:
    lines = "".join(f"        listen {99000 + number};\n" for number in range(2000))
    write_tree(tmp_path, {"nginx.conf": f"events {{}}\nhttp {{\n    server {{\n{lines}    }}\n}}\n"})
    done = shell(f"lint check . -f {form} | head -c 1 >/dev/null; exit ${{PIPESTATUS[0]}}", tmp_path)
    assert (done.returncode, done.stderr) == (1, "")


def test_two_formats_need_two_files(tmp_path: Path) -> None:
    write_tree(tmp_path, GOOD)
    (tmp_path / "link").symlink_to("out")
    for other in ("out", "./out", "link"):
        done = run("check", "-f", "json=out", "-f", f"sarif={other}", cwd=tmp_path)
        assert done.returncode == 2
        assert "each format needs a file of its own" in done.stderr


def test_an_interrupt_leaves_no_traceback() -> None:
    code = (
        "import lbconflint.__main__ as entry\n"
        "def main(): raise KeyboardInterrupt\n"
        "entry.main = main\n"
        "entry.entry()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "lbconflint: interrupted\n")


def test_odd_names_are_shown_in_one_piece(tmp_path: Path) -> None:
    names = (
        "sp ace.conf",
        "nl\nname.conf",
        "ctl\x1b[31m.conf",
        "%0A::error::x.conf",
        "--help.conf",
        "bad\udcff.conf",
    )
    for name in names:
        (tmp_path / name).write_text(BAD["nginx.conf"] + "gzip_types text/css;\n")
    for form in FORMATS:
        done = run("check", ".", "-f", form, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, "")
    lines = run("check", ".", "-f", "concise", cwd=tmp_path).stdout.splitlines()
    assert len([line for line in lines if "[LB013]" in line]) == len(names)
    assert not any("\x1b" in line for line in lines)
    annotations = run("check", ".", "-f", "github", cwd=tmp_path).stdout
    assert "\x1b" not in annotations
    assert "file=ctl\\x1b[31m.conf," in annotations


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_named_and_cannot_be_opened_is_told_and_no_success(tmp_path: Path, form: str) -> None:
    (tmp_path / "gone.conf").symlink_to("nowhere")
    (tmp_path / "notes.conf").write_text("remember the milk\n")
    done = run("check", "gone.conf", "notes.conf", "-f", form, "--exit-zero", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "")
    assert "the link leads nowhere" in done.stdout
    assert "gone.conf" in done.stdout
    assert run("check", "notes.conf", "-f", form, cwd=tmp_path).returncode == 0
    assert run("check", ".", "-f", form, cwd=tmp_path).returncode == 0
