"""A port that nothing opens: the Service's in a NetworkPolicy, one of a Gateway that no Service leads to."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.chain import closed, declared, services_of, whole
from lbconflint.analysis.cluster import Cluster, Near, cluster_of, matches, same_namespace, selected
from lbconflint.analysis.mesh import picked
from lbconflint.check import Confidence, Context, Hit, Related, Unit
from lbconflint.cluster import IstioGateway, Policy, PolicyPort, Service, ServicePort, Workload

_FEW = 300


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    for gateway in unit.nouns.get(IstioGateway, ()):
        yield from _servers(gateway, picked(cluster, gateway), ctx)
    services = [one for one in unit.nouns.get(Service, ()) if one.selector is not None and one.selector.known]
    for policy in unit.nouns.get(Policy, ()):
        if policy.meta.open or not policy.isolates or not policy.ingress or policy.selector.expressions:
            continue
        pods = _pods(cluster, policy)
        if pods and all(whole(workload) and declared(workload) for workload in pods):
            yield from _ports(policy, pods, services)


def _pods(cluster: Cluster, policy: Policy) -> list[Workload]:
    """The workloads that the policy is surely about."""
    if not policy.selector.known or not policy.selector.labels:
        return []
    return [
        workload
        for workload in selected(cluster, policy.selector)
        if same_namespace(policy.meta.namespace, workload.meta.namespace)
        and cluster.near(policy.meta, workload.meta) is not Near.ELSEWHERE
    ]


def _exposing(services: list[Service], pods: list[Workload]) -> list[ServicePort]:
    return [
        port
        for service in services
        if any(service.selector and matches(service.selector, workload.labels) for workload in pods)
        for port in service.ports
    ]


def _ports(policy: Policy, pods: list[Workload], services: list[Service]) -> Iterator[Hit]:
    open_: tuple[PolicyPort, ...] = policy.ingress or ()
    known = [port for workload in pods for port in declared(workload)]
    for port in open_:
        number = port.port.value
        if not isinstance(number, int) or not port.end.absent or any(one.port.equals(number) for one in known):
            continue
        exposed = _exposing(services[:_FEW], pods[:_FEW])
        service = next((one for one in exposed if one.port.equals(number)), None)
        if service is None or service.target.absent or service.target.equals(number):
            continue
        listed = words.several(sorted({str(one.port.value) for one in known}))
        yield Hit(
            port.port.span,
            f"port {number} is the Service's: the pods of {policy.meta.title} listen on {listed}",
            (Related(service.port.span, "the Service's port"),),
            "a NetworkPolicy is asked behind the Service: name the pods' port",
            confidence=Confidence.MEDIUM,
        )


def _servers(gateway: IstioGateway, pods: list[Workload], ctx: Context) -> Iterator[Hit]:
    """Istio's Gateway: a server is on a port of a Service of its pods, or on the target of one."""
    found = {id(service): service for workload in pods for service in services_of(ctx.project, workload)}
    services = list(found.values())
    if gateway.open or not services or any(_direct(workload) for workload in pods):
        return
    ports = _led_to(services, pods)
    if ports is None:
        return
    for server in gateway.servers:
        if server.port.value is not None and server.bind.absent and server.port.value not in ports:
            has = words.several([str(port) for port in sorted(ports)][:8])
            yield Hit(
                server.port.span,
                f"no Service of the pods of {gateway.meta.title} leads to port {server.port.value}",
                tuple(Related(service.meta.span, "its Service") for service in services[:4]),
                f"ports and target ports are {has}: a Gateway takes either",
                confidence=Confidence.MEDIUM,
            )


def _direct(workload: Workload) -> bool:
    """Clients may reach the pods on their node."""
    in_host = not workload.host_network.absent and not workload.host_network.equals(False)
    return in_host or any(not port.host_port.absent for port in declared(workload))


_AS_IT_IS = "experimental.istio.io/disable-gateway-port-translation"
"""A label of Services (Knative's) whose ports are not those of Gateways, only their target ports."""


def _led_to(services: list[Service], pods: list[Workload]) -> set[int] | None:
    """The ports by which a server can be meant; None when some are not known."""
    if not all(closed(service) for service in services):
        return None
    named = {one.name.value: one.port.value for workload in pods for one in declared(workload)}
    found: set[int] = set()
    for service in services:
        for port in service.ports:
            target = port.target.value if not port.target.absent else port.port.value
            number = named.get(target) if isinstance(target, str) else target
            if number is None or port.port.value is None:
                return None
            if not port.protocol.equals("UDP"):
                found |= {number} if _AS_IT_IS in service.meta.labels else {number, port.port.value}
    return found
