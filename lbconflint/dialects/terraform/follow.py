"""Where an expression is really written: through locals, arguments of module calls and defaults of variables."""

from collections.abc import Mapping

from lbconflint.dialects.terraform.instances import Instance
from lbconflint.dialects.terraform.lattice import Value
from lbconflint.dialects.terraform.terms import (
    Attribute,
    Call,
    Conditional,
    Index,
    Literal,
    Name,
    Object,
    Parentheses,
    Template,
    Term,
)
from lbconflint.dialects.terraform.tree import Item
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile

_MOST_STEPS = 40
_TRANSPARENT = frozenset(
    {"base64encode", "base64gzip", "trimspace", "chomp", "sensitive", "nonsensitive", "tostring", "yamldecode"}
)
"""Functions whose argument is the text that matters."""


class Place(NamedTuple):
    """A term with what it is evaluated in: ``names`` are ``each``, ``count`` and the variables of a template, and
    ``given`` says where the latter come from."""

    term: Term
    source: SourceFile
    instance: Instance
    names: Mapping[str, Value]
    given: "Mapping[str, Place]" = {}  # noqa: RUF012

    def to(self, term: Term) -> "Place":
        return self._replace(term=term)

    @property
    def value(self) -> Value:
        return self.instance.evaluator.concrete(self.term, self.names)


def of_item(item: Item, instance: Instance, names: Mapping[str, Value]) -> Place:
    return Place(item.term, item.source, instance, names)


def origin(place: Place) -> Place:
    """The term that says what ``place`` is worth, as near to its text as it can be followed."""
    for _ in range(_MOST_STEPS):
        found = _step(place)
        if found is None:
            return place
        place = found
    return place


def _step(place: Place) -> Place | None:
    term = place.term
    if isinstance(term, Parentheses):
        return place.to(term.inner)
    if isinstance(term, Template) and term.wrap:
        return place.to(term.parts[0])
    if isinstance(term, Call):
        inner = term.name.removeprefix("core::") in _TRANSPARENT and len(term.arguments) == 1
        return place.to(term.arguments[0]) if inner else None
    if isinstance(term, Conditional):
        condition = place.to(term.condition).value
        return place.to(term.then if condition else term.otherwise) if isinstance(condition, bool) else None
    if isinstance(term, Name):
        return place.given.get(term.name)
    if isinstance(term, Attribute) and isinstance(term.source, Name) and term.source.name not in place.names:
        return _named(place, term.source.name, term.name)
    if isinstance(term, Attribute | Index):
        return _member(place, term)
    return None


def _named(place: Place, root: str, name: str) -> Place | None:
    """What ``local.name`` or ``var.name`` is."""
    instance = place.instance
    if root == "local":
        item = instance.module.locals.get(name)
        return of_item(item, instance, {}) if item is not None else None
    if root != "var":
        return None
    block = instance.module.variables.get(name)
    if block is None or "sensitive" in block.attributes:
        return None
    if name in instance.inputs:
        return _argument(instance, name)
    given = block.attributes.get("default")
    return of_item(given, instance, {}) if given is not None else None


def _argument(instance: Instance, name: str) -> Place | None:
    """The argument in the block that calls the module."""
    if instance.caller is None:
        return None
    parent, block, names = instance.caller
    item = block.attributes.get(name)
    return of_item(item, parent, names) if item is not None else None


def _member(place: Place, term: Attribute | Index) -> Place | None:
    """An entry of an object that is written out."""
    key = term.name if isinstance(term, Attribute) else place.to(term.key).value
    if not isinstance(key, str):
        return None
    around = origin(place.to(term.source))
    if not isinstance(around.term, Object):
        return None
    for name, value in around.term.items:
        if isinstance(name, Literal) and name.value == key:
            return around.to(value)
    return None
