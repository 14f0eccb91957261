"""Whole small deployments: a folder of ``fixtures`` with an ``findings.txt`` gives just those findings.

A line of it is ``path:line level rule``, in the order of the report.
"""

import shutil
from pathlib import Path

import pytest

from tests.conftest import lint_tree

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize("expected", sorted(FIXTURES.glob("*/findings.txt")), ids=lambda path: path.parent.name)
def test_findings(expected: Path, tmp_path: Path) -> None:
    # A copy: a fixture lies in this repository, whose root would be taken for the deployment's.
    shutil.copytree(expected.parent, tmp_path, dirs_exist_ok=True)
    report = lint_tree(tmp_path)
    found = [f"{one.span.source.path}:{one.span.line} {one.level.word} {one.rule}" for one in report.findings]
    assert found == expected.read_text(encoding="utf-8").splitlines()
    assert not report.internal
