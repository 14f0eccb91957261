"""A check that has no port to go to."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.model import Pool, PortMode, Server
from lbconflint.values import Family

_FIXED = PortMode.FIXED
_BRINGS_PORT = ("http-check", "tcp-check")


@each(Pool)
def check(pool: Pool, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product != "haproxy":
        return
    suspects = [server for server in pool.servers if server.port_mode is not _FIXED or server.check.agent.value]
    if not suspects or _connects_elsewhere(pool):
        return
    for server in suspects:
        checking = (
            server.check.enabled.equals(True) and not server.check.port.known and not server.check.port.unknown
        )
        if checking and _needs_port(server) and server.check.address.absent:
            yield _portless(server)
        if server.check.agent.equals(True) and server.check.agent_port.absent:
            yield Hit(
                server.check.agent.span,
                f"server '{server.name}' has 'agent-check' and no 'agent-port'",
                help="HAProxy refuses the configuration: add 'agent-port N'",
            )


def _portless(server: Server) -> Hit:
    """A name has no address yet when HAProxy looks for ports: it starts, and every check goes to port 0."""
    named = server.address.value is not None and server.address.value.family is Family.NAME
    effect = "HAProxy starts, and the server is always down" if named else "HAProxy refuses the configuration"
    return Hit(
        server.span,
        f"server '{server.name}' is checked and has no port of its own to check",
        help=f"{effect}: add 'port N' for the check, or a fixed port",
    )


def _needs_port(server: Server) -> bool:
    address = server.address.value
    socket = address is not None and not address.networked
    return server.port_mode is not _FIXED and not socket


def _connects_elsewhere(pool: Pool) -> bool:
    """A check rule of the pool may say where to connect, or where to would be inherited from defaults."""
    if pool.check_protocol.known and not pool.check_protocol.among("httpchk", "tcp-check"):
        return False
    rules = [child for child in pool.node.children or () if child.name in _BRINGS_PORT]
    inherited = pool.check_protocol.written and pool.check_protocol.node not in (pool.node.children or ())
    return inherited or any("connect" in rule.args[:1] for rule in rules)
