"""Files of other products that tasks of Ansible and cloud-configs write -> files of machines."""

import re
from typing import NamedTuple

from lbconflint.dialects import Machine
from lbconflint.inset import Inset, Piece
from lbconflint.model import Gap
from lbconflint.unit import Unit
from lbconflint.yaml.ignition import of_base64
from lbconflint.yaml.insets import pieces_of, raw, text_of
from lbconflint.yaml.nodes import YamlNode

_OURS = re.compile(
    r"/etc/(?:(?:nginx|haproxy|keepalived)/\S+|systemd/system/\S+\.socket(?:\.d/\S+)?|tuned/\S+/tuned\.conf)"
)
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_RENDERED = re.compile(r"\.(?:tpl|tmpl|tftpl|template)$")
"""Files that something renders before: ``${}`` in them is no variable of nginx."""
_MOST = 200
_BASE64 = ("b64", "base64")


class Deposit(NamedTuple):
    """A text that goes into the file ``path``.  ``alone``: it may not be there, or another one beside it."""

    unit: Unit
    path: str
    content: YamlNode
    alone: bool
    encoding: str = ""


def is_ours(path: str) -> bool:
    """A file at this path is one that somebody reads here; expressions in it stand for any word."""
    return _OURS.fullmatch(_EXPRESSION.sub("x", path)) is not None


class Deposits:
    """The files of the machines that one text speaks of; ``name`` is the first one's."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._machines: list[Machine] = []
        self._shared: dict[int, Machine] = {}

    def add(self, deposit: Deposit) -> None:
        """Each path of a unit once; what may not be there, or is there twice, gets a machine of its own."""
        pieces = _pieces(deposit) if len(self._machines) < _MOST else []
        if not pieces:
            gap = Gap(deposit.content.span.first_line(), f"what '{deposit.path}' holds is not known")
            deposit.unit.gaps.append(gap)
            return
        path = _EXPRESSION.sub("x", deposit.path).strip("/")
        machine = self._shared.get(id(deposit.unit))
        if machine is None or deposit.alone or path in machine.files:
            machine = Machine(f"{self._name} {len(self._machines)}", {}, {}, True)
            self._machines.append(machine)
            if not deposit.alone:
                self._shared.setdefault(id(deposit.unit), machine)
        machine.files[path] = Inset(path, pieces)
        machine.templates[path] = frozenset()

    def machines(self) -> list[Machine]:
        return self._machines


def _pieces(deposit: Deposit) -> list[Piece]:
    content = deposit.content
    if deposit.encoding in _BASE64 and not content.unknown and content.args:
        held = Inset(content.source.path, pieces_of(content))
        return list(of_base64(held, 0))
    if deposit.encoding or ("${" in raw(content) and _RENDERED.search(content.source.path)):
        return []
    return text_of(content) if content.args else []
