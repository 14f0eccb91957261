"""Pods that want a port of their node that is a node port of the cluster."""

from collections.abc import Iterator

from lbconflint.analysis.nodeports import Shadow, shadowed
from lbconflint.check import Hit, Level, Project, Related


def hits(project: Project) -> Iterator[Hit]:
    for shadow in project.memo.once(shadowed, project):
        service, workload, port = shadow.service, shadow.workload, shadow.port
        yield Hit(
            port.span,
            f"{workload.meta.title} takes port {port.number}/{port.protocol} of its node, which is a node port of "
            f"{service.meta.title}: {_effect(shadow)}",
            (Related(shadow.node_port.node_port.span, "the node port"),),
            "nothing refuses the two; give the pod a port outside the node ports",
            level=Level.WARNING if port.guessed or port.ip else None,
            confidence=shadow.confidence,
        )


def _effect(shadow: Shadow) -> str:
    if shadow.workload.host_network.equals(True):
        return "the rules of every node send the connections to the Service, and the pod gets none"
    return "the rules of the node send the connections to the one or the other, and one gets none"
