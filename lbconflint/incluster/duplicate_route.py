"""Two routes that match the same and lead to different places."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import Claim, Near, clashes, cluster_of, leads
from lbconflint.analysis.mesh import GROUP, in_mesh
from lbconflint.analysis.rules import Twice, across, target_of, within
from lbconflint.check import Confidence, Context, Hit, Level, Project, Related, Unit
from lbconflint.cluster import Backend, Ingress, Rules


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    yield from map(_rule, within(unit))
    if leads(ctx.project, unit):
        yield from map(_rule, across(ctx.project))
        yield from _mesh(ctx.project)


def _rule(twice: Twice) -> Hit:
    """Two rules of a cluster.  In one object the first one wins, of two objects the older one."""
    first, later = twice.first.rule, twice.later.rule
    names = _told_apart(first.backends[0], later.backends[0])
    if names[0] == names[1]:
        spaces = twice.first.meta.namespace.value, twice.later.meta.namespace.value
        if None not in spaces and spaces[0] != spaces[1]:
            names = f"{spaces[0]}/{names[0]}", f"{spaces[1]}/{names[1]}"
    one = twice.first.meta is twice.later.meta
    what = later.shown if isinstance(twice.later, Ingress) or one else f"{later.shown} of {twice.first.meta.title}"
    if one:
        message = f"{what} stands twice: '{names[0]}' gets its requests, and '{names[1]}' none"
        cure = "the first rule wins, silently on most controllers"
    else:
        message = f"{what} is there already and leads to '{names[0]}', here to '{names[1]}'"
        cure = "the older object wins, so the answer depends on the order in which they were made"
    return Hit(
        later.backends[0].name.span,
        message,
        (Related(first.backends[0].name.span, "the first rule"),),
        cure,
        level=Level.WARNING if twice.mild else None,
        confidence=Confidence.MEDIUM if twice.loose else None,
    )


def _told_apart(first: Backend, later: Backend) -> tuple[str, str]:
    """Both by name, with what else it takes to tell them apart: port, namespace, ...; the rest is weights."""
    for shown in (_name, _port, _namespace, _kind, _subset):
        if shown(first) != shown(later):
            return shown(first), shown(later)
    return _name(first), _name(later)


def _name(backend: Backend) -> str:
    return str(backend.name.value)


def _port(backend: Backend) -> str:
    return _name(backend) if backend.port.value is None else f"{_name(backend)}:{backend.port.value}"


def _namespace(backend: Backend) -> str:
    return f"{backend.namespace.value}/{_name(backend)}" if backend.namespace.value else _name(backend)


def _kind(backend: Backend) -> str:
    return f"{backend.kind} {_name(backend)}"


def _subset(backend: Backend) -> str:
    subset = backend.subset.value if backend.subset is not None else None
    return f"{_name(backend)}, subset {subset}" if subset else _name(backend)


def _mesh(project: Project) -> Iterator[Hit]:
    """Two VirtualServices for one host of Istio's mesh: the sidecars take the older one, and merge nothing."""
    owners: dict[int, Rules] = {}
    claims = []
    for unit in project.units:
        for route in unit.nouns.get(Rules, ()):
            scope = _seen_by(route)
            for host in (route.hosts or ()) if scope is not None else ():
                if host.value is not None:
                    span = host.span
                    owners[id(span)] = route
                    claims.append(Claim((scope, in_mesh(host.value, route.meta.namespace)), route.meta, span))
    for clash in clashes(project.memo.once(cluster_of, project), claims):
        first, later = owners[id(clash.first.span)], owners[id(clash.later.span)]
        if _answers(first) != _answers(later):
            yield Hit(
                clash.later.span,
                f"host {clash.later.span.text} of the mesh is that of {first.meta.title} already",
                (Related(clash.first.span, "the first one"),),
                "sidecars take the older VirtualService of a host, and nothing of the other: write one for both",
                level=Level.WARNING if clash.near is Near.DIRECTORY else None,
                confidence=clash.confidence,
            )


def _seen_by(route: Rules) -> str | None:
    """Where a VirtualService of the mesh is seen: "*" for everywhere, or its namespace; None: not comparable."""
    meta, exports = route.meta, route.exports
    if meta.group != GROUP or meta.open or route.open or exports is None or meta.namespace.unknown:
        return None
    if not any(parent.kind == "Mesh" for parent in route.parents):
        return None
    if "*" in exports:
        return "*"
    space = meta.namespace.value or "default"
    return space if all(one in (".", space) for one in exports) else None


def _answers(route: Rules) -> list[object]:
    """What it does with each request; a Service without a namespace is that of its own."""
    own = any(backend.namespace.absent for rule in route.rules for backend in rule.backends)
    space = route.meta.namespace.value if own else None
    return [(rule.match, target_of(rule), space) for rule in route.rules]
