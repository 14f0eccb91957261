"""TLS without a certificate, or without one for the host that is asked for."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.listens import Listen, Place, places_of
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.model import Listener


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "terraform":
        for listener in unit.listeners:
            yield from _cloud(unit, listener)
        return
    if unit.product == "kubernetes":
        from lbconflint.incluster import tls_without_certificate

        yield from tls_without_certificate.hits(unit, ctx)
        return
    if unit.product != "nginx" or not unit.complete:
        return
    reported: set[int] = set()
    for place, listens in unit.memo.once(places_of, unit).items():
        hit = _hit(unit, place, listens)
        if hit and id(_default(listens).listener) not in reported:
            reported.add(id(_default(listens).listener))
            yield hit
    told: set[int] = set()
    for listener in unit.listeners:
        if len(listener.tls.keys) < len(listener.tls.certificates):
            yield from _keyless(listener, told)


def _keyless(listener: Listener, told: set[int]) -> Iterator[Hit]:
    """nginx asks for a key of every certificate, in stream and mail where a socket speaks TLS; ``told`` are the
    statements named already."""
    tls = listener.tls
    lone = tls.certificates[len(tls.keys)]
    settings = (*tls.certificates, *tls.keys)
    if listener.partial or id(lone.node) in told or "ssl_keyless" in listener.settings:
        return
    if listener.module != "http" and not any(bind.tls.equals(True) for bind in listener.binds):
        return
    if any(one.node.world or one.unknown for one in settings):
        return
    told.add(id(lone.node))
    name = lone.value or ""
    yield Hit(
        lone.span,
        f"no ssl_certificate_key for the certificate '{name}'",
        help=f'nginx refuses the configuration (no "ssl_certificate_key" is defined for certificate "{name}")',
    )


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


def _cloud(unit: Unit, listener: Listener) -> Iterator[Hit]:
    """A listener of a load balancer that ends TLS and names no certificate at all."""
    protocol = listener.settings.get("protocol")
    if protocol is None or listener.partial or listener.tls.certificates:
        return
    elsewhere = listener.settings.get("certificates-elsewhere")
    if elsewhere is not None and any(reference.kind == elsewhere.value for reference in unit.references):
        return
    if any(bind.tls.equals(True) for bind in listener.binds):
        yield Hit(
            protocol.span,
            f"{words.listener(unit, listener)} speaks {protocol.value} and names no certificate",
            help="the plan passes and the API refuses the listener at apply",
        )
