"""Two routes that match the same and lead to different places."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Listener, Matching, Route, TargetKind
from lbconflint.tree import Node, coexist
from lbconflint.values import HOLE


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "terraform":
        yield from _priorities(unit)
        return
    if unit.product == "kubernetes":
        from lbconflint.incluster import duplicate_route

        yield from duplicate_route.hits(unit, ctx)
        return
    if unit.product != "nginx":
        for listener in unit.listeners:
            yield from _conditions(listener)
            yield from _defaults(listener)
        return
    looked_at: set[int] = set()
    for listener in unit.listeners:
        if listener.module == "http":
            yield from _locations(unit, listener, looked_at)


def _priorities(unit: Unit) -> Iterator[Hit]:
    """Rules of one cloud listener: no two have one priority."""
    first: dict[tuple[str, str, str], Listener] = {}
    for rule in unit.listeners:
        priority, listener = rule.settings.get("priority"), rule.settings.get("listener")
        if priority is None or listener is None or priority.value is None or listener.value is None:
            continue
        direction = rule.settings.get("direction")
        key = (listener.value, priority.value, direction.value or "" if direction else "")
        earlier = first.setdefault(key, rule)
        if earlier is not rule and coexist(earlier.world, rule.world):
            yield Hit(
                priority.span,
                f"priority {priority.value} of '{listener.value}' is taken by {words.listener(unit, earlier)}",
                (Related(earlier.settings["priority"].span, "the first rule with it"),),
                help="the API refuses the second rule (PriorityInUse): give each its own",
            )


def _locations(unit: Unit, listener: Listener, looked_at: set[int]) -> Iterator[Hit]:
    """Every level of a server's locations; a level that stands in a snippet of many servers is looked at once."""
    levels = [listener.node]
    while levels:
        block = levels.pop()
        found = unit.blocks(block, "location")
        # Most locations hold no others: what is not looked into need not be remembered.
        if found and id(block) not in looked_at:
            looked_at.add(id(block))
            yield from _level(unit, listener, found)
            levels += reversed(found)


def _level(unit: Unit, listener: Listener, locations: list[Node]) -> Iterator[Hit]:
    """nginx refuses a second location of the same kind and text on one level."""
    first: dict[tuple[str, str], Node] = {}
    for node in locations:
        if not node.args:
            continue
        kind, text = _kind_and_text(node.args)
        if HOLE in text or kind in ("~", "~*"):
            continue
        earlier = first.setdefault((kind, text), node)
        if earlier is not node and coexist(earlier.world, node.world):
            yield Hit(
                node.word(len(node.args)),
                f"a second location '{text}' in {words.listener(unit, listener)}",
                (Related(earlier.word(len(earlier.args)), "the first one"),),
                help='nginx refuses the configuration ("duplicate location")',
            )


def _kind_and_text(args: tuple[str, ...]) -> tuple[str, str]:
    if len(args) > 1:
        return ("" if args[0] == "^~" else args[0]), args[1]
    if args[0][:1] not in ("~", "^", "="):
        return "", args[0]
    for mark in ("~*", "^~", "=", "~"):
        if args[0].startswith(mark):
            return ("" if mark == "^~" else mark), args[0][len(mark) :]
    return "", args[0]


def _conditions(listener: Listener) -> Iterator[Hit]:
    """HAProxy takes the first use_backend whose condition holds: an equal one behind it is dead."""
    first: dict[str, Route] = {}
    for route in listener.routes:
        if route.matching is not Matching.CONDITION or route.target.kind is not TargetKind.POOL:
            continue
        condition = " ".join((route.pattern.value or "").split())
        if not condition:
            continue
        earlier = first.setdefault(condition, route)
        if earlier is route or not coexist(earlier.world, route.world):
            continue
        if earlier.target.pool.differs(route.target.pool.value):
            yield Hit(
                route.target.pool.span,
                f"never reached: an earlier rule with the same condition goes to '{earlier.target.pool.value}'",
                (Related(earlier.target.pool.span, f"'{condition}' is decided here"),),
                help="HAProxy takes the first use_backend whose condition holds",
                level=Level.WARNING,
            )


def _defaults(listener: Listener) -> Iterator[Hit]:
    """HAProxy takes the last default_backend of a section without a word."""
    last: Node | None = None
    for node in reversed(listener.node.children or ()):
        if node.name != "default_backend" or not node.args or HOLE in node.args[0]:
            continue
        if last is None:
            last = node
        elif node.args[0] != last.args[0] and coexist(node.world, last.world):
            yield Hit(
                node.word(1),
                f"never used: a later default_backend goes to '{last.args[0]}'",
                (Related(last.word(1), "this one is in force"),),
                help="HAProxy takes the last default_backend; remove one",
                level=Level.WARNING,
            )
