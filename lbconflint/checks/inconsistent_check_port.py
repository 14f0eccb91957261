"""Some servers of a pool are checked on another port than the rest."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Pool, PortMode, Server
from lbconflint.values import PortRange

_PORTS = PortRange(1, 65535)
"""A check port that is none is told by another rule."""


@each(Pool)
def check(pool: Pool, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product != "haproxy":
        return
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
        )


def _moved(server: Server) -> bool:
    return server.check.port.written and server.check.port.differs(server.port.value)
