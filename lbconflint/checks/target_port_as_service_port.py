"""An Ingress that names the pod's port where the Service's port belongs."""

from collections.abc import Iterator

from lbconflint.analysis.chain import closed, port_of, uses
from lbconflint.analysis.cluster import Near
from lbconflint.check import Confidence, Context, Hit, Related, Unit, each
from lbconflint.cluster import Ingress


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for use in uses(ctx.project, unit):
        wanted = use.backend.port
        if not isinstance(use.owner, Ingress) or wanted.value is None or use.near is Near.ELSEWHERE:
            continue
        if not use.services or not all(closed(service) for service in use.services):
            continue
        if any(port_of(service, wanted) for service in use.services):
            continue
        service = use.services[0]
        port = next((one for one in service.ports if one.target.equals(wanted.value)), None)
        if port is not None:
            yield Hit(
                wanted.span,
                f"'{wanted.value}' is the target port of {service.meta.title}, whose port is {port.port.value}",
                (Related(port.port.span, "the Service's port"),),
                "ingress-nginx accepts both; every other controller answers 503: name the Service's port",
                confidence=Confidence.MEDIUM if use.near is Near.DIRECTORY else None,
            )
