"""Every value of every manifest on the cards, replaced by something else: no run ends, no message says None."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from tests.conftest import Lint

RULES = Path(__file__).parents[2] / "rules"
BLOCK = re.compile(r"^```kubernetes[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
ODD: tuple[Any, ...] = (
    None, "", 0, -1, 70000, True, "80", [], {}, [None], [[]], {"": None}, "{{ x }}", "$(x)", "0x50", "a" * 3000,
    "*", "[::]:80", "http://x:99999/", 2**70, {"a": [1, {"c": None}]}, ":", "80/tcp", 1.5,
)  # fmt: skip


def manifests() -> Iterator[Any]:
    """The documents of all cards that are YAML before they are rendered."""
    for card in sorted(RULES.glob("*.md")):
        for block in BLOCK.findall(card.read_text(encoding="utf-8")):
            try:
                yield from (one for one in YAML(typ="safe").load_all(block) if isinstance(one, dict))
            except YAMLError:
                continue


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every key or index of it."""
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in keys:
        yield value, key
        yield from places(child)


def changed(document: Any) -> Iterator[Any]:
    """The document once for each of its values, which something odd replaces."""
    for number in range(sum(1 for _ in places(document))):
        other = copy.deepcopy(document)
        container, key = list(places(other))[number]
        container[key] = ODD[(number * 7 + len(json.dumps(document, default=str))) % len(ODD)]
        yield other


@pytest.mark.usefixtures("no_hang")
def test_no_value_is_too_odd(lint: Lint) -> None:
    files = {
        f"{number}/all.yaml": "".join(f"---\n{json.dumps(one, default=str)}\n" for one in changed(document))
        for number, document in enumerate(manifests())
    }
    assert len(files) > 200
    report = lint(files)
    assert not report.internal
    assert not [finding.message for finding in report.findings if "'None'" in finding.message]
    assert not report.skipped
