"""A pod that takes a port of its node in the organisation's forbidden zone."""

from collections.abc import Iterator

from lbconflint.analysis.hostports import host_ports
from lbconflint.check import Context, Hit, Unit
from lbconflint.cluster import Workload
from lbconflint.kernel import ClaimKind


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    protected = [claim.ports for claim in ctx.project.ports.claims if claim.kind is ClaimKind.PROTECTED]
    if not protected:
        return
    for workload in unit.nouns.get(Workload, ()):
        for port in host_ports(workload):
            if any(port.number in ports for ports in protected):
                yield Hit(
                    port.span,
                    f"{workload.meta.title} takes port {port.number} of its node, which [ports] protected keeps "
                    "free",
                    help="choose another port, or change the zone in lbconflint.toml",
                )
