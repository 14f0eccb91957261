"""TLS without a certificate, or without one for the host that is asked for."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import Listen, Place, places_of
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.cluster import Gateway, GatewayListener, Ingress


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        yield from _gateways(unit)
        yield from _ingresses(unit)
        return
    if unit.product != "nginx" or not unit.complete:
        return
    reported: set[int] = set()
    for place, listens in unit.memo.once(places_of, unit).items():
        hit = _hit(unit, place, listens)
        if hit and id(_default(listens).listener) not in reported:
            reported.add(id(_default(listens).listener))
            yield hit


def _default(listens: list[Listen]) -> Listen:
    """The server that answers when no name fits: its certificate is shown first."""
    marked = (one for one in listens if "default_server" in one.bind.options or "default" in one.bind.options)
    return next(marked, listens[0])


def _hit(unit: Unit, place: Place, listens: list[Listen]) -> Hit | None:
    speaking = [one for one in listens if one.bind.tls.equals(True)]
    chosen = _default(listens)
    tls = chosen.listener.tls
    if not speaking or chosen.listener.partial or any(one.bind.world for one in listens):
        return None
    if tls.certificates or tls.reject_handshake.unknown or tls.reject_handshake.equals(True):
        return None
    if place.module == "mail":
        return None
    span = speaking[0].bind.options.get("ssl") or speaking[0].bind.options.get("quic")
    return Hit(
        span.span if span else speaking[0].bind.span,
        f"no ssl_certificate for {words.bind(speaking[0].bind)} in {words.listener(unit, chosen.listener)}",
        () if chosen is speaking[0] else (Related(chosen.bind.span, "the default server of this address"),),
        'nginx refuses the configuration: add "ssl_certificate" and its key, or "ssl_reject_handshake on"',
    )


def _gateways(unit: Unit) -> Iterator[Hit]:
    """The Gateway API: HTTPS needs ``tls``, and what terminates TLS a certificate."""
    for gateway in unit.nouns.get(Gateway, ()):
        if gateway.meta.group != "networking.istio.io":
            for listener in gateway.listeners:
                yield from _listener(gateway, listener)


def _listener(gateway: Gateway, listener: GatewayListener) -> Iterator[Hit]:
    protocol = listener.protocol.value
    if protocol in ("HTTP", "TCP", "UDP") and listener.tls is not None and not gateway.meta.open:
        yield Hit(
            listener.tls.word(0),
            f"'tls' in listener '{listener.name.value}' of protocol {protocol}",
            help="the API server refuses the Gateway: remove it, or set the protocol to HTTPS",
        )
    if protocol not in ("HTTPS", "TLS") or gateway.meta.open:
        return
    if listener.tls is None:
        if not listener.tls_mode.unknown:
            yield Hit(
                listener.protocol.span,
                f"listener '{listener.name.value}' speaks {protocol}, and has no 'tls'",
                help="add 'tls' with certificateRefs",
                level=None if protocol == "TLS" else Level.WARNING,
            )
    elif listener.tls_mode.equals("Terminate") and listener.certificates == 0:
        yield Hit(
            listener.tls.word(0),
            f"listener '{listener.name.value}' terminates TLS and names no certificate",
            help="add tls.certificateRefs; some controllers take a certificate from tls.options or by themselves",
            level=Level.WARNING,
            confidence=Confidence.MEDIUM,
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
