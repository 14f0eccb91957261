"""Two VirtualServices for one host of Istio's mesh."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Project, Related, Unit, each
from lbconflint.cluster import Rules
from lbconflint.tree import coexist
from lbconflint.values import Setting


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        from lbconflint.analysis.cluster import leads

        if leads(ctx.project, unit):
            yield from _twice(ctx.project)


def _twice(project: Project) -> Iterator[Hit]:
    from lbconflint.analysis.cluster import Claim, Near, clashes, cluster_of
    from lbconflint.analysis.mesh import in_mesh

    hosts: dict[int, tuple[Setting[str], list[object]]] = {}
    claims = []
    for unit in project.units:
        for route in unit.nouns.get(Rules, ()):
            scope, answers = _seen_by(route), _answers(route)
            for host in (route.hosts or ()) if scope is not None and answers else ():
                if host.value is not None:
                    span = host.span
                    hosts[id(span)] = (host, answers)
                    claims.append(Claim((scope, in_mesh(host.value, route.meta.namespace)), route.meta, span))
    for clash in clashes(project.memo.once(cluster_of, project), claims):
        other, first = hosts[id(clash.first.span)]
        host, later = hosts[id(clash.later.span)]
        if first != later and coexist(other.node.world, host.node.world):
            yield Hit(
                host.span,
                f"host '{host.value}' of the mesh is that of {clash.first.meta.title} already",
                (Related(clash.first.span, "the first one"),),
                "sidecars take the older VirtualService of a host, and nothing of the other: write one for both",
                level=Level.WARNING if clash.near is Near.DIRECTORY else None,
                confidence=clash.confidence,
            )


def _seen_by(route: Rules) -> str | None:
    """Where a VirtualService of the mesh is seen: "*" for everywhere, or its namespace; None: not comparable."""
    meta, exports = route.meta, route.exports
    if meta.kind != "VirtualService" or meta.open or route.open or exports is None or meta.namespace.unknown:
        return None
    if not any(parent.kind == "Mesh" for parent in route.parents):
        return None
    if "*" in exports:
        return "*"
    space = meta.namespace.value or "default"
    return space if all(one in (".", space) for one in exports) else None


def _answers(route: Rules) -> list[object]:
    """What it does with each request of HTTP; a Service without a namespace is that of its own.

    Routes of ``tls`` and ``tcp`` are put together, in the mesh too.
    """
    from lbconflint.analysis.rules import target_of

    rules = [rule for rule in route.rules if rule.asked is not None and rule.asked.kind == "http"]
    own = any(backend.namespace.absent for rule in rules for backend in rule.backends)
    space = route.meta.namespace.value if own else None
    return [(rule.match, target_of(rule), space) for rule in rules]
