"""Every row of the plan gives its finding, at the level that the page says."""

from pathlib import Path

import pytest

from tests.conftest import lint_tree, write_tree
from tests.rows import rules_of
from tests.sysctl.rows import Row, first, second

PAGE = Path(__file__).parent.parent.parent / "docs" / "sysctl.md"
ROWS = [*first.ROWS, *second.ROWS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.rule}-{row.level}")
def test_a_row_gives_its_finding(row: Row, tmp_path: Path) -> None:
    write_tree(tmp_path, row.files)
    report = lint_tree(tmp_path, rules=[row.rule])
    assert [finding.level.word for finding in report.findings] == [row.level], report.findings


def test_the_page_names_the_rules_of_all_rows() -> None:
    named = rules_of(PAGE)
    assert list(named) == list(range(1, len(named) + 1))
    for number, rules in named.items():
        assert {row.rule for row in ROWS if row.number == number} == rules, number
