"""Port 443 without TLS, or TLS on port 80."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Level, Unit
from lbconflint.cluster import Gateway

_TLS_PORT, _PLAIN_PORT = 443, 80


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    yield from _gateways(unit)


def _gateways(unit: Unit) -> Iterator[Hit]:
    for gateway in unit.nouns.get(Gateway, ()):
        if gateway.meta.group == "networking.istio.io":
            continue
        for listener in gateway.listeners:
            port, protocol = listener.port, listener.protocol.value
            wrong = (port.equals(_TLS_PORT) and protocol == "HTTP") or (
                port.equals(_PLAIN_PORT) and protocol in ("HTTPS", "TLS")
            )
            if wrong:
                who = words.called("listener", listener.name, "a listener")
                yield Hit(
                    port.span,
                    f"{who} speaks {protocol} on port {port.value}",
                    help="clients expect TLS on 443 and plain HTTP on 80",
                    level=Level.WARNING,
                )
