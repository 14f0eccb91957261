"""A route behind one that always matches."""

from collections.abc import Iterator
from json import dumps

from lbconflint.analysis.rules import target_of
from lbconflint.check import Context, Hit, Level, Related, Unit
from lbconflint.cluster import ISTIO, Ingress, Match, RouteRule, Rules


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    for ingress in unit.nouns.get(Ingress, ()):
        yield from _both_kinds(ingress)
    for route in unit.nouns.get(Rules, ()):
        if route.meta.group == ISTIO and not route.open:
            yield from _covered(route)


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


def _covered(route: Rules) -> Iterator[Hit]:
    """Istio takes the first route that matches, and a prefix matches whatever begins with its characters."""
    seen = _Seen()
    for rule in route.rules:
        if rule.asked is None:
            continue
        earlier = seen.covering(rule.asked)
        if earlier is None:
            if rule.asked.final and not rule.node.world:
                seen.add(rule, rule.asked)
            continue
        if earlier.asked is None or earlier.asked.route is rule.asked.route or _twice(earlier, rule):
            continue
        final = not earlier.asked.conditions
        same = target_of(earlier) is not None and target_of(earlier) == target_of(rule)
        yield Hit(
            rule.node.span,
            f"never reached: an earlier {rule.asked.kind} route of {route.meta.title} matches {earlier.shown}",
            (Related(earlier.node.span, "this one always matches" if final else "the earlier match"),),
            "move the route without 'match' to the end" if final else "put the longer prefix first",
            level=Level.NOTE if same else None,
        )
        if final and rule.asked.kind == "http":
            return


def _twice(earlier: RouteRule, rule: RouteRule) -> bool:
    """The very same match with another target: duplicate-route tells of it."""
    targets = target_of(earlier), target_of(rule)
    return earlier.match == rule.match and None not in targets and targets[0] != targets[1]


class _Seen:
    """Matches so far that take every request of some shape: the prefix of its path, and all other conditions."""

    def __init__(self) -> None:
        self._prefixes: dict[tuple[str, str, str], RouteRule] = {}
        self._lengths: set[int] = set()

    def add(self, rule: RouteRule, asked: Match) -> None:
        how, path, rest = _split(asked)
        if how == "prefix":
            self._prefixes.setdefault((asked.kind, path, rest), rule)
            self._lengths.add(len(path))

    def covering(self, asked: Match) -> RouteRule | None:
        """The rule that takes all that a later match asks for; one that asks for nothing else first."""
        how, path, rest = _split(asked)
        everything = self._prefixes.get((asked.kind, "", ""))
        if everything is not None or how not in ("prefix", "exact"):
            return everything
        for length in sorted(size for size in self._lengths if size <= len(path)):
            for other in ("", rest) if "ignoreUriCase" not in asked.conditions else (rest,):
                found = self._prefixes.get((asked.kind, path[:length], other))
                if found is not None:
                    return found
        return None


def _split(asked: Match) -> tuple[str, str, str]:
    """How the path is matched, the path, and the other conditions in one text; "" for none."""
    rest = {key: value for key, value in asked.conditions.items() if key != "uri"}
    others = dumps(rest, sort_keys=True) if rest else ""
    uri = asked.conditions.get("uri")
    if uri is None:
        return "prefix", "", others
    if not isinstance(uri, dict) or len(uri) != 1:
        return "", "", others
    ((how, path),) = uri.items()
    return how, str(path), others
