"""A HAProxy server without port behind binds on several ports."""

from collections.abc import Iterator

from lbconflint.analysis.paths import pools_of
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.model import Bind, Listener, PortMode, Server

_SAME = PortMode.SAME


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "haproxy":
        return
    seen: set[int] = set()
    for listener in unit.listeners:
        binds = _on_several_ports(listener)
        for route in listener.routes if binds else ():
            for pool in pools_of(unit, listener.module, route.target):
                if id(pool) not in seen:
                    seen.add(id(pool))
                    yield from (_hit(listener, binds, one) for one in pool.servers if one.port_mode is _SAME)


def _on_several_ports(listener: Listener) -> list[Bind]:
    """The binds of a listener on several single ports; none for one with a range, which is meant to be mapped."""
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
    )
