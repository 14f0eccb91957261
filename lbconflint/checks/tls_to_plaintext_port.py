"""TLS to a port that speaks plain text."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import speaks_tls
from lbconflint.analysis.paths import Hop, hops
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import PortMode
from lbconflint.tree import coexist

_HTTP = 80
_PLAIN_PORTS = (_HTTP, 8080)
"""Applications serve TLS on the latter often enough."""
_NEEDS_PORT = ("https", "grpcs", "grpc", "fastcgi", "uwsgi", "scgi", "memcached")


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    reported: set[int] = set()
    for hop in hops(ctx.project, unit):
        if id(hop.node) in reported:
            continue
        hit = _portless(hop) or _plain(hop)
        if hit:
            reported.add(id(hop.node))
            yield hit


def _portless(hop: Hop) -> Hit | None:
    """nginx: a server of an upstream without a port is on port 80, whatever the scheme of the pass."""
    protocol = hop.target.protocol.value
    if hop.unit.product != "nginx" or hop.server is None or protocol not in _NEEDS_PORT:
        return None
    if hop.server.port_mode is not PortMode.DEFAULT or hop.address.value is None:
        return None
    if not (hop.address.value.is_ip or hop.address.value.family.value == "name"):
        return None
    spoken = "TLS" if protocol in ("https", "grpcs") else protocol
    return Hit(
        hop.server.span,
        f"{spoken} goes to port 80 of '{hop.server.span.text}': a server of an upstream without a port is on 80",
        (Related(hop.target.pool.span, f"{protocol} is spoken from here"),),
        f"write the port: {hop.server.span.text}:{443 if spoken == 'TLS' else 'PORT'}",
    )


def _plain(hop: Hop) -> Hit | None:
    if not _tls(hop):
        return None
    if hop.found:
        answer = hop.found[0]
        tls = speaks_tls(answer.unit, answer.listener, answer.bind)
        web = answer.listener.protocol.equals("http")
        if tls is not False or not web or not coexist(hop.world, answer.bind.world):
            return None
        return Hit(
            hop.port_span,
            f"TLS to {words.listener(answer.unit, answer.listener)}, which speaks plain HTTP on "
            f"{words.bind(answer.bind)}",
            (Related(answer.bind.span, "no TLS here"),),
            "the handshake fails and clients get 502: speak plain HTTP, or add TLS to that listener",
        )
    if hop.number not in _PLAIN_PORTS or (hop.server and hop.server.port_mode is PortMode.DEFAULT):
        return None
    level = Level.WARNING if hop.number == _HTTP else Level.NOTE
    return Hit(hop.port_span, f"TLS to port {hop.number}, where plain HTTP is expected", level=level)


def _tls(hop: Hop) -> bool:
    if hop.unit.product == "nginx":
        return hop.target.protocol.among("https", "grpcs")
    return hop.tls.equals(True)
