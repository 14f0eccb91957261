"""The directive in force: what a block says, what it inherits, and nginx's own default.

A ``Scope`` keeps statements only; settings are made when somebody asks for them, because most are never
asked for.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.model import NOTHING
from lbconflint.tree import Node
from lbconflint.values import Origin, Setting, default, unknown

T = TypeVar("T")

SEVERAL = frozenset({
    "http", "stream", "mail",
    "listen", "server_name", "location", "if", "limit_except", "server", "upstream", "map", "geo",
    "split_clients", "types", "set", "return", "rewrite", "include", "allow", "deny", "add_header",
    "add_trailer", "proxy_set_header", "grpc_set_header", "fastcgi_param", "uwsgi_param", "scgi_param",
    "error_page", "access_log", "error_log", "ssl_certificate", "ssl_certificate_key", "load_module", "env",
    "log_format", "limit_req_zone", "limit_conn_zone", "limit_req", "limit_conn", "set_real_ip_from",
    "proxy_cache_path", "fastcgi_cache_path", "proxy_redirect", "proxy_hide_header", "proxy_pass_header",
    "proxy_cookie_path", "proxy_cookie_domain", "sub_filter", "auth_http_header", "break", "js_import",
    "js_set", "js_var", "perl_set", "keyval", "keyval_zone", "ssl_conf_command", "proxy_ssl_conf_command",
    "charset_map",
})  # fmt: skip
"""Directives that may be said more than once in a block."""

OWN = frozenset({
    "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass", "grpc_pass", "tunnel_pass",
    "pass", "return", "rewrite", "set", "if", "break", "listen", "server_name", "location", "limit_except",
    "internal", "alias", "try_files", "post_action", "empty_gif", "flv", "mp4", "stub_status",
    "random_index", "server", "upstream", "map", "geo", "split_clients", "types", "zone", "hash", "ip_hash",
    "least_conn", "least_time", "random", "sticky", "keepalive", "state", "queue", "ntlm", "health_check",
    "content_by_lua_block", "content_by_lua_file", "js_content", "js_filter", "js_preread", "js_access",
    "perl", "protocol",
})  # fmt: skip
"""Directives that inner blocks do not inherit."""


class Scope:
    """One block: its statements by name, those that may be repeated as lists, and the block around it.

    ``blind`` is an include (or a template expression) within the block that may set anything.
    """

    __slots__ = ("blind", "lists", "node", "outer", "own")

    def __init__(self, node: Node, outer: "Scope | None") -> None:
        self.node = node
        self.outer = outer
        self.own: dict[str, Node] = {}
        self.lists: dict[str, list[Node]] = {}
        self.blind: Node | None = None

    def find(self, name: str) -> tuple[Node, bool] | None:
        """The statement in force and whether it is inherited; a blind scope answers with what hides it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.own.get(name)
            if found is not None:
                return found, scope is not self
            if scope.blind is not None:
                return scope.blind, scope is not self
            if name in OWN:
                return None
            scope = scope.outer
        return None

    def all(self, name: str) -> tuple[list[Node], bool]:
        """The statements of a repeatable directive in force: those of the nearest block that has any."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.lists.get(name)
            if found or name in scope.own:
                return found or [scope.own[name]], scope is not self
            if scope.blind is not None:
                return [scope.blind], scope is not self
            scope = scope.outer
        return [], False

    @property
    def names(self) -> Iterator[str]:
        seen: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            for name in scope.own:
                if name not in seen and (scope is self or name not in OWN):
                    seen.add(name)
                    yield name
            scope = scope.outer


def hides(node: Node, name: str) -> bool:
    """The statement is not the directive ``name`` but something unread that may set it."""
    return node.name != name


def setting(node: Node, inherited: bool, name: str) -> Setting[str]:
    """The arguments of a statement as one setting; unknown when a template fills them in."""
    if hides(node, name):
        return unknown(node, 1 if node.args else 0)
    text = " ".join(node.args)
    word = 1 if node.args else 0
    if text and filled_in(text):
        return unknown(node, word)
    return Setting(text, Origin.INHERITED if inherited else Origin.WRITTEN, node, word)


class Effective(Mapping[str, Setting[str]]):
    """The directives in force in a block, by name; the value is the arguments joined by blanks."""

    __slots__ = ("_scope",)

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __getitem__(self, name: str) -> Setting[str]:
        found = self._scope.find(name)
        if found is None:
            raise KeyError(name)
        return setting(*found, name)

    def get(self, name: str, default: "Setting[str] | T | None" = None) -> "Setting[str] | T | None":  # type: ignore[override]
        found = self._scope.find(name)
        return default if found is None else setting(*found, name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._scope.find(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._scope.names)

    def __len__(self) -> int:
        return sum(1 for _ in self._scope.names)


class Lazy(Mapping[str, T], Generic[T]):
    """A mapping that is built from a block's scope when it is first looked into."""

    __slots__ = ("_build", "_items", "_scope", "_what")

    def __init__(self, build: "Callable[[Scope, str], dict[str, T]]", scope: Scope, what: str) -> None:
        self._build = build
        self._scope = scope
        self._what = what
        self._items: dict[str, T] | None = None

    def _all(self) -> dict[str, T]:
        if self._items is None:
            self._items = self._build(self._scope, self._what)
        return self._items

    def __getitem__(self, name: str) -> T:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


_TIME = re.compile(r"(\d+)(ms|[smhdwMy]?)\s*")
_UNITS = {
    "ms": 1, "": 1000, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    "M": 2_592_000_000, "y": 31_536_000_000,
}  # fmt: skip


def milliseconds(text: str) -> int | None:
    """A time as nginx writes it (``90``, ``1m30s``, ``500ms``) in milliseconds; None when it is none."""
    total, at = 0, 0
    while at < len(text):
        match = _TIME.match(text, at)
        if match is None:
            return None
        total += int(match[1]) * _UNITS[match[2]]
        at = match.end()
    return total if text else None


_SIZE = re.compile(r"(\d+)([kKmMgG]?)")
_SIZE_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def size(text: str) -> int | None:
    """A size or a number as nginx writes it (``512``, ``8k``) in bytes; None when it is none."""
    match = _SIZE.fullmatch(text)
    return int(match[1]) * _SIZE_UNITS[match[2].lower()] if match else None


def converted(scope: Scope, name: str, convert: Callable[[str], T | None], standard: T | None) -> Setting[T]:
    """The first argument of the directive in force as another type; ``standard`` is nginx's default."""
    found = scope.find(name)
    if found is None:
        return default(standard, scope.node) if standard is not None else Setting(None, Origin.ABSENT, scope.node)
    node, inherited = found
    if hides(node, name) or not node.args or filled_in(node.args[0]):
        return unknown(node, 1 if node.args else 0)
    value = convert(node.args[0])
    if value is None:
        return unknown(node, 1)
    return Setting(value, Origin.INHERITED if inherited else Origin.WRITTEN, node, 1)


def flag(text: str) -> bool | None:
    return {"on": True, "off": False}.get(text.lower())


_TIMEOUTS: dict[str, dict[str, tuple[str, int]]] = {
    family: {
        "connect": (f"{family}_connect_timeout", 60_000),
        "read": (f"{family}_read_timeout", 60_000),
        "send": (f"{family}_send_timeout", 60_000),
    }
    for family in ("proxy", "grpc", "fastcgi", "uwsgi", "scgi", "memcached")
} | {
    "stream": {"connect": ("proxy_connect_timeout", 60_000), "idle": ("proxy_timeout", 600_000)},
    "server": {
        "keepalive": ("keepalive_timeout", 75_000),
        "header": ("client_header_timeout", 60_000),
        "body": ("client_body_timeout", 60_000),
        "send": ("send_timeout", 60_000),
    },
    "stream server": {"preread": ("preread_timeout", 30_000)},
    "mail": {"idle": ("timeout", 60_000)},
}
"""For each kind of hop the neutral name of a timeout, its directive and nginx's default in ms."""


def timeouts(scope: Scope, family: str) -> Mapping[str, Setting[int]]:
    """The timeouts in force, in ms, by neutral name."""
    return Lazy(_timeouts, scope, family) if family in _TIMEOUTS else NOTHING


def _timeouts(scope: Scope, family: str) -> dict[str, Setting[int]]:
    directives = _TIMEOUTS[family].items()
    return {key: converted(scope, name, milliseconds, ms) for key, (name, ms) in directives}


_HEADER_DIRECTIVES = {"proxy": "proxy_set_header", "grpc": "grpc_set_header"}


def headers(scope: Scope, family: str) -> Mapping[str, Setting[str]]:
    """The request headers that nginx sends on, by lower-case name.

    One ``proxy_set_header`` in a block hides all those of the blocks around it.  ``Host`` has a default;
    that of ``Connection`` depends on the version and is left out.
    """
    directive = _HEADER_DIRECTIVES.get(family)
    return Lazy(_headers, scope, directive) if directive else NOTHING


def _headers(scope: Scope, directive: str) -> dict[str, Setting[str]]:
    nodes, inherited = scope.all(directive)
    found: dict[str, Setting[str]] = {}
    hidden: Node | None = None
    for node in nodes:
        if hides(node, directive):
            hidden = node
        elif len(node.args) == 2:
            unsure = filled_in(node.args[1])
            origin = Origin.UNKNOWN if unsure else Origin.INHERITED if inherited else Origin.WRITTEN
            found[node.args[0].lower()] = Setting(None if unsure else node.args[1], origin, node, 2)
    if directive == "proxy_set_header":
        if hidden is not None:
            for name in ("host", "connection", "upgrade"):
                found.setdefault(name, unknown(hidden, 1))
        found.setdefault("host", default("$proxy_host", scope.node))
    return found
