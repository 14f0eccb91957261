"""A Service whose pods are all in another namespace."""

from collections.abc import Iterator
from itertools import islice

from lbconflint.analysis import words
from lbconflint.analysis.cluster import cluster_of, selected, selects
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.cluster import Service

_SHOWN = 8


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    for service in unit.nouns.get(Service, ()):
        selector, meta = service.selector, service.meta
        if selector is None or not selector.known or not meta.namespace.known or meta.open:
            continue
        if selects(cluster, selector, meta.namespace):
            continue
        found = list(islice(selected(cluster, selector), _SHOWN))
        if not found:
            continue
        spaces = sorted({one.meta.namespace.value for one in found if one.meta.namespace.value})
        yield Hit(
            meta.namespace.span,
            f"{meta.title} is in namespace '{meta.namespace.value}', and the pods that it selects are in "
            f"{words.several([repr(space) for space in spaces])}",
            tuple(Related(one.meta.span, "these pods") for one in found[:3]),
            "a Service reaches pods of its own namespace only",
        )
