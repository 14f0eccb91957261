"""One node port for two Services of a cluster."""

from collections.abc import Iterator

from lbconflint.analysis.cluster import Claim, clashes, cluster_of, leads
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.cluster import Service
from lbconflint.unit import Project

_EXPOSED = ("NodePort", "LoadBalancer")


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if not leads(ctx.project, unit):
        return
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    for clash in clashes(cluster, _claims(ctx.project)):
        number = _number(clash.later)
        yield Hit(
            clash.later.span,
            f"node port {number} of {clash.later.meta.title} is already that of {clash.first.meta.title}",
            (Related(clash.first.span, "the first one"),),
            "the API server refuses the second Service: leave 'nodePort' out, or give it another one",
            confidence=clash.confidence,
        )


def _number(claim: Claim) -> int:
    key: tuple[str, int] = claim.key  # type: ignore[assignment]
    return key[1]


def _claims(project: Project) -> list[Claim]:
    """Node ports are the cluster's: namespaces do not part them."""
    found = []
    for unit in project.units:
        for service in unit.nouns.get(Service, ()):
            if not service.type.among(*_EXPOSED) or service.meta.open:
                continue
            for port in service.ports:
                if port.node_port.value and port.protocol.known:
                    key = (port.protocol.value, port.node_port.value)
                    found.append(Claim(key, service.meta, port.node_port.span))
            if service.health_port.value:
                found.append(Claim(("TCP", service.health_port.value), service.meta, service.health_port.span))
    return found
