"""An annotation for a load balancer that names a port the Service does not have."""

import re
from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.chain import closed
from lbconflint.check import Context, Hit, Related, each
from lbconflint.cluster import Service
from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.values import Setting

_CLOUD = "service.beta.kubernetes.io/"
_WORD = re.compile(r"[^\s,]+")
_PORT_NAME = re.compile(r"(?!traffic-port$)(?=.*[a-z])[a-z0-9-]+$")
_PAIR = re.compile(r"(?<![^\s,])[a-z]+:(?P<port>[0-9]+)(?![^\s,])")
_KEY = re.compile(r'"(?P<port>[^"\\]{1,63})"\s*:')
_KEYED = re.compile(
    r"service\.beta\.kubernetes\.io/(?:port_(?P<azure>[0-9]+)_(?:no_lb_rule|[a-z_-]*probe[a-z_-]*)"
    r"|aws-load-balancer-listener-attributes\.(?:TCP|UDP|TLS|TCP_UDP)-(?P<aws>[0-9]+))"
)
"""Annotations that have the port in their own name."""
_NUMBERS_AND_NAMES = "names and numbers"
_NAMES = "names"
_PORTS = "numbers"


class _Kind(NamedTuple):
    """How an annotation names ports: ``pattern`` finds them, ``by`` says by what, ``effect`` what comes of a wrong
    one."""

    pattern: "re.Pattern[str]"
    by: str
    effect: str


_NO_TLS = "the listener stays without TLS"
_KINDS = {
    f"{_CLOUD}aws-load-balancer-ssl-ports": _Kind(_WORD, _NUMBERS_AND_NAMES, _NO_TLS),
    f"{_CLOUD}aws-load-balancer-healthcheck-port": _Kind(
        _PORT_NAME, _NAMES, "the controller finds no port to check, and does not make the load balancer"
    ),
    f"{_CLOUD}do-loadbalancer-tls-ports": _Kind(_WORD, _PORTS, _NO_TLS),
    f"{_CLOUD}alibaba-cloud-loadbalancer-protocol-port": _Kind(
        _PAIR, _PORTS, "the listener gets the default protocol"
    ),
    f"{_CLOUD}alicloud-loadbalancer-protocol-port": _Kind(_PAIR, _PORTS, "the listener gets the default protocol"),
    "cloud.google.com/app-protocols": _Kind(_KEY, _NAMES, "the load balancer speaks HTTP to this port"),
}


@each(Service)
def check(service: Service, _: Context) -> Iterator[Hit]:
    if service.type.equals("ExternalName") or not closed(service) or not service.ports:
        return
    numbers = {str(port.port.value) for port in service.ports}
    names = {port.name.value for port in service.ports if port.name.value}
    for key, value in service.meta.annotations.items():
        kind = _KINDS.get(key)
        if kind is not None and value.value is not None:
            known = names if kind.by == _NAMES else numbers if kind.by == _PORTS else numbers | names
            for wanted, span in _named(kind, value):
                if wanted not in known and wanted != "*":
                    yield _hit(service, span, wanted, kind.by, kind.effect)
        elif (keyed := _KEYED.fullmatch(key)) is not None and (
            port := keyed["azure"] or keyed["aws"]
        ) not in numbers:
            yield _hit(service, value.node.word(0), port, _PORTS, "nobody reads the annotation")


def _named(kind: _Kind, value: Setting[str]) -> Iterator[tuple[str, Span]]:
    for found in kind.pattern.finditer(value.value or ""):
        group: int | str = "port" if "port" in kind.pattern.groupindex else 0
        yield found[group], value.within(*found.span(group))


def _hit(service: Service, span: Span, port: str, by: str, effect: str) -> Hit:
    shown = [str(one.port.value) for one in service.ports[:8]]
    if by == _NAMES:
        shown = [one.name.value or f"{one.port.value} without a name" for one in service.ports[:8]]
    return Hit(
        span,
        f"{service.meta.title} has no port '{port}'",
        (Related(service.ports[0].port.span, "its ports"),),
        f"{effect}; the annotation goes by {by}, and the Service's are {words.several(shown)}",
    )
