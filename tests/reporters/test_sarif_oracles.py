"""SARIF before its judges: the standard's schema and the multitool with GitHub's rules.

Neither is part of this repository.  ``LBCONFLINT_SARIF_SCHEMA`` names the schema file,
``LBCONFLINT_SARIF_MULTITOOL`` the directory of the npm package ``@microsoft/sarif-multitool-linux``, which
holds a schema too.  Without them these tests are skipped; with ``LBCONFLINT_REQUIRE_ORACLES`` a variable
that leads nowhere is a failure.
"""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings

from lbconflint.finding import Level
from lbconflint.report import Report
from lbconflint.reporters.fingerprints import Fingerprints
from lbconflint.reporters.sarif import render
from lbconflint.reporters.style import PLAIN
from lbconflint.source import SourceFile, Span
from tests.reporters.samples import IMPLICIT, at, finding, report, reports, rule
from tests.reporters.test_fingerprints import VECTORS

SCHEMA = "LBCONFLINT_SARIF_SCHEMA"
MULTITOOL = "LBCONFLINT_SARIF_MULTITOOL"


def broken(variable: str, path: Path) -> NoReturn:
    said = f"{variable} names {path}, which is not there"
    if os.environ.get("LBCONFLINT_REQUIRE_ORACLES"):
        pytest.fail(said)
    pytest.skip(said)


def named(variable: str, *below: str) -> Path | None:
    """The file below the path that the variable holds; None when it is not set."""
    value = os.environ.get(variable)
    if not value:
        return None
    path = Path(value, *below)
    if not path.is_file():
        broken(variable, path)
    return path


@pytest.fixture(scope="module")
def validator() -> Any:
    import jsonschema_rs

    path = named(SCHEMA) or named(MULTITOOL, "sarif-2.1.0.json")
    if path is None:
        pytest.skip(f"neither {SCHEMA} nor {MULTITOOL} is set")
    return jsonschema_rs.validator_for(json.loads(path.read_text(encoding="utf-8-sig")))


@pytest.fixture(scope="module")
def multitool() -> Path:
    path = named(MULTITOOL, "Sarif.Multitool")
    if path is None:
        pytest.skip(f"{MULTITOOL} is not set")
    return path


def rendered(run: Report) -> str:
    return "".join(render(run, PLAIN))


@settings(max_examples=50)
@given(run=reports())
def test_the_schema_takes_any_report(validator: Any, run: Report) -> None:
    assert [error.message for error in validator.iter_errors(json.loads(rendered(run)))] == []


def samples() -> dict[str, Report]:
    one = SourceFile("my dir/[x] é#?%\udcff.conf", "server {\r\n  😀😀 listen 80; # 日本\r\n  \udcffbad\n}\n")
    two = SourceFile("haproxy.cfg", "frontend web\n    bind *:8080")
    secure = rule("weak-tls", "LB003", Level.WARNING, tags=("tls", "security"))
    findings = [
        finding(at(one, "80"), "`{0}` is {1} and [x](1) at [::]:80 {", [(at(two, "*:8080"), "with {2} [y](9)")]),
        finding(at(two, "bind"), "the name", [(at(one, "bad"), ""), (at(one, "😀", 1), "a")], advice="do {3} it"),
        finding(Span(two, len(two.text), len(two.text)), "no newline", of=IMPLICIT),
        finding(Span(one, 0, len(one.text)), "all of it", of=secure),
        finding(at(one, "80"), "rule x failed", of=rule("internal-error", "LB000")),
    ]
    everything = report(
        *findings,
        rules=[rule(), IMPLICIT, secure],
        skipped=[("a b/[c].conf", "it is {0}")],
        partial={"haproxy.cfg": [(1, "Lua {1}")]},
        internal=1,
    )
    return {"clean": report(), "everything": everything}


@pytest.mark.parametrize("name", ["clean", "everything"])
def test_the_multitool_has_no_objection(multitool: Path, tmp_path: Path, name: str) -> None:
    log = tmp_path / "sample.sarif"
    log.write_text(rendered(samples()[name]), encoding="utf-8")
    command = [str(multitool), "validate", str(log), "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note"]
    done = subprocess.run(
        [*command, "--log", "ForceOverwrite", "-o", str(tmp_path / "out.sarif")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = re.findall(r"(error|warning|note) ((?:SARIF|GH|JSON)\d+)", done.stdout + done.stderr)
    assert "1 files scanned" in done.stdout
    assert [pair for pair in said if pair[0] != "note"] == []
    # Message ids, version control, an unreachable address, snippets and context, an empty list of rules.
    assert {code for _, code in said} <= {
        "SARIF2002",
        "SARIF2003",
        "SARIF2006",
        "SARIF2010",
        "SARIF2011",
        "SARIF2012",
    }


def test_the_multitool_computes_our_fingerprints(multitool: Path, tmp_path: Path) -> None:
    texts = {f"{number}.conf": text for number, text in enumerate(VECTORS)}
    texts |= {"e.conf": "", "b.conf": "   \n \t \n x", "c.conf": "a\rb\r\n c\n\rd😀\n" * 30}
    expected = []
    results = []
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        fingerprints = Fingerprints(SourceFile(name, text))
        for line in range(1, len(re.split("\r\n|\r|\n", text)) + 1):
            expected.append(fingerprints.line(line))
            place = {"artifactLocation": {"uri": name, "uriBaseId": "ROOT"}, "region": {"startLine": line}}
            results.append({"message": {"text": "x."}, "locations": [{"physicalLocation": place}]})
    run = {"tool": {"driver": {"name": "x"}}, "originalUriBaseIds": {"ROOT": {"uri": f"{tmp_path.as_uri()}/"}}}
    (tmp_path / "in.sarif").write_text(json.dumps({"version": "2.1.0", "runs": [{**run, "results": results}]}))
    subprocess.run(
        [multitool, "rewrite", "in.sarif", "--insert", "RollingHashPartialFingerprints", "-o", "out.sarif"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=True,
    )
    log = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8-sig"))
    found = [result["partialFingerprints"]["primaryLocationLineHash"] for result in log["runs"][0]["results"]]
    assert found == expected
