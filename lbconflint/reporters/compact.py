"""JSON without blanks, an item of an array on each line: what both reporters for programs write."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def array(head: str, items: Iterable[Any]) -> Iterator[str]:
    """``head``, then the items between brackets."""
    yield f"{head}["
    separator = "\n"
    for item in items:
        yield separator + compact(item)
        separator = ",\n"
    yield "]" if separator == "\n" else "\n]"
