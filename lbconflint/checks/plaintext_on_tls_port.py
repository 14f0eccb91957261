"""Port 443 without TLS, or TLS on port 80."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import speaks_tls
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.model import Bind, Listener, Scope, Transport
from lbconflint.source import Span
from lbconflint.values import PortRange

_TLS_PORT, _PLAIN_PORT = 443, 80
_TELLING = (PortRange(_TLS_PORT, _TLS_PORT), PortRange(_PLAIN_PORT, _PLAIN_PORT))
_CURES = {
    "nginx": "add 'ssl'",
    "haproxy": "add 'ssl crt FILE'",
    "terraform": "make it an HTTPS listener with a certificate",
}
_TCP, _HOST = Transport.TCP, Scope.HOST


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        from lbconflint.incluster import plaintext_on_tls_port

        yield from plaintext_on_tls_port.hits(unit, ctx)
        return
    reported: set[str] = set()
    for listener in unit.listeners:
        if not listener.protocol.equals("http") or listener.partial or listener.enabled.equals(False):
            continue
        for bind in listener.binds:
            ports = bind.ports.value
            if ports not in _TELLING or (bind.implicit and bind.scope is _HOST) or bind.transport is not _TCP:
                continue
            hit = _hit(unit, listener, bind, ports.low)
            if hit is None:
                continue
            place = f"{bind.namespace.value} {words.bind(bind)}"
            if place not in reported:
                reported.add(place)
                yield hit


def _hit(unit: Unit, listener: Listener, bind: Bind, port: int) -> Hit | None:
    tls = speaks_tls(unit, listener, bind)
    if port == _TLS_PORT and tls is False and not _behind_terminator(unit, listener, bind):
        return Hit(
            _place(bind),
            f"{words.listener(unit, listener)} speaks plain HTTP on port 443",
            help=f"{_CURES[unit.product]}; TLS clients get a protocol error",
        )
    if port == _PLAIN_PORT and tls:
        return Hit(
            _place(bind),
            f"{words.listener(unit, listener)} speaks TLS on port 80",
            help="plain HTTP clients get an error: speak HTTP there, or use port 443",
        )
    return None


def _place(bind: Bind) -> Span:
    return bind.span if bind.scope is _HOST else bind.ports.span


def _behind_terminator(unit: Unit, listener: Listener, bind: Bind) -> bool:
    """Something in front has taken the TLS off: it sends the PROXY protocol, or ``ssl`` is said elsewhere."""
    legacy = listener.settings.get("ssl")
    # That an unseen main file says "ssl on" for all servers is too rare to be silent in every fragment.
    unseen = legacy is not None and legacy.unknown and not unit.complete and not legacy.node.name
    if unit.product == "nginx" and legacy is not None and not unseen and not legacy.equals("off"):
        return True
    return bind.proxy_protocol.unknown or bind.proxy_protocol.equals(True)
