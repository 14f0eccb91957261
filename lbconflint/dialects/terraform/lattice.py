"""What an expression may be worth: Known, OneOf, Reference or Unknown.

Known values are Python's own (None, bool, int, Fraction, str) and ``Items`` and ``Fields``, whose members may be
anything of the lattice.  No comparison with anything but a known value is ever true.
"""

from collections.abc import Hashable, Iterator
from fractions import Fraction
from typing import Union

from lbconflint.record import NamedTuple


class Unknown(NamedTuple):
    """Not known, and why.  Equal ``symbol``s are the same value, whatever it is; ``failed``: Terraform itself
    refuses the expression."""

    reason: str
    symbol: Hashable = None
    failed: bool = False


SENSITIVE = Unknown("the plan marks it as sensitive")


class Address(NamedTuple):
    """One resource instance: the path of its module ("" for the root), type, name, and its key of ``count``
    (a number), ``for_each`` (a text), none, or one that is not known (an ``Unknown``)."""

    module: str
    type: str
    name: str
    key: int | str | Unknown | None = None

    def __str__(self) -> str:
        key = "" if self.key is None else '["?"]' if isinstance(self.key, Unknown) else f"[{self.key!r}]"
        return f"{self.module}{'.' if self.module else ''}{self.type}.{self.name}{key}".replace("'", '"')


class Reference(NamedTuple):
    """An attribute (``path``) of a resource, or the resource itself (no path)."""

    address: Address
    path: tuple[str | int, ...] = ()


class Many(NamedTuple):
    """A list of unknown length; every element is like this one."""

    element: "Value"


class OneOf(NamedTuple):
    """One of a few values, by a condition that is not known."""

    values: tuple["Value", ...]


class Items(NamedTuple):
    """``kind`` is "tuple", "list" or "set"; a set is in order of iteration."""

    kind: str
    members: tuple["Value", ...]


class Fields(NamedTuple):
    """``kind`` is "object" or "map"; keys are in lexical order, as Terraform iterates.  ``texts``: a map of
    strings, though it may be empty."""

    kind: str
    members: dict[str, "Value"]
    texts: bool = False


Value = Union[bool, int, Fraction, str, Items, Fields, Unknown, Reference, Many, OneOf, None]  # noqa: UP007

MOST_ALTERNATIVES = 8
MAX_MEMBERS = 10_000
"""Members of a list or map that is followed."""
MAX_TEXT = 100_000
"""Characters of a text that is followed."""


def failed(reason: str) -> Unknown:
    """What Terraform refuses to evaluate."""
    return Unknown(reason, None, True)


_NULL = "null of type"


def null_of(kind: str) -> Unknown:
    """Null with a type, which decides what it may stand beside: "string", "number", "bool", "list", "set", "map",
    "object", "tuple", and "" where nobody can tell.  A ``None`` is the word ``null`` itself, which fits all."""
    return Unknown("it is null", (_NULL, kind))


def is_null(value: Value) -> bool:
    """The value is surely null."""
    return value is None or (isinstance(value, Unknown) and null_kind(value) is not None)


def null_kind(value: Unknown) -> str | None:
    """The type of a null; None when the value is something else."""
    symbol = value.symbol
    return str(symbol[1]) if isinstance(symbol, tuple) and len(symbol) == 2 and symbol[0] == _NULL else None


def bare(value: Value) -> Value:
    """The value, with ``None`` for null of whatever type: what an argument of a resource is given."""
    return None if is_null(value) else value


def known(value: Value) -> bool:
    """All of the value is known, null among it."""
    if isinstance(value, Items):
        return all(map(known, value.members))
    if isinstance(value, Fields):
        return all(map(known, value.members.values()))
    return not isinstance(value, Unknown | Reference | Many | OneOf) or is_null(value)


def scalar(value: Value) -> bool:
    """A known primitive value, null not among them."""
    return isinstance(value, bool | int | Fraction | str)


def alternatives(value: Value) -> Iterator[Value]:
    """The values that are possible, as far as they are listed."""
    if isinstance(value, OneOf):
        yield from value.values
    else:
        yield value


def one_of(*values: Value) -> Value:
    """The values as one: itself when they are all the same."""
    found: list[Value] = []
    for value in values:
        for alternative in alternatives(value):
            if not any(same(alternative, other) for other in found):
                found.append(alternative)
    if len(found) == 1:
        return found[0]
    return OneOf(tuple(found)) if len(found) <= MOST_ALTERNATIVES else Unknown("too many possible values")


def same(a: Value, b: Value) -> bool:
    """The very same value, as Python objects: kinds and types alike."""
    return type(a) is type(b) and a == b and not _mixes(a, b)


def _mixes(a: Value, b: Value) -> bool:
    """Python finds True equal to 1 inside containers too."""
    if isinstance(a, Items) and isinstance(b, Items):
        return any(not same(x, y) for x, y in zip(a.members, b.members, strict=True))
    if isinstance(a, Fields) and isinstance(b, Fields):
        return any(not same(x, b.members[key]) for key, x in a.members.items())
    return False


def reason(value: Value) -> str:
    """Why a value is not known, for people."""
    if isinstance(value, Unknown):
        return value.reason
    if isinstance(value, Reference):
        return (
            f"'{'.'.join(map(str, (value.address.type, value.address.name, *value.path)))}' is known after apply"
        )
    if isinstance(value, OneOf):
        return "it depends on a condition that is not known"
    return "it is not known"
