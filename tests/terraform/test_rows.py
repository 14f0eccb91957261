"""Every row of the plan gives its finding, at the level that was planned."""

import re
from pathlib import Path

import pytest

from lbconflint.finding import Level
from tests.conftest import CATALOG, lint_tree, write_tree
from tests.pages import cells_of
from tests.terraform.rows import Row, first, second, third

PAGE = Path(__file__).parent.parent.parent / "docs" / "terraform.md"
ROWS = [*first.ROWS, *second.ROWS, *third.ROWS]
ELSEWHERE = {46: "overridden-variable", 48: "service-port-shape"}
"""Rows that need several files, or that are the cluster's own rules."""


def _name(row: Row) -> str:
    return f"{row.number}-{row.rule}-{row.level}"


OFF = [row for row in ROWS if CATALOG.headers[row.rule].level is Level.OFF]


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_a_row_gives_its_finding(row: Row, tmp_path: Path) -> None:
    write_tree(tmp_path, {"main.tf": row.text})
    report = lint_tree(tmp_path, rules=[row.rule])
    assert [finding.level.word for finding in report.findings] == [row.level], report.findings


def test_no_row_is_missing() -> None:
    assert sorted({row.number for row in ROWS} | set(ELSEWHERE)) == list(range(1, 49))


@pytest.mark.parametrize("row", OFF, ids=_name)
def test_what_is_off_is_silent_unless_it_is_asked_for(row: Row, tmp_path: Path) -> None:
    write_tree(tmp_path, {"main.tf": row.text})
    assert row.rule not in {finding.rule for finding in lint_tree(tmp_path).findings}


def test_these_rules_are_off() -> None:
    assert {row.rule for row in OFF} == {"target-not-open", "check-port-not-served", "unattached-group"}


def test_the_page_names_the_rules_of_all_rows() -> None:
    cells = cells_of(PAGE)
    assert [int(number) for number, *_ in cells] == list(range(1, 49))
    named = {int(number): set(re.findall(r"[a-z]+(?:-[a-z]+)+", rules)) for number, _, rules, _ in cells}
    for number, rules in named.items():
        assert all("terraform" in CATALOG.headers[rule].reads for rule in rules), number
        assert {row.rule for row in ROWS if row.number == number} <= rules, number
