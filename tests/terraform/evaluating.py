"""Evaluates expressions outside of any module, for tests."""

# ruff: noqa: ARG002

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from lbconflint.dialects.terraform.convert import open_
from lbconflint.dialects.terraform.evaluate import Evaluator, Named
from lbconflint.dialects.terraform.expressions import Parser
from lbconflint.dialects.terraform.lattice import Fields, Items, Reference, Unknown, Value, is_null
from lbconflint.dialects.terraform.terms import Term


class Nowhere:
    """Every name is unknown, and equal names are equal."""

    def reference(self, words: Sequence[str], keys: Sequence[Value | None]) -> Named:
        return Named(Unknown("a name", tuple(words)), len(words))

    def resolved(self, value: Reference) -> Value:
        return Unknown("a resource", value)

    def file(self, name: str, path: Value) -> Value:
        return Unknown("a file")


class _Watched(Evaluator):
    """``doubtful``: some part was not known."""

    __slots__ = ("doubtful",)

    def value(self, term: Term, names: Mapping[str, Value]) -> Value:
        found = super().value(term, names)
        if open_(found) and not is_null(found) and not (isinstance(found, Unknown) and found.failed):
            self.doubtful = True
        return found


def evaluated(text: str, names: Mapping[str, Value] | None = None) -> Value:
    return watched(text, names)[0]


def watched(text: str, names: Mapping[str, Value] | None = None) -> tuple[Value, bool]:
    """The value, and whether some part of it was not known."""
    evaluator = _Watched(Nowhere())
    evaluator.doubtful = False
    return evaluator.value(Parser(text + "\n\0").expression(), names or {}), evaluator.doubtful


def plain(value: Value) -> Any:
    """A known value as JSON has it."""
    if isinstance(value, Items):
        return [plain(member) for member in value.members]
    if isinstance(value, Fields):
        return {key: plain(member) for key, member in value.members.items()}
    if is_null(value):
        return None
    return float(value) if isinstance(value, Fraction) else value


def alike(ours: Any, theirs: Any) -> bool:
    """Equal, and true is not 1."""
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(alike(ours[key], theirs[key]) for key in ours)
    return bool(isinstance(ours, bool) == isinstance(theirs, bool) and ours == theirs)
