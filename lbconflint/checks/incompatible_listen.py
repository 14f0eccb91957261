"""Parameters of one nginx listen that exclude each other."""

from collections.abc import Iterator

from lbconflint.analysis.listens import Listen, Place, places_of
from lbconflint.analysis.opening import canonical
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.model import Bind
from lbconflint.values import Family

_NOT_WITH_UDP = (
    "ssl",
    "proxy_protocol",
    "backlog",
    "fastopen",
    "deferred",
    "so_keepalive",
    "multipath",
    "accept_filter",
)
_NOT_WITH_QUIC = (*_NOT_WITH_UDP, "http2")
_QUIC_NEEDS = "TLSv1.3"
_IPV4, _IPV6 = Family.IPV4, Family.IPV6


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    for listener in unit.listeners:
        for bind in listener.binds:
            for main, others in (("quic", _NOT_WITH_QUIC), ("udp", _NOT_WITH_UDP)):
                if main in bind.options:
                    yield from _excluded(bind, main, others)
            protocols = listener.tls.protocols
            if "quic" in bind.options and protocols.value is not None and _QUIC_NEEDS not in protocols.value:
                yield Hit(
                    bind.options["quic"].span,
                    f"QUIC needs {_QUIC_NEEDS}, and ssl_protocols allows {' '.join(protocols.value)} only",
                    (Related(protocols.span, "the protocols in force"),),
                    help=f"nginx refuses the configuration: add {_QUIC_NEEDS} to ssl_protocols",
                )
    for place, listens in unit.memo.once(places_of, unit).items():
        if place.address.family is _IPV6 and place.address.host.startswith("::ffff:"):
            yield from _mapped(place, listens)


def _excluded(bind: Bind, main: str, others: tuple[str, ...]) -> Iterator[Hit]:
    for other in others:
        setting = bind.options.get(other)
        if setting is not None and not (other == "so_keepalive" and setting.equals("")):
            yield Hit(
                setting.span,
                f"'{other}' and '{main}' exclude each other on one listen",
                (Related(bind.options[main].span, f"'{main}' is here"),),
                help=f"nginx refuses the configuration: remove '{other}', or give it to a TCP listen of its own",
            )


def _mapped(place: Place, listens: list[Listen]) -> Iterator[Hit]:
    """The kernel takes an IPv4-mapped address only on a socket that is not IPv6 only, and nginx's are."""
    if canonical(place.address).family is _IPV4 and all(listen.bind.v6only.equals(True) for listen in listens):
        bind = listens[0].bind
        yield Hit(
            bind.span,
            f"'{bind.address.raw}' is an IPv4 address in IPv6 clothes, and IPv6 sockets of nginx take no IPv4",
            help=f"bind() fails (\"Invalid argument\"): write {canonical(place.address)}, or add 'ipv6only=off'",
        )
