"""Node ports outside their range, and ports of the node inside it."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import taken
from lbconflint.analysis.pairs import node_port
from lbconflint.analysis.sockets import Outcome, conflicts_of
from lbconflint.check import Context, Hit, Host, Unit, each
from lbconflint.knowledge.ports import CLUSTERS
from lbconflint.values import PortRange


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    ports = ctx.project.ports.node_ports
    if unit.product == "kubernetes":
        from lbconflint.incluster import node_port_range

        yield from node_port_range.hits(unit, ctx.project, ports)
    elif not CLUSTERS.isdisjoint(ctx.host.platforms):
        yield from _listeners(unit, ctx.host, ports)


def _listeners(unit: Unit, host: Host, ports: PortRange) -> Iterator[Hit]:
    """What a node of a cluster listens on beside its pods, and what no Service in sight has taken already."""
    told = host.memo.once(_taken_already, host)
    for opened, shared in taken(unit, ports.overlap):
        if not opened.socket.address.loopback and id(opened.bind) not in told:
            yield Hit(
                opened.bind.span,
                f"{words.endpoint(opened.socket.address, shared, opened.bind.transport)} of a cluster's node is "
                f"inside the node ports {ports}",
                help="a Service that gets this node port takes its traffic away: choose a port outside the range",
            )


def _taken_already(host: Host) -> set[int]:
    """The binds of which shared-bind says that a node port takes their connections."""
    return {
        id(bind)
        for conflict in host.memo.once(conflicts_of, host)
        if conflict.outcome is Outcome.SILENT and any(map(node_port, conflict.sockets))
        for socket in conflict.sockets
        for bind in socket.binds
    }
