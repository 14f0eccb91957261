"""Dangerous ports on listeners that the internet reaches."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Confidence, Hit, Level, Related, Unit
from lbconflint.knowledge.ports import DANGEROUS
from lbconflint.model import Listener


def hits(unit: Unit) -> Iterator[Hit]:
    for listener in unit.listeners:
        if "public" in listener.settings:
            yield from _hits(unit, listener)


def _hits(unit: Unit, listener: Listener) -> Iterator[Hit]:
    public = listener.settings["public"]
    perhaps = public.equals("perhaps")
    for bind in listener.binds:
        ports = bind.ports.value
        if ports is None or ports.high - ports.low > 100:
            continue
        for port in range(ports.low, ports.high + 1):
            if port in DANGEROUS:
                yield Hit(
                    bind.ports.span,
                    f"{words.listener(unit, listener)} makes port {port} public, the port of {DANGEROUS[port]}",
                    (Related(public.span, f"its load balancer {'may be' if perhaps else 'is'} public"),),
                    help="use an internal load balancer, or let known clients in only",
                    level=Level.NOTE if perhaps else None,
                    confidence=Confidence.LOW if perhaps else None,
                )
        return
