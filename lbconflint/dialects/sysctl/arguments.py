"""The arguments of a task of Ansible, with the items of its loop and the variables that are known put in."""

import re
from collections.abc import Iterator

from lbconflint.dialects.sysctl.loops import Item, scalar_at
from lbconflint.dialects.sysctl.variables import Held, Variables
from lbconflint.record import NamedTuple
from lbconflint.values import Setting, unknown, written
from lbconflint.yaml.nodes import MAP, PLAIN, YamlNode
from lbconflint.yaml.scalars import integer

TRUE = frozenset({"y", "yes", "on", "1", "true", "t"})
_FALSE = frozenset({"n", "no", "off", "0", "false", "f"})
_EXPRESSION = re.compile(
    r"\{\{-?\s*(?P<name>[A-Za-z_]\w*)(?:\.(?P<field>\w+)|\[['\"](?P<key>\w+)['\"]\])?"
    r"(?:\s*\|\s*(?:string|trim|(?:default|d)\((?P<default>[^()]*)\)))?\s*-?\}\}"
)
_LITERAL = re.compile(r"(?:(['\"])(?P<text>[^'\"]*)\1|(?P<word>\w+))\s*(?:,[^,]*)?")
_FREE = re.compile(r"(?P<key>\w+)=(?P<value>\"[^\"]*\"|'[^']*'|(?:\{\{.*?\}\}|\S)*)")
_DEEP = 5
"""Variables that hold the name of another one."""


class Found(NamedTuple):
    """An argument (None: it is not given); ``replaceable``: on another host it may be another one."""

    setting: Setting[str] | None
    replaceable: bool = False


class Arguments:
    """The arguments of a module: a mapping, ``args`` beside it, or words in one line."""

    def __init__(self, task: YamlNode, module: YamlNode, variables: Variables) -> None:
        self._free = module if module.args and not module.null else None
        self._maps = [one for one in (module, task.get("args")) if one is not None and one.form is MAP]
        self._variables = variables

    def of(self, item: Item, *names: str) -> Found:
        """The argument, with the loop's ``item`` and variables put in."""
        switches = names[0] == "value"
        given = self._given(*names)
        if given is not None:
            held = self._followed(given, item)
            if held.node is not given and held.node.null:
                return Found(None, held.replaceable)
            return Found(_scalar(held.node, switches), held.replaceable)
        return next((one for name in names for one in self._words(name, item, switches)), Found(None))

    def node(self, item: Item, *names: str) -> YamlNode | None:
        """The argument of a mapping, or what stands for it in the same file, whatever an inventory says."""
        given = self._given(*names)
        if given is None:
            return None
        held = self._followed(given, item)
        same = held.node.source is given.source and (item.replaceable or not held.replaceable)
        return held.node if same else given

    def text(self, item: Item, *names: str) -> str:
        """The argument as it is written, "" without one; the loop's item is put in where it is a part of it."""
        found, replaceable = self.of(item, *names)
        if found is None:
            return ""
        if found.value is not None and (item.replaceable or not replaceable):
            return found.value
        given = self._given(*names)
        raw = given.args[0] if given is not None and given.args else ""
        if given is None and self._free is not None:
            words = (one for one in _FREE.finditer(self._free.args[0]) if one["key"] in names)
            raw = next((one["value"] for one in words), "").strip("\"'")
        return _EXPRESSION.sub(lambda part: _filled_in(part, item), raw)

    def fields_of_line(self, text: str, item: Item) -> tuple[Held, Held] | None:
        """What ``{{ item.a }} = {{ item.b }}`` is made of."""
        halves = [_EXPRESSION.fullmatch(half.strip()) for half in text.split("=", 1)]
        if len(halves) < 2 or item.node is None:
            return None
        name, value = (self._target(half, item, item.node) if half is not None else None for half in halves)
        return (name, value) if name is not None and value is not None and name.node is not value.node else None

    def _given(self, *names: str) -> YamlNode | None:
        holders = (holder.get(name) for name in names for holder in self._maps)
        return next((node for node in holders if node is not None), None)

    def _words(self, name: str, item: Item, switches: bool) -> Iterator[Found]:
        node = self._free
        for found in _FREE.finditer(node.args[0]) if node is not None else ():
            if node is None or found["key"] != name:
                continue
            low, high = found.span("value")
            text = found["value"]
            if text[:1] in ("'", '"'):
                low, high, text = low + 1, high - 1, text[1:-1]
            if "{{" not in text:
                yield Found(written(_switch(text), node, 1, (low, high)))
                continue
            expression = _EXPRESSION.fullmatch(text)
            held = self._target(expression, item, node) if expression is not None else None
            yield (
                Found(_scalar(held.node, switches), held.replaceable)
                if held is not None
                else Found(unknown(node, 1))
            )

    def _followed(self, node: YamlNode, item: Item) -> Held:
        """What a value that is one expression stands for; itself where that is not known."""
        replaceable = False
        for _ in range(_DEEP):
            found = _EXPRESSION.fullmatch(node.args[0].strip()) if node.args else None
            held = self._target(found, item, node) if found is not None else None
            if held is None:
                break
            node, replaceable = held.node, replaceable or held.replaceable
        return Held(node, replaceable)

    def _target(self, found: "re.Match[str]", item: Item, place: YamlNode) -> Held | None:
        """What an expression stands for: a round of the loop, a variable, a field of either, or its default."""
        held = Held(item.node, item.replaceable) if item.node is not None and found["name"] == item.name else None
        if held is None and found["name"] != item.name:
            held = self._variables.held(found["name"])
        field = found["field"] or found["key"]
        if held is None or not field:
            return held
        node = held.node.get(field)
        if node is not None:
            return held._replace(node=node)
        literal = _LITERAL.fullmatch(found["default"].strip()) if found["default"] else None
        if literal is None or held.node.form is not MAP or held.node.partial:
            return None
        word = literal["text"] if literal["word"] is None else literal["word"]
        return held._replace(node=scalar_at(place, "" if word == "omit" else word))


def _filled_in(found: "re.Match[str]", item: Item) -> str:
    if item.node is None or found["name"] != item.name:
        return found[0]
    field = found["field"] or found["key"]
    node = item.node.get(field) if field else item.node
    return node.args[0] if node is not None and node.args else found[0]


def _scalar(node: YamlNode, switches: bool) -> Setting[str]:
    if not node.args or node.filled or node.partial:
        return unknown(node, 1 if node.args else None)
    text = node.args[0]
    number = integer(node) if node.form is PLAIN else None
    if number is not None:
        return written(str(number), node)
    return written(_switch(text) if switches else text, node)


def _switch(text: str) -> str:
    """The module takes words for yes and no as 1 and 0."""
    lower = text.strip().lower()
    return "1" if lower in TRUE else "0" if lower in _FALSE else text.strip()


def yes(node: YamlNode | None) -> bool:
    return node is not None and bool(node.args) and node.args[0].lower() in TRUE
