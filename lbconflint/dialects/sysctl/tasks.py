"""Tasks of Ansible -> ``KernelSetting``s: those of the sysctl module here, those that other modules carry by
``carried``.

What the module makes of its arguments: ansible.posix, plugins/modules/sysctl.py, read 2026-11.
"""

from collections.abc import Iterator
from zlib import crc32

from lbconflint.dialects.sysctl.arguments import TRUE, Arguments, yes
from lbconflint.dialects.sysctl.carried import CARRIERS, Brought, Given, carried
from lbconflint.dialects.sysctl.deposits import Deposit
from lbconflint.dialects.sysctl.loops import Item, items_of
from lbconflint.dialects.sysctl.variables import Variables
from lbconflint.kernel import Carrier
from lbconflint.model import Gap
from lbconflint.scripts.embedded import Part
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.tree import World
from lbconflint.unit import Unit
from lbconflint.values import unknown
from lbconflint.yaml.nodes import LIST, YamlNode

_MODULES = ("sysctl", "ansible.posix.sysctl", "ansible.builtin.sysctl")
_LISTS = ("pre_tasks", "tasks", "post_tasks", "handlers", "block", "rescue", "always")
_CONDITIONAL = ("rescue", "handlers")
_MAIN = "/etc/sysctl.conf"
_DEEP = 20
"""Blocks within each other that are followed."""


class Tasks:
    """Puts what tasks set into a unit."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._settings = Settings(unit)

    def read(
        self, node: YamlNode, variables: Variables, world: World = (), depth: int = 0
    ) -> Iterator[Part | Brought | Deposit]:
        """One task, block or play; the answer is what remains to be read."""
        variables = variables.within(node)
        condition = node.get("when")
        if condition is not None:
            text = condition.source.text[condition.at : condition.end]
            world = (*world, (crc32(text.encode("utf-8", "replace")), 0))
        for child in node.entries:
            if child.name in _MODULES:
                self._task(node, child, variables, world)
            elif child.name.removeprefix("ansible.builtin.") in CARRIERS:
                yield from carried(Given(node, child, variables, self._unit, world, _ignored(node)))
            elif child.name in _LISTS and child.form is LIST and depth < _DEEP:
                inner = (*world, (child.start, 0)) if child.name in _CONDITIONAL else world
                for item in child.items:
                    yield from self.read(item, variables, inner, depth + 1)

    def _task(self, task: YamlNode, module: YamlNode, variables: Variables, world: World) -> None:
        arguments = Arguments(task, module, variables)
        for item in items_of(task, variables, self._unit):
            self._setting(arguments, item, module, _ignored(task), world)

    def _setting(self, given: Arguments, item: Item, module: YamlNode, ignored: bool, world: World) -> None:
        (name, one), (value, other) = given.of(item, "name", "key"), given.of(item, "value", "val")
        state, _ = given.of(item, "state")
        if name is None or (state is not None and state.equals("absent")):
            return
        if name.value is None:
            gap = Gap(name.span.first_line(), "the setting that this expression names is not known")
            self._unit.gaps.append(gap)
            return
        if value is None or (state is not None and state.value is None):
            value = unknown(name.node)
        ignores = ignored or given.text(item, "ignoreerrors").lower() in TRUE
        file = given.text(item, "sysctl_file") or _MAIN
        self._unit.add_source(name.node.source)
        self._unit.add_source(value.node.source)
        # What a variable holds is applied in the order of the tasks.
        node = name.node if name.node.source is module.source else module
        setting = setting_of(name, value, Carrier.TASK, node, file, world, ignores)
        self._settings.put(setting._replace(replaceable=one or other))


def _ignored(task: YamlNode) -> bool:
    """A failure of the task is foreseen."""
    never = task.get("failed_when")
    return yes(task.get("ignore_errors")) or (never is not None and never.text in ("false", "False", "no"))
