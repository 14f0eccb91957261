"""A block as one of its copies has it: arguments with their values and places, nested blocks, dynamic ones too."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from lbconflint.dialects.terraform.convert import boolean, numeric, text
from lbconflint.dialects.terraform.expansion import iterated
from lbconflint.dialects.terraform.instances import Instance
from lbconflint.dialects.terraform.lattice import Address, Fields, Items, Reference, Unknown, Value, bare, is_null
from lbconflint.dialects.terraform.terms import Name
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.tree import Node
from lbconflint.values import Setting, absent, default, unknown, written

_SELF = frozenset({"id", "arn", "self_link", "name", "resource_id", "load_balancer_id", "listener_id"})
"""Attributes that stand for the whole resource in a reference."""
Converter = Callable[[Value], Value]


class View:
    """``whole`` is False when nested blocks may exist that are not listed, or arguments could not be read."""

    __slots__ = ("block", "fields", "instance", "names", "node", "whole")

    def __init__(self, instance: Instance, block: Block | None, node: Node, names: Mapping[str, Value]) -> None:
        self.instance = instance
        self.block = block
        self.node = node
        self.names = names
        self.fields: Mapping[str, Value] = {}
        self.whole = block is None or not block.partial

    def item(self, name: str) -> Item | None:
        return self.block.attributes.get(name) if self.block is not None else None

    def value(self, name: str) -> Value:
        """The argument's value, references among them; None when it is not written or null."""
        if self.block is None:
            return bare(self.fields.get(name))
        item = self.block.attributes.get(name)
        return None if item is None else bare(self.instance.evaluator.value(item.term, self.names))

    def _setting(self, name: str, convert: Converter) -> Setting[Any]:
        value = self.value(name)
        if value is None:
            return absent(self.node)
        item = self.item(name) or self.node
        value = convert(self.instance.evaluator.settled(value))
        if is_null(value):
            return absent(self.node)
        if isinstance(value, str | int):
            return written(value, item)
        return unknown(item, 1)

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
        item = self.item(name) or self.node
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
                found.append(View(self.instance, child, child, self.names))
            elif child.name == "dynamic" and child.args[:1] == (name,):
                found.extend(self._expanded(child))
        item = self.block.attributes.get(name)
        if item is not None:
            found.extend(self._from_value(bare(self.instance.evaluator.concrete(item.term, self.names)), item))
        return found

    def _expanded(self, dynamic: Block) -> list["View"]:
        over = dynamic.attributes.get("for_each")
        content = next(dynamic.blocks("content"), None)
        pairs = iterated(self.instance, over, self.names) if over is not None else None
        if content is None or pairs is None:
            self.whole = False
            return []
        named = dynamic.attributes.get("iterator")
        iterator = named.term.name if named is not None and isinstance(named.term, Name) else dynamic.args[0]
        return [
            View(self.instance, content, content,
                 {**self.names, iterator: Fields("object", {"key": key, "value": value})})
            for key, value in pairs
        ]  # fmt: skip

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
            view.fields = member.members
            found.append(view)
        return found


def _whole(value: Value) -> Value:
    number = numeric(value)
    return number if isinstance(number, int) or is_null(number) else Unknown("no whole number")


def identity_of(value: Value) -> str | None:
    """A text that is the same for the same thing, as Terraform knows it; None when that cannot be told."""
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
