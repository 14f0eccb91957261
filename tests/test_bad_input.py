"""Input that nobody means to write: each ends in a finding or a skip note, and the rest is still linted.

Everything stands in one tree and is linted once, in a process whose memory and processor time are bounded.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lbconflint import engine
from lbconflint.config import Config
from lbconflint.selection import select
from tests.bounded import MIB, Run, lint, sparse
from tests.conftest import CATALOG, write_tree

MAIN = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg"}
GOOD = {
    "nginx": b"events {}\nhttp {\n    server {\n        listen 8080;\n    }\n}\n",
    "haproxy": b"defaults\n    mode http\n    timeout connect 5s\n    timeout client 5s\n    timeout server 5s\n"
    b"listen app\n    bind :8080\n    server a 10.0.0.1:80\n",
}
FAULTY = {product: text.replace(b"8080", b"99999") for product, text in GOOD.items()}
FAULT = {"nginx": (4, 16), "haproxy": (7, 11)}
"""Where the port 99999 stands."""


class Skipped(NamedTuple):
    """The file is not read, and the reason is said."""

    reason: str


class Found(NamedTuple):
    """The one finding of the file."""

    rule: str
    line: int
    column: int
    message: str


class Partly(NamedTuple):
    """The file is read, and what was not understood is said."""

    line: int
    reason: str


class Clean(NamedTuple):
    """The file is read and nothing is wrong with it."""


Outcome = Skipped | Found | Partly | Clean


class Bad(NamedTuple):
    """``make(directory)`` writes the bad file; ``path`` is (the beginning of) the path of which it is told."""

    name: str
    product: str
    make: Callable[[Path], object]
    outcome: Outcome
    path: str = ""

    @property
    def place(self) -> str:
        return f"{self.name}-{self.product}/{self.path or MAIN[self.product]}"


def both(
    name: str, content: Callable[[bytes], bytes], nginx: Outcome, haproxy: Outcome | None = None
) -> list[Bad]:
    """The bad content under the name of either product's main file."""

    def case(product: str, outcome: Outcome) -> Bad:
        def make(directory: Path) -> object:
            return (directory / MAIN[product]).write_bytes(content(GOOD[product]))

        return Bad(name, product, make, outcome)

    return [case("nginx", nginx), case("haproxy", nginx if haproxy is None else haproxy)]


def special(name: str, make: Callable[[Path], object], reason: str) -> list[Bad]:
    """Something that is no regular file under the name of either product's main file."""

    def case(product: str) -> Bad:
        return Bad(name, product, lambda directory: make(directory / MAIN[product]), Skipped(reason))

    return [case(product) for product in MAIN]


def nginx(name: str, files: dict[str, str], outcome: Outcome, path: str = "") -> Bad:
    return Bad(name, "nginx", lambda directory: write_tree(directory, files), outcome, path)


def listen(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the path of a unix socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)
    os.chdir(here)


def deep(directory: Path) -> None:
    """Directories below each other until no path leads to the last of them."""
    here = os.getcwd()
    os.chdir(directory)
    for _ in range(300):
        os.mkdir("d" * 20)
        os.chdir("d" * 20)
    Path(MAIN["nginx"]).write_bytes(FAULTY["nginx"])
    os.chdir(here)


MAIN_TEXT = "events {{}}\nhttp {{\n    include {};\n}}\n"
NEVER = "is included while it is being read"
BRACES = b"location /a { proxy_pass http://10.0.0.1; " * 10_000 + b"}" * 10_000
NESTED = b".if defined(A)\n" * 10_000 + b".endif\n" * 10_000

CASES: list[Bad] = [
    *both("empty", lambda _: b"", Skipped("it is empty")),
    *both("blanks", lambda _: b" \n\t\r\n", Skipped("it is empty")),
    *both("nul", lambda good: good.replace(b"8080", b"80\x0080"), Skipped("binary")),
    *both("late-nul", lambda good: good + b"# more\n" * 20_000 + b"\0\n", Skipped("NUL bytes"),
          Found("syntax-error", 20_009, 1, "NUL character")),
    *both("mark", lambda good: b"\xef\xbb\xbf" + good, Found("syntax-error", 1, 1, "byte order mark")),
    *both("crlf", lambda good: good.replace(b"\n", b"\r\n"), Clean()),
    *both("long-comment", lambda good: good + b"#" * MIB + b"\n",
          Found("syntax-error", 7, 1, "this comment has 1048576 bytes"), Clean()),
    *both("long-word", lambda good: good + (b"pid /" if b"http {" in good else b"") + b"x" * MIB + b";\n",
          Found("syntax-error", 7, 5, "this word has 1048577 bytes"),
          Found("unknown-directive", 9, 1, "xxx ... xxx")),
    *both("many-words", lambda good: good + b"env " + b"x " * (MIB // 2) + b";\n",
          Found("invalid-argument", 7, 1, "env"), Found("syntax-error", 9, 131, "more than 64 words")),
    *both("open-braces", lambda good: good + b"{" * 10_000 + b"\n",
          Found("syntax-error", 7, 1, "unexpected '{'"), Found("unknown-directive", 9, 1, "{{{ ... {{{")),
    *both("nested", lambda good: good.replace(b"listen 8080;", b"listen 8080; " + BRACES)
          if b"http {" in good else good + NESTED,
          Partly(4, "nested deeper than 100"), Found("syntax-error", 108, 5, "nested '.if'")),
    *both("latin-1", lambda good: good + b"# caf\xe9\n", Clean()),
    *both("utf-16", lambda good: good.decode().encode("utf-16"), Skipped("UTF-16")),
    *both("utf-16-be", lambda good: b"\xfe\xff" + good.decode().encode("utf-16-be"), Skipped("UTF-16")),
    *both("program", lambda _: Path(sys.executable).read_bytes()[:50_000], Skipped("binary")),
    *both("prose", lambda _: b"Dear colleagues,\nthe meeting is at nine.\n" * 50, Skipped("no reader knows")),
    *special("sparse", sparse, "it has 200 MiB, more than the 32 MiB that are read"),
    *special("loop", lambda path: path.symlink_to(path.name), "too many levels of symbolic links"),
    *special("broken", lambda path: path.symlink_to("gone"), "the link leads nowhere"),
    *special("out", lambda path: path.symlink_to("/etc/hostname"), "it leads out of the linted tree"),
    *special("zero", lambda path: path.symlink_to("/dev/zero"), "it leads out of the linted tree"),
    *special("pipe", os.mkfifo, "it is not a regular file"),
    *special("socket", listen, "it is not a regular file"),
    Bad("deep", "nginx", deep, Skipped("file name too long"), "d" * 20),
    nginx("directory", {"nginx.conf/nginx.conf": FAULTY["nginx"].decode()},
          Found("invalid-port", 4, 16, "99999"), "nginx.conf/nginx.conf"),
    nginx("circle", {"nginx.conf": MAIN_TEXT.format("a.conf"), "a.conf": "include b.conf;\n",
          "b.conf": "server { listen 80; }\ninclude a.conf;\n"}, Found("repeated-include", 2, 9, NEVER), "b.conf"),
    nginx("glob-circle", {"nginx.conf": MAIN_TEXT.format("*.conf"), "a.conf": "server { listen 80; }\n"},
          Found("repeated-include", 3, 13, NEVER)),
    nginx("doubling", {"nginx.conf": MAIN_TEXT.format("0.conf"), "64.conf": "server { listen 80; }\n"} |
          {f"{n}.conf": f"include {n + 1}.conf;\n" * 2 for n in range(64)},
          Partly(1, "more than 5000000 statements"), "4"),
    nginx("chain", {"nginx.conf": MAIN_TEXT.format("0.conf"), "2000.conf": "server { listen 99999; }\n"} |
          {f"{n}.conf": f"include {n + 1}.conf;\n" for n in range(2000)},
          Found("invalid-port", 1, 17, "99999"), "2000.conf"),
    nginx("many", {"nginx.conf": MAIN_TEXT.format("c/*.conf")} |
          {f"c/{n}.conf": f"server {{ listen 80; server_name s{n}.example; }}\n" for n in range(10_000)}, Clean()),
    nginx("greedy", {"nginx.conf": MAIN_TEXT.format("*a" * 40 + "*b"),
          "a" * 200 + ".conf": "location /x {\n}\n"}, Clean()),
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    tree = tmp_path_factory.mktemp("bad")
    for case in CASES:
        directory = tree / f"{case.name}-{case.product}"
        directory.mkdir()
        case.make(directory)
    for product, name in MAIN.items():
        write_tree(tree, {f"zz-{product}/{name}": FAULTY[product]})
    return lint(tree, ["--isolated"])


def test_the_run_ends_with_a_verdict_and_the_other_files_are_linted(run: Run) -> None:
    assert (run.done.returncode, run.done.stderr) == (1, "")
    assert run.json["counts"]["internal"] == 0
    skipped = sum(isinstance(case.outcome, Skipped) for case in CASES)
    assert f"\n{skipped} files skipped:\n" in run.text
    for product, name in MAIN.items():
        assert found_in(run, f"zz-{product}/{name}") == [("invalid-port", *FAULT[product])]


def found_in(run: Run, path: str) -> list[tuple[str, int, int]]:
    return [
        (one["rule"], one["start"]["line"], one["start"]["column"])
        for one in run.json["findings"]
        if one["path"] == path
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.product}")
def test_every_format_says_what_became_of_it(run: Run, case: Bad) -> None:
    path, outcome = case.place, case.outcome
    notes = [one for one in run.json["skipped"] if one["path"].startswith(path)]
    gaps = [gap for one in run.json["partly_understood"] if one["path"].startswith(path) for gap in one["gaps"]]
    expected = [(outcome.rule, outcome.line, outcome.column)] if isinstance(outcome, Found) else []
    assert found_in(run, path) == expected
    assert any(one.startswith(path) for one in run.json["read"]) == (not isinstance(outcome, Skipped))
    assert bool(notes) == isinstance(outcome, Skipped), notes
    assert bool(gaps) == isinstance(outcome, Partly), gaps
    if isinstance(outcome, Skipped):
        assert outcome.reason in notes[0]["reason"]
        assert any(outcome.reason in said for said in notified(run, notes[0]["path"].rstrip("/")))
    elif isinstance(outcome, Found):
        check_found(run, path, outcome)
    elif isinstance(outcome, Partly):
        assert [(gap["line"], outcome.reason in gap["reason"]) for gap in gaps] == [(outcome.line, True)]
        assert re.search(f"{re.escape(outcome.reason)}.*: .*{re.escape(path)}[^ ]*:{outcome.line}", run.text)
        assert any(outcome.reason in said for said in notified(run, path))


def check_found(run: Run, path: str, expected: Found) -> None:
    """The message stands in every format; of a very long one its beginning and its end are there."""
    (finding,) = [one for one in run.json["findings"] if one["path"] == path]
    pattern = ".*".join(map(re.escape, expected.message.split(" ... ")))
    assert re.search(pattern, finding["message"])
    assert len(finding["message"]) <= 400
    assert re.search(rf"{pattern}.*\n *--> {re.escape(path)}:{expected.line}:{expected.column}\n", run.text)
    (result,) = [one for one in run.sarif["runs"][0]["results"] if uri(one["locations"][0]) == path]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (expected.line, expected.column)
    assert re.search(pattern, result["message"]["text"])


def uri(location: Any) -> str:
    found: str = location["physicalLocation"]["artifactLocation"]["uri"]
    return found


def notified(run: Run, path: str) -> list[str]:
    notes = run.sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    return [note["message"]["text"] for note in notes if uri(note["locations"][0]).startswith(path)]


def test_no_line_of_the_text_is_longer_than_a_screen_can_bear(run: Run) -> None:
    assert max(map(len, run.text.splitlines())) < 8000
    assert set(re.findall(r"[^ -~]", run.text)) <= {"\n", "…"}


WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search",
                  "--inh-caps=-dac_override,-dac_read_search"]  # fmt: skip
"""For root: a process to which the permissions of files apply."""


@pytest.mark.parametrize("git", [False, True], ids=["plain", "git"])
def test_what_may_not_be_read_is_said(tmp_path: Path, git: bool) -> None:
    root = os.geteuid() == 0
    if root and not shutil.which("setpriv"):
        pytest.skip("setpriv is not installed")
    tree = tmp_path / "tree"
    files = {"shut.conf": GOOD["nginx"], "secret/nginx.conf": GOOD["nginx"], "nginx.conf": FAULTY["nginx"]}
    write_tree(tree, files)
    if git:
        subprocess.run(["git", "init", "-q", str(tree)], check=True)
    for path in ("shut.conf", "secret"):
        (tree / path).chmod(0)
    try:
        run = lint(tree, ["--isolated"], WITHOUT_RIGHTS if root else ())
    finally:
        (tree / "secret").chmod(0o700)
    assert (run.done.returncode, run.done.stderr) == (1, "")
    assert run.json["skipped"] == [
        {"path": path, "reason": "permission denied"} for path in ("secret/", "shut.conf")
    ]
    assert found_in(run, "nginx.conf") == [("invalid-port", *FAULT["nginx"])]


@pytest.mark.parametrize("name", ["missing.conf", "missing/", "nginx.conf/x", "nul\ufffd", "x" * 300])
def test_a_path_that_does_not_exist_is_told(tmp_path: Path, name: str) -> None:
    write_tree(tmp_path / "tree", {"nginx.conf": GOOD["nginx"]})
    run = lint(tmp_path / "tree", ["--isolated", name])
    assert run.done.returncode == 2
    assert "there is no such file or directory" in run.done.stderr
    assert "Traceback" not in run.done.stderr


def test_a_named_file_that_cannot_be_read_is_no_silence(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "nginx.conf").symlink_to("gone")
    run = lint(tmp_path / "tree", ["--isolated", "nginx.conf"])
    assert run.done.returncode == run.json["exit_code"] == 2
    assert run.json["skipped"] == [{"path": "nginx.conf", "reason": "the link leads nowhere"}]
    assert "0 files read, 1 skipped" in run.text


@pytest.mark.parametrize("product", MAIN)
def test_a_file_that_vanishes_between_listing_and_reading(tmp_path: Path, product: str) -> None:
    write_tree(tmp_path, {f"here/{MAIN[product]}": FAULTY[product], f"gone/{MAIN[product]}": FAULTY[product]})

    def vanish(said: str) -> None:
        if said.startswith("looking at"):
            shutil.rmtree(tmp_path / "gone")

    rules = select(CATALOG, Config())
    report = engine.run(engine.Request([str(tmp_path)], str(tmp_path), Config(), CATALOG, rules, {}, vanish))
    assert [tuple(one) for one in report.skipped] == [(f"gone/{MAIN[product]}", "no such file or directory")]
    assert [(one.rule, one.span.source.path) for one in report.findings] == [
        ("invalid-port", f"here/{MAIN[product]}")
    ]
