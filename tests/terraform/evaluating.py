"""Evaluates expressions outside of any module, for tests."""

# ruff: noqa: ARG002

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lbconflint.dialects.terraform.evaluate import Evaluator, Named
from lbconflint.dialects.terraform.expressions import Parser
from lbconflint.dialects.terraform.lattice import Fields, Items, Reference, Unknown, Value


class Nowhere:
    """Every name is unknown, and equal names are equal."""

    def reference(self, words: Sequence[str], keys: Sequence[Value | None]) -> Named:
        return Named(Unknown("a name", tuple(words)), len(words))

    def resolved(self, value: Reference) -> Value:
        return Unknown("a resource", value)

    def file(self, name: str, path: Value) -> Value:
        return Unknown("a file")


def evaluated(text: str, names: Mapping[str, Value] | None = None) -> Value:
    return Evaluator(Nowhere()).value(Parser(text + "\n\0").expression(), names or {})


def plain(value: Value) -> Any:
    """A known value as JSON has it."""
    if isinstance(value, Items):
        return [plain(member) for member in value.members]
    if isinstance(value, Fields):
        return {key: plain(member) for key, member in value.members.items()}
    return float(value) if isinstance(value, Fraction) else value


def alike(ours: Any, theirs: Any) -> bool:
    """Equal, and true is not 1."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(alike(ours[key], theirs[key]) for key in ours)
    return bool(isinstance(ours, bool) == isinstance(theirs, bool) and ours == theirs)
