"""A block as one of its copies has it: arguments with their values and places, nested blocks, dynamic ones too."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from lbconflint.dialects.terraform.convert import boolean, normal, numeric, text
from lbconflint.dialects.terraform.expansion import iterated
from lbconflint.dialects.terraform.instances import Instance
from lbconflint.dialects.terraform.lattice import (
    SENSITIVE,
    Address,
    Fields,
    Items,
    OneOf,
    Reference,
    Unknown,
    Value,
    bare,
    is_null,
    same,
    scalar,
)
from lbconflint.dialects.terraform.origins import Sourced
from lbconflint.dialects.terraform.terms import Literal, Name
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.tree import Node
from lbconflint.values import Setting, absent, default, unknown, written

_SELF = frozenset({"id", "arn", "self_link", "name", "resource_id", "load_balancer_id", "listener_id"})
"""Attributes that stand for the whole resource in a reference."""
_MOST_MATCHED = 50
"""So many nested blocks of one kind are matched with those of a plan."""
Converter = Callable[[Value], Value]


class View:
    """``whole`` is False when nested blocks may exist that are not listed, or arguments could not be read.

    ``planned`` is what a plan says of the block; ``outer`` is the block of the resource.
    """

    __slots__ = ("_values", "block", "fields", "instance", "names", "node", "outer", "planned", "whole")

    def __init__(self, instance: Instance, block: Block | None, node: Node, names: Mapping[str, Value]) -> None:
        self.instance = instance
        self.block = block
        self.node = node
        self.names = names
        self.fields: Mapping[str, Value] = {}
        self.outer = block
        self.planned: Mapping[str, Value] | None = None
        self._values: dict[str, Value] | None = None
        self.whole = block is None or not block.partial

    def item(self, name: str) -> Item | None:
        return self.block.attributes.get(name) if self.block is not None else None

    def value(self, name: str) -> Value:
        """The argument's value, references among them; None when it is not written or null.

        A plan knows what the sources leave open, and what nobody may see.
        """
        if self.block is None:
            return bare(self.fields.get(name))
        item = self.block.attributes.get(name)
        if item is None:
            return None
        if self.planned is None and type(item.term) is Literal:
            # Most arguments are so: there is nothing to evaluate.
            plain = item.term.value
            return normal(plain) if type(plain) is str else plain
        found = self._evaluated(item)
        if self.planned is None or found is None or name not in self.planned:
            return found
        planned = self.planned[name]
        return planned if planned == SENSITIVE or isinstance(found, Unknown | OneOf) else found

    def _evaluated(self, item: Item) -> Value:
        """What the sources say; asked for again and again, by one rule after another."""
        if self._values is None:
            self._values = {}
        elif item.name in self._values:
            return self._values[item.name]
        found = self.instance.evaluator.value(item.term, self.names)
        self._values[item.name] = found = bare(found) if type(found) is Unknown else found
        return found

    def place(self, name: str) -> Node:
        """The argument as a node that knows where its value comes from; the block when it is not written."""
        item = self.item(name)
        if item is None:
            return self.node
        return item if type(item.term) is Literal else Sourced(item, self.instance, self.outer, self.names)

    def _setting(self, name: str, convert: Converter) -> Setting[Any]:
        value = self.value(name)
        if value is None:
            return absent(self.node)
        value = convert(self.instance.evaluator.settled(value) if type(value) is Reference else value)
        if isinstance(value, str | int):
            return written(value, self.place(name))
        return absent(self.node) if is_null(value) else unknown(self.item(name) or self.node, 1)

    def text(self, name: str, otherwise: str | None = None) -> Setting[str]:
        """The argument as a text; ``otherwise`` is the provider's default."""
        found = self._setting(name, text)
        return default(otherwise, self.node) if found.absent and otherwise is not None else found

    def number(self, name: str, otherwise: int | None = None) -> Setting[int]:
        """The argument as a whole number; what is none is UNKNOWN here and the business of ``invalid-port``."""
        found = self._setting(name, _whole)
        return default(otherwise, self.node) if found.absent and otherwise is not None else found

    def flag(self, name: str, otherwise: bool | None = None) -> Setting[bool]:
        found = self._setting(name, boolean)
        return default(otherwise, self.node) if found.absent and otherwise is not None else found

    def given(self, *names: str) -> bool:
        """One of the arguments is written and not surely null or empty, or a block of that name stands there."""
        for name in names:
            value = self.value(name)
            if isinstance(value, Items) and not value.members:
                continue
            if value is not None and value != "":
                return True
            if self.block is not None and any(self.block.blocks(name)):
                return True
        return False

    def maybe_given(self, *names: str) -> bool:
        """One of the arguments or blocks may be there: also what a dynamic block may bring."""
        return not self.whole or self.given(*names) or any(self.dynamic(name) for name in names)

    def dynamic(self, name: str) -> bool:
        """A ``dynamic`` block of that name stands here."""
        return self.block is not None and any(found.args[:1] == (name,) for found in self.block.blocks("dynamic"))

    def identity(self, name: str) -> Setting[str]:
        """The thing that the argument names, in a form that is the same for the same thing."""
        value = self.value(name)
        if value is None:
            return absent(self.node)
        item = self.place(name)
        found = identity_of(value)
        return unknown(item, 1) if found is None else written(found, item)

    def identities(self, name: str) -> list[Setting[str]]:
        """The things that a list of names holds; one UNKNOWN when the list is not known."""
        value = self.value(name)
        item = self.item(name) or self.node
        if isinstance(value, Items):
            found = [identity_of(member) for member in value.members]
            return [unknown(item, 1) if one is None else written(one, item) for one in found]
        return [] if value is None else [unknown(item, 1)]

    def blocks(self, name: str) -> list["View"]:
        """The nested blocks: written ones, those of ``dynamic`` as far as they are known (else the view is no
        longer ``whole``), and those given as an argument."""
        found: list[View] = []
        if self.block is None:
            return self._from_value(bare(self.fields.get(name)), self.node)
        for child in self.block.children:
            if not isinstance(child, Block):
                continue
            if child.name == name:
                found.append(self._nested(child, self.names))
            elif child.name == "dynamic" and child.args[:1] == (name,):
                found.extend(self._expanded(child))
        self._plan_of(name, found)
        item = self.block.attributes.get(name)
        if item is not None:
            found.extend(
                self._from_value(bare(self.instance.evaluator.concrete(item.term, self.names)), self.place(name))
            )
        return found

    def _expanded(self, dynamic: Block) -> list["View"]:
        over = dynamic.attributes.get("for_each")
        content = next(dynamic.blocks("content"), None)
        pairs = iterated(self.instance, over, self.names) if over is not None else None
        if content is None:
            self.whole = False
            return []
        if pairs is None:
            return self._from_plan(dynamic, content)
        named = dynamic.attributes.get("iterator")
        iterator = named.term.name if named is not None and isinstance(named.term, Name) else dynamic.args[0]
        return [
            self._nested(content, {**self.names, iterator: Fields("object", {"key": key, "value": value})})
            for key, value in pairs
        ]

    def _nested(self, block: Block, names: Mapping[str, Value]) -> "View":
        view = View(self.instance, block, block, names)
        view.outer = self.outer
        return view

    def _planned_blocks(self, name: str) -> list[Mapping[str, Value]] | None:
        """What the plan says of the nested blocks; None when it says nothing that can be used."""
        said = self.planned.get(name) if self.planned is not None else None
        if not isinstance(said, Items) or not all(isinstance(each, Fields) for each in said.members):
            return None
        return [each.members for each in said.members if isinstance(each, Fields)]

    def _from_plan(self, dynamic: Block, content: Block) -> list["View"]:
        """The blocks of a ``dynamic`` one whose number only the plan knows."""
        said = self._planned_blocks(dynamic.args[0])
        if said is None or any(self.block.blocks(dynamic.args[0]) if self.block is not None else ()):
            self.whole = False
            return []
        named = dynamic.attributes.get("iterator")
        iterator = named.term.name if named is not None and isinstance(named.term, Name) else dynamic.args[0]
        found = []
        for members in said:
            view = self._nested(content, {**self.names, iterator: Unknown("the plan alone knows it")})
            view.planned = members
            found.append(view)
        return found

    def _plan_of(self, name: str, views: list["View"]) -> None:
        """Give each block what the plan says of it: sets have an order of their own in a plan, so that a block is
        known by its arguments alone."""
        said = self._planned_blocks(name)
        if said is None or len(said) != len(views):
            return
        pending = [view for view in views if view.planned is None]
        if len(pending) != len(said) or len(said) > _MOST_MATCHED:
            return
        matched = True
        while matched:
            matched = False
            for view in list(pending):
                fitting = [members for members in said if view.agrees(members)]
                if fitting and all(same_members(members, fitting[0]) for members in fitting):
                    view.planned, matched = fitting[0], True
                    pending.remove(view)
                    said = [members for members in said if members is not fitting[0]]

    def agrees(self, members: Mapping[str, Value]) -> bool:
        """Nothing that is known of the block is something else in ``members``."""
        for name in self.block.attributes if self.block is not None else ():
            ours, theirs = self.instance.evaluator.settled(self.value(name)), members.get(name)
            if scalar(ours) and scalar(theirs) and text(ours) != text(theirs):
                return False
        return True

    def _from_value(self, value: Value, node: Node) -> list["View"]:
        """Nested blocks given as an object or a list of objects."""
        if value is None:
            return []
        members = value.members if isinstance(value, Items) else (value,)
        found = []
        for member in members:
            if not isinstance(member, Fields):
                self.whole = False
                continue
            view = View(self.instance, None, node, self.names)
            view.outer = self.outer
            view.fields = member.members
            found.append(view)
        return found


def same_members(a: Mapping[str, Value], b: Mapping[str, Value]) -> bool:
    return a.keys() == b.keys() and all(same(value, b[key]) for key, value in a.items())


def _whole(value: Value) -> Value:
    number = numeric(value)
    return number if isinstance(number, int) or is_null(number) else Unknown("no whole number")


def identity_of(value: Value) -> str | None:
    """A text that is the same for the same thing, as Terraform knows it; None when that cannot be told."""
    if is_null(value):
        return None
    if isinstance(value, str):
        return value or None
    if isinstance(value, Reference):
        if value.path[1:] or (value.path and value.path[0] not in _SELF):
            return f"{address_text(value.address)}.{'.'.join(map(str, value.path))}"
        return address_text(value.address)
    if isinstance(value, Unknown) and value.symbol is not None:
        return symbol_text(value.symbol)
    return None


def address_text(address: Address) -> str | None:
    """``module.web.aws_lb.main[0]``."""
    key = address.key
    if isinstance(key, Unknown):
        return None if key.symbol is None else f"{address._replace(key=None)}[{symbol_text(key.symbol)}]"
    return str(address)


def symbol_text(symbol: Hashable) -> str:
    """``var.lb_arn``, ``data.aws_lb.main.arn``, with the module before it."""
    if isinstance(symbol, tuple):
        return ".".join(filter(None, (symbol_text(part) for part in symbol if part is not None)))
    return str(symbol)
