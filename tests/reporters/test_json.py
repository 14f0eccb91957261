"""The JSON reporter: versioned, complete, one finding on each line."""

import json
from typing import Any

from hypothesis import given

from lbconflint.finding import Level
from lbconflint.report import Report
from lbconflint.reporters.characters import unicode_text
from lbconflint.reporters.json import render
from lbconflint.reporters.style import PLAIN
from lbconflint.source import SourceFile, Span
from tests.reporters.samples import IMPLICIT, at, finding, report, reports

CONF = SourceFile("conf.d/b.conf", "server {\n    listen 😀8080;\n}\n")


def rendered(run: Report) -> str:
    return "".join(render(run, PLAIN))


def test_a_run_with_everything() -> None:
    found = finding(
        at(CONF, "8080"),
        "port 8080 is opened twice",
        [(at(CONF, "server"), "in \udcff")],
        advice="move it",
        edits=[(Span(CONF, 14, 16), "81")],
    )
    run = report(
        found,
        finding(at(CONF, "listen"), of=IMPLICIT),
        read=["a\udcff"],
        skipped=[("x", "it is a directory")],
        partial={"y": [(3, "odd")]},
        suppressed=4,
        hidden=5,
        fail_on=Level.ERROR,
    )
    data = json.loads(rendered(run))
    assert list(data) == [
        *("schema", "version", "root", "exit_code", "fail_on", "counts"),
        *("findings", "rules", "skipped", "partly_understood", "read"),
    ]
    assert data["schema"] == "lbconflint/1"
    assert data["version"] == "1.2.3"
    assert data["root"] == "/srv/configuration"
    assert data["exit_code"] == 1
    assert data["fail_on"] == "error"
    assert data["counts"] == {
        "error": 1,
        "warning": 0,
        "note": 1,
        "failing": 1,
        "suppressed": 4,
        "hidden": 5,
        "internal": 0,
        "read": 1,
        "skipped": 1,
        "partly_understood": 1,
    }
    assert data["findings"][0] == {
        "rule": "duplicate-bind",
        "code": "LB001",
        "level": "error",
        "confidence": "high",
        "message": "port 8080 is opened twice",
        "help": "move it",
        "path": "conf.d/b.conf",
        "start": {"line": 2, "column": 13},
        "end": {"line": 2, "column": 17},
        "related": [
            {
                "path": "conf.d/b.conf",
                "start": {"line": 1, "column": 1},
                "end": {"line": 1, "column": 7},
                "message": "in \ufffd",
            }
        ],
        "edits": [
            {
                "path": "conf.d/b.conf",
                "start": {"line": 2, "column": 6},
                "end": {"line": 2, "column": 8},
                "text": "81",
            }
        ],
        "key": "duplicate-bind tcp 80",
    }
    assert [item["name"] for item in data["rules"]] == ["duplicate-bind", "implicit-listen"]
    assert data["rules"][0] == {
        "name": "duplicate-bind",
        "code": "LB001",
        "summary": "Two binds of one host that cannot both be opened",
        "url": "https://lint.example/rules/duplicate-bind",
    }
    assert data["skipped"] == [{"path": "x", "reason": "it is a directory"}]
    assert data["partly_understood"] == [{"path": "y", "gaps": [{"line": 3, "reason": "odd"}]}]
    assert data["read"] == ["a\ufffd"]


def test_the_text_of_a_clean_run() -> None:
    assert rendered(report(read=[])) == (
        '{\n"schema":"lbconflint/1",\n"version":"1.2.3",\n"root":"/srv/configuration",\n"exit_code":0,\n'
        '"fail_on":"warning",\n"counts":{"error":0,"warning":0,"note":0,"failing":0,"suppressed":0,"hidden":0,'
        '"internal":0,"read":0,"skipped":0,"partly_understood":0},\n"findings":[],\n"rules":[],\n"skipped":[],\n'
        '"partly_understood":[],\n"read":[]\n}\n'
    )


def test_one_finding_on_each_line() -> None:
    findings = [finding(at(CONF, "listen"), f"number {number}") for number in range(3)]
    lines = rendered(report(*findings)).splitlines()
    first = lines.index('"findings":[') + 1
    assert [json.loads(line.rstrip(","))["message"] for line in lines[first : first + 3]] == [
        "number 0",
        "number 1",
        "number 2",
    ]
    assert lines[first + 3] == "],"


def offset(source: SourceFile, place: dict[str, int]) -> int:
    return source.line_starts[place["line"] - 1] + place["column"] - 1


@given(reports())
def test_everything_comes_back(run: Report) -> None:
    text = rendered(run)
    assert text.isascii()
    assert "\\ud8" not in text.replace("\\ud83d", "")
    data: dict[str, Any] = json.loads(text)
    assert data["exit_code"] == run.exit_code
    for found, item in zip(run.findings, data["findings"], strict=True):
        source = found.span.source
        assert (item["message"], item["help"]) == (unicode_text(found.message), unicode_text(found.help))
        assert (offset(source, item["start"]), offset(source, item["end"])) == found.span[1:]
        for related, other in zip(found.related, item["related"], strict=True):
            assert other["path"] == unicode_text(related.span.source.path)
            assert offset(related.span.source, other["start"]) == related.span.start
        assert [edit["text"] for edit in item["edits"]] == [unicode_text(edit.text) for edit in found.edits]
    assert [item["path"] for item in data["skipped"]] == [unicode_text(file.path) for file in run.skipped]
    assert [len(item["gaps"]) for item in data["partly_understood"]] == [len(file.gaps) for file in run.partial]
