"""Words of a line, compared with what HAProxy itself makes of it."""

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.dialects.haproxy.environment import Environment
from lbconflint.dialects.haproxy.lexer import MAX_WORDS, Words, locate, quoted, scan
from lbconflint.values import HOLE

EMPTY = Environment()
EMPTY.reset(())
"""Every variable is unset, as in the environment that the oracle is given."""


def words(line: str, **variables: str | None) -> Words:
    environment = Environment()
    for name, value in variables.items():
        environment.assign(name, value)
    return scan(line, 0, len(line), environment)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("bind :80", ["bind", ":80"]),
        ("  bind\t:80  ", ["bind", ":80"]),
        ("frontend fe#x", ["frontend", "fe"]),
        ("# nothing", []),
        (r"a\#b c", ["a#b", "c"]),
        (r"a\ b \\ \' \" \t", ["a b", "\\", "'", '"', "\t"]),
        (r"a\qb", [r"a\qb"]),
        (r"\x41\x4a", ["AJ"]),
        ('fron"tend" f', ["frontend", "f"]),
        ("b'ind' :80", ["bind", ":80"]),
        ("a 'b \\n \"c\"'", ["a", 'b \\n "c"']),
        (r'"a\"b" "\$X" \$X', ['a"b', "$X", r"\$X"]),
        ("a$b 'c$d'", ["a$b", "c$d"]),
        ("a\vb\fc", ["a", "b", "c"]),
        ("a b \r", ["a", "b"]),
        ("a \r b", ["a", "b"]),
        ("server s 1.2.3.4:80 # 'x", ["server", "s", "1.2.3.4:80"]),
    ],
)
def test_words(line: str, expected: list[str]) -> None:
    found = words(line)
    assert found.values == expected
    assert found.fault is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"$A"', ["1"]),
        ('"x${A}y"', ["x1y"]),
        ('"${B-def}"', ["def"]),
        ('"${B-a b}"', ["a b"]),
        ('"${E-def}"', [""]),
        ('"${U-def}"', ["def"]),
        ('"$U"', [""]),
        ('"$B:80"', [HOLE + ":80"]),
        ('"${B[*]}" x', [HOLE, "x"]),
        ('"${.LINE}"', [HOLE]),
        ('"$A$A"', ["11"]),
        ("'$A' $A", ["$A", "$A"]),
    ],
)
def test_variables(line: str, expected: list[str]) -> None:
    found = words(line, A="1", E="", U=None)
    assert found.values == expected


@pytest.mark.parametrize(
    ("line", "message", "place"),
    [
        ('a "b', "unmatched double quote", '"'),
        ("a 'b", "unmatched single quote", "'"),
        ('a "b\\"', "unmatched double quote", '"'),
        (r"a \x4", "hexadecimal", r"\x4"),
        (r"a \xg1b", "hexadecimal", r"\xg1"),
        ('m "^/(a|b)$"', "forbidden first character", '$"'),
        ('m "$1"', "forbidden first character", "$1"),
        ('m "${A"', "unmatched brace", "{"),
        ('m "${A-b"', "unmatched brace", "{"),
        ('m "${A[1]}"', "word expansion", "["),
        ('m "$.NOPE"', "forbidden first character", "$."),
    ],
)
def test_faults(line: str, message: str, place: str) -> None:
    found = words(line)
    assert found.fault is not None
    assert message in found.fault.message
    assert line[found.fault.start : found.fault.end] == place


def test_words_before_a_fault_are_kept() -> None:
    found = words('frontend web "x')
    assert found.values == ["frontend", "web"]


def test_words_are_limited() -> None:
    assert words(" ".join("x" * MAX_WORDS)).fault is None
    found = words(" ".join("x" * (MAX_WORDS + 1)))
    assert found.fault is not None
    assert found.fault.message == "more than 64 words on one line"
    assert len(found.values) == MAX_WORDS


def test_an_empty_word_is_marked() -> None:
    assert words('acl x -m str "" a').empty == 4
    assert words("acl x -m str ''").empty == 4
    assert words('x ""y').empty is None


def test_text_behind_a_carriage_return_is_marked() -> None:
    line = "bind :80\rbind :81"
    found = words(line)
    assert found.values == ["bind", ":80"]
    assert found.ignored is not None
    assert line[found.ignored :] == "bind :81"
    assert words("bind :80\r").ignored is None


def test_places_of_words() -> None:
    line = """  server 'a b'"c" x\\ y "${Z[*]}" # z"""
    assert [line[start:end] for start, end in locate(line, 2, len(line))] == [
        "server",
        """'a b'"c\"""",
        "x\\ y",
        '"${Z[*]}"',
    ]


def _dumped(dumper: Any, text: str) -> dict[int, str]:
    """Line number -> the line as HAProxy tokenises it."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "x.cfg"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        done = dumper.run("-dC,line", "-c", "-f", str(path))
    found = {}
    for line in done.stdout.decode("utf-8", "surrogateescape").split("\n"):
        number, tab, rest = line.partition("\t")
        if tab and number.isdigit():
            found[int(number)] = rest
    return found


def _agree(dumper: Any, text: str) -> int:
    """Compare every line that we find faultless; the number of lines compared."""
    dumped = _dumped(dumper, text)
    compared = 0
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        found = scan(text, start, start + len(line), EMPTY)
        start += len(line) + 1
        control = any("\n" in value or "\t" in value or "\r" in value for value in found.values)
        if found.fault or line.lstrip().startswith("[") or control or HOLE in "".join(found.values):
            continue
        if any(re.search(r"\$\{?HAPROXY_", line) for _ in found.values[:1]):
            continue
        # The dump ends every word with a blank, an empty one too.
        assert "".join(f"{value} " for value in found.values) == dumped.get(number, "").removeprefix("\t"), line
        compared += 1
    return compared


_PIECES = st.sampled_from(
    ["bind", ":80", " ", "  ", "\t", "'", '"', "\\", "#", "\\#", "\\x41", "\\x", "$A", "${A}", "${A-b}", "${", "}",
     "a", "\\\\", "\\'", '\\"', "\\n", "''", '""', "é", "{", "if", "\\$"]
)  # fmt: skip


@settings(max_examples=25)
@given(lines=st.lists(st.lists(_PIECES, max_size=12).map("".join), min_size=20, max_size=60))
def test_generated_lines_have_the_words_that_haproxy_sees(dumper: Any, lines: list[str]) -> None:
    broken = {line for line in lines if scan(line, 0, len(line), EMPTY).fault}
    # HAProxy gives up after fifty broken lines: they are left out.
    assert _agree(dumper, "".join(f"{line}\n" for line in ["global", *lines] if line not in broken)) > 0


@settings(max_examples=15)
@given(lines=st.lists(st.lists(_PIECES, max_size=12).map("".join), min_size=5, max_size=30))
def test_lines_are_broken_where_haproxy_finds_them_broken(dumper: Any, lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    dumped = _dumped(dumper, text)
    broken = 0
    for number, line in enumerate(text.split("\n")[:-1], 1):
        found = scan(line, 0, len(line), EMPTY)
        broken += found.fault is not None
        if broken >= 49:
            break
        if not line.lstrip().startswith("["):
            assert (found.fault is None) == (number in dumped), line


@pytest.mark.skipif(not os.environ.get("LBCONFLINT_CORPORA"), reason="no corpora")
def test_corpora_have_the_words_that_haproxy_sees(dumper: Any) -> None:
    compared = 0
    for path in sorted(Path(os.environ["LBCONFLINT_CORPORA"]).rglob("*.cfg")):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if content.count(b"\n") > 3000 or b"\0" in content or not content.endswith(b"\n"):
            continue
        if not re.search(rb"^\s*(frontend|backend|listen|defaults)\b", content, re.MULTILINE):
            continue
        compared += _agree(dumper, content.decode("utf-8", "surrogateescape"))
    assert compared > 10_000


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('  set-header X-Owner "team 3" # x', None),
        ('  set-header X-Owner "team 3"\t', ["set-header", "X-Owner", "team 3"]),
        ('"a b" c "d"', ["a b", "c", "d"]),
        ('a "b""c"', None),
        ('a"b" c', None),
        ('"b"c d', None),
        ('a ""', None),
        ('a "b', None),
        ('a "$b"', None),
        ("a \"b\" 'c'", None),
        ('a "b" ' + "c " * 70, None),
    ],
)
def test_words_in_whole_quotes(line: str, expected: list[str] | None) -> None:
    assert quoted(line) == expected


@given(line=st.text(alphabet="ab \"'\\\\$#\t", max_size=14))
def test_the_short_way_says_what_the_scanner_says(line: str) -> None:
    found = quoted(line)
    if found is not None:
        scanned = words(line)
        assert (found, None, None) == (scanned.values, scanned.fault, scanned.empty)
