"""Where a statement stands: the contexts of nginx's directives, and the one that a fragment is meant for.

A context is the letter of the directive tables: M main, E events, H http, S server, L location, U upstream,
I if in server, J if in location, X limit_except; t stream, s its server, u its upstream; m mail, v its
server.  ``?`` is a block whose statements are not checked, ``#`` one whose statements are entries.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from lbconflint.knowledge.nginx_directives import DIRECTIVES
from lbconflint.regex import lazy
from lbconflint.tree import Node
from lbconflint.values import HOLE

OPEN = "?"
ENTRIES = "#"

NAMES = {
    "M": "the main context", "E": "events", "H": "http", "S": "server", "L": "location", "U": "upstream",
    "I": "if in server", "J": "if in location", "X": "limit_except", "t": "stream", "s": "server of stream",
    "u": "upstream of stream", "m": "mail", "v": "server of mail",
}  # fmt: skip

_INNER = {
    "M": {"events": "E", "http": "H", "stream": "t", "mail": "m"},
    "H": {"server": "S", "upstream": "U"},
    "S": {"location": "L", "if": "I"},
    "L": {"location": "L", "if": "J", "limit_except": "X"},
    "t": {"server": "s", "upstream": "u"},
    "m": {"server": "v"},
}
_USUAL = {"events": "E", "http": "H", "stream": "t", "mail": "m", "server": "S", "upstream": "U", "location": "L",
          "if": "J", "limit_except": "X"}  # fmt: skip
_ENTRY_BLOCKS = frozenset({"map", "geo", "types", "split_clients", "charset_map", "match", "num_map", "geoip2"})


@lru_cache(1024)
def inner(context: str, name: str) -> str:
    """The context within the block of directive ``name``."""
    known = _INNER.get(context, {}).get(name)
    if known is not None:
        return known
    if name in _ENTRY_BLOCKS:
        return ENTRIES
    if context in (OPEN, ENTRIES):
        return OPEN
    if name in _USUAL:
        return {"S": "s", "U": "u"}.get(_USUAL[name], OPEN) if context in "tsu" else _USUAL[name]
    return OPEN


_STREAM_PATH = lazy(r"(^|[/._-])(streams?|tcp|udp|l4|layer4)([/._-]|$)")
_STREAM_ONLY = frozenset({"proxy_pass", "proxy_timeout", "ssl_preread", "preread_timeout", "preread_buffer_size",
                          "proxy_responses", "proxy_requests", "pass", "js_preread", "js_access"})  # fmt: skip
_HTTP_ONLY = frozenset({"location", "root", "index", "try_files", "rewrite", "add_header", "if", "error_page"})
_SERVER_LEVEL = frozenset({"location", "listen", "server_name"})
_PREFERRED = "LSHMUtsuEmv"


def infer(nodes: Sequence[Node], path: str) -> str:
    """The context that a file without a main context is meant to be included in; "?" when none fits."""
    names = {node.name for node in nodes}
    if not _INNER["M"].keys().isdisjoint(node.name for node in nodes if node.children is not None):
        return "M"
    blocks = {node.name for node in nodes if node.children is not None}
    if "server" in blocks or "upstream" in blocks:
        return "t" if _for_stream(nodes, path) else "H"
    if "server" in names:
        return "u" if _STREAM_PATH.search(path.lower()) else "U"
    if not _SERVER_LEVEL.isdisjoint(names):
        stream = "location" not in names and (_for_stream_server(nodes) or bool(_STREAM_PATH.search(path.lower())))
        return "s" if stream else "S"
    return _fitting(names, path)


def _fitting(names: Iterable[str], path: str) -> str:
    """The first context in which every known name is allowed."""
    letters = set(_PREFERRED)
    known = False
    for name in names:
        rows = DIRECTIVES.get(name)
        if rows is None or any("*" in row.contexts for row in rows):
            continue
        known = True
        letters &= {letter for row in rows for letter in row.contexts}
    if not known:
        return OPEN
    if _STREAM_PATH.search(path.lower()) and letters & set("tsu"):
        letters &= set("tsu")
    return next((letter for letter in _PREFERRED if letter in letters), OPEN)


def _for_stream(nodes: Sequence[Node], path: str) -> bool:
    servers = [node for node in nodes if node.name == "server" and node.children]
    for server in servers:
        names = {child.name for child in server.children or ()}
        if not _HTTP_ONLY.isdisjoint(names):
            return False
        if _for_stream_server(server.children or ()):
            return True
    return bool(_STREAM_PATH.search(path.lower()))


def _for_stream_server(nodes: Sequence[Node]) -> bool:
    return any(node.name in _STREAM_ONLY or (node.name == "listen" and "udp" in node.args) for node in nodes)


def is_main(nodes: Sequence[Node], path: str) -> bool:
    """The file is what nginx is started with, not one that another file includes."""
    main = _INNER["M"]
    for node in nodes:
        if node.name in main and node.children is not None:
            return True
    name = path.rsplit("/", 1)[-1]
    if not (name == "nginx.conf" or name.startswith("nginx.conf.")) or not nodes:
        return False
    return all(_main_level(node) for node in nodes)


def _main_level(node: Node) -> bool:
    if node.children is not None or HOLE in node.name:
        return False
    rows = DIRECTIVES.get(node.name)
    return rows is None or any(letter in row.contexts for row in rows for letter in "M*")
