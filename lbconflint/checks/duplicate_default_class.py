"""Two classes of Ingress that are both the default."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import Claim, clashes, cluster_of, leads
from lbconflint.check import Context, Hit, Project, Related, Unit, each
from lbconflint.cluster import Meta

_DEFAULT = "ingressclass.kubernetes.io/is-default-class"


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "kubernetes" or not leads(ctx.project, unit):
        return
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    for clash in clashes(cluster, _defaults(ctx.project)):
        yield Hit(
            clash.later.span,
            f"{clash.later.meta.title} is the default, and {clash.first.meta.title} is so too",
            (Related(clash.first.span, "the other default"),),
            "an Ingress without a class gets the one that was made last; older API servers refuse it: keep one",
            confidence=clash.confidence,
        )


def _defaults(project: Project) -> Iterator[Claim]:
    for unit in project.units:
        for meta in unit.nouns.get(Meta, ()):
            if meta.kind == "IngressClass" and not meta.open and meta.name.known:
                said = meta.annotations.get(_DEFAULT)
                if said is not None and said.equals("true"):
                    yield Claim(_DEFAULT, meta, said.span)
