"""What a document is when it is built, whoever built it."""

from collections.abc import Callable, Sequence

from lbconflint.record import NamedTuple
from lbconflint.tree import World, coexist
from lbconflint.yaml.nodes import YamlNode

MAX_DEPTH = 200


class Duplicate(NamedTuple):
    """One key twice in a mapping: readers keep the last, or refuse."""

    first: YamlNode
    again: YamlNode
    mapping: YamlNode


class Built(NamedTuple):
    """One document: its root (a mapping, a list or a scalar), and what is wrong with it but readable.

    ``strange`` is the first key that is no scalar, which an unrendered ``{{ value }}`` becomes; ``astray`` are the
    aliases (start and end) without an anchor before them, or within their own anchor.
    """

    root: YamlNode
    duplicates: list[Duplicate]
    strange: YamlNode | None
    astray: Sequence[tuple[int, int]] = ()


class TooBigError(Exception):
    """A document that is not read: its aliases or its nesting go beyond any sense."""


WorldAt = Callable[[int], World]


def duplicates_of(node: YamlNode, children: list[YamlNode]) -> list[Duplicate]:
    """The keys that stand twice in a mapping.  Those in branches of a template exclude each other: their entries
    become partial."""
    found = []
    first: dict[str, YamlNode] = {}
    for child in children:
        earlier = first.setdefault(child.name, child)
        if earlier is child or child.name in ("", "<<"):
            continue
        if coexist(earlier.world, child.world):
            found.append(Duplicate(earlier, child, node))
        else:
            earlier.partial = child.partial = True
    return found
