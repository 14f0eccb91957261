"""A pool that nothing leads to."""

from collections.abc import Iterator
from itertools import pairwise

from lbconflint.analysis.names import unused
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.regex import lazy
from lbconflint.tree import Node

_ARGUMENT = lazy(r"[(,][ \t]*([\w.:-]+)")


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if not unit.complete or unit.gaps:
        return
    if unit.product == "haproxy" and any(map(_spoe, unit.roots)):
        return
    kinds = frozenset(definition.kind for definition in unit.definitions if definition.kind.startswith("pool"))
    # A name that is computed for each request may be that of any pool.
    open_ended = {reference.kind for reference in unit.references if reference.name.value is None}
    prefixes = tuple(one.name.value or "" for one in unit.references if one.kind == "pool prefix")
    listens = {pool.name.span for pool in unit.pools if pool.kind == "listen"}
    idle = list(unused(unit, kinds - open_ended))
    asked = _asked_about(unit) if idle and unit.product == "haproxy" else frozenset()
    for definition in idle:
        name = definition.name.value or ""
        if definition.name.span not in listens and name not in asked and not name.startswith(prefixes):
            noun = "upstream" if unit.product == "nginx" else "backend"
            yield Hit(
                definition.name.span,
                f"nothing sends traffic to {noun} '{name}'",
                help="remove it, or name it in a route; its names are still resolved at start",
            )


def _spoe(section: Node) -> bool:
    """A filter whose own file names the backend of its agents."""
    return any(child.name == "filter" and child.args[:1] == ("spoe",) for child in section.children or ())


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
