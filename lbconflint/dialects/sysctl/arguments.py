"""The arguments of a task of Ansible, with the items of its loop put in."""

import re
from collections.abc import Iterator, Sequence

from lbconflint.values import Setting, unknown, written
from lbconflint.yaml.nodes import LIST, MAP, PLAIN, YamlNode
from lbconflint.yaml.scalars import integer

TRUE = frozenset({"y", "yes", "on", "1", "true", "t"})
_FALSE = frozenset({"n", "no", "off", "0", "false", "f"})
_LOOPS = ("loop", "with_items", "with_list", "with_flattened")
_REFERENCE = r"\{\{\s*item(?:\.(\w+)|\[['\"](\w+)['\"]\])?\s*\}\}"
_ITEM = re.compile(_REFERENCE)
_FREE = re.compile(r"(?P<key>\w+)=(?P<value>\"[^\"]*\"|'[^']*'|(?:\{\{.*?\}\}|\S)*)")


class Arguments:
    """The arguments of a module: a mapping, ``args`` beside it, or words in one line."""

    def __init__(self, task: YamlNode, module: YamlNode) -> None:
        self._free = module if module.args and not module.null else None
        self._maps = [one for one in (module, task.get("args")) if one is not None and one.form is MAP]

    def of(self, item: YamlNode | None, *names: str) -> Setting[str] | None:
        """The argument, with the loop's ``item`` put in; None when it is not written."""
        found = self.node(item, *names)
        if found is not None:
            return _scalar(found, names[0] == "value")
        return next((one for name in names for one in self._words(name)), None)

    def node(self, item: YamlNode | None, *names: str) -> YamlNode | None:
        """The argument of a mapping, or the loop's ``item`` that stands for it."""
        holders = (holder.get(name) for name in names for holder in self._maps)
        found = next((node for node in holders if node is not None), None)
        return of_item(found, item) if found is not None else None

    def text(self, item: YamlNode | None, *names: str) -> str:
        """The argument as it is written, "" without one; the loop's item is put in where it is a part of it."""
        found = self.of(None, *names)
        if found is None:
            return ""
        if found.value is not None:
            return found.value
        raw = found.node.args[found.word - 1] if found.word and found.node.args else ""
        free = next((one["value"] for one in _FREE.finditer(raw) if one["key"] in names), "")
        return _ITEM.sub(lambda part: _filled_in(part, item), free.strip("\"'") or raw)

    def _words(self, name: str) -> Iterator[Setting[str]]:
        node = self._free
        for found in _FREE.finditer(node.args[0]) if node is not None else ():
            if node is not None and found["key"] == name:
                low, high = found.span("value")
                text = found["value"]
                if text[:1] in ("'", '"'):
                    low, high, text = low + 1, high - 1, text[1:-1]
                filled = "{{" in text
                yield unknown(node, 1) if filled else written(_switch(text), node, 1, (low, high))


def items_of(task: YamlNode) -> Sequence[YamlNode | None]:
    """The items of the task's loop where they are written out, else None for the one time that is seen."""
    loop = next((found for name in _LOOPS if (found := task.get(name)) is not None), None)
    return loop.items if loop is not None and loop.form is LIST else (None,)


def of_item(node: YamlNode, item: YamlNode | None) -> YamlNode:
    """What ``{{ item }}`` or ``{{ item.name }}`` stands for, where the loop's list is written out."""
    found = _ITEM.fullmatch(node.args[0].strip()) if node.args and item is not None else None
    return _field(found, item) or node if found is not None and item is not None else node


def fields_of_line(text: str, item: YamlNode | None) -> tuple[YamlNode, YamlNode] | None:
    """The nodes of ``{{ item.a }} = {{ item.b }}``."""
    key, _, value = text.partition("=")
    first, second = _ITEM.fullmatch(key.strip()), _ITEM.fullmatch(value.strip())
    if item is None or first is None or second is None:
        return None
    name, number = _field(first, item), _field(second, item)
    return (name, number) if name is not None and number is not None and name is not number else None


def _field(found: "re.Match[str]", item: YamlNode) -> YamlNode | None:
    field = found[1] or found[2]
    return item.get(field) if field else item


def _filled_in(found: "re.Match[str]", item: YamlNode | None) -> str:
    node = _field(found, item) if item is not None else None
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
