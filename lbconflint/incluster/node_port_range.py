"""Node ports outside their range, and ports that pods take of their node inside it."""

from collections.abc import Iterator

from lbconflint.analysis.hostports import HostPort, host_ports
from lbconflint.analysis.nodeports import shadowed
from lbconflint.check import Confidence, Hit, Level, Project, Unit
from lbconflint.cluster import Service, Workload
from lbconflint.values import PortRange, Setting


def hits(unit: Unit, project: Project, ports: PortRange) -> Iterator[Hit]:
    """A port that some Service has already is told by shared-bind."""
    told = project.memo.once(_told, project)
    for service in unit.nouns.get(Service, ()):
        if service.type.among("NodePort", "LoadBalancer"):
            for port in service.ports:
                if port.node_port.value:
                    yield from _node_port(service, port.node_port, ports)
    for workload in unit.nouns.get(Workload, ()):
        for held in host_ports(workload):
            if held.number in ports and (id(workload), held) not in told:
                yield Hit(
                    held.span,
                    f"{workload.meta.title} takes port {held.number} of its node, inside the node ports {ports}",
                    help="a Service that gets this node port shadows it: choose a port outside the range",
                    level=Level.WARNING,
                )


def _told(project: Project) -> set[tuple[int, HostPort]]:
    return {(id(one.workload), one.port) for one in project.memo.once(shadowed, project)}


def _node_port(service: Service, written: Setting[int], ports: PortRange) -> Iterator[Hit]:
    number = written.value or 0
    if number not in ports:
        yield Hit(
            written.span,
            f"node port {number} of {service.meta.title} is outside the node ports {ports}",
            help="the API server refuses it, unless --service-node-port-range says otherwise",
            level=Level.WARNING,
        )
    elif number >= ports.low + _static(ports):
        yield Hit(
            written.span,
            f"node port {number} is chosen by hand in the part of the range from which ports are given out",
            help=f"it may be taken already when this is applied: choose one below {ports.low + _static(ports)}",
            level=Level.NOTE,
            confidence=Confidence.MEDIUM,
        )


def _static(ports: PortRange) -> int:
    """How many ports at the start of the range are kept for those who choose (KEP-3668)."""
    size = ports.high - ports.low + 1
    return min(max(16, size // 32), 128)
