"""Every row of the tables for nginx and HAProxy gives its finding, at the level that its page tells users."""

import re
from pathlib import Path

import pytest

from tests.conftest import CATALOG, lint_tree, write_tree
from tests.pages import cells_of
from tests.rows import Row, haproxy_first, haproxy_second, nginx_first, nginx_second, nginx_third

DOCS = Path(__file__).parent.parent / "docs"
ROWS = {
    "nginx": [*nginx_first.ROWS, *nginx_second.ROWS, *nginx_third.ROWS],
    "haproxy": [*haproxy_first.ROWS, *haproxy_second.ROWS],
}
LAST = {"nginx": 57, "haproxy": 48}
NOT_LOOKED_FOR = {"nginx": {38}, "haproxy": {31, 34, 45}}
LETTERS = {"error": "E", "warning": "W", "note": "N"}

ALL = [
    pytest.param(row, id=f"{product}-{row.number}-{index}")
    for product, rows in ROWS.items()
    for index, row in enumerate(rows)
]


@pytest.mark.parametrize("row", ALL)
def test_a_row_gives_its_finding(row: Row, tmp_path: Path) -> None:
    write_tree(tmp_path, row.files)
    found = lint_tree(tmp_path, rules=[row.rule]).findings
    assert " ".join(finding.level.word for finding in found) == row.levels, found


@pytest.mark.parametrize("product", ROWS)
def test_no_row_is_missing(product: str) -> None:
    numbers = {row.number for row in ROWS[product]}
    assert numbers | NOT_LOOKED_FOR[product] == set(range(1, LAST[product] + 1))
    assert not numbers & NOT_LOOKED_FOR[product]


@pytest.mark.parametrize("product", ROWS)
def test_the_page_names_rule_and_level_of_all_rows(product: str) -> None:
    cells = cells_of(DOCS / f"{product}.md")
    told = {int(number): (rules.split(", "), levels) for number, _, rules, levels in cells}
    assert list(told) == sorted({row.number for row in ROWS[product]})
    for number, (rules, levels) in told.items():
        rows = [row for row in ROWS[product] if row.number == number]
        assert {row.rule for row in rows} == set(rules), number
        assert all(product in CATALOG.headers[rule].reads for rule in rules), number
        given = {LETTERS[level] for row in rows for level in row.levels.split()}
        assert given <= set(re.findall(r"\b[EWN]\b", levels)), number


@pytest.mark.parametrize("product", ROWS)
def test_the_page_says_why_the_others_are_not_looked_for(product: str) -> None:
    _, _, why = (DOCS / f"{product}.md").read_text(encoding="utf-8").partition("## Planned and not looked for")
    assert NOT_LOOKED_FOR[product] <= {int(number) for number in re.findall(r"^- (\d+),", why, re.MULTILINE)}
