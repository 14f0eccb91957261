"""Node ports of Services, and the pods of the same cluster that want one of them from their node."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import Claim, clashes, cluster_of, matches, same_namespace
from lbconflint.analysis.hostports import HostPort, host_ports
from lbconflint.cluster import Service, ServicePort, Workload
from lbconflint.finding import Confidence
from lbconflint.record import NamedTuple
from lbconflint.unit import Project
from lbconflint.values import ipv4, ipv6

NEVER_LONG = ("Job", "CronJob")
_OTHER_PROXY = "service.kubernetes.io/service-proxy-name"


class Shadow(NamedTuple):
    """The node port of the Service takes what the pods expect on a port of their node."""

    service: Service
    node_port: ServicePort
    workload: Workload
    port: HostPort
    confidence: Confidence | None


def proxied(service: Service) -> bool:
    """Its node ports are those that are written, and kube-proxy, or what stands for it, sets rules for them on
    every node: whatever ``externalTrafficPolicy`` says, which drops what comes to a node without a pod."""
    meta = service.meta
    return (
        service.type.among("NodePort", "LoadBalancer")
        and not service.headless
        and not meta.open
        and not meta.labels_open
        and _OTHER_PROXY not in meta.labels
    )


def shadowed(project: Project) -> list[Shadow]:
    """Pods and Services that are applied together; use with ``memo.once``."""
    ports: dict[int, tuple[Service, ServicePort]] = {}
    held: dict[int, tuple[Workload, HostPort]] = {}
    claims = []
    for unit in project.units:
        for service in unit.nouns.get(Service, ()):
            for port in service.ports if proxied(service) else ():
                if port.node_port.value and port.protocol.known:
                    claim = Claim((port.protocol.value, port.node_port.value), service.meta, port.node_port.span)
                    ports[id(claim)] = service, port
                    claims.append(claim)
    if not claims:
        return []
    for workload, port in _of_pods(project):
        claim = Claim((port.protocol, port.number), workload.meta, port.span)
        held[id(claim)] = workload, port
        claims.append(claim)
    found = []
    for clash in clashes(project.memo.once(cluster_of, project), claims):
        if id(clash.first) in ports and id(clash.later) in held:
            (service, node_port), (workload, port) = ports[id(clash.first)], held[id(clash.later)]
            if not _leads_to(service, workload):
                found.append(Shadow(service, node_port, workload, port, clash.confidence))
    return found


def _of_pods(project: Project) -> Iterator[tuple[Workload, HostPort]]:
    for unit in project.units:
        for workload in unit.nouns.get(Workload, ()):
            if not (workload.meta.open or workload.replicas.equals(0) or workload.meta.kind in NEVER_LONG):
                for port in host_ports(workload):
                    address = ipv4(port.ip) or ipv6(port.ip)
                    if address is None or not address.loopback:
                        yield workload, port


def _leads_to(service: Service, workload: Workload) -> bool:
    """The Service may send what it takes to these very pods."""
    selector = service.selector
    if selector is None or not selector.known or workload.labels_open:
        return True
    if same_namespace(service.meta.namespace, workload.meta.namespace) is False:
        return False
    return matches(selector, workload.labels)
