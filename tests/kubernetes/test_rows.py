"""Every row of the plan gives its finding, at the level that the page says."""

from pathlib import Path

import pytest

from tests.conftest import CATALOG, lint_tree, write_tree
from tests.kubernetes.rows import Row, first, fourth, second, third
from tests.pages import rules_of

PAGE = Path(__file__).parent.parent.parent / "docs" / "kubernetes.md"
ROWS = [*first.ROWS, *second.ROWS, *third.ROWS, *fourth.ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.rule}-{row.level}")
def test_a_row_gives_its_finding(row: Row, tmp_path: Path) -> None:
    write_tree(tmp_path, {"main.yaml": row.text})
    report = lint_tree(tmp_path, rules=[row.rule])
    assert [finding.level.word for finding in report.findings] == [row.level], report.findings


def test_the_page_names_the_rules_of_all_rows() -> None:
    named = rules_of(PAGE)
    assert list(named) == list(range(1, len(named) + 1))
    for number, rules in named.items():
        assert {row.rule for row in ROWS if row.number == number} == rules, number
        assert all("kubernetes" in CATALOG.headers[rule].reads for rule in rules), number
