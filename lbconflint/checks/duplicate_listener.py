"""One port of a load balancer twice: listeners of a cloud, Services of a cluster."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Unit, each


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "terraform":
        from lbconflint.incloud import duplicate_listener as cloud

        yield from cloud.hits(unit, ctx)
    elif unit.product == "kubernetes":
        from lbconflint.incluster import duplicate_listener as cluster

        yield from cluster.hits(unit, ctx)
