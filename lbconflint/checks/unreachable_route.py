"""A route behind one that always matches."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Listener, Matching, Route, TargetKind
from lbconflint.tree import ALWAYS

_DECIDES = (TargetKind.POOL, TargetKind.DYNAMIC)


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "haproxy":
        for listener in unit.listeners:
            yield from _use_backends(listener)
    elif unit.product == "terraform":
        from lbconflint.incloud import unreachable_rule

        yield from unreachable_rule.hits(unit)
    elif unit.product == "kubernetes":
        from lbconflint.incluster import unreachable_route

        yield from unreachable_route.hits(unit, ctx)


def _use_backends(listener: Listener) -> Iterator[Hit]:
    final: Route | None = None
    for route in listener.routes:
        if route.matching is not Matching.CONDITION or route.target.kind not in _DECIDES:
            continue
        if final is not None:
            yield Hit(
                route.target.pool.span,
                "never reached: an earlier use_backend without condition takes every connection",
                (Related(final.node.span, "this one always matches"),),
                help="give the earlier rule its condition, or make it the default_backend",
                level=Level.NOTE,
            )
        elif route.pattern.absent and route.world == ALWAYS and route.target.kind is TargetKind.POOL:
            final = route
