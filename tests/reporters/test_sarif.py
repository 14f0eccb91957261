"""SARIF: what GitHub needs and no schema says."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given

from lbconflint.finding import Finding, Level
from lbconflint.report import Report
from lbconflint.reporters import sarif_places
from lbconflint.reporters.fingerprints import Fingerprints
from lbconflint.reporters.sarif import MOST_LOCATIONS, MOST_RESULTS, render
from lbconflint.reporters.style import PLAIN
from lbconflint.source import SourceFile, Span
from tests.cost import LINEAR, Looked, growth
from tests.reporters.samples import DUPLICATE, IMPLICIT, at, finding, report, reports, rule
from tests.reporters.sarif_shape import problems

CONF = SourceFile("conf.d/b.conf", "server {\n    listen 8080;\n    listen 8081;\n}\n")


def rendered(run: Report) -> str:
    return "".join(render(run, PLAIN))


def run_of(run: Report) -> dict[str, Any]:
    text = rendered(run)
    assert text.isascii()
    log = json.loads(text)
    assert problems(log) == []
    found: dict[str, Any] = log["runs"][0]
    return found


def result_of(found: Finding, *more: Any) -> dict[str, Any]:
    result: dict[str, Any] = run_of(report(found, *more))["results"][0]
    return result


def notes(run: dict[str, Any]) -> list[tuple[str, str]]:
    found = run["invocations"][0]["toolExecutionNotifications"]
    return [(note["descriptor"]["id"], note["message"]["text"]) for note in found]


def test_a_clean_run() -> None:
    run = run_of(report())
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []
    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert run["tool"]["driver"]["informationUri"] == "https://lint.example/rules/"
    invocation = {"executionSuccessful": True, "exitCode": 0, "toolExecutionNotifications": []}
    assert run["invocations"] == [invocation]


def test_a_result() -> None:
    other = SourceFile("my dir/[haproxy] é.cfg", "\n  bind *:8080\r\n")
    found = finding(
        at(CONF, "8080"),
        "port 8080/tcp is opened twice on this host",
        [(at(other, "*:8080"), "HAProxy opens it here"), (at(CONF, "8081"), "")],
        advice="move one of them",
    )
    base = {"uriBaseId": "%SRCROOT%"}
    assert result_of(found) == {
        "ruleId": "LB001",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "port 8080/tcp is opened twice on this host. move one of them. "
            "HAProxy opens it here: [my dir/\\[haproxy\\] é.cfg:2](1). See also: [conf.d/b.conf:3](2)."
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "conf.d/b.conf", **base},
                    "region": {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 16},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "my%20dir/%5Bhaproxy%5D%20%C3%A9.cfg", **base},
                    "region": {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 14},
                },
                "message": {"text": "HAProxy opens it here"},
            },
            {
                "id": 2,
                "physicalLocation": {
                    "artifactLocation": {"uri": "conf.d/b.conf", **base},
                    "region": {"startLine": 3, "startColumn": 12, "endLine": 3, "endColumn": 16},
                },
                "message": {"text": ""},
            },
        ],
        "partialFingerprints": {
            "primaryLocationLineHash": Fingerprints(CONF).line(2),
            "lbconflintConflict/v1": "duplicate-bind tcp 80",
        },
        "properties": {"confidence": "high"},
    }


def test_the_rules_of_the_findings_are_described() -> None:
    secure = rule("weak-tls", "LB003", Level.WARNING, tags=("tls", "security"))
    run = run_of(
        report(finding(at(CONF, "8080"), of=secure), finding(at(CONF, "8081")), rules=[DUPLICATE, secure])
    )
    first, second = run["tool"]["driver"]["rules"]
    assert first == {
        "id": "LB001",
        "name": "DuplicateBind",
        "shortDescription": {"text": "Two binds of one host that cannot both be opened."},
        "fullDescription": {"text": "Two sockets cannot share one address; the second process does not start."},
        "help": {"text": DUPLICATE.markdown().strip(), "markdown": DUPLICATE.markdown().strip()},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["binds"], "precision": "high", "problem.severity": "error"},
        "helpUri": "https://lint.example/rules/duplicate-bind",
    }
    assert second["properties"]["security-severity"] == "5.5"
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0]


def test_columns_count_utf16_units() -> None:
    source = SourceFile("a", "x\n  😀é😀 listen 80; 😀\n")
    region = result_of(finding(at(source, "80")))["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 16, "endLine": 2, "endColumn": 18}
    region = result_of(finding(at(source, "😀", 1)))["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 8}


@pytest.mark.parametrize(
    ("text", "start", "end", "region"),
    [
        ("listen 80\n", 0, 0, (1, 1, 2)),
        ("listen 80\r\n", 9, 9, (1, 9, 10)),
        ("listen 80\r\n", 9, 11, (1, 9, 10)),
        ("listen 80\r\nx", 7, 12, (1, 8, 10)),
        ("", 0, 0, (1, 1, 1)),
        ("x\n", 2, 2, (2, 1, 1)),
    ],
)
def test_regions_lie_within_one_line(text: str, start: int, end: int, region: tuple[int, int, int]) -> None:
    found = result_of(finding(Span(SourceFile("a", text), start, end)))["locations"][0]["physicalLocation"][
        "region"
    ]
    line, first, last = region
    assert found == {"startLine": line, "startColumn": first, "endLine": line, "endColumn": last}


def test_brackets_in_messages_are_no_links() -> None:
    text = result_of(finding(at(CONF, "80"), "the bind [::]:80 as [x](1) and [y] (2)"))["message"]["text"]
    assert text == "the bind [::]:80 as \\[x](1) and [y] (2)."


def test_files_not_understood_are_notifications() -> None:
    run = run_of(report(skipped=[("a b", "it is a directory")], partial={"c": [(3, "Lua is not read")]}))
    assert notes(run) == [
        ("skipped-file", "Not read: it is a directory."),
        ("partly-understood", "Not understood: Lua is not read."),
    ]
    places = [note["locations"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    base = {"uriBaseId": "%SRCROOT%"}
    assert places == [
        [{"physicalLocation": {"artifactLocation": {"uri": "a%20b", **base}}}],
        [{"physicalLocation": {"artifactLocation": {"uri": "c", **base}, "region": {"startLine": 3}}}],
    ]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_failure_of_the_program_itself() -> None:
    broken = finding(at(CONF, "80"), "rule x failed: KeyError", of=rule("internal-error", "LB000"))
    run = run_of(report(broken, internal=1))
    assert run["results"] == []
    assert notes(run) == [("internal-error", "LB000 internal-error: rule x failed: KeyError.")]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["exitCode"] == 2


def test_a_version_that_is_not_semantic() -> None:
    driver = run_of(report(version="0.1.0.dev0"))["tool"]["driver"]
    assert driver["version"] == "0.1.0.dev0"
    assert "semanticVersion" not in driver


def test_bytes_that_are_not_utf8() -> None:
    source = SourceFile("a\udcff.conf", "\udcff listen 80;\n")
    result = result_of(finding(at(source, "80"), "in \udcff"))
    assert result["message"]["text"] == "in \ufffd."
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%FF.conf"


def test_the_limit_of_results() -> None:
    error, note = finding(at(CONF, "8080")), finding(at(CONF, "8081"), of=IMPLICIT)
    run = run_of(report(note, note, *[error] * (MOST_RESULTS - 1)))
    assert len(run["results"]) == MOST_RESULTS
    assert [result["level"] for result in run["results"][:2]] == ["note", "error"]
    assert notes(run) == [("cut", "1 of 25001 results were left out, the least severe ones.")]


def test_the_limit_of_locations() -> None:
    source = SourceFile("a", "listen 80;\n" * (MOST_LOCATIONS + 2))
    spans = [at(source, "8"), *(Span(source, start, start + 6) for start in source.line_starts[1:-1])]
    run = run_of(report(finding(spans[0], related=[(span, "here") for span in spans[1:]])))
    assert len(run["results"][0]["relatedLocations"]) == MOST_LOCATIONS - 1
    assert notes(run) == [("cut", "2 related places of LB001 were left out.")]


def test_the_limits_of_descriptions() -> None:
    many = rule(
        summary="s" * 2000, tags=tuple(f"t{number}" for number in range(21)), card=f"# x\n\n{'p' * 1024}\n"
    )
    run = run_of(report(finding(at(CONF, "80"), of=many), rules=[many]))
    described = run["tool"]["driver"]["rules"][0]
    assert len(described["shortDescription"]["text"]) == 1024
    assert len(described["fullDescription"]["text"]) == 1024
    assert described["properties"]["tags"] == [f"t{number}" for number in range(20)]
    assert notes(run) == [
        ("cut", "Of LB001 duplicate-bind was cut: its description, to 1024 characters."),
        ("cut", "Of LB001 duplicate-bind was cut: its tags, to 20."),
    ]


def test_the_limit_of_notifications() -> None:
    run = run_of(report(skipped=[(f"f{number}", "a reason") for number in range(1500)]))
    assert len(notes(run)) == 1001
    assert notes(run)[-1] == ("cut", "500 more notifications were left out; see --format json.")


def places_in(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for location in [*result["locations"], *result.get("relatedLocations", ())]:
        yield location["physicalLocation"]


@given(reports())
def test_invariants_that_no_schema_says(run: Report) -> None:
    log = run_of(run)
    rules = log["tool"]["driver"]["rules"]
    sources = {
        span.source.path: span.source
        for found in run.findings
        for span in (found.span, *(related.span for related in found.related))
    }
    assert len(log["results"]) == len(run.findings)
    assert [item["id"] for item in rules] == sorted({found.code for found in run.findings})
    for item in rules:
        severity = item["properties"].get("security-severity")
        assert (severity is not None) == ("security" in run.rules[f"rule-{int(item['id'][2:])}"].tags)
        assert severity is None or re.fullmatch(r"\d+\.\d", severity)
        assert len(item["properties"]["tags"]) <= 20
    for found, result in zip(run.findings, log["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == found.code
        assert result["level"] == found.level.word
        assert result["partialFingerprints"] == {
            "primaryLocationLineHash": Fingerprints(found.span.source).line(found.span.line),
            "lbconflintConflict/v1": found.key,
        }
        ids = [related["id"] for related in result.get("relatedLocations", ())]
        assert len(result["locations"]) == 1
        assert len(set(ids)) == len(ids)
        links = re.findall(r"(?<!\\)\[(?:[^\[\]\\]|\\.)*\]\((\d+)\)", result["message"]["text"])
        assert [int(link) for link in links] == ids
        for place in places_in(result):
            check_place(place, sources)


def check_place(place: dict[str, Any], sources: dict[str, SourceFile]) -> None:
    uri = place["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
    assert not uri.startswith("/")
    assert ".." not in uri.split("/")
    source = sources[unquote_to_bytes(uri).decode("utf-8", "surrogateescape")]
    region = place["region"]
    assert region["startLine"] == region["endLine"]
    line = source.line(region["startLine"])
    units = len(line.encode("utf-16-le", "surrogatepass")) // 2
    assert 1 <= region["startColumn"] <= region["endColumn"] <= units + 1
    assert region["startColumn"] < region["endColumn"] or not line


@given(reports())
def test_columns_are_those_of_the_span(run: Report) -> None:
    for found, result in zip(run.findings, run_of(run)["results"], strict=True):
        region = result["locations"][0]["physicalLocation"]["region"]
        line = found.span.source.line(region["startLine"]).encode("utf-16-le", "surrogatepass")
        shown = line[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)]
        source, start, end = found.span
        expected = source.text[start : min(end, source.line_span(found.span.line).end)]
        if expected:
            assert shown.decode("utf-16-le", "surrogatepass") == expected


@given(reports())
def test_the_same_report_gives_the_same_text(run: Report) -> None:
    assert rendered(run) == rendered(run)


def test_cost_is_linear() -> None:
    other = SourceFile("b", "    bind *:8080\n" * 3)
    place = at(other, "bind", 1)

    def rendering(size: int) -> Callable[[], None]:
        source = SourceFile("a", "".join(f"    listen {10_000 + number}; # é\n" for number in range(2 * size)))
        findings = [
            finding(Span(source, start + 11, start + 16), f"finding {start}", [(place, "HAProxy opens it here")])
            for start in source.line_starts[size // 2 : size // 2 + size]
        ]
        run = report(*findings)

        def render_all() -> None:
            assert rendered(run).count('"ruleId"') == size

        return render_all

    assert growth(rendering, 500) < LINEAR


def test_findings_on_one_huge_line_do_not_read_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(sarif_places, "Fingerprints", lambda source: made.append(source) or Fingerprints(source))
    text = Looked("listen 80; 😀" * 80_000)
    source = SourceFile("a", text)
    findings = [finding(Span(source, start, start + 6)) for start in range(0, 60_000, 12)]
    log = json.loads(rendered(report(*findings)))
    last = log["runs"][0]["results"][-1]["locations"][0]["physicalLocation"]["region"]
    # Every piece of twelve characters before it has one of two UTF-16 units.
    assert (last["startLine"], last["startColumn"], last["endColumn"]) == (1, 4_999 * 13 + 1, 4_999 * 13 + 7)
    assert made == [source]
    assert text.at < 100 * len(findings)
