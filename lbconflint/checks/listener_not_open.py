"""A listener whose port nothing lets in: security groups of a cloud, policies of a cluster."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Unit, each


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "terraform":
        from lbconflint.incloud import listener_not_open as cloud

        yield from cloud.hits(unit, ctx)
    elif unit.product == "kubernetes":
        from lbconflint.incluster import listener_not_open as cluster

        yield from cluster.hits(unit, ctx)
