"""The connections to a server use TLS and its check does not."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Pool

_TLS_PORT = 443


@each(Pool)
def check(pool: Pool, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product != "haproxy":
        return
    for server in [one for one in pool.servers if one.tls.value or one.port.value == _TLS_PORT]:
        check = server.check
        if not check.enabled.equals(True) or check.tls.unknown or check.tls.equals(True):
            continue
        moved = check.port if check.port.written else check.address
        if server.tls.equals(True) and moved.written and check.port.differs(80):
            yield Hit(
                moved.span,
                f"server '{server.name}' is spoken to with TLS, and its check on {moved.raw} is plain text",
                (Related(server.tls.span, "TLS is switched on here"),),
                help="a check with a port or address of its own drops TLS: add 'check-ssl' if that port speaks it",
            )
        elif (
            server.tls.equals(False)
            and server.port.equals(_TLS_PORT)
            and not check.port.written
            and pool.check_protocol.equals("httpchk")
        ):
            yield Hit(
                server.port.span,
                f"the HTTP check of server '{server.name}' speaks plain text to port 443",
                help="add 'check-ssl', or 'ssl' if the connections are meant to use TLS",
            )
