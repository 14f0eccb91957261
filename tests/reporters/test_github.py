"""GitHub annotations: escaping, the limit of ten, what is said about the rest."""

import re

from hypothesis import given

from lbconflint.finding import Finding, Level
from lbconflint.report import Report
from lbconflint.reporters.github import render
from lbconflint.reporters.style import PLAIN
from lbconflint.source import SourceFile
from tests.reporters.samples import IMPLICIT, at, finding, report, reports

CONF = SourceFile("conf.d/b.conf", "server {\n    listen 8080;\n}\n")


def lines_of(run: Report) -> list[str]:
    return "".join(render(run, PLAIN)).splitlines()


def several(number: int, level: Level = Level.ERROR, source: SourceFile = CONF) -> list[Finding]:
    return [finding(at(source, "listen"), f"number {index}", level=level) for index in range(number)]


def test_a_finding() -> None:
    found = finding(
        at(CONF, "8080"), "50% is:\nopened, twice", [(at(CONF, "server"), "in this server")], advice="move it"
    )
    (line,) = lines_of(report(found))
    assert line == (
        "::error file=conf.d/b.conf,line=2,endLine=2,col=12,endColumn=16,title=LB001 duplicate-bind"
        "::50%25 is: opened, twice%0Aconf.d/b.conf:1:1: in this server%0Ahelp: move it"
    )


def test_properties_are_escaped() -> None:
    source = SourceFile("a:b,c%d\udcff.conf", "x")
    assert lines_of(report(finding(at(source, "x"), "m"))) == [
        "::error file=a%3Ab%2Cc%25d\ufffd.conf,line=1,endLine=1,col=1,endColumn=2,title=LB001 duplicate-bind::m"
    ]


def test_levels() -> None:
    run = report(*(several(1, level)[0] for level in (Level.NOTE, Level.WARNING, Level.ERROR)))
    assert [line.split(" ")[0] for line in lines_of(run)] == ["::error", "::warning", "::notice"]


def test_files_not_understood_are_notices() -> None:
    run = report(skipped=[("a", "it is a directory")], partial={"b": [(3, "odd"), (4, "odder")], "c": [(1, "x")]})
    assert lines_of(run) == [
        "::notice file=a,title=file skipped::it is a directory",
        "::notice file=b,line=3,title=partly understood::odd (and 1 more place)",
        "::notice file=c,line=1,title=partly understood::x",
    ]


def test_a_clean_run_says_nothing() -> None:
    assert lines_of(report()) == []


def test_ten_of_each_level_and_a_word_about_the_rest() -> None:
    other = SourceFile("z.conf", "listen 80;")
    run = report(*several(12), *several(2, source=other), *several(11, Level.WARNING))
    lines = lines_of(run)
    assert [line.split(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert lines[-1] == (
        "::notice title=lbconflint::5 more findings without an annotation: 3 in conf.d/b.conf, 2 in z.conf. "
        "GitHub shows 10 annotations of each level; --format text, json or sarif has everything."
    )


def test_the_last_notice_is_never_the_eleventh() -> None:
    run = report(*several(14, Level.NOTE), skipped=[("a", "it is a directory")])
    lines = lines_of(run)
    assert len(lines) == 10
    assert lines[-1].startswith(
        "::notice title=lbconflint::5 more findings without an annotation: 5 in conf.d/b.conf. "
        "1 more file skipped or only partly understood. "
    )


def test_exactly_ten_notices_need_no_word() -> None:
    run = report(*several(8, Level.NOTE), skipped=[("a", "x"), ("b", "x")])
    assert len(lines_of(run)) == 10
    assert "more" not in "".join(lines_of(run))


def test_many_files_beyond_the_limit() -> None:
    findings = [several(1, source=SourceFile(f"f{number:02}.conf", "listen"))[0] for number in range(20)]
    assert "1 in f14.conf, the rest in 5 more files." in lines_of(report(*several(10), *findings[10:]))[-1]


@given(reports())
def test_any_report_is_made_of_commands(run: Report) -> None:
    text = "".join(render(run, PLAIN))
    for line in text.split("\n")[:-1]:
        assert re.fullmatch(r"::(error|warning|notice) ([a-zA-Z]+=([^,:\r]*)(,|(?=::)))+::[^\r\n]*", line)
    text.encode("utf-8")
    shown = sum(1 for line in text.splitlines() if re.search("title=LB", line))
    assert shown == len(run.findings)


def test_notes_are_notices() -> None:
    assert lines_of(report(finding(at(CONF, "listen"), "implied", of=IMPLICIT)))[0].startswith(
        "::notice file=conf.d"
    )
