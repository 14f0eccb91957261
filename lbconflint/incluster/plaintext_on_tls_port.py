"""Port 443 without TLS, or TLS on port 80."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.mesh import needs_tls, plain_http, speaks
from lbconflint.check import Context, Hit, Level, Unit
from lbconflint.cluster import Gateway, IstioGateway

_TLS_PORT, _PLAIN_PORT = 443, 80


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    yield from _gateways(unit)
    yield from _servers(unit)


def _gateways(unit: Unit) -> Iterator[Hit]:
    for gateway in unit.nouns.get(Gateway, ()):
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


def _servers(unit: Unit) -> Iterator[Hit]:
    """Istio's own Gateways.  HTTP on 443 is a note: a load balancer of a cloud often takes TLS off before it."""
    for gateway in unit.nouns.get(IstioGateway, ()):
        for server in gateway.servers:
            plain = server.port.equals(_TLS_PORT) and plain_http(server)
            if plain or (server.port.equals(_PLAIN_PORT) and needs_tls(server)):
                yield Hit(
                    server.port.span,
                    f"{words.called('server', server.name, 'a server')} speaks {speaks(server)} on port "
                    f"{server.port.value}",
                    help="clients expect TLS on 443 and plain HTTP on 80",
                    level=Level.NOTE if plain else Level.WARNING,
                )
