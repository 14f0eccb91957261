"""The directive in force: what a block says, what it inherits, and nginx's own default.

A ``Scope`` keeps statements only; settings are made when somebody asks for them, because most are never
asked for.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.scope import Scope, hides
from lbconflint.model import NOTHING
from lbconflint.regex import lazy
from lbconflint.tree import Node
from lbconflint.values import Origin, Setting, default, unknown

T = TypeVar("T")
_tuple, _new = tuple.__new__, object.__new__  # as in values
_WRITTEN, _INHERITED = Origin.WRITTEN, Origin.INHERITED


_TIME = lazy(r"(\d+)(ms|[smhdwMy]?)\s*")
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


_SIZE = lazy(r"(\d+)([kKmMgG]?)")
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
    return _tuple(Setting, (value, _INHERITED if inherited else _WRITTEN, node, 1, None))


def flag(text: str) -> bool | None:
    return {"on": True, "off": False}.get(text.lower())


Table = Mapping[str, tuple[str, Callable[[str], T | None], T]]
"""By neutral name a directive, what makes a value of its first argument, and nginx's default."""


class Converted(Mapping[str, Setting[T]], Generic[T]):
    """The directives of a table as they are in force in a block, by neutral name."""

    __slots__ = ("_scope", "_table")

    def __init__(self, scope: Scope, table: Table[T]) -> None:
        self._scope = scope
        self._table = table

    def __getitem__(self, name: str) -> Setting[T]:
        return converted(self._scope, *self._table[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


_TIMEOUTS: Mapping[str, Table[int]] = {
    family: {
        "connect": (f"{family}_connect_timeout", milliseconds, 60_000),
        "read": (f"{family}_read_timeout", milliseconds, 60_000),
        "send": (f"{family}_send_timeout", milliseconds, 60_000),
    }
    for family in ("proxy", "grpc", "fastcgi", "uwsgi", "scgi", "memcached")
} | {
    "stream": {
        "connect": ("proxy_connect_timeout", milliseconds, 60_000),
        "idle": ("proxy_timeout", milliseconds, 600_000),
    },
    "server": {
        "keepalive": ("keepalive_timeout", milliseconds, 75_000),
        "header": ("client_header_timeout", milliseconds, 60_000),
        "body": ("client_body_timeout", milliseconds, 60_000),
        "send": ("send_timeout", milliseconds, 60_000),
    },
    "stream server": {"preread": ("preread_timeout", milliseconds, 30_000)},
    "mail": {"idle": ("timeout", milliseconds, 60_000)},
}
"""The timeouts of each kind of hop, in ms."""


def timeouts(scope: Scope, family: str) -> Mapping[str, Setting[int]]:
    """The timeouts in force, in ms, by neutral name."""
    table = _TIMEOUTS.get(family)
    return NOTHING if table is None else Converted(scope, table)


_DECISIVE = ("host", "connection", "upgrade")
"""Headers that an unread file may set, and that rules ask for."""


class Headers(Mapping[str, Setting[str]]):
    """What ``proxy_set_header`` (or ``grpc_set_header``) says, by lower-case name.

    One of them in a block hides all those of the blocks around it.  ``Host`` has a default; that of
    ``Connection`` depends on the version and is left out.
    """

    __slots__ = ("_directive", "_scope")

    def __init__(self, scope: Scope, directive: str) -> None:
        self._scope = scope
        self._directive = directive

    def _in_force(self) -> tuple[Mapping[str, Setting[str]], Node | None, bool]:
        """The values by header, what stands for unseen ones, and whether they are inherited."""
        scope: Scope | None = self._scope
        while scope is not None:
            found = scope.firsts(self._directive)
            if found is not None:
                return *found, scope is not self._scope
            if scope.blind is not None:
                return {}, scope.blind, scope is not self._scope
            scope = scope.outer
        return {}, None, False

    def get(self, name: str, default_: "Setting[str] | T | None" = None) -> "Setting[str] | T | None":  # type: ignore[override]
        values, unseen, inherited = self._in_force()
        value = values.get(name)
        if value is not None:
            return value.inherited() if inherited else value
        if self._directive == "proxy_set_header":
            if unseen is not None and name in _DECISIVE:
                return unknown(unseen, 1)
            if name == "host":
                return default("$proxy_host", self._scope.node)
        return default_

    def __getitem__(self, name: str) -> Setting[str]:
        found: Setting[str] | None = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        values, unseen, _ = self._in_force()
        yield from values
        if self._directive == "proxy_set_header":
            yield from (name for name in (_DECISIVE if unseen else ("host",)) if name not in values)

    def __len__(self) -> int:
        return sum(1 for _ in self)


_HEADER_DIRECTIVES = {"proxy": "proxy_set_header", "grpc": "grpc_set_header"}
_HOPS = {family: (table, _HEADER_DIRECTIVES.get(family)) for family, table in _TIMEOUTS.items()}


def hop(scope: Scope, family: str) -> tuple[Mapping[str, Setting[int]], Mapping[str, Setting[str]]]:
    """The timeouts of a kind of hop, and the request headers that nginx sends on it, by lower-case name."""
    known = _HOPS.get(family)
    if known is None:
        return NOTHING, NOTHING
    table, directive = known
    # Like Converted(...) and Headers(...), without their calls: every route has both.
    limits: Converted[int] = _new(Converted)
    limits._scope, limits._table = scope, table
    if directive is None:
        return limits, NOTHING
    headers: Headers = _new(Headers)
    headers._scope, headers._directive = scope, directive
    return limits, headers
