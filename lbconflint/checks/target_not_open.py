"""A target whose security groups keep out the load balancer or its health check."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.model import Reference


@each(Reference)
def check(reference: Reference, _: Context) -> Iterator[Hit]:
    if reference.kind == "closed":
        message, _sep, cure = reference.usage.partition("\n")
        yield Hit(reference.name.span, message, help=cure)
