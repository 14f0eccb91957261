"""One address and port twice in one pool."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Pool, PortMode, Server
from lbconflint.tree import coexist

_TELLS_APART = ("source", "sni", "namespace", "interface", "socks4", "usesrc", "route", "proto", "ws", "host")
"""Options with which two servers of one address are different ways to it."""


_SHOWN = 4


@each(Pool)
def check(pool: Pool, _: Context) -> Iterator[Hit]:
    alike: dict[object, list[Server]] = {}
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
        alike.setdefault(key, []).append(server)
    for first, *others in alike.values():
        later = [server for server in others if coexist(first.world, server.world)]
        if later:
            times = "twice: it gets a double share"
            if len(later) > 1:
                times = f"{len(later) + 1} times: it gets as many shares"
            yield Hit(
                later[0].span,
                f"'{_place(first)}' is in {words.pool(pool)} {times}",
                (
                    Related(first.span, "the first time"),
                    *(Related(server.span, "once more") for server in later[1:_SHOWN]),
                ),
                help="remove the others, or use 'weight' if more than one share is meant",
            )


def _repeated(pool: Pool) -> Sequence[Server]:
    """The servers whose address another one has too: in most pools there is none."""
    hosts = [server.address.value for server in pool.servers]
    if len(set(hosts)) == len(hosts):
        return ()
    counts = Counter(hosts)
    return [
        server for server, host in zip(pool.servers, hosts, strict=True) if host is not None and counts[host] > 1
    ]


def _place(server: Server) -> str:
    address, port = server.address.value, server.port.value
    return str(address) if port is None else f"{address}:{port}"
