"""A check that goes to another port than the one that serves."""

from collections.abc import Iterator

from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.model import Pool, PortMode, Server
from lbconflint.values import PortRange

_PORTS = PortRange(1, 65535)
"""A check port that is none is told by another rule."""


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "haproxy":
        for pool in unit.pools:
            yield from _pool(pool)
    elif unit.product == "terraform":
        from lbconflint.incloud import checks_of_servers

        yield from checks_of_servers.other_port(unit)
    elif unit.product == "kubernetes":
        from lbconflint.incluster import inconsistent_check_port

        yield from inconsistent_check_port.hits(unit, ctx)


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
