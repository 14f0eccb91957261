"""Assignments -> ``KernelSetting``s, whatever carries them."""

import re

from lbconflint.kernel import Carrier, KernelSetting, canonical
from lbconflint.template import placeholder
from lbconflint.tree import Node, World
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
        self._unit.kernel_settings.append(
            self._setting(node, carrier, file, world, ignores_failure, excluded, len(self._unit.kernel_settings))
        )
        self._unit.roots.append(node)

    def remark(self, node: Node, carrier: Carrier, file: str) -> None:
        """A setting that a comment mentions."""
        self._unit.kernel_remarks.append(self._setting(node, carrier, file, node.world, False, False, 0))

    @staticmethod
    def _setting(
        node: Node, carrier: Carrier, file: str, world: World, ignores_failure: bool, excluded: bool, order: int
    ) -> KernelSetting:
        key = canonical(node.name.lstrip("-"))
        text = node.args[0] if node.args else ""
        filled = HOLE in text or placeholder(text) or _EXPRESSION.search(text) is not None
        value: Setting[str] = unknown(node, 1) if filled else written(text, node, 1)
        return KernelSetting(
            key=key,
            name=written(node.name, node, 0),
            value=value,
            carrier=carrier,
            file=file,
            order=order,
            ignores_failure=ignores_failure,
            pattern=_PATTERN.search(key) is not None,
            excluded=excluded,
            world=world,
            node=node,
        )
