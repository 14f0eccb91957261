"""Believable manifests with one fault each: found by its rule at the exact token (``fixtures/faults/kubernetes``).

The first lines say what is found: ``# fault: RULE LINE:COLUMN `TOKEN` MESSAGE``.
"""

import re
from pathlib import Path

import pytest

from lbconflint.config import Config
from tests.conftest import lint_tree

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "faults" / "kubernetes").glob("*.yaml"))
FAULT = re.compile(r"^# fault: ([a-z0-9-]+) (\d+):(\d+) `(.+?)` (.+)$", re.MULTILINE)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_each_fault_is_found_by_its_rule_at_its_token(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = [
        (rule, int(line), int(column), token, said) for rule, line, column, token, said in FAULT.findall(text)
    ]
    assert expected, "the file names no fault"
    (tmp_path / path.name).write_text(text, encoding="utf-8")
    report = lint_tree(tmp_path, config=Config(), rules=sorted({fault[0] for fault in expected}))
    found = [(one.rule, *one.span.position, one.span.text, one.message) for one in report.findings]
    assert found == expected
    assert not report.skipped
    assert not report.partial
