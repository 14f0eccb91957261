"""Names that statements use: resolvers, tables, caches and so on."""

from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.options import NAMING as SERVER_NAMING
from lbconflint.dialects.haproxy.options import Shape
from lbconflint.dialects.haproxy.profile import text_at
from lbconflint.tree import Node

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


def refer_server_names(context: Context, node: Node, shape: Shape) -> None:
    """The resolvers and health checks that a server names."""
    for name, (_, number) in shape.words.items():
        if name in SERVER_NAMING:
            context.refer(name, text_at(node, number), f"server {name}", node)


NAMING = frozenset({*_NAMED_BY, *_AFTER})
"""Keywords that ``refer_names`` looks at."""
