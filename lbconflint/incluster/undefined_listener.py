"""A route on a listener that its Gateway does not have, or that does not take it."""

from collections.abc import Iterator

from lbconflint.analysis import alb
from lbconflint.analysis.cluster import Near, cluster_of, find, same_namespace, space_of
from lbconflint.analysis.mesh import bindings_of
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit
from lbconflint.cluster import Gateway, GatewayListener, Ingress, ParentRef, Rules
from lbconflint.incluster import unserved_host

_GATEWAY_API = "gateway.networking.k8s.io"
_CARRIES = {
    "HTTPRoute": ("HTTP", "HTTPS"),
    "GRPCRoute": ("HTTP", "HTTPS"),
    "TLSRoute": ("TLS",),
    "TCPRoute": ("TCP", "TLS"),
    "UDPRoute": ("UDP",),
}
_KNOWN = frozenset({"HTTP", "HTTPS", "TLS", "TCP", "UDP"})
_ONE_NAME = 1


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for ingress in unit.nouns.get(Ingress, ()):
        yield from _redirect(ingress)
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    bindings = ctx.project.memo.once(bindings_of, ctx.project)
    for route in unit.nouns.get(Rules, ()):
        yield from unserved_host.hits(bindings, route)
        if route.meta.group != _GATEWAY_API or route.meta.kind not in _CARRIES:
            continue
        for parent in route.parents:
            if parent.kind != "Gateway" or parent.name.value is None or parent.section.unknown:
                continue
            space = space_of(route.meta, parent.namespace)
            found, near = find(cluster, cluster.gateways, route.meta, space, parent.name.value)
            found = [one for one in found if one.meta.group == _GATEWAY_API and one.meta.kind == "Gateway"]
            if not found:
                if ("", parent.name.value) not in cluster.gateways:
                    yield _missing(route, parent)
            elif near is not Near.ELSEWHERE and not any(one.open for one in found):
                yield from _attached(route, parent, found, near)


def _redirect(ingress: Ingress) -> Iterator[Hit]:
    """``ssl-redirect`` to a port without HTTPS listener; in a group another Ingress may have it."""
    target = alb.annotation(ingress.meta, "ssl-redirect")
    number = target.value.strip() if target is not None and target.value is not None else ""
    if target is None or not number.isascii() or not number.isdigit() or alb.in_group(ingress.meta):
        return
    found = alb.listens(ingress)
    said = alb.annotation(ingress.meta, "listen-ports")
    if said is None and alb.annotation(ingress.meta, "certificate-arn") is None and not ingress.meta.open:
        yield Hit(
            target.span,
            f"the redirect goes to port {number}, and without listen-ports and certificate-arn the load balancer "
            "listens on port 80 alone",
            help="the controller builds nothing; only the parameters of the class could bring a listener with TLS",
            level=Level.WARNING,
            confidence=Confidence.MEDIUM,
        )
    if found is None or any(one.protocol == "HTTPS" and one.port == int(number) for one in found):
        return
    plain = any(one.port == int(number) for one in found)
    ports = ", ".join(f"{one.protocol} {one.port}" for one in found[:8]) or "nothing"
    yield Hit(
        target.span,
        f"the redirect goes to port {number}, {'which is HTTP' if plain else 'where nothing listens'}",
        (Related(said.span, f"listen-ports has {ports}"),) if said is not None else (),
        f"the controller builds nothing: listen on {number} with HTTPS",
    )


def _missing(route: Rules, parent: ParentRef) -> Hit:
    return Hit(
        parent.name.span,
        f"{route.meta.title} attaches to Gateway '{parent.name.value}', which none of the manifests defines",
        help="it may be applied from elsewhere",
        level=Level.NOTE,
        confidence=Confidence.MEDIUM,
    )


def _attached(route: Rules, parent: ParentRef, gateways: list[Gateway], near: Near) -> Iterator[Hit]:
    """What keeps the route from every one of the Gateways it may mean."""
    hits = [_refusal(route, parent, gateway) for gateway in gateways]
    first = hits[0]
    if first is not None and all(hits):
        yield first._replace(confidence=Confidence.MEDIUM if near is Near.DIRECTORY else None)


def _refusal(route: Rules, parent: ParentRef, gateway: Gateway) -> Hit | None:
    related = (Related(gateway.meta.span, "the Gateway"),)
    title = gateway.meta.title
    listeners = list(gateway.listeners)
    if parent.section.value is not None:
        listeners = [one for one in listeners if not one.name.differs(parent.section.value)]
        if not listeners:
            names = ", ".join(f"'{one.name.value}'" for one in gateway.listeners if one.name.value) or "none"
            return Hit(
                parent.section.span,
                f"{title} has no listener '{parent.section.value}'",
                related,
                f"its listeners are {names}; the route is not attached and gets no traffic",
            )
    if parent.port.value is not None:
        listeners = [one for one in listeners if not one.port.differs(parent.port.value)]
        if not listeners:
            return Hit(
                parent.port.span,
                f"no listener of {title} is on port {parent.port.value}",
                related,
                "the route is not attached and gets no traffic",
            )
    return _taken(route, parent, listeners, gateway, related)


def _taken(
    route: Rules,
    parent: ParentRef,
    listeners: list[GatewayListener],
    gateway: Gateway,
    related: tuple[Related, ...],
) -> Hit | None:
    place = (parent.section if parent.section.known else parent.name).span
    title = gateway.meta.title
    lost = "the route is not attached and gets no traffic"
    carrying = [one for one in listeners if _carries(route, one)]
    if not carrying:
        protocols = ", ".join(sorted({one.protocol.value or "?" for one in listeners}))
        what = f"the listener's protocol is {protocols}, which carries no {route.meta.kind}"
        if all(one.kinds for one in listeners):
            what = f"allowedRoutes.kinds of {title} admits no {route.meta.kind} here"
        return Hit(place, what, related, lost)
    same = same_namespace(route.meta.namespace, gateway.meta.namespace)
    if same is False and all(one.allowed.among("Same", "None") for one in carrying):
        return Hit(
            place,
            f"{title} takes routes of its own namespace '{gateway.meta.namespace.value}' only, and "
            f"{route.meta.title} is in '{route.meta.namespace.value}'",
            related,
            "set allowedRoutes.namespaces.from of the listener",
        )
    hosts = route.hosts
    if not hosts or any(host.value is None for host in hosts) or any(one.hostname.unknown for one in carrying):
        return None
    if any(_meet(one.hostname.value or "", host.value or "") for one in carrying for host in hosts):
        return None
    names = ", ".join(sorted({f"'{one.hostname.value}'" for one in carrying}))
    shown = ", ".join(f"'{host.value}'" for host in hosts[:4])
    return Hit(hosts[0].span, f"hostnames {shown} are none of the listener's {names}", related, lost)


def _carries(route: Rules, listener: GatewayListener) -> bool:
    protocol = listener.protocol.value
    if listener.kinds:
        return route.meta.kind in listener.kinds or any(len(kind) <= _ONE_NAME for kind in listener.kinds)
    return protocol is None or protocol not in _KNOWN or protocol in _CARRIES[route.meta.kind]


def _meet(listener: str, route: str) -> bool:
    """The host names intersect; a wildcard covers one label or more."""
    listener, route = listener.lower(), route.lower()
    if not listener or listener == route:
        return True
    if listener.startswith("*.") and route.removeprefix("*").endswith(listener[1:]):
        return True
    return route.startswith("*.") and listener.removeprefix("*").endswith(route[1:])
