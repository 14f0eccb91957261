"""One port of the node for two pods, or twice in one pod."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import Claim, Near, clashes, cluster_of, leads
from lbconflint.analysis.hostports import HostPort, host_ports
from lbconflint.check import Context, Hit, Level, Project, Related, Unit, each
from lbconflint.cluster import Workload
from lbconflint.record import NamedTuple


class _Owned(NamedTuple):
    workload: Workload
    port: HostPort


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for workload in unit.nouns.get(Workload, ()):
        yield from _within(workload)
    if leads(ctx.project, unit):
        yield from _between(ctx.project)


def _within(workload: Workload) -> Iterator[Hit]:
    first: dict[object, HostPort] = {}
    for port in host_ports(workload):
        earlier = first.setdefault((port.protocol, port.number, port.ip), port)
        if earlier is not port:
            yield Hit(
                port.span,
                f"{workload.meta.title} takes port {port.number}/{port.protocol} of its node twice",
                (Related(earlier.span, "the first time"),),
                "one socket of the node cannot be opened twice",
                level=Level.WARNING if port.guessed or earlier.guessed else None,
            )


def _between(project: Project) -> Iterator[Hit]:
    cluster = project.memo.once(cluster_of, project)
    owned: dict[int, _Owned] = {}
    claims = []
    for unit in project.units:
        for workload in unit.nouns.get(Workload, ()):
            if workload.meta.open or workload.replicas.equals(0) or workload.meta.kind in ("Job", "CronJob"):
                continue
            for port in host_ports(workload):
                span = port.span
                owned[id(span)] = _Owned(workload, port)
                claims.append(Claim((port.protocol, port.number), workload.meta, span))
    for clash in clashes(cluster, claims):
        first, later = owned[id(clash.first.span)], owned[id(clash.later.span)]
        if not _meet(first, later):
            continue
        everywhere = "DaemonSet" in (first.workload.meta.kind, later.workload.meta.kind)
        guessed = first.port.guessed or later.port.guessed
        yield Hit(
            clash.later.span,
            f"port {later.port.number}/{later.port.protocol} of the node is taken by {clash.first.meta.title} "
            f"as well as by {clash.later.meta.title}",
            (Related(clash.first.span, "the other one"),),
            "two pods with one host port never run on one node: the second stays Pending, or fails to bind",
            level=_level(everywhere, guessed, clash.near),
            confidence=clash.confidence,
        )


def _level(everywhere: bool, guessed: bool, near: Near) -> Level | None:
    """Two pods without DaemonSet find different nodes in a larger cluster; files of one directory that hold such
    a pair are alternatives as often."""
    if everywhere:
        return Level.WARNING if guessed else None
    return Level.NOTE if near is Near.DIRECTORY else Level.WARNING


def _meet(a: _Owned, b: _Owned) -> bool:
    """The pods may run on one node, and open one address there."""
    if a.port.ip and b.port.ip and a.port.ip != b.port.ip:
        return False
    if a.workload.affinity or b.workload.affinity:
        return False
    left, right = a.workload.pinned, b.workload.pinned
    return all(right.get(name, value) == value for name, value in left.items())
