"""The chain of ports in a cluster: rule -> Service port -> target port -> container port."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import Cluster, Near, cluster_of, find, pods_of, space_of
from lbconflint.cluster import (
    Backend,
    Container,
    ContainerPort,
    Ingress,
    Meta,
    Rules,
    Service,
    ServicePort,
    Workload,
)
from lbconflint.record import NamedTuple
from lbconflint.unit import Project, Unit
from lbconflint.values import Setting

ACTION = "use-annotation"
"""The name of a port that means an action of the AWS load balancer controller, which an annotation describes."""


class Use(NamedTuple):
    """One backend of one object, and the Services that it may mean."""

    owner: Ingress | Rules
    backend: Backend
    services: list[Service]
    near: Near

    @property
    def meta(self) -> Meta:
        return self.owner.meta


def backends_of(owner: Ingress | Rules) -> Iterator[Backend]:
    """Every backend of an object, the default one first."""
    if isinstance(owner, Ingress) and owner.default is not None:
        yield owner.default
    seen: set[int] = set()
    for rule in owner.rules:
        for backend in rule.backends:
            # The matches of one rule share its backends.
            if id(backend.node) not in seen:
                seen.add(id(backend.node))
                yield backend


def uses(project: Project, unit: Unit) -> list[Use]:
    """Every reference of the unit to a Service by a known name."""
    return project.memo.once(_all_uses, project).get(id(unit), [])


def _all_uses(project: Project) -> dict[int, list[Use]]:
    cluster = project.memo.once(cluster_of, project)
    return {id(unit): list(_uses(cluster, unit)) for unit in project.units if unit.product == "kubernetes"}


def _uses(cluster: Cluster, unit: Unit) -> Iterator[Use]:
    for kind in (Ingress, Rules):
        for owner in unit.nouns.get(kind, ()):
            for backend in backends_of(owner):
                if backend.kind == "Service" and not backend.group and backend.name.value is not None:
                    space = space_of(owner.meta, backend.namespace)
                    found, near = find(cluster, cluster.services, owner.meta, space, backend.name.value)
                    yield Use(owner, backend, found, near)


def port_of(service: Service, wanted: Setting[int | str]) -> list[ServicePort]:
    """The Service's ports of this number or name."""
    if isinstance(wanted.value, int):
        return [port for port in service.ports if port.port.equals(wanted.value)]
    return [port for port in service.ports if port.name.equals(wanted.value)]


def closed(service: Service) -> bool:
    """Every port of the Service is seen, with number and name."""
    return not service.open and all(
        port.port.known and not port.name.unknown and not port.target.unknown for port in service.ports
    )


def running(workload: Workload) -> list[Container]:
    return [container for container in workload.containers if container.runs]


def declared(workload: Workload) -> list[ContainerPort]:
    """The ports of the containers that stay."""
    return [port for container in running(workload) for port in container.ports]


def whole(workload: Workload) -> bool:
    """Every container port of the pods is seen, with number, name and protocol."""
    return (
        not workload.open
        and not any(container.open for container in workload.containers)
        and not any(
            not port.port.known or port.name.unknown or port.protocol.unknown for port in declared(workload)
        )
    )


def targets(project: Project, unit: Unit) -> list[tuple[Service, list[Workload]]]:
    """Every Service of the unit with the workloads that it selects."""
    return project.memo.once(_all_targets, project).get(id(unit), [])


def _all_targets(project: Project) -> dict[int, list[tuple[Service, list[Workload]]]]:
    cluster = project.memo.once(cluster_of, project)
    return {id(unit): list(_targets(cluster, unit)) for unit in project.units if unit.product == "kubernetes"}


def _targets(cluster: Cluster, unit: Unit) -> Iterator[tuple[Service, list[Workload]]]:
    for service in unit.nouns.get(Service, ()):
        found = pods_of(cluster, service)
        if found:
            yield service, found


def services_of(project: Project, workload: Workload) -> list[Service]:
    """The Services that select a workload, as far as they lie beside it."""
    return project.memo.once(_services_by_pods, project).get(id(workload), [])


def _services_by_pods(project: Project) -> dict[int, list[Service]]:
    found: dict[int, list[Service]] = {}
    for unit in project.units:
        for service, workloads in targets(project, unit):
            for workload in workloads:
                found.setdefault(id(workload), []).append(service)
    return found
