"""Plain HTTP to a port that speaks TLS."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import speaks_tls
from lbconflint.analysis.paths import Hop, hops
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.tree import coexist

_HTTPS = 443
_TLS_PORTS = (_HTTPS, 8443, 9443)
"""Applications serve plain HTTP on the latter two often enough."""


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    reported: set[int] = set()
    for hop in hops(ctx.project, unit):
        if not hop.found and hop.number not in _TLS_PORTS:
            continue
        if id(hop.node) not in reported and _plain_http(hop):
            hit = _hit(hop)
            if hit:
                reported.add(id(hop.node))
                yield hit


def _plain_http(hop: Hop) -> bool:
    """The hop surely speaks HTTP without TLS."""
    if hop.unit.product == "haproxy":
        mode = hop.pool.protocol if hop.pool else hop.listener.protocol
        return (
            mode.equals("http")
            and hop.listener.protocol.equals("http")
            and not (hop.tls.unknown or hop.tls.equals(True))
        )
    return hop.target.protocol.among("http", "grpc")


def _hit(hop: Hop) -> Hit | None:
    if hop.found:
        answer = hop.found[0]
        if not speaks_tls(answer.unit, answer.listener, answer.bind) or not coexist(hop.world, answer.bind.world):
            return None
        return Hit(
            hop.port_span,
            f"plain HTTP to {words.listener(answer.unit, answer.listener)}, which speaks TLS on "
            f"{words.bind(answer.bind)}",
            (Related(answer.bind.span, "TLS is spoken here"),),
            _cure(hop),
        )
    return Hit(
        hop.port_span,
        f"plain HTTP to port {hop.number}, where TLS is expected",
        help=_cure(hop),
        level=Level.WARNING if hop.number == _HTTPS else Level.NOTE,
    )


def _cure(hop: Hop) -> str:
    if hop.unit.product == "haproxy":
        return "add 'ssl' with 'verify required ca-file ...' to the server, or use its plain port"
    return "write https:// (grpcs://), or use the plain port"
