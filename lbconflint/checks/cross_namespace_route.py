"""A route to a Service of another namespace that nobody grants."""

from collections.abc import Iterator

from lbconflint.analysis.chain import backends_of
from lbconflint.analysis.cluster import Cluster, cluster_of
from lbconflint.check import Confidence, Context, Hit, Level, Unit, each
from lbconflint.cluster import Backend, Rules

_GATEWAY_API = "gateway.networking.k8s.io"


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    cluster = ctx.project.memo.once(cluster_of, ctx.project)
    for route in unit.nouns.get(Rules, ()):
        own = route.meta.namespace
        if route.meta.group != _GATEWAY_API or not own.known or route.meta.open:
            continue
        if any(parent.kind == "Service" for parent in route.parents):
            continue  # a mesh's consumer route
        for backend in backends_of(route):
            if backend.namespace.differs(own.value) and backend.kind == "Service" and backend.name.known:
                if _granted(cluster, route, backend) is False:
                    yield _hit(cluster, route, backend)


def _granted(cluster: Cluster, route: Rules, backend: Backend) -> bool | None:
    """None when some grant is not known."""
    answer: bool | None = False
    for grant in cluster.grants:
        if not grant.meta.namespace.known and not grant.meta.namespace.absent:
            answer = None
        elif grant.meta.namespace.known and grant.meta.namespace.differs(backend.namespace.value):
            continue
        elif grant.sources is None or grant.targets is None:
            answer = None
        elif (route.meta.kind, route.meta.namespace.value) in grant.sources:
            if ("Service", "") in grant.targets or ("Service", backend.name.value) in grant.targets:
                return True
    return answer


def _hit(cluster: Cluster, route: Rules, backend: Backend) -> Hit:
    """Certain when the manifests of the other namespace are here, else the grant may be kept with them."""
    space = backend.namespace.value
    here = (f"n{space}", backend.name.value or "") in cluster.services
    return Hit(
        backend.namespace.span,
        f"{route.meta.title} of namespace '{route.meta.namespace.value}' sends to namespace '{space}', and no "
        "ReferenceGrant there allows it",
        help=f"add a ReferenceGrant in '{space}' that lets {route.meta.kind} of this namespace refer to Service",
        level=None if here else Level.WARNING,
        confidence=None if here else Confidence.MEDIUM,
    )
