"""Which ports of a host's sockets are spoken for by others."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from lbconflint.analysis.sockets import Socket, sockets_of
from lbconflint.model import Bind, Listener, Scope, Transport
from lbconflint.record import NamedTuple
from lbconflint.unit import Unit
from lbconflint.values import PortRange

T = TypeVar("T")


class Opened(NamedTuple):
    """One statement that opens ports, and the listener that it belongs to."""

    bind: Bind
    listener: Listener
    ports: PortRange
    socket: Socket


def opened_of(unit: Unit) -> list[Opened]:
    """Every written bind with ports, once, whichever sockets come of it."""
    sockets = unit.memo.once(sockets_of, unit)
    return list(_opened(unit, ((bind, socket) for socket in sockets for bind in socket.binds)))


class Asked(NamedTuple):
    """Ports that a listener has, on a host or on a load balancer of a cloud."""

    bind: Bind
    listener: Listener
    ports: PortRange


def asked_of(unit: Unit) -> list[Asked]:
    """The known ports of every listener, sockets or not."""
    found = [Asked(*opened[:3]) for opened in unit.memo.once(opened_of, unit)]
    found += (
        Asked(bind, listener, bind.ports.value)
        for listener in unit.listeners
        for bind in listener.binds
        if bind.scope is Scope.CLOUD and bind.ports.value is not None
    )
    return found


def taken(
    unit: Unit, wanted: Callable[[PortRange], T | None], transport: Transport | None = None
) -> Iterator[tuple[Opened, T]]:
    """The binds of the unit that open one of the wanted ports, with what ``wanted`` says of their ports.

    It is asked once for all binds on the same ports: they are many, and their ports are few.
    """
    for ports, asked in unit.memo.once(_by_ports, unit).items():
        found = wanted(ports)
        if found is not None:
            for opened in _opened(unit, asked):
                if transport is None or opened.bind.transport is transport:
                    yield opened, found


def _by_ports(unit: Unit) -> dict[PortRange, list[tuple[Bind, Socket]]]:
    """The binds with ports and their sockets."""
    found: dict[PortRange, list[tuple[Bind, Socket]]] = {}
    for socket in unit.memo.once(sockets_of, unit):
        for bind in socket.binds:
            ports = bind.ports.value
            if ports is not None:
                found.setdefault(ports, []).append((bind, socket))
    return found


def _opened(unit: Unit, asked: Iterable[tuple[Bind, Socket]]) -> Iterator[Opened]:
    """Each bind once, with the first of its sockets: a range may be opened in pieces."""
    owners = unit.memo.once(_owners, unit)
    seen: set[int] = set()
    for bind, socket in asked:
        if bind.ports.value is not None and id(bind) not in seen:
            seen.add(id(bind))
            yield Opened(bind, owners.get(id(bind), socket.listener), bind.ports.value, socket)


def _owners(unit: Unit) -> dict[int, Listener]:
    """The listeners by the identity of their binds."""
    return {id(bind): listener for listener in unit.listeners for bind in listener.binds}
