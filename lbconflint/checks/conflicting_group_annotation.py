"""Two Ingresses of one load balancer that want it different."""

from collections.abc import Iterator

from lbconflint.analysis import alb
from lbconflint.analysis.cluster import Cluster, Near, cluster_of, identity, leads
from lbconflint.check import Confidence, Context, Hit, Project, Related, Unit, each
from lbconflint.cluster import Ingress, Meta
from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.tree import coexist

_EXCLUSIVE = (
    "load-balancer-name",
    "scheme",
    "ip-address-type",
    "subnets",
    "security-groups",
    "customer-owned-ipv4-pool",
    "ssl-redirect",
    "wafv2-acl-arn",
)
"""What a load balancer has once: the controller refuses a group whose members say it differently."""
_LISTS = ("subnets", "security-groups")


class _Said(NamedTuple):
    """One member's word: ``shown`` for people, ``value`` for comparing."""

    meta: Meta
    span: Span
    shown: str
    value: object


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes" and leads(ctx.project, unit):
        yield from _clashes(ctx.project)


def _clashes(project: Project) -> Iterator[Hit]:
    cluster = project.memo.once(cluster_of, project)
    first: dict[tuple[str, str, str], _Said] = {}
    for unit in project.units:
        for ingress in unit.nouns.get(Ingress, ()):
            group = alb.group_of(ingress.meta)
            if group is None:
                continue
            for what, said in _words(ingress):
                hit = _compare(cluster, first, (group, what), said)
                if hit is not None:
                    yield hit


def _words(ingress: Ingress) -> Iterator[tuple[str, _Said]]:
    meta = ingress.meta
    for name in _EXCLUSIVE:
        found = alb.annotation(meta, name)
        if found is not None and found.value is not None:
            value = found.value.strip()
            parts = tuple(sorted(part.strip() for part in value.split(","))) if name in _LISTS else (value,)
            yield name, _Said(meta, found.span, f"{name} '{found.value}'", parts)
    for listen in alb.listens(ingress) or ():
        shown = f"protocol {listen.protocol} on port {listen.port}"
        yield f"port {listen.port}", _Said(meta, listen.span, shown, listen.protocol)


def _compare(
    cluster: Cluster, first: dict[tuple[str, str, str], _Said], key: tuple[str, str], said: _Said
) -> Hit | None:
    group, what = key
    found: Hit | None = None
    for near, scope in cluster.scopes(said.meta):
        earlier = first.setdefault((scope, group, what), said)
        if found is not None or earlier.value == said.value or identity(earlier.meta) == identity(said.meta):
            continue
        if coexist(earlier.meta.node.world, said.meta.node.world):
            found = Hit(
                said.span,
                f"group '{group}' has {earlier.shown} from {earlier.meta.title}, and {said.shown} from "
                f"{said.meta.title}",
                (Related(earlier.span, "the other one"),),
                "they share one load balancer, which has this once: the controller changes nothing for the whole "
                "group until they agree",
                confidence=Confidence.MEDIUM if near is Near.DIRECTORY else None,
            )
    return found
