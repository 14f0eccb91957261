"""The code frame, line by line."""

import re
from textwrap import dedent

from hypothesis import given

from lbconflint.finding import Finding, Level
from lbconflint.report import Report
from lbconflint.reporters.characters import cells, one_line, unicode_text, width
from lbconflint.reporters.frame import MOST_RELATED, frame
from lbconflint.reporters.style import PLAIN, Style
from lbconflint.source import SourceFile, Span
from tests.cost import Looked, steps
from tests.reporters.samples import at, finding, reports


def framed(found: Finding, style: Style = PLAIN) -> str:
    return "\n".join(frame(found, style)) + "\n"


def golden(text: str) -> str:
    return dedent(text).lstrip("\n")


CONF = SourceFile(
    "conf.d/b.conf",
    "http {\n  server {\n    listen 80;\n    listen 8080 ssl; listen 8081;\n  }\n"
    "  # two\n  # three\n  listen 90;\n}\n",
)


def test_one_place() -> None:
    assert framed(finding(at(CONF, "80"))) == golden(
        """
         --> conf.d/b.conf:3:12
          |
        3 |     listen 80;
          |            ^^
        """
    )


def test_places_of_the_same_file_share_a_frame() -> None:
    related = [(at(CONF, "listen 90"), "opened here"), (at(CONF, "server"), "in this server")]
    assert framed(finding(at(CONF, "80"), related=related)) == golden(
        """
         --> conf.d/b.conf:3:12
          |
        2 |   server {
          |   ------ in this server
        3 |     listen 80;
          |            ^^
        ...
        8 |   listen 90;
          |   --------- opened here
        """
    )


def test_a_single_line_between_two_places_is_shown() -> None:
    related = [(at(CONF, "# two"), "a comment")]
    assert framed(finding(at(CONF, "8081"), related=related)) == golden(
        """
         --> conf.d/b.conf:4:29
          |
        4 |     listen 8080 ssl; listen 8081;
          |                             ^^^^
        5 |   }
        6 |   # two
          |   ----- a comment
        """
    )


def test_several_places_on_one_line() -> None:
    related = [(at(CONF, "listen 8080"), "the first"), (at(CONF, "ssl"), "the second"), (at(CONF, "8081"), "last")]
    assert framed(finding(at(CONF, "8080"), related=related)) == golden(
        """
         --> conf.d/b.conf:4:12
          |
        4 |     listen 8080 ssl; listen 8081;
          |     -------^^^^ ---         ---- last
          |     |           |
          |     |           the second
          |     the first
        """
    )


def test_another_file_follows_below() -> None:
    other = SourceFile("haproxy.cfg", "\n" * 40 + "    bind *:8080\r\n")
    assert framed(finding(at(CONF, "80"), related=[(at(other, "*:8080"), "HAProxy opens it here")])) == golden(
        """
          --> conf.d/b.conf:3:12
           |
         3 |     listen 80;
           |            ^^
           |
          ::: haproxy.cfg:41:10
           |
        41 |     bind *:8080
           |          ------ HAProxy opens it here
        """
    )


def test_unicode_drawing() -> None:
    other = SourceFile("haproxy.cfg", "bind *:8080\n")
    related = [(at(other, "*:8080"), "here"), (at(CONF, "listen 90"), "there")]
    assert framed(finding(at(CONF, "80"), related=related), Style(unicode=True)) == golden(
        """
         ╭─▸ conf.d/b.conf:3:12
          │
        3 │     listen 80;
          │            ^^
        ┄┄┄
        8 │   listen 90;
          │   --------- there
          │
         ├─▸ haproxy.cfg:1:6
          │
        1 │ bind *:8080
          │      ------ here
        """
    )


def test_tabs_wide_combining_and_hidden_characters() -> None:
    source = SourceFile("a", "\t日本e\u0301\x1b[0m\u202e listen\udcff 80;\r\n")
    assert framed(finding(at(source, "80"), related=[(at(source, "e\u0301"), "here")])) == golden(
        """
         --> a:1:20
          |
        1 |     日本e\u0301\\x1b[0m\\u202e listen\\xff 80;
          |         -                         ^^
          |         |
          |         here
        """
    )


def test_places_that_are_empty_or_at_the_end() -> None:
    source = SourceFile("a", "listen 80")
    assert framed(finding(Span(source, 9, 9))) == " --> a:1:10\n  |\n1 | listen 80\n  |          ^\n"
    empty = SourceFile("a", "")
    assert framed(finding(Span(empty, 0, 0))) == " --> a:1:1\n  |\n1 |\n  | ^\n"
    last = SourceFile("a", "x\n")
    assert framed(finding(Span(last, 2, 2))) == " --> a:2:1\n  |\n2 |\n  | ^\n"


def test_a_place_of_several_lines_is_its_first() -> None:
    assert framed(finding(Span(CONF, 9, 30))) == golden(
        """
         --> conf.d/b.conf:2:3
          |
        2 |   server {
          |   ^^^^^^^^
        """
    )


def test_a_long_line_is_trimmed_around_the_place() -> None:
    source = SourceFile("a", "x" * 300 + " 80 " + "y" * 300 + " 81 z")
    lines = framed(finding(at(source, "80"), related=[(at(source, "81"), "again")]), Style(width=60)).splitlines()
    assert lines[2] == "1 | ..." + "x" * 15 + " 80 " + "y" * 31 + "..."
    assert lines[3] == "  |    " + " " * 16 + "^^"
    assert lines[4] == "..."
    assert lines[5] == "1 | ..." + "y" * 45 + " 81 z"
    assert lines[6] == "  |    " + " " * 46 + "-- again"
    assert len(lines) == 7


def test_a_place_longer_than_the_line_shown() -> None:
    source = SourceFile("a", "x" * 1000)
    lines = framed(finding(Span(source, 100, 900)), Style(width=60)).splitlines()
    assert lines[2].startswith("1 | ...xxx")
    assert lines[2].endswith("xxx...")
    assert lines[3] == "  |    " + " " * 16 + "^" * 34
    assert max(map(len, lines)) <= 60


def test_a_huge_line_costs_no_more_than_a_short_one() -> None:
    costs = []
    for times in (100, 80_000):
        text = Looked("\t" + "é listen 80; " * times)
        source = SourceFile("a", text)
        found = finding(at(source, "80", times // 2), related=[(at(source, "80", times // 2 + 1), "and here")])
        assert len(source.line_starts) == 1
        text.at = 0
        assert "-- and here" in framed(found)
        costs.append((text.at, steps(lambda found=found: framed(found))))
    assert costs[0] == costs[1]


def test_no_more_than_some_related_places() -> None:
    source = SourceFile("a", "listen 80;\n" * 50)
    related = [(at(source, "80", number), f"number {number}") for number in range(1, 50)]
    text = framed(finding(at(source, "80"), related=related))
    assert text.count("number") == MOST_RELATED


def test_the_same_place_twice() -> None:
    text = framed(finding(at(CONF, "80"), related=[(at(CONF, "80"), "itself"), (at(CONF, "80"), "itself")]))
    assert text.count("itself") == 1
    assert text.splitlines()[-1] == "  |            ^^ itself"


def test_colours() -> None:
    text = framed(finding(at(CONF, "80"), related=[(at(CONF, "90"), "there")]), Style(colour=True))
    assert "\x1b[1;31m^^\x1b[0m" in text
    assert "\x1b[34m-- there\x1b[0m" in text.replace("\x1b[0m \x1b[34m", " ").replace("--\x1b[0m", "--")
    assert "\x1b[2m3 |\x1b[0m     listen 80;" in text
    warning = framed(finding(at(CONF, "80"), level=Level.WARNING), Style(colour=True))
    assert "\x1b[1;33m^^" in warning


def uncoloured(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@given(reports())
def test_any_finding_has_a_frame(random: Report) -> None:
    for found in random.findings:
        lines = list(frame(found, PLAIN))
        assert [uncoloured(line).rstrip() for line in frame(found, Style(colour=True))] == lines
        for line in lines:
            assert one_line(line) == line
            assert line == line.rstrip()
        assert any("^" in line.partition("|")[2] for line in lines)


def test_text_of_a_terminal() -> None:
    assert one_line("a\tb\r\nc\x07\x9b\u200b\udc80\U000e0041") == "a b c\\x07\\x9b\\u200b\\x80\\U000e0041"
    assert unicode_text("a\udcffé\ud800") == "a\ufffdé\ufffd"
    assert width("ab日e\u0301") == 5
    assert cells("a\t日") == ("a    日", [0, 1, 5, 7])
    assert cells("ab") == ("ab", None)
