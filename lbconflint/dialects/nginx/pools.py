"""``upstream`` blocks as pools."""

from functools import lru_cache
from typing import Any

from lbconflint.dialects.nginx.address import USUAL, Endpoint, Part, parse_server
from lbconflint.dialects.nginx.binds import Parameters, parameter_words
from lbconflint.dialects.nginx.effective import converted
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.scope import Scope
from lbconflint.model import NOTHING, HealthCheck, Pool, PortMode, Server
from lbconflint.tree import Node
from lbconflint.values import Address, Family, Origin, Setting, absent, default, unknown, written

METHODS = ("least_conn", "ip_hash", "hash", "random", "least_time", "fair", "vnswrr", "iwrr", "consistent_hash")
"""Directives that choose the balancing method; without one it is round robin."""

_DYNAMIC = frozenset(
    {"balancer_by_lua_block", "balancer_by_lua_file", "balancer_by_lua", "state", "upsync", "jdomain"}
)
"""Statements of an upstream that bring in servers which are not listed."""

_WEB = 80


class Pools:
    """Makes pools; equal addresses are parsed once.  ``refused`` are servers whose address is wrong."""

    def __init__(self) -> None:
        self._parsed: dict[str, Endpoint | None] = {}
        self.refused: list[tuple[Node, Endpoint]] = []

    def pool(self, node: Node, scope: Scope, module: str, partial: bool) -> Pool:
        """One upstream; ``scope`` holds its statements."""
        nothing: Setting[Any] = absent(node)
        check = _tuple(HealthCheck, (nothing,) * 8 + (node,))
        one, web = default(1, node), default(_WEB, node) if module == "http" else nothing
        servers = [self._server(child, check, one, web) for child in scope.each("server") if child.args]
        dynamic = not (_DYNAMIC.isdisjoint(scope.own) and _DYNAMIC.isdisjoint(scope.lists))
        # Like ``Pool(...)``, in half the time.
        return _tuple(Pool, (
            _name(node), "upstream", module, _balance(scope), tuple(servers), nothing, nothing, nothing,
            _keepalive(scope, module), (), NOTHING, scope, partial or dynamic, node.world, node,
        ))  # fmt: skip

    def _server(self, node: Node, check: HealthCheck, weight: Setting[int], web: Setting[int]) -> Server:
        """One ``server``; ``weight`` and ``web`` (its port) are in force where it says nothing of them."""
        nothing: Setting[Any] = absent(node)
        backup = disabled = nothing
        options = NOTHING
        address, port, mode = self._where(node, nothing, web)
        if len(node.args) > 1:
            options = Parameters(node)
            weighed, as_backup, as_down = _said(node.args[1:])
            if weighed is not None:
                weight = _tuple(
                    Setting, (weighed[0], _UNKNOWN if weighed[0] is None else _WRITTEN, node, *weighed[1:])
                )
            if as_backup:
                backup = written(True, node, as_backup)
            if as_down:
                disabled = written(True, node, as_down)
        # Like ``Server(...)``; servers are many, and a named tuple's own constructor takes twice as long.
        return _tuple(Server, (
            "", address, port, mode, weight, backup, disabled, nothing, nothing, nothing, check, options, 1,
            node.world, node,
        ))  # fmt: skip

    def _where(
        self, node: Node, nothing: Setting[Any], web: Setting[int]
    ) -> tuple[Setting[Address], Setting[int], PortMode]:
        text = node.args[0]
        usual = USUAL.fullmatch(text)
        if usual:
            host, number = usual[1], int(usual[2])
            if 0 < number < 65536:
                middle = len(host)
                address = _tuple(Setting, (_tuple(Address, (_IPV4, host)), _WRITTEN, node, 1, (0, middle)))
                return address, _tuple(Setting, (number, _WRITTEN, node, 1, (middle + 1, len(text)))), _FIXED
        parsed = self._parsed.get(text, _UNSEEN)
        if parsed is _UNSEEN:
            parsed = parse_server(text)
            if (parsed.address is None or not parsed.address.is_ip) and ("$" in text or filled_in(text)):
                parsed = None
            self._parsed[text] = parsed
        if parsed is None:
            return _partly_known(node, text)
        if parsed.address is None:
            self.refused.append((node, parsed))
            return unknown(node, 1), unknown(node, 1), _FIXED
        where = written(parsed.address, node, 1, parsed.host_part)
        if parsed.ports is not None:
            return where, written(parsed.ports.low, node, 1, parsed.port_part), _FIXED
        if parsed.address.family is Family.UNIX:
            return where, nothing, _FIXED
        return where, web, PortMode.DEFAULT


_tuple = tuple.__new__  # as in values: servers are many
_WRITTEN, _UNKNOWN = Origin.WRITTEN, Origin.UNKNOWN
_UNSEEN = Endpoint(None, None, None, None)
_FIXED = PortMode.FIXED
_IPV4 = Family.IPV4


def _partly_known(node: Node, text: str) -> tuple[Setting[Address], Setting[int], PortMode]:
    host, colon, digits = text.rpartition(":")
    if not colon or "}" in digits or "$" in host or filled_in(host):
        known = colon and digits.isascii() and digits.isdigit()
        part = (len(host) + 1, len(text))
        port = Setting(int(digits), Origin.WRITTEN, node, 1, part) if known else unknown(node, 1)
        return unknown(node, 1), port, _FIXED
    parsed = parse_server(host)
    if parsed.address is None:
        return unknown(node, 1), unknown(node, 1), PortMode.FIXED
    return Setting(parsed.address, Origin.WRITTEN, node, 1, (0, len(host))), unknown(node, 1), PortMode.FIXED


def _name(node: Node) -> Setting[str]:
    if not node.args:
        return absent(node)
    if filled_in(node.args[0]):
        return unknown(node, 1)
    return written(node.args[0], node)


def _balance(scope: Scope) -> Setting[str]:
    """The last method wins, as nginx warns."""
    own = scope.own
    found = [own[name] for name in METHODS if name in own]
    if not found:
        return default("round_robin", scope.node) if scope.blind is None else unknown(scope.blind)
    last = max(found, key=lambda node: node.start)
    return Setting(last.name, Origin.WRITTEN, last, 0)


def _keepalive(scope: Scope, module: str) -> Setting[int]:
    if module != "http":
        return absent(scope.node)
    return converted(scope, "keepalive", lambda text: int(text) if text.isdigit() else None, None)


@lru_cache(4096)
def _said(words: tuple[str, ...]) -> tuple[tuple[int | None, int, Part | None] | None, int, int]:
    """The weight (None when it is not known) with its word and part, None for a server that says nothing of it;
    the words that say ``backup`` and ``down``, 0 without.  The same few are written again and again."""
    weight: tuple[int | None, int, Part | None] | None = None
    backup = down = 0
    for name, value, word, part in parameter_words(words):
        if name == "weight":
            weight = (int(value), word, part) if value and value.isdigit() else (None, word, None)
        elif name == "backup":
            backup = word
        elif name == "down":
            down = word
    return weight, backup, down
