"""Which ports of a host's sockets are spoken for by others."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lbconflint.analysis.sockets import Socket, sockets_of
from lbconflint.model import Bind, Listener, Scope, Transport
from lbconflint.unit import Unit
from lbconflint.values import PortRange


class Opened(NamedTuple):
    """One statement that opens ports, and the listener that it belongs to."""

    bind: Bind
    listener: Listener
    ports: PortRange
    socket: Socket


def opened_of(unit: Unit) -> list[Opened]:
    """Every written bind with ports, once, whichever sockets come of it."""
    found: dict[int, Opened] = {}
    owners = {id(bind): listener for listener in unit.listeners for bind in listener.binds}
    for socket in unit.memo.once(sockets_of, unit):
        for bind in socket.binds:
            ports = bind.ports.value
            if ports is not None and id(bind) not in found:
                found[id(bind)] = Opened(bind, owners.get(id(bind), socket.listener), ports, socket)
    return list(found.values())


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
    unit: Unit, wanted: Callable[[PortRange], PortRange | None], transport: Transport | None = None
) -> Iterator[tuple[Opened, PortRange]]:
    """The binds of the unit that open one of the wanted ports, with those."""
    for opened in unit.memo.once(opened_of, unit):
        if transport is None or opened.bind.transport is transport:
            shared = wanted(opened.ports)
            if shared is not None:
                yield opened, shared
