"""A Service whose selector fits no pods."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import Cluster, Near, cluster_of, directory_of, matches, same_namespace, selected
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit, each
from lbconflint.cluster import Meta, Selector, Service, Workload


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    for service in unit.nouns.get(Service, ()):
        selector, meta = service.selector, service.meta
        if selector is None or not selector.known or not selector.labels or service.type.equals("ExternalName"):
            continue
        if any(matches(selector, labels) for labels in cluster.foreign.get(directory_of(meta), ())):
            continue  # an operator makes the pods, with the labels of its own object
        if (
            meta.open
            or next(selected(cluster, selector), None) is not None
            or directory_of(meta) in cluster.open_workloads
        ):
            continue
        yield _hit(cluster, unit, meta, selector)


_FEW = 300
"""Among more workloads than this the nearest is not looked for."""


def _hit(cluster: Cluster, unit: Unit, meta: Meta, selector: Selector) -> Hit:
    """A warning when workloads lie beside it; else they are applied from elsewhere most likely."""
    every = unit.nouns.get(Workload, ())
    near = [one for one in every if _beside(cluster, meta, one)] if len(every) <= _FEW else []
    best = max(near, key=lambda one: _fitting(selector, one), default=None)
    shown = ", ".join(f"{name}={value}" for name, value in selector.labels.items())
    likely = best is not None and _likely(selector, best)
    related: tuple[Related, ...] = ()
    cure = "the Service has no endpoints"
    if best is not None and likely:
        missing = [
            name for name in selector.labels if not best.labels.get(name, meta.name).equals(selector.labels[name])
        ]
        found = best.labels.get(missing[0])
        what = f"'{missing[0]}' is '{found.value}' there" if found is not None else f"'{missing[0]}' is not there"
        related = (Related(best.meta.span, f"{best.meta.title} comes nearest: {what}"),)
    return Hit(
        selector.node.span,
        f"no pods of the manifests have the labels {shown} that {meta.title} selects",
        related,
        cure,
        level=None if likely else Level.NOTE,
        confidence=Confidence.MEDIUM,
    )


def _beside(cluster: Cluster, meta: Meta, workload: Workload) -> bool:
    return (
        cluster.near(meta, workload.meta) is not Near.ELSEWHERE
        and same_namespace(meta.namespace, workload.meta.namespace) is not False
    )


def _fitting(selector: Selector, workload: Workload) -> int:
    """How many of the labels are there."""
    return sum(
        name in workload.labels and workload.labels[name].equals(value) for name, value in selector.labels.items()
    )


def _likely(selector: Selector, workload: Workload) -> bool:
    """The workload was meant: half of the labels fit, or the only one nearly does.

    A label that it does not have at all may be given to its pods while they run (the leader of a database).
    """
    if any(name not in workload.labels for name in selector.labels):
        return False
    if 2 * _fitting(selector, workload) >= len(selector.labels):
        return True
    if len(selector.labels) > 1:
        return False
    from difflib import SequenceMatcher

    name, value = next(iter(selector.labels.items()))
    found = workload.labels.get(name)
    return found is not None and SequenceMatcher(None, value, found.value or "").ratio() >= _NEARLY


_NEARLY = 0.75
