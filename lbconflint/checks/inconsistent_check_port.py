"""A check that goes to another port than the one that serves."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.cluster import Container, Workload
from lbconflint.model import Pool, PortMode, Server
from lbconflint.values import PortRange

_PORTS = PortRange(1, 65535)
"""A check port that is none is told by another rule."""


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product == "haproxy":
        for pool in unit.pools:
            yield from _pool(pool)
    elif unit.product == "kubernetes":
        for workload in unit.nouns.get(Workload, ()):
            for container in workload.containers:
                yield from _probes(container)


def _pool(pool: Pool) -> Iterator[Hit]:
    if not [server for server in pool.servers if server.check.port.word is not None]:
        return  # no server writes a port for its check: nearly every pool ends here
    checked = [
        server
        for server in pool.servers
        if server.check.enabled.equals(True) and server.port_mode is PortMode.FIXED and server.port.known
        and server.check.port.value in _PORTS
    ]  # fmt: skip
    own = [server for server in checked if _moved(server)]
    plain = [server for server in checked if not _moved(server)]
    if not own or not plain or len(own) > len(plain):
        return
    if len({server.port.value for server in checked}) > 1:
        return
    for server in own:
        yield Hit(
            server.check.port.span,
            f"server '{server.name}' is checked on port {server.check.port.value}, the other servers of "
            f"'{pool.name.value}' on their own port",
            (Related(plain[0].span, "checked on its own port"),),
            help="a wrong check port takes a healthy server out, or keeps a dead one in",
            level=Level.WARNING,
            confidence=Confidence.MEDIUM,
        )


def _moved(server: Server) -> bool:
    return server.check.port.written and server.check.port.differs(server.port.value)


def _probes(container: Container) -> Iterator[Hit]:
    """A probe's port is looked up by name among the ports of its own container."""
    if container.open or any(port.name.unknown or not port.port.known for port in container.ports):
        return
    names = [port.name.value for port in container.ports if port.name.value]
    numbers = [port.port.value for port in (*container.ports, *container.told)]
    for probe in container.probes:
        wanted = probe.port.value
        if isinstance(wanted, str) and wanted not in names:
            known = f"its ports are named {words.several(names)}" if names else "its ports have no names"
            yield Hit(
                probe.port.span,
                f"{probe.kind} asks port '{wanted}', and container '{container.name.value}' has no port of "
                "that name",
                help=f"{known}; the check fails for ever",
            )
        elif isinstance(wanted, int) and numbers and wanted not in numbers:
            yield Hit(
                probe.port.span,
                f"{probe.kind} asks port {wanted}, which container '{container.name.value}' does not declare",
                help="a container may listen on ports that it does not declare",
                level=Level.NOTE,
            )
