"""One side of a hop speaks the PROXY protocol and the other does not."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.doors import Answer
from lbconflint.analysis.listens import accepts_proxy
from lbconflint.analysis.paths import Hop, hops
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Server
from lbconflint.tree import coexist


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    reported: set[int] = set()
    for hop in hops(ctx.project, unit):
        if not hop.found or hop.sends_proxy is None or id(hop.node) in reported:
            continue
        hit = _hit(hop, hop.found[0])
        if hit:
            reported.add(id(hop.node))
            yield hit
    for pool in unit.pools:
        for server in pool.servers:
            if server.proxy_protocol.value is not None:
                yield from _check_of(server)


def _hit(hop: Hop, answer: Answer) -> Hit | None:
    expected = accepts_proxy(answer.unit, answer.listener, answer.bind)
    if expected is None or hop.sends_proxy is expected or not coexist(hop.world, answer.bind.world):
        return None
    there = words.listener(answer.unit, answer.listener)
    if expected:
        message = f"{there} expects the PROXY protocol on {words.bind(answer.bind)}, and this does not send it"
        cure = (
            "nginx http cannot send it; " if hop.unit.product == "nginx" and hop.listener.module == "http" else ""
        )
        send = "'proxy_protocol on;'" if hop.unit.product == "nginx" else "'send-proxy' on the server"
        help_ = f"{cure}use a listener without it" if cure else f"add {send}: every connection is refused without"
    else:
        message = (
            f"this sends the PROXY protocol to {there}, which does not expect it on {words.bind(answer.bind)}"
        )
        accept = (
            "'proxy_protocol' on the listen" if answer.unit.product == "nginx" else "'accept-proxy' on the bind"
        )
        help_ = f"add {accept}, or do not send it: every request is answered with 400"
    span = hop.span
    # A TCP proxy passes on what its client sends: that may begin with the header.
    passed_on = expected and not _speaks_http(hop)
    level = Level.WARNING if passed_on else None
    return Hit(span, message, (Related(answer.bind.span, "the listener that answers there"),), help_, level=level)


def _speaks_http(hop: Hop) -> bool:
    return hop.listener.module == "http" or hop.listener.protocol.equals("http")


def _check_of(server: Server) -> Iterator[Hit]:
    """HAProxy: a check with a port or address of its own does not send what the connections send."""
    check = server.check
    if not check.enabled.equals(True) or check.proxy_protocol.unknown:
        return
    moved = check.port.written or check.address.written
    if moved and not check.proxy_protocol.equals(True):
        yield Hit(
            (check.port if check.port.written else check.address).span,
            f"the check of server '{server.name}' goes elsewhere and sends no PROXY protocol; connections do",
            help="add 'check-send-proxy' if the check's port expects it too",
            level=Level.NOTE,
        )
