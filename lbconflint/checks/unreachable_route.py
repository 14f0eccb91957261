"""A route behind one that always matches."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.cluster import Ingress, RouteRule, Rules
from lbconflint.model import Listener, Matching, Route, TargetKind
from lbconflint.tree import ALWAYS

_DECIDES = (TargetKind.POOL, TargetKind.DYNAMIC)


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product == "haproxy":
        for listener in unit.listeners:
            yield from _use_backends(listener)
    elif unit.product == "kubernetes":
        for ingress in unit.nouns.get(Ingress, ()):
            yield from _both_kinds(ingress)
        for route in unit.nouns.get(Rules, ()):
            if route.meta.kind == "VirtualService" and not route.open:
                yield from _behind_all(route)


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
            )
        elif route.pattern.absent and route.world == ALWAYS and route.target.kind is TargetKind.POOL:
            final = route


def _both_kinds(ingress: Ingress) -> Iterator[Hit]:
    """ingress-nginx writes one location for an Exact and a Prefix path of the same text."""
    first: dict[tuple[str, str], RouteRule] = {}
    for rule in ingress.rules:
        if not rule.match or not rule.backends or rule.path.value is None:
            continue
        earlier = first.setdefault((rule.host.value or "", rule.path.value), rule)
        if earlier.match == rule.match or not earlier.backends:
            continue
        if earlier.backends[0].name.differs(rule.backends[0].name.value):
            yield Hit(
                rule.path.span,
                f"{rule.shown} has the text of the {earlier.shown}",
                (Related(earlier.path.span, "the other one"),),
                "the Exact path wins for its own text; ingress-nginx may refuse to load both",
                level=Level.NOTE,
            )


def _behind_all(route: Rules) -> Iterator[Hit]:
    """Istio takes the first route that matches: one without match takes everything."""
    final: RouteRule | None = None
    for rule in route.rules:
        if not rule.match.startswith("http "):
            continue
        if final is not None and final.node is not rule.node:
            yield Hit(
                rule.node.span,
                f"never reached: an earlier http route of {route.meta.title} matches everything",
                (Related(final.node.span, "this one always matches"),),
                "move the route without 'match' to the end",
            )
            return
        if rule.match == "http {}" and not rule.node.world:
            final = rule
