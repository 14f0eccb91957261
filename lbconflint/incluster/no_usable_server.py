"""A pool without a server that could take a request."""

from collections.abc import Iterator

from lbconflint.analysis.chain import uses
from lbconflint.analysis.cluster import Near
from lbconflint.check import Confidence, Context, Hit, Level, Related, Unit
from lbconflint.cluster import Rules

_GATEWAY_API = "gateway.networking.k8s.io"


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    yield from _rules(unit)
    yield from _external(unit, ctx)


def _external(unit: Unit, ctx: Context) -> Iterator[Hit]:
    """Routes to a Service that is only a name: the Gateway API tells controllers to refuse that."""
    for use in uses(ctx.project, unit):
        if use.meta.group != _GATEWAY_API or not use.services or use.near is Near.ELSEWHERE:
            continue
        if all(service.type.equals("ExternalName") for service in use.services):
            yield Hit(
                use.backend.name.span,
                f"{use.meta.title} sends to Service '{use.backend.name.value}', which is an ExternalName",
                (Related(use.services[0].type.span, "its type"),),
                "the Gateway API tells controllers not to support it (CVE-2021-25740): clients get 500 "
                "where it is not",
                level=Level.NOTE,
                confidence=Confidence.MEDIUM,
            )


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
