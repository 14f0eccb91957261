"""A pool without a server that could take a request."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Unit
from lbconflint.cluster import Rules


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    yield from _rules(unit)


def _rules(unit: Unit) -> Iterator[Hit]:
    """Rules of routes whose backends all have weight 0."""
    for route in unit.nouns.get(Rules, ()):
        reported: set[int] = set()
        for rule in route.rules:
            if rule.backends and all(backend.weight.equals(0) for backend in rule.backends):
                first = rule.backends[0]
                if id(first.node) not in reported and not route.meta.open:
                    reported.add(id(first.node))
                    yield Hit(
                        first.weight.span,
                        f"every backend of this rule of {route.meta.title} has weight 0: clients get 500 or 503",
                        help="give one of them a weight, or leave the weights out",
                        level=Level.WARNING,
                    )
