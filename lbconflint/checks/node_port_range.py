"""Node ports outside their range, and ports of the node inside it."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import taken
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.knowledge.ports import CLUSTERS
from lbconflint.values import PortRange


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    ports = ctx.project.ports.node_ports
    if unit.product == "kubernetes":
        from lbconflint.incluster import node_port_range

        yield from node_port_range.hits(unit, ports)
    elif not CLUSTERS.isdisjoint(ctx.host.platforms):
        yield from _listeners(unit, ports)


def _listeners(unit: Unit, ports: PortRange) -> Iterator[Hit]:
    """What a node of a cluster listens on beside its pods."""
    for opened, shared in taken(unit, ports.overlap):
        if not opened.socket.address.loopback:
            yield Hit(
                opened.bind.span,
                f"{words.endpoint(opened.socket.address, shared, opened.bind.transport)} of a cluster's node is "
                f"inside the node ports {ports}",
                help="a Service that gets this node port takes its traffic away: choose a port outside the range",
            )
