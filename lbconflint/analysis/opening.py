"""Which sockets a process opens for the binds of its configuration."""

import bisect
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise

from lbconflint.knowledge.sockets import HABITS, NGINX_BIND_CLASS, SocketHabits
from lbconflint.model import Bind, Listener, Scope, Transport
from lbconflint.record import NamedTuple
from lbconflint.tree import World, coexist
from lbconflint.unit import Unit
from lbconflint.values import ANY_IPV4, Address, Family, Origin, PortRange, ipv4

_HOST = Scope.HOST
_IPV4, _IPV6 = Family.IPV4, Family.IPV6
_UNKNOWN = Origin.UNKNOWN


class Socket(NamedTuple):
    """One socket (or one per port of a range) that a process opens.

    ``owner`` tells who reads from it: sockets of one owner never steal from each other.  ``binds`` are the
    statements that ask for it, the first of them is the one to point at.  ``serves`` are the specific
    addresses that were asked for and that this wildcard socket takes along.  ``translated``: no socket but a rule
    that turns connections away to a pod, that of a node port where the listener is a Service; ``elsewhere``: a pod
    that may be placed on another node.
    """

    address: Address
    dual_stack: bool
    ports: PortRange | None
    transport: Transport
    reuse_address: bool
    reuse_port: bool
    interface: str
    namespace: str
    replaces_unix: bool
    owner: Hashable
    world: World
    binds: tuple[Bind, ...]
    listener: Listener
    unit: Unit
    serves: frozenset[Address] = frozenset()
    translated: bool = False
    elsewhere: bool = False

    @property
    def bind(self) -> Bind:
        return self.binds[0]


def canonical(address: Address) -> Address:
    """An IPv4-mapped IPv6 address is IPv4 to the kernel."""
    if address.family is _IPV6 and address.host.startswith("::ffff:"):
        tail = address.host.removeprefix("::ffff:")
        if "." not in tail:
            high, _, low = tail.partition(":")
            value = (int(high, 16) << 16 | int(low, 16)) if low else int(high, 16)
            tail = ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
        return ipv4(tail) or address
    return address


def _opens(listener: Listener, bind: Bind) -> bool:
    """The socket of the bind is known well enough."""
    address = bind.address.value
    if address is None or bind.scope is not _HOST or listener.enabled.differs(True):
        return False
    if _UNKNOWN in (bind.ports.origin, bind.reuse_port.origin, bind.interface.origin, bind.namespace.origin):
        return False
    return not bind.v6only.unknown or not _v6_wildcard(address)


def _v6_wildcard(address: Address) -> bool:
    return address.host == "*" and canonical(address).family is _IPV6


def _socket(unit: Unit, listener: Listener, bind: Bind, habits: SocketHabits, owner: Hashable) -> Socket | None:
    """The socket of one bind, or None when it is not known well enough."""
    address = bind.address.value
    if address is None or not _opens(listener, bind):
        return None
    return Socket(
        address=canonical(address),
        dual_stack=_v6_wildcard(address) and not bind.v6only.value,
        ports=bind.ports.value,
        transport=bind.transport,
        reuse_address=habits.reuse_address,
        reuse_port=bool(bind.reuse_port.value),
        interface=bind.interface.value or "",
        namespace=bind.namespace.value or "",
        replaces_unix=habits.replaces_unix,
        owner=owner,
        world=bind.world,
        binds=(bind,),
        listener=listener,
        unit=unit,
    )


def _separate(unit: Unit, habits: SocketHabits) -> Iterator[Socket]:
    for number, listener in enumerate(unit.listeners):
        for bind in listener.binds:
            socket = _socket(unit, listener, bind, habits, (unit.name, number))
            if socket:
                yield socket


SharedKey = tuple[str, Transport, Address, PortRange | None]


_MOST_PIECES = 50_000


def _cuts(ranges: list[PortRange]) -> list[int]:
    """Where ranges begin and end: between two neighbouring cuts, all ports are asked for alike.

    Empty when the pieces would be too many for any honest configuration; each range is then taken whole.
    """
    if all(ports.single for ports in ranges):
        return []
    cuts = sorted({edge for ports in ranges for edge in (ports.low, ports.high + 1)})
    pieces = 0
    for ports in ranges:
        pieces += bisect.bisect_left(cuts, ports.high + 1) - bisect.bisect_left(cuts, ports.low)
    return cuts if pieces <= _MOST_PIECES else []


def _pieces(ports: PortRange | None, cuts: list[int]) -> Iterable[PortRange | None]:
    """The parts of a range about which nginx decides alike; it decides about each port on its own."""
    if ports is None or not cuts or ports.single:
        return (ports,)
    edges = cuts[bisect.bisect_left(cuts, ports.low) : bisect.bisect_left(cuts, ports.high + 1) + 1]
    return [PortRange(low, next_low - 1) for low, next_low in pairwise(edges)]


def _together(socket: Socket, binds: Sequence[Bind], ports: PortRange | None) -> Socket:
    """The socket of the first bind as all of them ask for it."""
    if len(binds) == 1:
        return socket if ports is socket.ports else socket._replace(ports=ports)
    world = socket.world
    for bind in binds[1:]:
        if not world:
            break
        if not (coexist(world, bind.world) and len(world) <= len(bind.world)):
            world = bind.world
    return socket._replace(
        ports=ports,
        reuse_port=any(bind.reuse_port.value for bind in binds),
        dual_stack=any(
            bind.address.value is not None and _v6_wildcard(bind.address.value) and not bind.v6only.value
            for bind in binds
        ),
        binds=tuple(binds),
        world=world,
    )


def _shared(unit: Unit, habits: SocketHabits) -> Iterator[Socket]:
    """Sockets of a process whose modules share them: equal addresses are one socket, and a specific address
    gets none of its own beside a wildcard unless an option of its own demands bind().

    Addresses are compared as written: an IPv4-mapped IPv6 address is no IPv4 address to the process.
    """
    asked = [(bind, listener) for listener in unit.listeners for bind in listener.binds if _opens(listener, bind)]
    cuts = _cuts([bind.ports.value for bind, _ in asked if bind.ports.value])
    askers: dict[SharedKey, list[Bind]] = {}
    first: dict[SharedKey, Listener] = {}
    for bind, listener in asked:
        for ports in _pieces(bind.ports.value, cuts):
            key = (listener.module, bind.transport, bind.address.value or ANY_IPV4, ports)
            if key in askers:
                askers[key].append(bind)
            else:
                askers[key], first[key] = [bind], listener
    sockets: dict[SharedKey, Socket] = {}
    for key, binds in askers.items():
        socket = _socket(unit, first[key], binds[0], habits, (unit.name, key[0]))
        if socket:
            sockets[key] = _together(socket, binds, key[3])
    left_out: set[SharedKey] = set()
    for key, socket in sockets.items():
        module, transport, address, ports = key
        if address.is_ip and not address.wildcard and not any(bind_class(bind) for bind in socket.binds):
            wide = (module, transport, Address(address.family, "*"), ports)
            if wide in sockets:
                left_out.add(key)
                wildcard = sockets[wide]
                sockets[wide] = wildcard._replace(serves=wildcard.serves | {socket.address})
    for key, socket in sockets.items():
        if key not in left_out:
            yield socket


def bind_class(bind: Bind) -> bool:
    """The statement has an option that makes nginx bind this very address."""
    return not NGINX_BIND_CLASS.isdisjoint(bind.options)


def sockets_of(unit: Unit) -> list[Socket]:
    """The sockets that the unit's process opens, as far as they are known."""
    habits = HABITS.get(unit.product)
    if habits is None:
        return []
    return list(_shared(unit, habits) if habits.shares else _separate(unit, habits))
