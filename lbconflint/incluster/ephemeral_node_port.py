"""Which Services of a run have node ports, and who keeps those back."""

from collections.abc import Iterator

from lbconflint.check import Host, Project
from lbconflint.cluster import Service, Workload
from lbconflint.values import Setting


def node_ports(host: Host) -> Iterator[tuple[Service, Setting[int]]]:
    for unit in host.units:
        for service in unit.nouns.get(Service, ()):
            if service.type.among("NodePort", "LoadBalancer"):
                for port in service.ports:
                    if port.node_port.value:
                        yield service, port.node_port


def exposed(project: Project) -> bool:
    """Some Service of the run has node ports."""
    return any(
        service.type.among("NodePort", "LoadBalancer")
        for unit in project.units
        for service in unit.nouns.get(Service, ())
    )


def reserves_itself(project: Project) -> bool:
    """Cilium's agent keeps the node ports back by itself (cilium pull request 10260)."""
    return any(
        "cilium" in (container.image.value or "")
        for unit in project.units
        for workload in unit.nouns.get(Workload, ())
        for container in workload.containers
    )
