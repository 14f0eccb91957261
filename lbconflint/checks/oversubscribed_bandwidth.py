"""Listeners that may use more bandwidth together than their load balancer has."""

from collections.abc import Iterator

from lbconflint.check import Confidence, Context, Hit, Related, Unit, each
from lbconflint.model import Listener
from lbconflint.tree import ALWAYS

_UNLIMITED = "-1"


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "terraform":
        return
    shares: dict[str, list[Listener]] = {}
    for listener in unit.listeners:
        if "bandwidth" in listener.settings and listener.world == ALWAYS:
            balancer = listener.settings["balancer"].value
            if balancer is not None:
                shares.setdefault(balancer, []).append(listener)
    for balancer_name, listeners in shares.items():
        yield from _hit(balancer_name, listeners)


def _hit(balancer: str, listeners: list[Listener]) -> Iterator[Hit]:
    """One hit at the listener with which it becomes too much."""
    whole = listeners[0].settings["bandwidth-of-balancer"]
    if not whole.value or not whole.value.isdigit():
        return
    total = 0
    for listener in listeners:
        share = listener.settings["bandwidth"]
        if not share.value or share.value == _UNLIMITED or not share.value.isdigit():
            continue
        total += int(share.value)
        if total > int(whole.value):
            yield Hit(
                share.span,
                f"the listeners of '{balancer}' may use {total} Mbit/s together, and it has {whole.value}",
                (Related(whole.span, "the bandwidth of the load balancer"),),
                help="the API refuses the listener, or the last ones starve: share out what there is",
                confidence=Confidence.MEDIUM,
            )
            return
