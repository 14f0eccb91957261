"""The short syntax of ``ports``: ``[[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]``, as Docker takes it apart.

What is refused was measured with ``docker stack config`` and ``docker create -p`` of Docker 28.
"""

import re

from lbconflint.model import DiagnosticKind, Transport
from lbconflint.record import NamedTuple
from lbconflint.values import ANY_IPV4, HOLE, Address, PortRange, ipv4, ipv6

_VARIABLE = re.compile(r"\$(?:\{(?:[^{}]|\{[^{}]*\})*\}|[A-Za-z_]\w*)")
_SEXAGESIMAL = re.compile(r"[1-9][0-9_]*(?::[0-5]?[0-9])+")
_RANGE = re.compile(r"([0-9]+)(?:-([0-9]+))?")
_TRANSPORTS = {"tcp": Transport.TCP, "udp": Transport.UDP}
_PROTOCOLS = frozenset({*_TRANSPORTS, "sctp"})
_LAST = 65535

Part = tuple[int, int]


class Problem(NamedTuple):
    """Why Docker refuses the port; ``part`` are characters of the word."""

    kind: DiagnosticKind
    part: Part
    message: str


class Published(NamedTuple):
    """Ports of the host that lead to a container.

    ``address`` is None when it is not known.  ``ports`` is None when none is asked for by number (Docker then
    picks one), when one of a range is picked, or when they are not known.  ``part`` is where address and ports
    stand.  ``target`` is the container's first port, None when that is not known.
    """

    address: Address | None
    ports: PortRange | None
    transport: Transport | None
    target: int | None
    part: Part
    problem: Problem | None = None


def masked(text: str) -> str:
    """The text with everything that a variable fills in as ``HOLE``s, of the same length."""
    if "$" not in text:
        return text
    return _VARIABLE.sub(lambda found: HOLE * len(found[0]), text)


def sexagesimal(text: str) -> int | None:
    """The number that readers of YAML 1.1 make of a plain ``22:22``: base 60."""
    if not _SEXAGESIMAL.fullmatch(text):
        return None
    value = 0
    for digits in text.replace("_", "").split(":"):
        value = value * 60 + int(digits)
    return value


def parse(text: str) -> Published:
    """One entry.  Its words may hold ``HOLE``s."""
    spec, slash, protocol = text.partition("/")
    before, colon, container = spec.rpartition(":")
    address, inner, host = before.rpartition(":")
    low = len(address) + len(inner)
    part = (0, len(before)) if host else (0, len(address)) if address else (0, len(spec))
    transport = _TRANSPORTS.get(protocol.lower() if slash else "tcp")
    if HOLE in container or HOLE in protocol:
        transport = None  # a variable may bring a protocol along
    found = Published(_address(address, bool(inner), before or container), None, transport, None, part)
    refused = (
        _refused_protocol(protocol, len(spec) + 1)
        or _refused_port(container, (len(before) + len(colon), len(spec)), "container")
        or (_refused_port(host, (low, len(before)), "host") if host else None)
        or _refused_address(address)
    )
    if refused:
        return found._replace(problem=refused)
    inside, outside = port_range(container), port_range(host)
    if inside and outside and outside.high - outside.low != inside.high - inside.low:
        if not inside.single:
            message = f"{outside} and {inside} are ranges of different length"
            return found._replace(problem=Problem(DiagnosticKind.INVALID_PORT, (low, len(spec)), message))
        outside = None
    if outside and not outside.low:
        outside = None  # 0: Docker picks a port
    return found._replace(ports=outside, target=inside.low if inside else None)


def port_range(text: str) -> PortRange | None:
    """``80`` or ``80-90``; None for anything else."""
    match = _RANGE.fullmatch(text)
    return PortRange(int(match[1]), int(match[2] or match[1])) if match else None


def address_of(text: str) -> Address | None:
    """An address of the host; every IPv4 one for nothing."""
    if not text:
        return ANY_IPV4
    plain = text.removeprefix("[").removesuffix("]")
    return ipv4(plain) or ipv6(plain)


def _address(text: str, given: bool, before: str) -> Address | None:
    """``before`` is all that stands before the container's port, or the whole entry: a variable there may bring an
    address."""
    if HOLE in text or (HOLE in before and not given):
        return None
    return address_of(text)


def _refused_protocol(protocol: str, at: int) -> Problem | None:
    if not protocol or HOLE in protocol or protocol.lower() in _PROTOCOLS:
        return None
    return Problem(DiagnosticKind.INVALID_PORT, (at, at + len(protocol)), f"'{protocol}' is not tcp, udp or sctp")


def _refused_port(text: str, part: Part, whose: str) -> Problem | None:
    if HOLE in text:
        return None
    ports = port_range(text)
    if ports is None:
        message = f"'{text}' is no port or range of ports" if text else f"the {whose}'s port is missing"
        return Problem(DiagnosticKind.INVALID_PORT, part, message)
    if ports.high > _LAST or ports.low > _LAST:
        return Problem(DiagnosticKind.INVALID_PORT, part, f"port {max(ports)} is out of range (up to {_LAST})")
    if ports.low > ports.high:
        return Problem(DiagnosticKind.INVALID_PORT, part, f"the range '{text}' ends before it begins")
    return None


def _refused_address(text: str) -> Problem | None:
    if HOLE in text or address_of(text) is not None:
        return None
    message = f"'{text}' is no IP address of the host: names are not looked up here"
    return Problem(DiagnosticKind.INVALID_ARGUMENT, (0, len(text)), message)
