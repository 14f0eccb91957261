"""Requests that come back to the listener that they left."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lbconflint.analysis import words
from lbconflint.analysis.loops import Edge, cycles_of
from lbconflint.check import Context, Hit, Host, Level, Related, Unit, whole

if TYPE_CHECKING:
    from lbconflint.analysis.cloud import Turn


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    for cycle in ctx.project.memo.once(cycles_of, ctx.project):
        if cycle[0].hop.unit in host.units:
            yield _hit(cycle)
    for unit in host.units:
        if unit.product == "terraform":
            from lbconflint.analysis.cloud import circles, crossed, turns_of

            for circle in circles(unit):
                yield _circle(unit, circle)
            for turn in turns_of(unit):
                if turn.start == turn.end and crossed(turn, turn.listener):
                    yield _own_port(unit, turn)
            for reference in unit.references:
                if reference.kind == "loop":
                    yield Hit(reference.name.span, reference.usage, help="redirect to another listener or path")


def _own_port(unit: Unit, turn: "Turn") -> Hit:
    """Not even a loop: the port that the client comes back to speaks another protocol."""
    target = turn.route.target
    scheme = (target.protocol.value or "").lower()
    spoken = "https" if scheme == "http" else "http"
    return Hit(
        target.port.span if target.port.written else target.node.span,
        f"{words.listener(unit, turn.listener)} redirects every request to {scheme} on its "
        f"own port {turn.start.port}, where it speaks {spoken}",
        help="redirect to the port of the other listener",
    )


def _circle(unit: Unit, circle: "list[Turn]") -> Hit:
    """Redirects of cloud listeners that end where they begin."""
    first, *others = circle
    way = "to itself" if not others else f"over {words.listener(unit, others[0].listener)} to itself"
    port = first.route.target.port
    return Hit(
        port.span if port.written else first.route.target.node.span,
        f"{words.listener(unit, first.listener)} redirects every request {way}, until the client gives up",
        tuple(Related(turn.route.target.node.span, "and this one leads on") for turn in others),
        help="redirect to another port, host or path",
    )


def _hit(cycle: list[Edge]) -> Hit:
    first = cycle[0]
    start = words.listener(first.hop.unit, first.hop.listener)
    way = (
        "to itself"
        if len(cycle) == 1
        else f"over {words.listener(first.answer.unit, first.answer.listener)} to itself"
    )
    certain = all(edge.certain for edge in cycle)
    effect = "each request goes round until the connections are used up" if certain else "requests may go round"
    return Hit(
        first.hop.span,
        f"{start} sends requests {way}: {effect}",
        tuple(Related(edge.answer.bind.span, "they arrive here again") for edge in cycle),
        help="point it at the application",
        level=None if certain else Level.WARNING,
    )
