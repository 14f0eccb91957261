"""A hop that speaks another protocol than the one that answers."""

from collections.abc import Iterator

from lbconflint.analysis.chain import Use, port_of, uses
from lbconflint.analysis.cluster import Near
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit
from lbconflint.cluster import Ingress, ServicePort
from lbconflint.incluster import quiet

_OTHERWISE = ("ssl-passthrough", "secure-backends", "configuration-snippet", "server-snippet")
"""Annotations of ingress-nginx that may have TLS spoken without ``backend-protocol``."""
_TRANSPORTS = {"UDPRoute": "UDP", "TCPRoute": "TCP", "HTTPRoute": "TCP", "GRPCRoute": "TCP", "TLSRoute": "TCP",
               "Ingress": "TCP", "IngressRoute": "TCP", "IngressRouteTCP": "TCP", "IngressRouteUDP": "UDP",
               "VirtualService": "TCP", "Route": "TCP"}  # fmt: skip
_SPEECH = {"http": "HTTP", "https": "HTTPS", "grpc": "GRPC", "grpcs": "GRPCS", "kubernetes.io/h2c": "GRPC"}
"""What an appProtocol, or the first word of a port's name, says that is spoken."""


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
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
    """ingress-nginx speaks what its annotation says, and HTTP without, whatever the port's own name says."""
    told = use.meta.annotations.get(quiet.PROTOCOL)
    if told is None and isinstance(use.owner, Ingress) and quiet.served(use.owner):
        yield from _unsaid(use, ports)
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


def _unsaid(use: Use, ports: list[ServicePort]) -> Iterator[Hit]:
    """A server of TLS answers plain HTTP with 400; one that two ports lead to tells the two apart."""
    said = use.meta.annotations
    if any(name.startswith("nginx.org/") or name.endswith(_OTHERWISE) for name in said):
        return
    targets = [port.target.value for service in use.services for port in service.ports]
    for port in ports:
        told = port.name if port.app_protocol.absent else port.app_protocol
        if told.unknown or str(told.value or "").lower().partition("-")[0] != "https":
            return
        if port.target.unknown or targets.count(port.target.value) > 1:
            return
    yield Hit(
        use.backend.port.span,
        f"ingress-nginx speaks HTTP to its backends, and port {use.backend.port.value} of "
        f"{use.services[0].meta.title} is for HTTPS",
        (Related((ports[0].app_protocol if ports[0].app_protocol.known else ports[0].name).span, "the port"),),
        f"""add '{quiet.PROTOCOL}: "HTTPS"', or name the plain port""",
        level=Level.WARNING,
        confidence=Confidence.MEDIUM,
    )
