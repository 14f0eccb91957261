"""``upstream`` blocks as pools."""

from collections.abc import Mapping
from typing import Any

from lbconflint.dialects.nginx.address import USUAL, Endpoint, parse_server
from lbconflint.dialects.nginx.binds import parameters
from lbconflint.dialects.nginx.effective import Effective, converted
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
        return Pool(
            name=_name(node),
            kind="upstream",
            module=module,
            balance=_balance(scope),
            servers=tuple(servers),
            protocol=nothing,
            check_protocol=nothing,
            cookie=nothing,
            keepalive=_keepalive(scope, module),
            routes=(),
            timeouts=NOTHING,
            settings=Effective(scope),
            partial=partial or not (_DYNAMIC.isdisjoint(scope.own) and _DYNAMIC.isdisjoint(scope.lists)),
            world=node.world,
            node=node,
        )

    def _server(self, node: Node, check: HealthCheck, weight: Setting[int], web: Setting[int]) -> Server:
        """One ``server``; ``weight`` and ``web`` (its port) are in force where it says nothing of them."""
        nothing: Setting[Any] = absent(node)
        backup = disabled = nothing
        options = NOTHING
        address, port, mode = self._where(node, nothing, web)
        if len(node.args) > 1:
            options = parameters(node)
            if "weight" in options:
                weight = _weight(options["weight"])
            if len(options) > 1 or "weight" not in options:
                backup, disabled = _on(options, "backup", nothing), _on(options, "down", nothing)
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
_WRITTEN = Origin.WRITTEN
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


def _weight(option: Setting[str]) -> Setting[int]:
    if not option.value or not option.value.isdigit():
        return unknown(option.node, option.word)
    return _tuple(Setting, (int(option.value), _WRITTEN, option.node, option.word, option.part))


def _on(options: Mapping[str, Setting[str]], name: str, nothing: Setting[Any]) -> Setting[bool]:
    """A parameter without a value: True when it is there."""
    option = options.get(name)
    return nothing if option is None else written(True, option.node, option.word)
