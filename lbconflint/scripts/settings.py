"""Assignments -> ``KernelSetting``s, whatever carries them."""

import re

from lbconflint.kernel import Carrier, KernelSetting, canonical
from lbconflint.scripts.wrappers import Where
from lbconflint.template import placeholder
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Setting, unknown, written

_PATTERN = re.compile(r"[*?\[]")
_EXPRESSION = re.compile(r"\{\{|\{%")
"""What no setting has in it, also where the text as a whole shows no template."""


class Settings:
    """Adds settings to a unit in the order in which they are applied."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(
        self,
        node: Node,
        carrier: Carrier,
        file: str,
        world: World,
        ignores_failure: bool = False,
        excluded: bool = False,
    ) -> None:
        """``node`` has the key as its name and the value as its argument."""
        name, value = written(node.name, node, 0), value_of(node)
        self.put(setting_of(name, value, carrier, node, file, world, ignores_failure, excluded))
        self._unit.roots.append(node)

    def put(self, setting: KernelSetting) -> None:
        """Take a setting as it is, but for its place among the others."""
        self._unit.kernel_settings.append(setting._replace(order=len(self._unit.kernel_settings)))

    def inside(self, where: Where) -> "Settings | None":
        """What takes the settings of a command that runs in another network namespace; None where that is nobody's
        whom the files speak of."""
        return None if where is Where.ELSEWHERE else self

    def remark(self, node: Node, carrier: Carrier, file: str) -> None:
        """A setting that a comment mentions."""
        setting = setting_of(written(node.name, node, 0), value_of(node), carrier, node, file, node.world)
        self._unit.kernel_remarks.append(setting)


class OfContainers(Settings):
    """What privileged containers write: below ``net`` into their own network namespace, unless they have none; all
    else is the host's."""

    def __init__(self, unit: Unit, owner: Node, in_host: bool, sees_host: bool) -> None:
        super().__init__(unit)
        self._host_unit = unit
        self._owner = owner
        self._in_host = in_host
        self._sees_host = sees_host

    def inside(self, where: Where) -> Settings | None:
        """Where the processes of the host are seen, process 1 is its own."""
        if where is Where.MACHINE or (where is Where.FIRST and self._sees_host):
            return OfContainers(self._host_unit, self._owner, in_host=True, sees_host=True)
        return super().inside(where)

    def put(self, setting: KernelSetting) -> None:
        # A sysctl file is written into the container, where nobody applies it.
        if setting.carrier is Carrier.COMMAND:
            own = not self._in_host and setting.key.startswith("net.")
            super().put(setting._replace(owner=self._owner if own else None))


def value_of(node: Node) -> Setting[str]:
    """The value of an assignment."""
    text = node.args[0] if node.args else ""
    filled = HOLE in text or placeholder(text) or _EXPRESSION.search(text) is not None
    return unknown(node, 1) if filled else written(text, node, 1)


def setting_of(
    name: Setting[str],
    value: Setting[str],
    carrier: Carrier,
    node: Node,
    file: str = "",
    world: World = ALWAYS,
    ignores_failure: bool = False,
    excluded: bool = False,
) -> KernelSetting:
    """A setting whose name is written somewhere, or "" where it is not known."""
    key = canonical((name.value or "").lstrip("-"))
    return KernelSetting(
        key=key,
        name=name,
        value=value,
        carrier=carrier,
        file=file,
        order=0,
        ignores_failure=ignores_failure,
        pattern=_PATTERN.search(key) is not None,
        excluded=excluded,
        world=world,
        node=node,
    )
