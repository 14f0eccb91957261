"""A route behind one that always matches."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Related, Unit
from lbconflint.cluster import Ingress, RouteRule, Rules


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    for ingress in unit.nouns.get(Ingress, ()):
        yield from _both_kinds(ingress)
    for route in unit.nouns.get(Rules, ()):
        if route.meta.kind == "VirtualService" and not route.open:
            yield from _behind_all(route)


def _both_kinds(ingress: Ingress) -> Iterator[Hit]:
    """ingress-nginx writes one location for an Exact and a Prefix path of the same text."""
    first: dict[tuple[str, str], RouteRule] = {}
    trimmed: dict[tuple[str, str], RouteRule] = {}
    for rule in ingress.rules:
        if not rule.match or not rule.backends or rule.path.value is None:
            continue
        yield from _one_prefix(trimmed, rule)
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


def _one_prefix(first: dict[tuple[str, str], RouteRule], rule: RouteRule) -> Iterator[Hit]:
    """By the specification a Prefix matches element by element, and the slash at its end counts for nothing."""
    if not rule.shown.startswith("Prefix ") or not (rule.path.value or "").strip("/"):
        return
    earlier = first.setdefault((rule.host.value or "", (rule.path.value or "").rstrip("/")), rule)
    if earlier.path.value != rule.path.value and earlier.backends[0].name.differs(rule.backends[0].name.value):
        yield Hit(
            rule.path.span,
            f"{rule.shown} matches what {earlier.shown} does: the '/' at the end counts for nothing",
            (Related(earlier.path.span, "the other one"),),
            "which of them answers depends on the controller: keep one",
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
