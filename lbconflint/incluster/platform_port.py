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


_FRONTS = re.compile(
    r"ingress|gateway|(?<!rbac-)proxy|envoy|nginx|traefik|contour|kong|caddy|istio|linkerd|load-?balanc|\blb\b|router|front|edge|web"
)
"""Names of workloads and images that may serve the web themselves."""
_WEB = (80, 443)


def hits(unit: Unit) -> Iterator[Hit]:
    """The node's own parts are pods themselves in many clusters: what may be one of them is left alone."""
    for workload in unit.nouns.get(Workload, ()):
        if workload.host_network.equals(True) and not _named(workload, _FRONTS):
            yield from _inner(workload)
        if (workload.meta.namespace.value or "").endswith("-system") or _named(workload, _OWNERS):
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


def _inner(workload: Workload) -> Iterator[Hit]:
    """A page for the cluster itself on a port where the node's visitors come in."""
    for container in workload.containers:
        for port in container.inner if container.runs else ():
            if port.value in _WEB:
                yield Hit(
                    port.span,
                    f"{workload.meta.title} takes port {port.value} of its node for a page of monitoring, the "
                    "port of ingress controllers: one on the same node cannot start",
                    help="choose a port of its own: exporters have theirs above 9100",
                    level=Level.WARNING,
                )


def _named(workload: Workload, pattern: "re.Pattern[str]") -> bool:
    """The name of the workload, its namespace, or of a container or image is like that, or not known."""
    names = [workload.meta.name, workload.meta.namespace]
    for container in workload.containers:
        names += [container.name, container.image]
    return any(name.unknown or pattern.search(name.value or "") for name in names if not name.absent)
