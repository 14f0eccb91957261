"""The pages that tell, row by row, what is looked for."""

import re
from pathlib import Path


def cells_of(page: Path) -> list[list[str]]:
    """The cells of every row that begins with a number."""
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def rules_of(page: Path) -> dict[int, set[str]]:
    """Number of a row -> the rules that it names."""
    return {int(number): set(rules.split(", ")) for number, _, rules, _ in cells_of(page)}
