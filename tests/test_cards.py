"""Every card is a page, a default and a set of tests: all of them are run here."""

import os
from collections import Counter
from pathlib import Path

import pytest

from lbconflint import card
from lbconflint.catalog import card_text, read_cards
from tests.conftest import CATALOG, lint_tree, write_tree

ROOT = Path(__file__).parent.parent
SECTIONS = ("Bad", "Good", "Leaves alone")
ENGINE_RULES = {"internal-error", "unused-suppression"}
"""Rules about the run itself: what they need cannot be written as an example of one dialect."""

CARDS = read_cards(str(ROOT / "rules"))
EXAMPLES = [
    pytest.param(name, example, id=f"{name}-{example.section}-{number}")
    for name, text in CARDS.items()
    for number, example in enumerate(card.examples(text, name))
]


def test_every_card_has_a_check_and_every_check_a_card() -> None:
    checks = {entry.removesuffix(".py").replace("_", "-") for entry in os.listdir(ROOT / "lbconflint" / "checks")}
    assert checks - {"--init--", "--pycache--"} == set(CARDS)


def test_codes_are_given_in_order_of_birth_and_never_twice() -> None:
    codes = sorted(header.code for header in CATALOG.headers.values())
    assert codes == [f"LB{number:03}" for number in range(1, len(codes) + 1)]


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_why_and_from_where(name: str) -> None:
    text = CARDS[name]
    assert len(card.why(text, name)) > 80
    assert "\n## Sources\n\n- " in text
    assert card_text(name) == text
    assert len(text.splitlines()) <= 450


@pytest.mark.parametrize("name", sorted(CARDS.keys() - ENGINE_RULES))
def test_every_dialect_has_a_hit_and_a_miss(name: str) -> None:
    hits, misses = Counter[str](), Counter[str]()
    for example in card.examples(CARDS[name], name):
        assert example.section in SECTIONS, f"{name}: '{example.section}' is no section for examples"
        assert bool(example.expected) == (example.section == "Bad"), f"{name}: {example.section} {example.title}"
        (hits if example.expected else misses).update(example.languages)
    for dialect in CATALOG.headers[name].reads:
        assert hits[dialect], f"{name} has no Bad example for {dialect}"
        assert misses[dialect], f"{name} has no Good or Leaves alone example for {dialect}"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_example(name: str, example: card.Example, tmp_path: Path) -> None:
    write_tree(tmp_path, example.files)
    report = lint_tree(tmp_path, rules=[name])
    assert not report.internal, [finding.message for finding in report.findings]
    found = [(one.span.source.path, one.span.line, one.message) for one in report.findings if one.rule == name]
    expected = [(one.path, one.line) for one in example.expected]
    assert sorted(found_one[:2] for found_one in found) == sorted(expected), found
    for one in example.expected:
        messages = [message for path, line, message in found if (path, line) == (one.path, one.line)]
        assert any(one.text in message for message in messages), (one.text, messages)
