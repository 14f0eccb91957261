"""A listener whose port no security group of its load balancer lets in."""

import re
from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Related, Unit
from lbconflint.model import Listener

_ANY = "any"
_OPENING = re.compile(r"(\w+) (\d+)-(\d+)")


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for listener in unit.listeners:
        yield from _hits(listener, ctx)


def _hits(listener: Listener, ctx: Context) -> Iterator[Hit]:
    openings = listener.settings.get("openings")
    if openings is None or openings.value is None or any("module" in gap.reason for gap in ctx.unit.gaps):
        return
    let_in = [(name, int(low), int(high)) for name, low, high in _OPENING.findall(openings.value)]
    for bind in listener.binds:
        ports, transport = bind.ports.value, bind.transport.value
        if ports is None:
            continue
        fitting = [each for each in let_in if each[0] in (_ANY, transport)]
        if not any(low <= ports.low and ports.high <= high for _, low, high in fitting):
            yield Hit(
                bind.ports.span,
                f"no security group of the load balancer lets in port {ports}/{transport} of "
                f"{words.listener(ctx.unit, listener)}",
                (Related(openings.span, f"they let in {openings.value.replace('any', 'all')}"),),
                help="clients time out: add an ingress rule for the port",
            )
            return
