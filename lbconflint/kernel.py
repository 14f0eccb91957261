"""What a host's kernel is told, and which ports are spoken for: the model beside listeners and pools."""

from enum import Enum

from lbconflint.model import Transport
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.tree import Node, World
from lbconflint.values import PortRange, Setting

MODULE = "kernel module"
"""The kind of a ``Definition``: this module is loaded before the settings are applied."""


class Carrier(Enum):
    """What brings a setting to the kernel."""

    FILE = "sysctl file"
    SCRIPT_FILE = "sysctl file that a script writes"
    COMMAND = "command"
    TASK = "task that writes a sysctl file"
    PROFILE = "profile of TuneD"
    POD = "field of a pod"
    CONTAINER = "field of a service of Compose"
    NODE_POOL = "argument of a node pool"


class KernelSetting(NamedTuple):
    """One value that is written below ``/proc/sys``.

    ``key`` is canonical: dots between the parts, and a slash for a dot within a part
    (``net.ipv4.conf.eth0/100.rp_filter``); "" when it is not known.  ``pattern``: the key is a shell pattern.
    ``excluded``: a line ``-key`` without value, which keeps patterns away from the key.  ``ignores_failure``:
    the user said that it may fail (a leading ``-``, ``sysctl -e``).

    ``file`` is the path on the machine of the sysctl file that holds it, "" for a command; ``order`` is its
    place among the settings of the same unit.  ``owner`` is the object in whose pods' (or the service in whose
    containers') own network namespace it is made; None: it is the host's.  ``replaceable``: a host's own
    variables may say otherwise.
    """

    key: str
    name: Setting[str]
    value: Setting[str]
    carrier: Carrier
    file: str
    order: int
    ignores_failure: bool
    pattern: bool
    excluded: bool
    world: World
    node: Node
    owner: Node | None = None
    replaceable: bool = False

    @property
    def doubtful(self) -> bool:
        """Not every host has it, or has it so."""
        return bool(self.world) or self.replaceable


class ClaimKind(Enum):
    """Why a port is spoken for."""

    PROTECTED = "protected by the organisation"
    ASSIGNED = "assigned to a service"


class PortClaim(NamedTuple):
    """Ports that are spoken for by something that is no listener of the linted files.

    ``owner`` says by whom; ``transport`` is None for both.
    """

    ports: PortRange
    owner: str
    kind: ClaimKind
    transport: Transport | None = None


NODE_PORTS = PortRange(30000, 32767)
"""What the API server gives to Services unless ``--service-node-port-range`` says otherwise."""


class PortPolicy(NamedTuple):
    """What the configuration's ``[ports]`` says: ``allowed`` ports (empty: all are), claims, and the range of the
    clusters' node ports."""

    allowed: tuple[PortRange, ...] = ()
    claims: tuple[PortClaim, ...] = ()
    node_ports: PortRange = NODE_PORTS


_DIRECTORY = lazy(r"(?:^|/)((?:etc|run|usr/local/lib|usr/lib|lib)/sysctl\.d/[^/]+|etc/sysctl\.conf)$")
_SUFFIXES = lazy(r"(\.(j2|jinja2?|erb|epp|tmpl|tftpl|tpl|gotmpl|ctmpl|template|in|dist))+$")
_SWAPPED = str.maketrans("./", "/.")


def canonical(key: str) -> str:
    """The key as sysctl(8) shows it, whatever separator it was written with.

    The first separator decides: after a dot, dots separate and slashes stand for dots; after a slash, slashes
    separate and dots are themselves (sysctl.d(5); measured with procps 4.0.2 and systemd 252).
    """
    dot, slash = key.find("."), key.find("/")
    if slash >= 0 and (dot < 0 or slash < dot):
        return key.translate(_SWAPPED)
    return key


def installed(path: str) -> str:
    """Where on the machine the sysctl file at ``path`` of the tree ends up: by its place in a tree that mirrors
    one, else in ``/etc``."""
    plain = _SUFFIXES.sub("", path)
    found = _DIRECTORY.search(plain)
    if found:
        return f"/{found[1]}"
    directory, _, name = plain.rpartition("/")
    if name == "sysctl.conf":
        return "/etc/sysctl.conf"
    ending = "" if directory.endswith("sysctl.d") or name.endswith(".conf") else ".conf"
    return f"/etc/sysctl.d/{name}{ending}"
