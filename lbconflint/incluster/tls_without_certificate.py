"""TLS without a certificate, or without one for the host that is asked for."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.mesh import PASSING, needs_tls, plain_http, raw, speaks
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit
from lbconflint.cluster import Gateway, GatewayListener, Ingress, IstioGateway, IstioServer


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    yield from _gateways(unit)
    yield from _ingresses(unit)
    for gateway in unit.nouns.get(IstioGateway, ()):
        for server in gateway.servers if not gateway.meta.open else ():
            yield from _server(server)


def _gateways(unit: Unit) -> Iterator[Hit]:
    """The Gateway API: HTTPS needs ``tls``, and what terminates TLS a certificate."""
    for gateway in unit.nouns.get(Gateway, ()):
        for listener in gateway.listeners:
            yield from _listener(gateway, listener)


def _listener(gateway: Gateway, listener: GatewayListener) -> Iterator[Hit]:
    protocol, who = listener.protocol.value, words.called("listener", listener.name, "a listener")
    if protocol in ("HTTP", "TCP", "UDP") and listener.tls is not None and not gateway.meta.open:
        yield Hit(
            listener.tls.word(0),
            f"'tls' in {who} of protocol {protocol}",
            help="the API server refuses the Gateway: remove it, or set the protocol to HTTPS",
        )
    if protocol not in ("HTTPS", "TLS") or gateway.meta.open:
        return
    if listener.tls is None:
        if not listener.tls_mode.unknown:
            yield Hit(
                listener.protocol.span,
                f"{who} speaks {protocol}, and has no 'tls'",
                help="add 'tls' with certificateRefs",
                level=None if protocol == "TLS" else Level.WARNING,
            )
    elif protocol == "HTTPS" and listener.tls_mode.equals("Passthrough"):
        yield Hit(
            listener.tls_mode.span,
            f"mode Passthrough in {who} of protocol HTTPS",
            help="the API server refuses the Gateway: HTTPS is terminated, protocol TLS is passed through",
        )
    elif listener.tls_mode.equals("Terminate") and listener.certificates == 0:
        yield Hit(
            listener.tls.word(0),
            f"{who} terminates TLS and names no certificate",
            help="add tls.certificateRefs; some controllers take a certificate from tls.options or by themselves",
            level=Level.WARNING,
            confidence=Confidence.MEDIUM,
        )


_ENDING = frozenset({"SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"})
"""Modes of Istio that end TLS with a certificate of one's own."""


def _server(server: IstioServer) -> Iterator[Hit]:
    """Istio's own Gateway: what its webhook refuses, and a certificate that nothing uses."""
    who, refused = words.called("server", server.name, "a server"), "istiod refuses the Gateway"
    if server.tls is None:
        if needs_tls(server) and not server.tls_mode.unknown:
            yield Hit(
                server.protocol.span,
                f"{who} speaks {speaks(server)}, and has no 'tls'",
                help=f"{refused}: add 'tls' with a mode and a credentialName",
            )
    elif raw(server) or (plain_http(server) and server.tls_mode.known and not server.tls_mode.among(*PASSING)):
        yield Hit(
            server.tls.word(0),
            f"'tls' in {who} of protocol {speaks(server)}",
            help=f"{refused}: set the protocol to {'HTTPS' if plain_http(server) else 'TLS'}",
        )
    elif needs_tls(server) and server.tls_mode.among(*_ENDING) and server.certificates == 0:
        yield Hit(
            server.tls_mode.span,
            f"{who} ends TLS in mode {server.tls_mode.value} and names no certificate",
            help=f"{refused}: add credentialName",
        )
    elif needs_tls(server) and server.tls_mode.among(*PASSING) and server.certificates:
        said = server.tls_mode.written
        yield Hit(
            server.tls_mode.span if said else server.tls.word(0),
            f"{who} names a certificate{'' if said else ' and no mode'}, and {server.tls_mode.value} uses none",
            help="TLS is passed through to what 'tls' routes lead to: with mode SIMPLE the gateway ends it",
            level=Level.WARNING,
        )


def _ingresses(unit: Unit) -> Iterator[Hit]:
    """Hosts of rules that no entry of ``tls`` names, though others are named: they get the default certificate."""
    for ingress in unit.nouns.get(Ingress, ()):
        if not ingress.tls or ingress.meta.open or any(entry.hosts is None for entry in ingress.tls):
            continue
        named = [host for entry in ingress.tls for host in entry.hosts or ()]
        if not named or any(host.value is None for host in named) or not all(entry.hosts for entry in ingress.tls):
            continue
        names = {host.value.lower() for host in named if host.value}
        seen: set[str] = set()
        for rule in ingress.rules:
            host = rule.host.value
            if host is None or not rule.host.written or host in seen or _covered(host.lower(), names):
                continue
            seen.add(host)
            yield Hit(
                rule.host.span,
                f"no entry of tls names host '{host}': it answers with the controller's default certificate",
                (Related(named[0].span, "the hosts with a certificate"),),
                "add it to the hosts of a tls entry",
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
            )


def _covered(host: str, names: set[str]) -> bool:
    return host in names or f"*.{host.partition('.')[2]}" in names
