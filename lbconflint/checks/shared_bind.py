"""Two listeners that both open one socket address: the kernel splits or shadows the traffic."""

from collections.abc import Iterator

from lbconflint.analysis import hosts, words
from lbconflint.analysis.pairs import node_port
from lbconflint.analysis.sockets import Conflict, Outcome, conflicts_of
from lbconflint.check import Context, Hit, Host, Level, Related, whole
from lbconflint.model import Transport


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    for conflict in host.memo.once(conflicts_of, host):
        if conflict.outcome is Outcome.SILENT:
            yield _hit(conflict, host)
    if any(unit.product == "kubernetes" for unit in host.units):
        from lbconflint.analysis.cluster import leads
        from lbconflint.incluster import shared_bind

        if any(leads(ctx.project, unit) for unit in host.units):
            yield from shared_bind.hits(ctx.project)


def _hit(conflict: Conflict, host: Host) -> Hit:
    first, second, *others = conflict.sockets
    sure = hosts.sure(host, (socket.unit for socket in conflict.sockets)) and not _partly(conflict)
    return Hit(
        second.bind.span,
        f"{words.owner(second)} and {words.owner(first)} both open {words.shared(conflict)}: {_effect(conflict)}",
        tuple(Related(other.bind.span, f"also opened by {words.owner(other)}") for other in (first, *others)),
        help="both start without a word; give each a port or address of its own",
        level=None if sure and not any(socket.elsewhere for socket in conflict.sockets) else Level.WARNING,
    )


def _partly(conflict: Conflict) -> bool:
    """A node port need not be on every address of the node: some kube-proxies keep to the first one."""
    sockets = conflict.sockets
    return any(map(node_port, sockets)) and not all(socket.address.wildcard for socket in sockets)


def _effect(conflict: Conflict) -> str:
    first, second = conflict.sockets[:2]
    if conflict.ports is None:
        return "the one that binds last takes the path, the other never hears a connection"
    if node_port(first) or node_port(second):
        return "the node's rules for the node port send all connections to the Service, and the listener gets none"
    if first.translated or second.translated:
        return "the node's rule for the hostPort sends every connection to the pod, and the listener gets none"
    if first.transport is Transport.UDP and not (first.reuse_port and second.reuse_port):
        return "the one that binds last gets every datagram"
    return "the kernel hands each connection to one of them at random"
