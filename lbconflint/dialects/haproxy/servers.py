"""``server``, ``server-template`` and ``default-server``: the members of a pool."""

from collections.abc import Mapping

from lbconflint.dialects.haproxy.addresses import Parsed, Place, parse, plain
from lbconflint.dialects.haproxy.checks import Checks, report_port
from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.numbers import integer
from lbconflint.dialects.haproxy.options import Options, Shape, flag, negation
from lbconflint.model import NOTHING, HealthCheck, PortMode, Server
from lbconflint.tree import Node
from lbconflint.values import (
    HOLE,
    Address,
    Family,
    Origin,
    Setting,
    absent,
    default,
    unknown,
    written,
)

MAX_WEIGHT = 256
_PROXY_PROTOCOL = (
    ("send-proxy-v2-ssl-cn", "v2"),
    ("send-proxy-v2-ssl", "v2"),
    ("send-proxy-v2", "v2"),
    ("send-proxy", "v1"),
)
_TURNED_OFF = frozenset(
    {"backup", "check", "ssl", "agent-check", "check-ssl", "check-send-proxy", "disabled", "tfo", "sni-auto",
     "check-reuse-pool", "check-sni-auto", "tls-tickets", "ssl-reuse", *(name for name, _ in _PROXY_PROTOCOL)}
)  # fmt: skip
"""Parameters that a ``no-`` (or ``enabled``) takes back."""


def merge_defaults(
    context: Context, node: Node, inherited: Mapping[str, Setting[str]]
) -> Mapping[str, Setting[str]]:
    """The parameters of the servers that follow this ``default-server``."""
    shape = context.parameters.server_shape(node.args, 1)
    merged = dict(inherited)
    for name, value, number in shape.items:
        opposite = negation(name)
        merged.pop(opposite, None)
        if opposite in _TURNED_OFF:
            merged.pop(name, None)
        else:
            origin = Origin.UNKNOWN if value is None else Origin.INHERITED
            merged[name] = Setting(value, origin, node, number)
            if name in ("port", "agent-port"):
                report_port(context, merged[name])
    if shape.opaque:
        merged = {name: unknown(held.node, held.word) for name, held in merged.items()}
    return merged


class Servers:
    """The servers of one pool as they are read; ``checks`` knows how the pool checks them.

    What no server says is the same ``Setting`` for all of them.
    """

    def __init__(self, context: Context, pool: Node, checks: Checks) -> None:
        self.context = context
        self.checks = checks
        self.found: list[Server] = []
        self.partial = False
        self._node = pool
        self._weight = default(1, pool)
        self._no = default(False, pool)
        self._unchecked = checks.none()

    def add(self, node: Node, inherited: Mapping[str, Setting[str]]) -> Server | None:
        """Read a ``server`` or ``server-template``; ``inherited`` is what ``default-server`` says here."""
        args = node.args
        template = node.name == "server-template"
        first = 3 if template else 2
        if len(args) < first:
            needs = "a prefix, a number and an address" if template else "a name and an address"
            self.context.argument(node, 0, f"'{node.name}' needs {needs}")
            self.partial = True
            return None
        number = _template_number(self.context, node) if template else 1
        if number is None:
            self.partial = True
            number = 1
        shape = self.context.parameters.server_shape(args[first:], first + 1)
        server = self._server(node, args[0], first, shape, inherited, number)
        self.found.append(server)
        return server

    def _server(
        self,
        node: Node,
        name: str,
        word: int,
        shape: Shape,
        inherited: Mapping[str, Setting[str]],
        number: int,
    ) -> Server:
        own = shape.words
        nothing = unknown(node) if shape.opaque else absent(node)
        address, port, mode = self._address(node, word)
        if shape.opaque:
            inherited = {held: unknown(value.node, value.word) for held, value in inherited.items()}
        no = unknown(node) if shape.opaque else self._no
        tls = flag(node, own, inherited, "ssl", "no-ssl") or no
        proxy_protocol = _proxy_protocol(node, own, inherited) or nothing
        return Server(
            name,
            address,
            port,
            mode,
            self._own_weight(node, own, inherited, shape.opaque),
            flag(node, own, inherited, "backup", "no-backup") or no,
            flag(node, own, inherited, "disabled", "enabled") or no,
            tls,
            proxy_protocol,
            _value(node, own, inherited, "cookie") or nothing,
            self._check(node, own, inherited, port, mode, tls, proxy_protocol, shape.opaque),
            Options(node, own, inherited) if own or inherited else NOTHING,
            number,
            node.world,
            node,
        )

    def _address(self, node: Node, word: int) -> tuple[Setting[Address], Setting[int], PortMode]:
        text = node.args[word - 1]
        simple = plain(text)
        if simple:
            host, number = simple
            length = len(host)
            return (
                Setting(Address(Family.IPV4, host), Origin.WRITTEN, node, word, (0, length)),
                Setting(number, Origin.WRITTEN, node, word, (length + 1, len(text))),
                PortMode.FIXED,
            )
        expanded = self.context.environment.expand_address(text)
        parsed = parse(expanded, Place.SERVER, self.context.target(node))
        if parsed.problem:
            part = parsed.problem.part if expanded == text else None
            span = Setting("", Origin.WRITTEN, node, word, part).span
            self.context.document.report(
                parsed.problem.kind, span, parsed.problem.message, certain=parsed.problem.certain
            )
        return self._parsed_address(node, word, parsed, expanded == text)

    def _parsed_address(
        self, node: Node, word: int, parsed: Parsed, literal: bool
    ) -> tuple[Setting[Address], Setting[int], PortMode]:
        address: Setting[Address] = unknown(node, word)
        if parsed.address is not None and parsed.address.family is not Family.OTHER:
            address = written(parsed.address, node, word, parsed.host_part if literal else None)
        part = parsed.port_part if literal else None
        if parsed.mode is PortMode.OFFSET:
            return address, written(parsed.offset, node, word, part), parsed.mode
        if parsed.ports is not None:
            return address, written(parsed.ports.low, node, word, part), PortMode.FIXED
        if parsed.unknown_port or parsed.problem:
            return address, unknown(node, word), PortMode.FIXED
        return address, absent(node), parsed.mode

    def _own_weight(
        self,
        node: Node,
        own: Mapping[str, tuple[str | None, int]],
        inherited: Mapping[str, Setting[str]],
        opaque: bool,
    ) -> Setting[int]:
        held = _value(node, own, inherited, "weight")
        if held is None:
            return unknown(node) if opaque else self._weight
        if held.value is None:
            return unknown(held.node, held.word)
        weight = integer(held.value)
        if weight is None or weight > MAX_WEIGHT:
            return unknown(held.node, held.word)
        return Setting(weight, held.origin, held.node, held.word)

    def _check(
        self,
        node: Node,
        own: Mapping[str, tuple[str | None, int]],
        inherited: Mapping[str, Setting[str]],
        port: Setting[int],
        mode: PortMode,
        tls: Setting[bool],
        proxy_protocol: Setting[str],
        opaque: bool,
    ) -> HealthCheck:
        enabled = flag(node, own, inherited, "check", "no-check")
        agent = flag(node, own, inherited, "agent-check", "no-agent-check")
        if opaque:
            return self.checks.unknown(node)
        if enabled is None and agent is None:
            return self._unchecked
        options = Options(node, own, inherited)
        return self.checks.of(
            node, enabled or self._no, agent or self._no, options, port, mode, tls, proxy_protocol
        )


def _value(
    node: Node, own: Mapping[str, tuple[str | None, int]], inherited: Mapping[str, Setting[str]], name: str
) -> Setting[str] | None:
    found = own.get(name)
    if found is None:
        return inherited.get(name) if inherited else None
    value, number = found
    return Setting(value, Origin.UNKNOWN if value is None else Origin.WRITTEN, node, number)


def _proxy_protocol(
    node: Node, own: Mapping[str, tuple[str | None, int]], inherited: Mapping[str, Setting[str]]
) -> Setting[str] | None:
    """The version of the PROXY protocol that the server is sent."""
    for name, version in _PROXY_PROTOCOL:
        sent = flag(node, own, inherited, name, f"no-{name}")
        if sent is not None and sent.value:
            return Setting(version, sent.origin, sent.node, sent.word)
    return None


def _template_number(context: Context, node: Node) -> int | None:
    """How many servers ``server-template`` makes: a number, or a range."""
    text = node.args[1]
    if HOLE in text:
        return None
    low, dash, high = text.partition("-")
    first, last = (integer(low), integer(high)) if dash else (1, integer(low))
    if first is None or last is None or first > last:
        context.argument(node, 2, f"'{text}' is not a number or range of servers")
        return None
    return last - first + 1
