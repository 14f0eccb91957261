"""Requests that come back to the listener that they left."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.loops import Edge, cycles_of
from lbconflint.check import Context, Hit, Host, Level, Related, whole


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    for cycle in ctx.project.memo.once(cycles_of, ctx.project):
        if cycle[0].hop.unit in host.units:
            yield _hit(cycle)


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
