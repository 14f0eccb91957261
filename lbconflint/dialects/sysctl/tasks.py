"""Tasks of Ansible with the sysctl module -> ``KernelSetting``s.

What the module makes of its arguments: ansible.posix, plugins/modules/sysctl.py, read 2026-11.
"""

import re
from collections.abc import Iterator
from zlib import crc32

from lbconflint.kernel import Carrier
from lbconflint.model import Gap
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.tree import World
from lbconflint.unit import Unit
from lbconflint.values import Setting, unknown, written
from lbconflint.yaml.nodes import LIST, MAP, PLAIN, YamlNode
from lbconflint.yaml.scalars import integer

MODULES = ("sysctl", "ansible.posix.sysctl", "ansible.builtin.sysctl")
_LISTS = ("pre_tasks", "tasks", "post_tasks", "handlers", "block", "rescue", "always")
_CONDITIONAL = ("rescue", "handlers")
_LOOPS = ("loop", "with_items", "with_list", "with_flattened")
_MAIN = "/etc/sysctl.conf"
_TRUE = frozenset({"y", "yes", "on", "1", "true", "t"})
_FALSE = frozenset({"n", "no", "off", "0", "false", "f"})
_ITEM = re.compile(r"\{\{\s*item(?:\.(\w+)|\[['\"](\w+)['\"]\])?\s*\}\}")
_FREE = re.compile(r"(?P<key>\w+)=(?P<value>\"[^\"]*\"|'[^']*'|(?:\{\{.*?\}\}|\S)*)")
_DEEP = 20
"""Blocks within each other that are followed."""


class Tasks:
    """Puts what tasks set into a unit."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._settings = Settings(unit)

    def read(self, node: YamlNode, world: World = (), depth: int = 0) -> None:
        """One task, block or play."""
        condition = node.get("when")
        if condition is not None:
            text = condition.source.text[condition.at : condition.end]
            world = (*world, (crc32(text.encode("utf-8", "replace")), 0))
        for child in node.entries:
            if child.name in MODULES:
                self._task(node, child, world)
            elif child.name in _LISTS and child.form is LIST and depth < _DEEP:
                inner = (*world, (child.start, 0)) if child.name in _CONDITIONAL else world
                for item in child.items:
                    self.read(item, inner, depth + 1)

    def _task(self, task: YamlNode, module: YamlNode, world: World) -> None:
        loop = next((found for name in _LOOPS if (found := task.get(name)) is not None), None)
        arguments = _Arguments(task, module)
        for item in loop.items if loop is not None and loop.form is LIST else (None,):
            self._setting(arguments, item, _yes(task.get("ignore_errors")), world)

    def _setting(self, given: "_Arguments", item: YamlNode | None, ignored: bool, world: World) -> None:
        name, value = given.of(item, "name", "key"), given.of(item, "value", "val")
        if name is None or given.text("state") == "absent":
            return
        if name.value is None:
            gap = Gap(name.span.first_line(), "the setting that this expression names is not known")
            self._unit.gaps.append(gap)
            return
        state = given.of(item, "state")
        if value is None or (state is not None and state.value is None):
            value = unknown(name.node)
        ignores = ignored or given.text("ignoreerrors").lower() in _TRUE
        file = given.text("sysctl_file") or _MAIN
        self._settings.put(setting_of(name, value, Carrier.TASK, name.node, file, world, ignores))


class _Arguments:
    """The arguments of a module: a mapping, ``args`` beside it, or words in one line."""

    def __init__(self, task: YamlNode, module: YamlNode) -> None:
        self._free = module if module.args and not module.null else None
        self._maps = [one for one in (module, task.get("args")) if one is not None and one.form is MAP]

    def of(self, item: YamlNode | None, *names: str) -> Setting[str] | None:
        """The argument, with the loop's ``item`` put in; None when it is not written."""
        for name in names:
            for holder in self._maps:
                node = holder.get(name)
                if node is not None:
                    return _scalar(_of_item(node, item), names[0] == "value")
            for found in self._words(name):
                return found
        return None

    def text(self, name: str) -> str:
        found = self.of(None, name)
        return (found.value or "") if found is not None else ""

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


def _of_item(node: YamlNode, item: YamlNode | None) -> YamlNode:
    """What ``{{ item }}`` or ``{{ item.name }}`` stands for, where the loop's list is written out."""
    found = _ITEM.fullmatch(node.args[0].strip()) if node.args and item is not None else None
    if found is None or item is None:
        return node
    field = found[1] or found[2]
    return (item.get(field) or node) if field else item


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
    return "1" if lower in _TRUE else "0" if lower in _FALSE else text.strip()


def _yes(node: YamlNode | None) -> bool:
    return node is not None and bool(node.args) and node.args[0].lower() in _TRUE
