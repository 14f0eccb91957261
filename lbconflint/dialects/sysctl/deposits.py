"""Files of other products that tasks of Ansible and cloud-configs write -> files of machines."""

import re

from lbconflint.dialects import Machine
from lbconflint.inset import Inset, Room
from lbconflint.model import Gap
from lbconflint.record import NamedTuple
from lbconflint.template.holes import prepared
from lbconflint.unit import Unit
from lbconflint.yaml.contents import contents
from lbconflint.yaml.nodes import YamlNode

_OURS = re.compile(
    r"/etc/(?:(?:nginx|haproxy|keepalived)/\S+|systemd/system/\S+\.socket(?:\.d/\S+)?|tuned/\S+/tuned\.conf)"
)
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_MOST = 200


class Deposit(NamedTuple):
    """A text that goes into the file ``path``.  ``alone``: it may not be there, or another one beside it.
    ``encoding`` and ``filled`` are for ``contents``."""

    unit: Unit
    path: str
    content: YamlNode
    alone: bool
    encoding: str = ""
    filled: bool = False


def is_ours(path: str) -> bool:
    """A file at this path is one that somebody reads here; expressions in it stand for any word."""
    return _OURS.fullmatch(_EXPRESSION.sub("x", path)) is not None


class Deposits:
    """The files of the machines that one text speaks of; ``name`` is the first one's."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._room = Room()
        self._machines: list[Machine] = []
        self._shared: dict[int, Machine] = {}

    def add(self, deposit: Deposit) -> None:
        """Each path of a unit once; what may not be there, or is there twice, gets a machine of its own."""
        known = len(self._machines) < _MOST
        pieces = contents(deposit.content, self._room, deposit.encoding, deposit.filled) if known else []
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
                # What the text sets is in force where these files lie.
                deposit.unit.machine = self._shared[id(deposit.unit)].name
        machine.files[path] = prepared(Inset(path, pieces))
        machine.templates[path] = frozenset()

    def machines(self) -> list[Machine]:
        return self._machines
