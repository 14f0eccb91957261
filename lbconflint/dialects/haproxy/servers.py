"""``server``, ``server-template`` and ``default-server``: the members of a pool."""

from collections.abc import Mapping
from typing import Any

from lbconflint.dialects.haproxy.addresses import PLAIN, Parsed, Place, parse
from lbconflint.dialects.haproxy.checks import Checks, report_port
from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.numbers import integer
from lbconflint.dialects.haproxy.options import Options, Shape, negation
from lbconflint.dialects.haproxy.terms import CHECK, PROXY_PROTOCOL, SENDS_PROXY, TLS, Terms
from lbconflint.model import NOTHING, PortMode, Server
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

# Servers are many.  Reading a member through its class costs half as much as making a tuple (CPython 3.11), and a
# named tuple's own constructor twice as much.
_tuple = tuple.__new__
_PARTS = [[(low, high) for high in range(len("255.255.255.255:59999") + 1)] for low in range(17)]
"""Places of host and port in a plain address: the same few for all servers."""

_IPV4, _WRITTEN, _FIXED = Family.IPV4, Origin.WRITTEN, PortMode.FIXED
_TURNED_OFF = frozenset(
    {"backup", "check", "ssl", "agent-check", "check-ssl", "check-send-proxy", "disabled", "tfo", "sni-auto",
     "check-reuse-pool", "check-sni-auto", "tls-tickets", "ssl-reuse", *(name for name, _ in PROXY_PROTOCOL)}
)  # fmt: skip
"""Parameters that a ``no-`` (or ``enabled``) takes back."""


def merge_defaults(
    context: Context, node: Node, shape: Shape, inherited: Mapping[str, Setting[str]]
) -> Mapping[str, Setting[str]]:
    """The parameters of the servers that follow this ``default-server``."""
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
        no, nothing = checks.no, checks.nothing
        self._inherited: Mapping[str, Setting[str]] | None = None
        self._terms: dict[Shape, Terms] = {}
        self._ports: dict[str, int] = {}
        self._unsaid = (default(1, pool), no, no, no, nothing, nothing, checks.none())

    def add(self, node: Node, shape: Shape, inherited: Mapping[str, Setting[str]]) -> None:
        """Read a ``server`` or ``server-template``; ``inherited`` is what ``default-server`` says here."""
        if inherited is not self._inherited:
            self._inherited, self._terms = inherited, self.context.terms_over(inherited)
        terms = self._terms.get(shape)
        if terms is None:
            terms = self._terms[shape] = Terms(node, shape, inherited)
        if node.name == "server-template":
            self._template(node, terms)
        elif len(node.args) >= 2:
            self.found.append(self._server(node, 2, terms, 1))
        else:
            # What a template fills in may be several words.
            if HOLE not in "".join(node.args):
                self.context.argument(node, 0, f"'{node.name}' needs a name and an address")
            self.partial = True

    def _template(self, node: Node, terms: Terms) -> None:
        if len(node.args) < 3:
            self.context.argument(node, 0, f"'{node.name}' needs a prefix, a number and an address")
            self.partial = True
            return
        number = _template_number(self.context, node)
        if number is None:
            self.partial = True
        self.found.append(self._server(node, 3, terms, number or 1))

    def _server(self, node: Node, word: int, terms: Terms, number: int) -> Server:
        """Field by field, in the order in which ``Server`` has them."""
        own, inherited = terms.own, terms.inherited
        address, port, mode = self._address(node, word)
        options = Options(node, own, inherited) if own or inherited else NOTHING
        fields: list[Any] = [node.args[0], address, port, mode, *self._unsaid, options, number, node.world, node]
        for index, value, origin, place in terms.server.own:
            fields[index] = _tuple(Setting, (value, origin, node, place, None))
        for index, setting in terms.server.given:
            fields[index] = setting
        if terms.opaque:
            fields[CHECK] = self.checks.unknown(node)
        elif terms.check is not None:
            fields[CHECK] = self.checks.of(node, terms, port, mode, fields[TLS], fields[SENDS_PROXY])
        return _tuple(Server, fields)

    def _address(self, node: Node, word: int) -> tuple[Setting[Address], Setting[int], PortMode]:
        text = node.args[word - 1]
        found = PLAIN.match(text)
        if found:
            host, port = found.groups()
            middle = len(host)
            number = self._ports.get(port)
            if number is None:
                number = self._ports[port] = int(port)
            address = _tuple(Address, (_IPV4, host))
            return (
                _tuple(Setting, (address, _WRITTEN, node, word, _PARTS[0][middle])),
                _tuple(Setting, (number, _WRITTEN, node, word, _PARTS[middle + 1][len(text)])),
                _FIXED,
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
