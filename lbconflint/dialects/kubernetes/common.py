"""What of a cluster fits the common model: listeners with binds, pools, and who names whom."""

from lbconflint.cluster import (
    NOTHING,
    Container,
    ContainerPort,
    Gateway,
    GatewayListener,
    Ingress,
    IstioGateway,
    IstioServer,
    Meta,
    RouteRule,
    Rules,
    Service,
    Workload,
)
from lbconflint.model import (
    Bind,
    Definition,
    Listener,
    Matching,
    Pool,
    Reference,
    Route,
    Scope,
    Target,
    TargetKind,
    Transport,
    no_tls,
)
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import ANY_IPV4, Address, PortRange, Setting, absent, default, ipv4, ipv6, unknown
from lbconflint.values import written as written_at

_MATCHINGS = {"Exact": Matching.EXACT, "Prefix": Matching.PREFIX, "ImplementationSpecific": Matching.PREFIX}


def lower(unit: Unit) -> None:
    """Fill the unit's common nouns from those of ``cluster``."""
    for service in unit.nouns.get(Service, ()):
        unit.definitions.append(Definition("service", service.meta.name, ()))
        unit.pools.append(_pool(service))
        binds = _service_binds(service)
        if binds:
            unit.listeners.append(_listener(service.meta, "service", tuple(binds)))
    for workload in unit.nouns.get(Workload, ()):
        in_host = workload.host_network.equals(True)
        binds = [bind for container in workload.containers for bind in _container_binds(container, in_host)]
        if binds:
            unit.listeners.append(_listener(workload.meta, "pod", tuple(binds)))
    for gateway in unit.nouns.get(Gateway, ()):
        unit.listeners.extend(_gateway_listener(gateway, listener) for listener in gateway.listeners)
    for istio in unit.nouns.get(IstioGateway, ()):
        unit.listeners.extend(_istio_listener(istio, server) for server in istio.servers)
    for noun in (*unit.nouns.get(Ingress, ()), *unit.nouns.get(Rules, ())):
        routes = tuple(_route(rule) for rule in noun.rules)
        names = tuple(rule.host for rule in noun.rules if not rule.host.absent)
        unit.listeners.append(_listener(noun.meta, noun.meta.kind.lower(), (), names, routes))
        for rule in noun.rules:
            for backend in rule.backends:
                unit.references.append(Reference(backend.kind.lower(), backend.name, noun.meta.kind, ()))


def _bind(
    port: Setting[int], protocol: Setting[str], scope: Scope, node: Node, address: Setting[Address] | None = None
) -> Bind | None:
    """None for a port or protocol that is not known, or that is no port (SCTP has no place in the model)."""
    if port.value is None or not 0 < port.value <= 65535 or protocol.value not in ("TCP", "UDP"):
        return None
    nothing = absent(node)
    return Bind(
        address=address or default(ANY_IPV4, node),
        ports=port._replace(value=PortRange(port.value, port.value)),  # type: ignore[arg-type]
        transport=Transport.TCP if protocol.value == "TCP" else Transport.UDP,
        v6only=default(True, node),
        reuse_port=default(False, node),
        interface=nothing,
        namespace=nothing,
        tls=unknown(node),
        proxy_protocol=unknown(node),
        options=NOTHING,
        scope=scope,
        world=node.world,
        node=node,
    )


def _service_binds(service: Service) -> list[Bind]:
    binds = []
    exposed = service.type.among("NodePort", "LoadBalancer")
    for port in service.ports:
        if not port.node_port.absent and exposed:
            binds.append(_bind(port.node_port, port.protocol, Scope.NODE_PORT, port.node))
        if service.type.equals("LoadBalancer"):
            binds.append(_bind(port.port, port.protocol, Scope.CLOUD, port.node))
    return [bind for bind in binds if bind is not None]


def _container_binds(container: Container, in_host: bool) -> list[Bind]:
    found = []
    for port in container.ports:
        found.append(_bind(port.port, port.protocol, Scope.POD, port.node))
        if not port.host_port.absent:
            found.append(_bind(port.host_port, port.protocol, Scope.HOST, port.node, host_address(port)))
    for port in container.told:
        scope = Scope.HOST if in_host else Scope.POD
        found.append(_bind(port.port, port.protocol, scope, port.node, host_address(port)))
    return [bind for bind in found if bind is not None]


def host_address(port: ContainerPort) -> Setting[Address]:
    """Where a host port is opened."""
    written = port.host_ip
    if written.absent or written.equals(""):
        return default(ANY_IPV4, port.node)
    address = (ipv4(written.value) or ipv6(written.value)) if written.value is not None else None
    if address is None:
        return unknown(written.node, written.word)
    return written_at(address, written.node, written.word)


def _listener(
    meta: Meta,
    kind: str,
    binds: tuple[Bind, ...],
    names: tuple[Setting[str], ...] = (),
    routes: tuple[Route, ...] = (),
    protocol: Setting[str] | None = None,
) -> Listener:
    node = meta.node
    return Listener(
        name=meta.name.value or "",
        kind=kind,
        module="",
        binds=binds,
        names=names,
        protocol=protocol or unknown(node),
        tls=no_tls(node),
        routes=routes,
        timeouts=NOTHING,
        limits=NOTHING,
        settings=NOTHING,
        enabled=default(True, node),
        partial=meta.open,
        world=node.world,
        node=node,
    )


def _gateway_listener(gateway: Gateway, listener: GatewayListener) -> Listener:
    protocol = listener.protocol.value or ""
    transport: Setting[str] = default("UDP" if protocol == "UDP" else "TCP", listener.node)
    bind = _bind(listener.port, transport, Scope.GATEWAY, listener.node)
    names = () if listener.hostname.absent else (listener.hostname,)
    return _listener(gateway.meta, "gateway", (bind,) if bind else (), names, (), listener.protocol)


def _istio_listener(gateway: IstioGateway, server: IstioServer) -> Listener:
    bind = _bind(server.port, default("TCP", server.node), Scope.GATEWAY, server.node)
    names = tuple(host if host.value is None else _without_space(host) for host in server.hosts or ())
    return _listener(gateway.meta, "gateway", (bind,) if bind else (), names, (), server.protocol)


def _without_space(host: Setting[str]) -> Setting[str]:
    """A host of Istio's Gateway without the namespace that it is for."""
    value = host.value or ""
    cut = value.rfind("/") + 1
    return host._replace(value=value[cut:], part=(cut, len(value))) if cut else host


def _pool(service: Service) -> Pool:
    """The pods are matched by labels, across files: ``analysis.cluster`` knows them."""
    node = service.node
    nothing = absent(node)
    return Pool(
        name=service.meta.name,
        kind="service",
        module="",
        balance=nothing,
        servers=(),
        protocol=unknown(node),
        check_protocol=nothing,
        cookie=nothing,
        keepalive=nothing,
        routes=(),
        timeouts=NOTHING,
        settings=NOTHING,
        partial=True,
        world=node.world,
        node=node,
    )


def _route(rule: RouteRule) -> Route:
    node = rule.node
    nothing = absent(node)
    backend = rule.backends[0] if rule.backends else None
    port: Setting[int] = unknown(node)
    if backend is not None and isinstance(backend.port.value, int):
        port = backend.port  # type: ignore[assignment]
    target = Target(
        kind=TargetKind.POOL if backend is not None else TargetKind.ANSWER,
        pool=backend.name if backend is not None else nothing,
        address=nothing,
        port=port,
        protocol=unknown(node),
        tls=unknown(node),
        proxy_protocol=unknown(node),
        path=nothing,
        node=node,
    )
    kind = rule.match.split("\0")[1] if rule.match.count("\0") > 1 else ""
    matching = _MATCHINGS.get(kind, Matching.CONDITION)
    return Route(matching, rule.path, target, NOTHING, NOTHING, NOTHING, node.world, node)
