"""A pod that takes a port of its node that the node's own parts open."""

import re
from collections.abc import Iterator

from lbconflint.analysis.hostports import host_ports
from lbconflint.check import Confidence, Hit, Level, Unit
from lbconflint.cluster import Workload
from lbconflint.knowledge.ports import PLATFORMS

_OWNERS = re.compile(
    r"kube|etcd|calico|cilium|flannel|canal|weave|antrea|metallb|speaker|bird|bgp|ovn|sdn|cni|wireguard|konnectivity"
    r"|cloud-controller|controller-manager|scheduler|apiserver|multus|network|node-exporter"
)
"""Names of workloads and images that may be the port's rightful owners."""


def hits(unit: Unit) -> Iterator[Hit]:
    """The node's own parts are pods themselves in many clusters: what may be one of them is left alone."""
    for workload in unit.nouns.get(Workload, ()):
        if (workload.meta.namespace.value or "").endswith("-system") or _owner(workload):
            continue
        for port in host_ports(workload):
            for kept in PLATFORMS["kubernetes"]:
                transport = kept.transport.value.upper() if kept.transport else port.protocol
                if port.number in kept.ports and transport == port.protocol and not port.ip:
                    yield Hit(
                        port.span,
                        f"{workload.meta.title} takes port {port.number} of its node, the port of {kept.owner}",
                        help="choose another port: whichever of the two starts later fails",
                        level=None if kept.always else Level.WARNING,
                        confidence=Confidence.MEDIUM,
                    )


def _owner(workload: Workload) -> bool:
    names = [workload.meta.name, workload.meta.namespace]
    for container in workload.containers:
        names += [container.name, container.image]
    return any(name.unknown or _OWNERS.search(name.value or "") for name in names if not name.absent)
