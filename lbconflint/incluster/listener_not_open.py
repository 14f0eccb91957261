"""A NetworkPolicy that names the Service's port where the pods' port belongs."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.chain import declared, whole
from lbconflint.analysis.cluster import Cluster, Near, cluster_of, matches, same_namespace, selected
from lbconflint.check import Confidence, Context, Hit, Related, Unit
from lbconflint.cluster import Policy, PolicyPort, Service, ServicePort, Workload

_FEW = 300


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
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
