"""An Ingress for gRPC with the timeouts of ordinary requests."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Unit
from lbconflint.cluster import Ingress
from lbconflint.incluster import quiet

_GRPC = ("GRPC", "GRPCS")


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for ingress in unit.nouns.get(Ingress, ()):
        protocol = quiet.protocol(ingress)
        if protocol is None or not protocol.among(*_GRPC) or not quiet.served(ingress):
            continue
        if quiet.keeps_default(ingress, ctx.project):
            yield Hit(
                protocol.span,
                "gRPC streams are ended after 60 seconds without data",
                help=f"set {quiet.READ_TIMEOUT} and proxy-send-timeout, unless all calls are short",
            )
