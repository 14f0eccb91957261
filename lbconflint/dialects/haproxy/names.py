"""Names that statements use: ACLs, resolvers, tables, caches and so on."""

from collections.abc import Iterator

from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.options import NAMING as SERVER_NAMING
from lbconflint.dialects.haproxy.options import Shape
from lbconflint.dialects.haproxy.profile import text_at
from lbconflint.dialects.haproxy.routes import condition_at
from lbconflint.model import Definition
from lbconflint.template import placeholder
from lbconflint.tree import Node
from lbconflint.values import HOLE, written

PREDEFINED_ACLS = frozenset(
    {"TRUE", "FALSE", "LOCALHOST", "HTTP", "HTTP_1.0", "HTTP_1.1", "HTTP_2.0", "HTTP_3.0", "HTTP_CONTENT",
     "HTTP_URL_ABS", "HTTP_URL_SLASH", "HTTP_URL_STAR", "METH_CONNECT", "METH_DELETE", "METH_GET", "METH_HEAD",
     "METH_OPTIONS", "METH_POST", "METH_PUT", "METH_TRACE", "RDP_COOKIE", "REQ_CONTENT", "WAIT_END"}
)  # fmt: skip
"""ACLs that need no definition (configuration.txt, 7.4)."""

_OPERATORS = frozenset({"or", "||", "!", "if", "unless"})

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


def acl_kind(section: Node) -> str:
    """The kind of the ACLs of one section: every section has its own."""
    return f"acl of {section.name} {section.args[0] if section.args else ''}"


def define_acl(context: Context, kind: str, node: Node) -> None:
    if node.args and HOLE not in node.args[0]:
        context.unit.definitions.append(Definition(kind, written(node.args[0], node), node.world))


def refer_acls(context: Context, kind: str, node: Node) -> None:
    """The ACLs, of this kind, that the condition of a statement names."""
    start = condition_at(node.args)
    if start is None:
        return
    for name, word in _acl_names(node.args, start + 1):
        context.refer(kind, written(name, node, word), node.name, node)


def _acl_names(args: tuple[str, ...], start: int) -> Iterator[tuple[str, int]]:
    """(name, number of its word); what stands in braces is an ACL without a name."""
    braced = False
    for index in range(start, len(args)):
        word = args[index]
        if braced:
            braced = word != "}"
        elif word == "{" or word == "!{":
            braced = True
        elif word.lower() not in _OPERATORS:
            name = word.lstrip("!")
            if name and "$" not in name and name not in PREDEFINED_ACLS and not placeholder(name):
                yield name, index + 1


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
