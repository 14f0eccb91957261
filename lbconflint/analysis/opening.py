"""Which sockets a process opens for the binds of its configuration."""

import bisect
from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import NamedTuple

from lbconflint.knowledge.sockets import HABITS, NGINX_BIND_CLASS, SocketHabits
from lbconflint.model import Bind, Listener, Scope, Transport
from lbconflint.tree import ALWAYS, World, coexist
from lbconflint.unit import Unit
from lbconflint.values import Address, Family, PortRange, ipv4


class Socket(NamedTuple):
    """One socket (or one per port of a range) that a process opens.

    ``owner`` tells who reads from it: sockets of one owner never steal from each other.  ``binds`` are the
    statements that ask for it, the first of them is the one to point at.  ``serves`` are the specific
    addresses that were asked for and that this wildcard socket takes along.
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

    @property
    def bind(self) -> Bind:
        return self.binds[0]


def canonical(address: Address) -> Address:
    """An IPv4-mapped IPv6 address is IPv4 to the kernel."""
    if address.family is Family.IPV6 and address.host.startswith("::ffff:"):
        tail = address.host.removeprefix("::ffff:")
        if "." not in tail:
            high, _, low = tail.partition(":")
            value = (int(high, 16) << 16 | int(low, 16)) if low else int(high, 16)
            tail = ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
        return ipv4(tail) or address
    return address


def _socket(unit: Unit, listener: Listener, bind: Bind, habits: SocketHabits, owner: Hashable) -> Socket | None:
    """The socket of one bind, or None when it is not known well enough."""
    address = bind.address.value
    if address is None or bind.scope is not Scope.HOST or bind.ports.unknown or bind.reuse_port.unknown:
        return None
    if bind.interface.unknown or bind.namespace.unknown or listener.enabled.differs(True):
        return None
    actual = canonical(address)
    dual = actual.family is Family.IPV6 and actual.wildcard
    if dual and bind.v6only.unknown:
        return None
    return Socket(
        address=actual,
        dual_stack=dual and not bind.v6only.value,
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


def _pieces(socket: Socket, cuts: list[int]) -> Iterator[Socket]:
    """The parts of a range about which nginx decides alike; it decides about each port on its own."""
    ports = socket.ports
    if ports is None or ports.single or not cuts:
        yield socket
        return
    edges = cuts[bisect.bisect_left(cuts, ports.low) : bisect.bisect_left(cuts, ports.high + 1) + 1]
    for low, next_low in pairwise(edges):
        yield socket._replace(ports=PortRange(low, next_low - 1))


def _merge(old: Socket, new: Socket) -> Socket:
    world = old.world if coexist(old.world, new.world) and len(old.world) <= len(new.world) else new.world
    return old._replace(
        reuse_port=old.reuse_port or new.reuse_port,
        dual_stack=old.dual_stack or new.dual_stack,
        binds=old.binds + new.binds,
        world=ALWAYS if not old.world else world,
    )


def _shared(unit: Unit, habits: SocketHabits) -> Iterator[Socket]:
    """Sockets of a process whose modules share them: equal addresses are one socket, and a specific address
    gets none of its own beside a wildcard unless an option of its own demands bind().

    Addresses are compared as written: an IPv4-mapped IPv6 address is no IPv4 address to the process.
    """
    asked = [
        (socket, listener.module)
        for listener in unit.listeners
        for bind in listener.binds
        if (socket := _socket(unit, listener, bind, habits, (unit.name, listener.module)))
    ]
    cuts = _cuts([socket.ports for socket, _ in asked if socket.ports])
    sockets: dict[SharedKey, Socket] = {}
    for socket, module in asked:
        for piece in _pieces(socket, cuts):
            key = (module, piece.transport, piece.bind.address.value or piece.address, piece.ports)
            known = sockets.get(key)
            sockets[key] = _merge(known, piece) if known else piece
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
