"""``count`` and ``for_each``: how many copies there are of a block, and under which conditions.

A condition that is not known becomes part of the copy's world, so that two resources of which only one can exist
are never taken for neighbours.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lbconflint.dialects.terraform.convert import numeric
from lbconflint.dialects.terraform.lattice import Fields, Items, OneOf, Unknown, Value, is_null
from lbconflint.dialects.terraform.terms import (
    Attribute,
    Binary,
    Conditional,
    Literal,
    Name,
    Parentheses,
    Term,
    Unary,
)
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.record import NamedTuple
from lbconflint.tree import ALWAYS, World

if TYPE_CHECKING:
    from lbconflint.dialects.terraform.instances import Instance

MOST_COPIES = 1_000


class Copy(NamedTuple):
    """One copy of a block: its key, what ``each`` and ``count`` are in it, and the conditions of its being.

    ``vague``: it stands for an unknown number of copies (none, perhaps).
    """

    key: int | str | Unknown | None
    names: Mapping[str, Value]
    world: World
    vague: bool


SINGLE = Copy(None, {}, ALWAYS, False)


class _Keys(NamedTuple):
    """Keys and values under a world; ``exact`` is False when the one pair stands for others."""

    pairs: list[tuple[int | str | Unknown, Value]]
    world: World
    exact: bool


def copies_of(instance: "Instance", block: Block) -> list[Copy]:
    """The copies of a resource or a module call."""
    if "for_each" in block.attributes:
        return _copies(instance, block, block.attributes["for_each"], "each")
    if "count" in block.attributes:
        return _copies(instance, block, block.attributes["count"], "count")
    return [SINGLE]


def _copies(instance: "Instance", block: Block, item: Item, kind: str) -> list[Copy]:
    seeker = _Seeker(instance, item, kind, (instance.path, *block.args))
    found: list[Copy] = []
    for keys in seeker.keys(item.term, {}, 0):
        for key, value in keys.pairs:
            member: dict[str, Value] = {"index": key} if kind == "count" else {"key": key, "value": value}
            found.append(
                Copy(key, {kind: Fields("object", member)}, keys.world, bool(keys.world) or not keys.exact)
            )
    if len(found) > MOST_COPIES:
        instance.deployment.full = True
    return found[:MOST_COPIES]


def iterated(instance: "Instance", item: Item, names: Mapping[str, Value]) -> list[tuple[Value, Value]] | None:
    """Keys and values of a ``dynamic`` block's ``for_each``; None when they are not known."""
    value = instance.evaluator.concrete(item.term, names)
    if is_null(value):
        return []
    pairs = instance.evaluator.pairs(value)
    if isinstance(pairs, Unknown):
        return None
    if len(pairs) > MOST_COPIES:
        instance.deployment.full = True
    return pairs[:MOST_COPIES]


class _Seeker:
    def __init__(self, instance: "Instance", item: Item, kind: str, who: tuple[str, ...]) -> None:
        self.instance = instance
        self.item = item
        self.kind = kind
        self.who = who

    def keys(self, term: Term, names: Mapping[str, Value], depth: int) -> list[_Keys]:
        """The keys that the term gives, by the conditions under which it does."""
        while isinstance(term, Parentheses):
            term = term.inner
        if isinstance(term, Conditional):
            condition = self.instance.evaluator.concrete(term.condition, names)
            if isinstance(condition, bool):
                return self.keys(term.then if condition else term.otherwise, names, depth)
            if depth < 3:
                found = []
                for side, wanted in ((term.then, True), (term.otherwise, False)):
                    world = self._world(term.condition, wanted)
                    found += [
                        keys._replace(world=world + keys.world) for keys in self.keys(side, names, depth + 1)
                    ]
                return found
        local = self._through_local(term)
        if local is not None and isinstance(local.term, Conditional) and depth < 3:
            return _Seeker(self.instance, local, self.kind, self.who).keys(local.term, names, depth + 1)
        return [self._plain(term, names)]

    def _through_local(self, term: Term) -> Item | None:
        """The definition of the local that the term names."""
        if isinstance(term, Attribute) and isinstance(term.source, Name) and term.source.name == "local":
            return self.instance.module.locals.get(term.name)
        return None

    def _plain(self, term: Term, names: Mapping[str, Value]) -> _Keys:
        value = self.instance.evaluator.concrete(term, names)
        if self.kind == "count":
            number = numeric(value)
            if isinstance(number, int) and not isinstance(number, bool):
                return _Keys([(at, at) for at in range(min(number, MOST_COPIES + 1))], ALWAYS, True)
        elif isinstance(value, Fields):
            return _Keys(list(value.members.items()), ALWAYS, True)
        elif isinstance(value, Items) and all(isinstance(member, str) for member in value.members):
            return _Keys([(str(member), member) for member in value.members], ALWAYS, True)
        world = ((self.instance.deployment.conditions.number(self.instance.path, self._text(term)), 0),)
        first = isinstance(value, OneOf) and any(each == 1 for each in value.values)
        if self.kind == "count":
            key: int | Unknown = 0 if first or not isinstance(value, OneOf) else self._symbol("index")
            return _Keys([(key, key)], world, False)
        return _Keys([(self._symbol("key"), self._symbol("value"))], world, False)

    def _symbol(self, part: str) -> Unknown:
        word = "count" if self.kind == "count" else "each"
        return Unknown(f"'{word}.{part}' is not known", (*self.who, word, part))

    def _text(self, term: Term) -> str:
        return self.item.source.text[term.start : term.end]

    def _world(self, term: Term, wanted: bool) -> World:
        """The condition as a path of choices: ``a && b`` are two, ``!a`` is the other side of ``a``."""
        while True:
            if isinstance(term, Parentheses):
                term = term.inner
            elif isinstance(term, Unary) and term.operator == "!":
                term, wanted = term.operand, not wanted
            else:
                break
        if isinstance(term, Binary) and term.operator == ("&&" if wanted else "||"):
            return self._world(term.left, wanted) + self._world(term.right, wanted)
        value = self.instance.evaluator.concrete(term, {})
        if isinstance(value, bool) or isinstance(term, Literal):
            return ALWAYS
        text = self._text(term)
        if isinstance(term, Binary) and term.operator in ("==", "!="):
            left, right = self._text(term.left), self._text(term.right)
            wanted = wanted if term.operator == "==" else not wanted
            text = f"{left} == {right}"
        return ((self.instance.deployment.conditions.number(self.instance.path, text), 0 if wanted else 1),)
