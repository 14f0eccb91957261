"""The blocks around a statement: what each says by name, its includes replaced by what they bring in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.tree import Node
from lbconflint.values import HOLE, Origin, Setting, unknown, written

T = TypeVar("T")
_tuple = tuple.__new__  # as in values
_WRITTEN, _INHERITED = Origin.WRITTEN, Origin.INHERITED

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

_FEW = 12
"""In a block of so few statements one is looked for in order: sorting them by name takes longer."""

Found = tuple[Node, bool]
"""A statement, and whether it is inherited."""
First = tuple[Mapping[str, Setting[str]], Node | None]
"""Second arguments by the first one in lower case, and what stands for statements that nobody has seen."""


def hides(node: Node, name: str) -> bool:
    """The statement is not the directive ``name`` but something unread that may set it."""
    return node.name != name


def setting(node: Node, inherited: bool, name: str) -> Setting[str]:
    """The arguments of a statement as one setting; unknown when a template fills them in."""
    args = node.args
    word = 1 if args else 0
    text = None if node.name != name else _known(args)
    if text is None:
        return unknown(node, word)
    return _tuple(Setting, (text, _INHERITED if inherited else _WRITTEN, node, word, None))


@lru_cache(4096)
def _known(args: tuple[str, ...]) -> str | None:
    """The arguments joined by blanks; None when a template fills them in.  The same few are asked for again
    and again."""
    text = " ".join(args)
    return None if text and filled_in(text) else text


class Scope(Mapping[str, Setting[str]]):
    """One block, and the block around it; as a mapping, the directives in force in it: the value is the arguments
    joined by blanks.

    ``parts`` are what it consists of, in order: lists of statements of its own, and for each include the scope
    of a file.  Of most blocks little is asked (of a location its pass and a header or two), so statements are
    sorted by name only when there are many.  ``leads`` are those that may send a request somewhere, blocks
    among them.  ``blind`` is an include (or a template expression) within the block that may set anything.
    """

    __slots__ = ("_firsts", "_handed_on", "_lists", "_own", "blind", "leads", "node", "outer", "parts")

    def __init__(
        self,
        node: Node,
        outer: "Scope | None",
        parts: "Sequence[list[Node] | Scope]",
        leads: Sequence[Node] = (),
        blind: Node | None = None,
    ) -> None:
        self.node = node
        self.outer = outer
        self.parts = parts
        self.leads = leads
        self.blind = blind
        self._own: dict[str, Node] | None = None
        self._lists: dict[str, list[Node]] | None = None
        self._firsts: dict[str, First | None] | None = None
        self._handed_on: dict[str, Found | None] | None = None

    @property
    def own(self) -> dict[str, Node]:
        """The statements that are said once, by name: the last of a name."""
        return self._sort()[0] if self._own is None else self._own

    @property
    def lists(self) -> dict[str, list[Node]]:
        """The statements that may be repeated and the blocks, by name."""
        return self._sort()[1] if self._lists is None else self._lists

    def _sort(self) -> tuple[dict[str, Node], dict[str, list[Node]]]:
        own: dict[str, Node] = {}
        lists: dict[str, list[Node]] = {}
        for part in self.parts:
            if isinstance(part, list):
                _sort(part, own, lists)
                continue
            own.update(part.own)
            for name, nodes in part.lists.items():
                if name in lists:
                    lists[name] += nodes
                else:
                    lists[name] = nodes.copy()
        own.pop(HOLE, None)
        self._own, self._lists = own, lists
        return own, lists

    def said(self, name: str) -> Node | None:
        """The statement ``name`` of this very block."""
        if self._own is not None:
            return self._own.get(name)
        if name in SEVERAL:
            return None
        found = None
        for part in self.parts:
            if isinstance(part, list):
                if len(part) > _FEW:
                    return self.own.get(name)
                for node in part:
                    if node.name == name and node.children is None:
                        found = node
            else:
                own = part._own
                found = (part.said(name) if own is None else own.get(name)) or found
        return found

    def each(self, name: str) -> Sequence[Node]:
        """The statements ``name``, which may be repeated, of this very block."""
        if self._lists is not None:
            return self._lists.get(name, ())
        found: Sequence[Node] = ()
        for part in self.parts:
            if not isinstance(part, list):
                more: Sequence[Node] = part.lists.get(name, ())
            elif len(part) > _FEW:
                return self.lists.get(name, ())
            else:
                more = [node for node in part if node.name == name]
            found = [*found, *more] if found and more else found or more
        return found

    def knows(self, names: frozenset[str]) -> bool:
        """One of the directives is said here or around, or may be: most servers have no TLS, for example."""
        scope: Scope | None = self
        while scope is not None:
            if scope.blind is not None or not (names.isdisjoint(scope.own) and names.isdisjoint(scope.lists)):
                return True
            scope = scope.outer
        return False

    def find(self, name: str) -> Found | None:
        """The statement in force and whether it is inherited; a blind scope answers with what hides it."""
        own = self._own
        found = (self.said(name) if own is None else own.get(name)) or self.blind
        if found is not None:
            return found, False
        outer = self.outer
        if outer is None or name in OWN:
            return None
        return outer._hand_on(name)

    def _hand_on(self, name: str) -> Found | None:
        """What the blocks within inherit from this one; they all ask for the same, so it is kept."""
        known = self._handed_on
        if known is None:
            known = self._handed_on = {}
        elif name in known:
            return known[name]
        scope: Scope | None = self
        found = None
        while scope is not None and found is None:
            found = scope.said(name) or scope.blind
            scope = scope.outer
        known[name] = answer = None if found is None else (found, True)
        return answer

    def all(self, name: str) -> tuple[Sequence[Node], bool]:
        """The statements of a repeatable directive in force: those of the nearest block that has any."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.each(name)
            if found:
                return found, scope is not self
            if scope.blind is not None:
                return [scope.blind], scope is not self
            scope = scope.outer
        return [], False

    def firsts(self, name: str) -> First | None:
        """What the statements ``name FIRST SECOND`` of this very block say; None without any."""
        if self._firsts is not None and name in self._firsts:
            return self._firsts[name]
        shared = self._only_file(name)
        if shared is not None:
            return shared.firsts(name)
        nodes = self.each(name)
        found = _by_first(nodes, name) if nodes else None
        if self._firsts is None:
            self._firsts = {}
        self._firsts[name] = found
        return found

    def _only_file(self, name: str) -> "Scope | None":
        """The file that alone brings in statements ``name``, if any: its answer serves all blocks like this."""
        if self._own is not None:
            return None
        only = None
        for part in self.parts:
            if isinstance(part, list):
                if len(part) > _FEW:
                    return None
                for node in part:
                    if node.name == name:
                        return None
            elif only is not None:
                return None
            else:
                only = part
        return only

    def __getitem__(self, name: str) -> Setting[str]:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return setting(*found, name)

    def get(self, name: str, default: "Setting[str] | T | None" = None) -> "Setting[str] | T | None":  # type: ignore[override]
        found = self.find(name)
        return default if found is None else setting(found[0], found[1], name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def __iter__(self) -> Iterator[str]:
        """Every name that ``find`` knows."""
        seen: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            for name in scope.own:
                if name not in seen and (scope is self or name not in OWN):
                    seen.add(name)
                    yield name
            scope = scope.outer

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


def _sort(nodes: Iterable[Node], own: dict[str, Node], lists: dict[str, list[Node]]) -> None:
    for node in nodes:
        name = node.name
        if name not in SEVERAL and node.children is None:
            own[name] = node
        elif name in lists:
            lists[name].append(node)
        else:
            lists[name] = [node]


def _by_first(nodes: Iterable[Node], name: str) -> First:
    found: dict[str, Setting[str]] = {}
    unseen = None
    for node in nodes:
        if node.name != name:
            unseen = node
        elif len(node.args) == 2:
            first, value = node.args
            found[first.lower()] = unknown(node, 2) if filled_in(value) else written(value, node, 2)
    return found, unseen
