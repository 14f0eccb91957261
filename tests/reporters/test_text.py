"""The text and concise reporters: goldens, and the words of the summary."""

import re
from collections.abc import Callable
from textwrap import dedent

import pytest
from hypothesis import given

from lbconflint.finding import Level
from lbconflint.report import Report
from lbconflint.reporters import concise, text
from lbconflint.reporters.style import PLAIN, Style
from lbconflint.reporters.summary import counted, listed
from lbconflint.source import SourceFile, Span
from tests.cost import LINEAR, growth
from tests.reporters.samples import DUPLICATE, IMPLICIT, at, finding, report, reports, rule

CONF = SourceFile("conf.d/b.conf", "server {\n    listen 8080;\n}\n")
OTHER = SourceFile("haproxy.cfg", "frontend web\n    bind *:8080\n")
FOUND = finding(
    at(CONF, "8080"),
    "port 8080/tcp is opened twice on this host",
    [(at(OTHER, "*:8080"), "HAProxy opens it here")],
    advice="move one of them",
)


def rendered(of: Report, style: Style = PLAIN) -> str:
    return "".join(text.render(of, style))


def golden(of: str) -> str:
    return dedent(of).lstrip("\n")


def test_a_run_with_everything() -> None:
    note = finding(at(CONF, "listen"), "port 80 is implied", of=IMPLICIT)
    again = finding(at(OTHER, "bind"), "the same again", level=Level.WARNING)
    run = report(
        FOUND,
        note,
        again,
        read=("a",),
        skipped=[("x.conf", "it is a directory")],
        partial={"a": [(3, "Lua is not read"), (9, "Lua is not read")]},
        suppressed=1,
        hidden=3,
    )
    assert rendered(run) == golden(
        """
        error[LB001] duplicate-bind: port 8080/tcp is opened twice on this host
         --> conf.d/b.conf:2:12
          |
        2 |     listen 8080;
          |            ^^^^
          |
         ::: haproxy.cfg:2:10
          |
        2 |     bind *:8080
          |          ------ HAProxy opens it here
          |
          = help: move one of them
          = docs: https://lint.example/rules/duplicate-bind
          = note: allow with `# lbconflint: ignore[duplicate-bind] reason`

        note[LB002] implicit-listen: port 80 is implied
         --> conf.d/b.conf:2:5
          |
        2 |     listen 8080;
          |     ^^^^^^
          |
          = docs: https://lint.example/rules/implicit-listen
          = note: allow with `# lbconflint: ignore[implicit-listen] reason`

        warning[LB001] duplicate-bind: the same again
         --> haproxy.cfg:2:5
          |
        2 |     bind *:8080
          |     ^^^^

        1 file skipped:
          it is a directory: x.conf
        1 file partly understood:
          Lua is not read: a:3, a:9
        1 error, 1 warning and 1 note; 1 file read, 1 skipped, 1 partly understood{suppressed}
        3 findings of lower level or confidence are not shown; --min-level note --min-confidence low shows all
        failing: 2 findings at or above warning
        """
    ).replace("{suppressed}", "; 1 finding suppressed by comments")


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (report(read=["a"]), "no faults found in 1 file\n"),
        (report(read=["a", "b"], suppressed=2), "no faults found in 2 files; 2 findings suppressed by comments\n"),
        (report(read=[]), "nothing was checked: no configuration was recognised\n"),
        (
            report(read=["a"], hidden=1),
            (
                "no findings; 1 file read\n1 finding of lower level or confidence is not shown; "
                "--min-level note --min-confidence low shows all\n"
            ),
        ),
        (
            report(read=[], skipped=[("a", "it is a directory")]),
            "1 file skipped:\n  it is a directory: a\nno findings; 0 files read, 1 skipped\n",
        ),
        (
            report(partial={"nginx.conf": [(7, "a map of unknown size")]}),
            (
                "1 file partly understood:\n  a map of unknown size: nginx.conf:7\n"
                "no findings; 1 file read, 1 partly understood\n"
            ),
        ),
        (report(internal=1), "no findings; 1 file read\nfailing: 1 internal error; this run is no verdict\n"),
    ],
)
def test_runs_without_findings(run: Report, expected: str) -> None:
    assert rendered(run) == expected


@pytest.mark.parametrize(
    ("fail_on", "verdict"),
    [
        (Level.ERROR, "failing: 1 finding at or above error\n"),
        (Level.NOTE, "failing: 2 findings at or above note\n"),
    ],
)
def test_why_the_run_fails(fail_on: Level, verdict: str) -> None:
    note = finding(at(CONF, "listen"), of=IMPLICIT)
    assert rendered(report(FOUND, note, fail_on=fail_on)).endswith(f"1 error and 1 note; 1 file read\n{verdict}")


def test_a_run_that_passes_says_nothing_more() -> None:
    note = finding(at(CONF, "listen"), of=IMPLICIT)
    assert rendered(report(note, fail_on=Level.ERROR)).endswith("\n\n1 note; 1 file read\n")


def test_many_skipped_files_take_few_lines() -> None:
    reasons = ["it is a directory"] * 6 + ["no such file"] * 3 + ["permission denied"] * 2
    reasons += ["a binary file", "it has 40 MiB, more than the 32 MiB that are read", "too strange"] * 2
    skipped = [(f"f{number}.conf", reason) for number, reason in enumerate(reasons)]
    assert rendered(report(skipped=skipped)) == golden(
        """
        17 files skipped:
          it is a directory: f0.conf, f1.conf, f2.conf and 3 more
          no such file: f6.conf, f7.conf, f8.conf
          a binary file: f11.conf, f14.conf
          it has 40 MiB, more than the 32 MiB that are read: f12.conf, f15.conf
          and 4 more; see --format json
        no findings; 1 file read, 17 skipped
        """
    )


def test_more_related_places_than_are_shown() -> None:
    source = SourceFile("a", "listen 80;\n" * 13)
    found = finding(at(source, "80"), related=[(at(source, "80", number), "here") for number in range(1, 13)])
    lines = rendered(report(found)).splitlines()
    assert "   = note: and 2 more places; see --format json" in lines


def test_links_take_the_place_of_the_address() -> None:
    shown = rendered(report(FOUND), Style(links=True))
    assert shown.startswith(
        "\x1b]8;;https://lint.example/rules/duplicate-bind\x1b\\error[LB001]\x1b]8;;\x1b\\ dup"
    )
    assert "= docs" not in shown


def test_colours() -> None:
    shown = rendered(report(FOUND), Style(colour=True))
    assert shown.startswith(
        "\x1b[1;31merror[LB001]\x1b[0m duplicate-bind: \x1b[1mport 8080/tcp is opened twice on this host\x1b[0m\n"
    )
    assert "\x1b[1;31mfailing: 1 finding at or above warning\x1b[0m\n" in shown
    assert rendered(report(), Style(colour=True)) == "\x1b[1;32mno faults found in 1 file\x1b[0m\n"


def test_a_finding_whose_rule_is_unknown() -> None:
    of = rule("internal-error", "LB000")
    shown = rendered(report(finding(at(CONF, "listen"), "rule x failed: KeyError", of=of), internal=1))
    assert shown.startswith("error[LB000] internal-error: rule x failed: KeyError\n")
    assert "= docs" not in shown


@given(reports())
def test_nothing_reaches_the_terminal_unseen(run: Report) -> None:
    for shown in (rendered(run), "".join(concise.render(run, PLAIN))):
        assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", shown) is None
        assert shown.endswith("\n")


def test_concise() -> None:
    run = report(FOUND, skipped=[("x", "it is a directory")], partial={"a": [(3, "odd")]}, hidden=1)
    assert "".join(concise.render(run, PLAIN)) == golden(
        """
        conf.d/b.conf:2:12: error[LB001] duplicate-bind: port 8080/tcp is opened twice on this host
        # 1 file skipped:
        #   it is a directory: x
        # 1 file partly understood:
        #   odd: a:3
        # 1 error; 1 file read, 1 skipped, 1 partly understood
        # 1 finding of lower level or confidence is not shown; --min-level note --min-confidence low shows all
        # failing: 1 finding at or above warning
        """
    )


MATCHER = re.compile(r"^(.+?):(\d+):(\d+): (error|warning|note)\[(LB\d+)\] ([a-z0-9-]+): (.*)$")


@given(reports())
def test_a_problem_matcher_sees_the_findings_only(run: Report) -> None:
    lines = "".join(concise.render(run, PLAIN)).splitlines()
    for found, line in zip(run.findings, lines, strict=False):
        match = MATCHER.match(line)
        assert match is not None
        assert match.group(4, 5, 6) == (found.level.word, found.code, found.rule)
        assert not line.startswith("# ")
    assert all(line.startswith("# ") and not MATCHER.match(line) for line in lines[len(run.findings) :])


def test_a_path_that_looks_like_a_remark() -> None:
    source = SourceFile("# a.conf", "x")
    shown = "".join(concise.render(report(finding(at(source, "x"))), PLAIN))
    assert shown.startswith("./# a.conf:1:1: error")


def test_words() -> None:
    assert [counted(number, "file") for number in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    assert [listed(list(parts)) for parts in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize("style", [PLAIN, Style(colour=True, unicode=True, links=True)], ids=["plain", "rich"])
def test_cost_is_linear(style: Style) -> None:
    def rendering(size: int) -> Callable[[], None]:
        source = SourceFile("a", "".join(f"    listen {1000 + number};\n" for number in range(2 * size + 2)))
        findings = [
            finding(
                Span(source, start + 11, start + 15),
                f"finding {start}",
                [(Span(OTHER, 17, 21), "HAProxy opens it here"), (Span(source, start - 6, start - 2), "before")],
            )
            for start in source.line_starts[size // 2 + 1 : size // 2 + 1 + size]
        ]
        run = report(*findings, rules=[DUPLICATE])

        def render_all() -> None:
            assert rendered(run, style).count("HAProxy opens it here") == size

        return render_all

    assert growth(rendering, 250) < LINEAR
