"""A name that is used and that nobody defines."""

from collections.abc import Iterator

from lbconflint.analysis.chain import ACTION, Use, uses
from lbconflint.analysis.cluster import Cluster, Near, cluster_of, same_namespace, space_of
from lbconflint.check import Confidence, Context, Hit, Level, Unit
from lbconflint.cluster import Service

_FEW = 300
"""Among more Services than this no similar name is looked for."""


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    """A Service may be applied from elsewhere: a note, or a warning where the rest of its namespace stands."""
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    seen: set[tuple[int, str]] = set()
    for use in uses(ctx.project, unit):
        name = use.backend.name.value or ""
        key = (id(use.owner), name)
        if use.services or key in seen or name in cluster.provided or use.meta.open:
            continue
        if use.backend.port.equals(ACTION):
            continue
        seen.add(key)
        yield _missing_service(cluster, unit, use, name)


def _missing_service(cluster: Cluster, unit: Unit, use: Use, name: str) -> Hit:
    from difflib import get_close_matches

    space = space_of(use.meta, use.backend.namespace)
    services = unit.nouns.get(Service, ())
    beside = [
        service.meta.name.value
        for service in (services if len(services) <= _FEW else ())
        if service.meta.name.value
        and cluster.near(use.meta, service.meta) is not Near.ELSEWHERE
        and same_namespace(space, service.meta.namespace)
    ]
    near = get_close_matches(name, beside, 1, 0.75)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return Hit(
        use.backend.name.span,
        f"{use.meta.title} sends to Service '{name}', which none of the manifests defines",
        help=f"{hint}without it, clients get 503",
        level=Level.WARNING if near else Level.NOTE,
        confidence=Confidence.MEDIUM,
    )
