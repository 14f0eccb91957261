"""One address and port twice in one pool."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Pool, PortMode, Server
from lbconflint.tree import coexist

_TELLS_APART = ("source", "sni", "namespace", "interface", "socks4", "usesrc", "route", "proto", "ws", "host")
"""Options with which two servers of one address are different ways to it."""


@each(Pool)
def check(pool: Pool, _: Context) -> Iterator[Hit]:
    if len({(server.address.value, server.port.value) for server in pool.servers}) == len(pool.servers):
        return  # no place twice: nearly every pool ends here
    first: dict[object, Server] = {}
    for server in _repeated(pool):
        if server.disabled.equals(True) or server.number != 1:
            continue
        if server.port_mode is not PortMode.SAME and server.port.value is None:
            continue
        key = (
            server.address.value,
            server.port.value,
            server.port_mode,
            server.backup.value,
            server.tls.value,
            tuple(setting.value for name in _TELLS_APART if (setting := server.options.get(name))),
        )
        earlier = first.setdefault(key, server)
        if earlier is not server and coexist(earlier.world, server.world):
            yield Hit(
                server.span,
                f"'{_place(server)}' is in {pool.kind} '{pool.name.value or ''}' twice: it gets a double share",
                (Related(earlier.span, "the first time"),),
                help="remove one, or use 'weight' if a double share is meant",
            )


def _repeated(pool: Pool) -> Sequence[Server]:
    """The servers whose address another one has too: in most pools there is none."""
    hosts = [server.address.value for server in pool.servers]
    counts = Counter(hosts)
    if len(counts) == len(hosts):
        return ()
    return [
        server for server, host in zip(pool.servers, hosts, strict=True) if host is not None and counts[host] > 1
    ]


def _place(server: Server) -> str:
    address, port = server.address.value, server.port.value
    return str(address) if port is None else f"{address}:{port}"
