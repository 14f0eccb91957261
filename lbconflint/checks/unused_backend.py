"""A pool that nothing leads to."""

from collections.abc import Iterator
from itertools import pairwise

from lbconflint.analysis.names import idle_pools
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.regex import lazy

_ARGUMENT = lazy(r"[(,][ \t]*([\w.:-]+)")


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if not unit.complete or unit.gaps:
        return
    idle = unit.memo.once(idle_pools, unit)
    if not idle or (unit.product == "haproxy" and _spoe(unit)):
        return
    listens = {pool.name.span for pool in unit.pools if pool.kind == "listen"}
    asked = _asked_about(unit) if unit.product == "haproxy" else frozenset()
    for definition in idle:
        name = definition.name.value or ""
        if definition.name.span not in listens and name not in asked:
            noun = "upstream" if unit.product == "nginx" else "backend"
            yield Hit(
                definition.name.span,
                f"nothing sends traffic to {noun} '{name}'",
                help="remove it, or name it in a route; its names are still resolved at start",
            )


def _spoe(unit: Unit) -> bool:
    """A filter whose own file names the backend of its agents."""
    if not any("spoe" in source.text for source in unit.sources):
        return False
    nodes = (child for section in unit.roots for child in section.children or ())
    return any(child.name == "filter" and child.args[:1] == ("spoe",) for child in nodes)


def _asked_about(unit: Unit) -> frozenset[str]:
    """What HAProxy's statements name without sending anything there: tables, states of servers
    (``nbsrv(name)``, ``src_conn_rate(name)``, ``track name/server``).  Any argument between parentheses counts."""
    names: set[str] = set()
    for section in unit.roots:
        for node in section.children or ():
            for before, word in pairwise((node.name, *node.args)):
                if before in ("table", "track"):
                    names.add(word.partition("/")[0])
                if "(" in word:
                    names.update(_ARGUMENT.findall(word))
    return frozenset(names)
