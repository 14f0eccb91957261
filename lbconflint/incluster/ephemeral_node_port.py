"""Which Services of a run have node ports, and who keeps those back."""

from collections.abc import Iterator

from lbconflint.check import Host, Project
from lbconflint.cluster import Meta, Service, Workload
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


_SET_UP = ("kubeadm.k8s.io", "kubelet.config.k8s.io", "kubeproxy.config.k8s.io", "kops.k8s.io")
"""Whose objects configure nodes; kind and k3d make clusters of containers."""


def set_up(project: Project) -> bool:
    """Some object of the run configures the nodes of a cluster."""
    return any(meta.group in _SET_UP for unit in project.units for meta in unit.nouns.get(Meta, ()))


def reserves_itself(project: Project) -> bool:
    """Cilium's agent keeps the node ports back by itself (cilium pull request 10260)."""
    return any(
        "cilium" in (container.image.value or "")
        for unit in project.units
        for workload in unit.nouns.get(Workload, ())
        for container in workload.containers
    )
