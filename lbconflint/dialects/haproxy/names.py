"""Names that statements use: resolvers, tables, caches and so on."""

from lbconflint.dialects.haproxy.context import Context, name_setting
from lbconflint.dialects.haproxy.options import NAMING as SERVER_NAMING
from lbconflint.dialects.haproxy.options import Shape
from lbconflint.dialects.haproxy.profile import text_at
from lbconflint.dialects.haproxy.routes import condition_at
from lbconflint.model import Definition
from lbconflint.tree import Node, coexist
from lbconflint.values import HOLE, Setting, unknown, written

SECTION_KINDS: dict[str, tuple[str, ...]] = {
    "backend": ("pool",),
    "listen": ("pool", "frontend"),
    "frontend": ("frontend",),
    "defaults": ("defaults",),
    "resolvers": ("resolvers",),
    "peers": ("peers",),
    "userlist": ("userlist",),
    "cache": ("cache",),
    "mailers": ("mailers",),
    "http-errors": ("http-errors",),
    "ring": ("ring",),
    "fcgi-app": ("fcgi-app",),
    "log-forward": ("log-forward",),
    "log-profile": ("log-profile",),
    "crt-store": ("crt-store",),
    "healthcheck": ("healthcheck",),
    "program": ("program",),
    "acme": ("acme",),
}
"""Section keyword -> the kinds of names that it defines."""

_NAMED_BY = {
    "use-fcgi-app": (0, "fcgi-app"),
    "errorfiles": (0, "http-errors"),
}
"""Keyword -> the index of the argument that is a name, and its kind."""

_AFTER = {
    "stick-table": {"peers": "peers"},
    "email-alert": {"mailers": "mailers"},
    "http-request": {"cache-use": "cache"},
    "http-response": {"cache-store": "cache"},
    "filter": {"cache": "cache", "fcgi-app": "fcgi-app"},
    "log": {"profile": "log-profile"},
}
"""Keyword -> argument -> the kind of the name that follows that argument."""


def refer_names(context: Context, node: Node) -> None:
    """The sections that a proxy's statement names, apart from pools."""
    args = node.args
    named = _NAMED_BY.get(node.name)
    if named and len(args) > named[0]:
        context.refer(named[1], text_at(node, named[0] + 1), node.name, node)
    after = _AFTER.get(node.name)
    if after is None or after.keys().isdisjoint(args):
        return
    for index in range(len(args) - 1):
        kind = after.get(args[index])
        if kind:
            context.refer(kind, text_at(node, index + 2), f"{node.name} {args[index]}", node)


def refer_table(context: Context, section: Node, node: Node, first: int) -> None:
    """The table of ``track-sc0 KEY [table NAME]`` or ``stick on KEY [table NAME]``, which begins at argument
    ``first``; without a name it is that of the proxy itself."""
    rule = node.args[first : condition_at(node.args)]
    usage = " ".join((node.name, *node.args[: first + 1]))
    if "table" in rule[:-1]:
        context.refer("table", text_at(node, first + rule.index("table") + 2), usage, node)
    elif section.name != "defaults" and section.args and HOLE not in "".join((section.args[0], *rule)):
        context.refer("table", written(section.args[0], node, 0), usage, node)


def define_table(context: Context, section: Node, node: Node, first: Setting[str] | None) -> None:
    """The ``stick-table`` of a proxy, which has the proxy's name; ``first`` is the one that it has already."""
    if first is not None and coexist(first.node.world, node.world):
        related = ((first.node.word(0), "the first one is here"),)
        context.argument(node, 0, f"a second stick-table of this {section.name} section", related=related)
    if section.args:
        context.unit.definitions.append(Definition("table", name_setting(section), node.world))


def define_tables(context: Context, section: Node) -> None:
    """The tables of a ``peers`` section, which are named together with it."""
    for node in section.find("table") if section.args else ():
        name = f"{section.args[0]}/{node.args[0]}" if node.args else HOLE
        held = unknown(node) if HOLE in name else written(name, node)
        context.unit.definitions.append(Definition("table", held, node.world))


def refer_server_names(context: Context, node: Node, shape: Shape) -> None:
    """The resolvers and health checks that a server names."""
    for name, (_, number) in shape.words.items():
        if name in SERVER_NAMING:
            context.refer(name, text_at(node, number), f"server {name}", node)


NAMING = frozenset({*_NAMED_BY, *_AFTER})
"""Keywords that ``refer_names`` looks at."""
