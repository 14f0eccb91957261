"""A hop that speaks another protocol than the one that answers."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.chain import Use, port_of, uses
from lbconflint.analysis.cluster import Near
from lbconflint.analysis.doors import Answer
from lbconflint.analysis.listens import speaks_http2
from lbconflint.analysis.paths import Hop, hops, pools_of
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.cluster import ServicePort
from lbconflint.model import Listener, Pool, Route, TargetKind
from lbconflint.tree import coexist
from lbconflint.values import HOLE

_HTTP = ("http", "https")
_GRPC = ("grpc", "grpcs")
_BINARY = ("fastcgi", "uwsgi", "scgi", "memcached")


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        yield from _in_cluster(unit, ctx)
        return
    reported: set[int] = set()
    if unit.product == "haproxy":
        for listener in unit.listeners:
            for route in listener.routes:
                yield from _modes(unit, listener, route)
    for hop in hops(ctx.project, unit):
        if not hop.found or id(hop.node) in reported:
            continue
        answer = hop.found[0]
        wrong = _wrong(hop, answer)
        if wrong and coexist(hop.world, answer.bind.world):
            reported.add(id(hop.node))
            yield Hit(
                hop.span,
                f"{hop.target.protocol.value} goes to {words.listener(answer.unit, answer.listener)}, "
                f"which speaks {wrong}",
                (Related(answer.bind.span, "the listener that answers there"),),
            )


def _wrong(hop: Hop, answer: Answer) -> str:
    """What the answering listener speaks instead; "" when that may fit."""
    spoken, listener = hop.target.protocol.value, answer.listener
    if listener.module == "mail" or listener.kind in ("peers", "stats"):
        return "mail" if listener.module == "mail" else f"HAProxy's {listener.kind} protocol"
    if listener.module != "http" or answer.unit.product != "nginx":
        return ""
    if spoken in _BINARY:
        return "HTTP"
    if spoken in _GRPC and not _http2(answer):
        return "HTTP/1.1 only"
    return ""


def _http2(answer: Answer) -> bool:
    """The listener may speak HTTP/2: ``http2`` on some listen of its socket, or ``http2 on``."""
    setting = answer.listener.settings.get("http2")
    if setting is not None and not setting.equals("off"):
        return True
    return speaks_http2(answer.unit, answer.listener, answer.bind)


def _modes(unit: Unit, listener: Listener, route: Route) -> Iterator[Hit]:
    """HAProxy: an http frontend cannot hand a connection to a tcp backend."""
    if not listener.protocol.equals("http"):
        return
    if route.target.kind is TargetKind.DYNAMIC:
        yield from _computed(unit, listener, route)
    if route.target.kind is not TargetKind.POOL:
        return
    for pool in pools_of(unit, listener.module, route.target):
        if pool.kind == "backend" and pool.protocol.equals("tcp"):
            yield Hit(
                route.target.pool.span,
                f"{listener.kind} '{listener.name}' is in mode http and backend '{pool.name.value}' in mode tcp",
                (Related(pool.protocol.span, "the backend's mode comes from here"),),
                help="HAProxy refuses this; give both the same mode",
                level=Level.ERROR,
            )


def _only_computed(unit: Unit) -> list[Pool]:
    """Backends in mode tcp that no statement names: only a computed name can lead to them."""
    named = {one.name.value for one in unit.references if one.kind == "pool"}
    return [
        pool
        for pool in unit.pools
        if pool.kind == "backend" and pool.protocol.equals("tcp") and pool.name.value not in named
    ]


def _computed(unit: Unit, listener: Listener, route: Route) -> Iterator[Hit]:
    """``use_backend to_%[...]``: HAProxy cannot check the mode, and the client gets an empty reply."""
    word = route.target.node.args[0]
    prefix = word.partition("%")[0]
    if not prefix or HOLE in prefix:
        return
    for pool in unit.memo.once(_only_computed, unit):
        if pool.name.value and pool.name.value.startswith(prefix):
            yield Hit(
                route.target.pool.span,
                f"{listener.kind} '{listener.name}' is in mode http, and backend '{pool.name.value}', which this "
                "may name, in mode tcp",
                (Related(pool.protocol.span, "the backend's mode comes from here"),),
                help="HAProxy does not notice: clients get an empty reply",
            )


_BACKEND_PROTOCOL = "nginx.ingress.kubernetes.io/backend-protocol"
_TRANSPORTS = {"UDPRoute": "UDP", "TCPRoute": "TCP", "HTTPRoute": "TCP", "GRPCRoute": "TCP", "TLSRoute": "TCP",
               "Ingress": "TCP", "IngressRoute": "TCP", "IngressRouteTCP": "TCP", "IngressRouteUDP": "UDP",
               "VirtualService": "TCP", "Route": "TCP"}  # fmt: skip
_SPEECH = {"http": "HTTP", "https": "HTTPS", "grpc": "GRPC", "grpcs": "GRPCS", "kubernetes.io/h2c": "GRPC"}
"""What an appProtocol, or the first word of a port's name, says that is spoken."""


def _in_cluster(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for use in uses(ctx.project, unit):
        if use.backend.port.value is None or not use.services or use.near is Near.ELSEWHERE or use.meta.open:
            continue
        found = [port_of(service, use.backend.port) for service in use.services]
        if all(found) and not any(service.open for service in use.services):
            ports = [port for ports in found for port in ports]
            yield from _transport(use, ports)
            yield from _speech(use, ports)


def _transport(use: Use, ports: list[ServicePort]) -> Iterator[Hit]:
    """The Service has the port for the other transport only."""
    kind = use.meta.kind
    wanted = _TRANSPORTS.get(kind)
    if kind == "ConfigMap":
        wanted = "UDP" if (use.meta.name.value or "").removesuffix("-services").endswith("udp") else "TCP"
    protocols = {port.protocol.value for port in ports}
    if wanted is None or wanted in protocols or not protocols <= {"TCP", "UDP", "SCTP"}:
        return
    yield Hit(
        use.backend.port.span,
        f"{use.meta.title} sends {wanted}, and port {use.backend.port.value} of "
        f"{use.services[0].meta.title} is {ports[0].protocol.value}",
        (Related(ports[0].port.span, "the Service's port"),),
        confidence=Confidence.MEDIUM if use.near is Near.DIRECTORY else None,
    )


def _speech(use: Use, ports: list[ServicePort]) -> Iterator[Hit]:
    """ingress-nginx speaks what its annotation says, whatever the port's own name says."""
    told = use.meta.annotations.get(_BACKEND_PROTOCOL)
    if told is None or told.value is None or use.meta.kind != "Ingress":
        return
    spoken = told.value.upper()
    for port in ports:
        word = port.app_protocol.value or (port.name.value or "").partition("-")[0]
        heard = _SPEECH.get(word.lower(), "")
        if not heard or port.app_protocol.unknown or spoken not in ("HTTP", "HTTPS", "GRPC", "GRPCS"):
            return
        if heard != spoken and not (heard == "HTTP" and spoken == "GRPC" and port.app_protocol.absent):
            where = "appProtocol" if port.app_protocol.known else "name"
            yield Hit(
                told.span,
                f"backends are spoken to in {spoken}, and the {where} of port {use.backend.port.value} of "
                f"{use.services[0].meta.title} says {heard}",
                (Related((port.app_protocol if port.app_protocol.known else port.name).span, "the port"),),
                level=Level.WARNING,
                confidence=Confidence.MEDIUM,
            )
            return
