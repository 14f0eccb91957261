"""A HAProxy server whose port comes from the client's, behind binds that it does not fit."""

from collections.abc import Iterator

from lbconflint.analysis.paths import pools_of
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.model import Bind, Listener, Pool, PortMode, Server

_SAME, _OFFSET = PortMode.SAME, PortMode.OFFSET
_MOST = 65535
"""An offset beyond leads nowhere from any port, and is told of as no port."""


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "haproxy":
        return
    shifted = any(server.port_mode is _OFFSET for pool in unit.pools for server in pool.servers)
    seen: set[int] = set()
    for listener in unit.listeners:
        binds = _on_several_ports(listener)
        for route in listener.routes if binds or shifted else ():
            for pool in pools_of(unit, listener.module, route.target):
                if id(pool) not in seen:
                    seen.add(id(pool))
                    if binds:
                        yield from (_hit(listener, binds, one) for one in pool.servers if one.port_mode is _SAME)
                    yield from _shifted(listener, pool)


def _shifted(listener: Listener, pool: Pool) -> Iterator[Hit]:
    """A port plus an offset is cut to 16 bits: 60000 and 10000 make 4464."""
    for server in pool.servers if listener.binds else ():
        offset = server.port.value
        if server.port_mode is not _OFFSET or offset is None or abs(offset) > _MOST:
            continue
        for bind in listener.binds:
            ports = bind.ports.value
            if ports is None:
                continue
            edge = ports.high if offset > 0 else ports.low
            if not 0 < edge + offset < 65536:
                yield Hit(
                    server.span,
                    f"server '{server.name}' shifts the port by {offset:+d}: clients of port {edge} are sent to "
                    f"port {(edge + offset) % 65536}",
                    (Related(bind.span, "the port they come to"),),
                    help="HAProxy cuts the sum to 16 bits, without a word",
                )
                break


def _on_several_ports(listener: Listener) -> list[Bind]:
    """The binds of a listener on several single ports; none for one with a range, which is meant to be mapped."""
    if len(listener.binds) < 2:
        return []
    binds = [bind for bind in listener.binds if bind.ports.known]
    ports = {bind.ports.value for bind in binds}
    single = all(bind.ports.value is not None and bind.ports.value.single for bind in binds)
    return binds if single and len(ports) > 1 else []


def _hit(listener: Listener, binds: list[Bind], server: Server) -> Hit:
    numbers = ", ".join(sorted({str(bind.ports.value) for bind in binds}, key=int))
    return Hit(
        server.span,
        f"server '{server.name}' has no port: clients of {listener.kind} '{listener.name}' "
        f"reach it on the port they came to ({numbers})",
        tuple(Related(bind.span, "one of the ports") for bind in binds),
        help="write the server's port; a server that serves every one of these ports is rare",
        level=Level.WARNING,
        confidence=Confidence.MEDIUM,
    )
