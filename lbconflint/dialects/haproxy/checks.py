"""Health checks: where a server is checked, and how.

A check goes to the server's own address and port, with its TLS and PROXY protocol, unless the server has a
``port`` or ``addr`` of its own for checks: then both are dropped, unless ``check-ssl`` and
``check-send-proxy`` ask for them.  Source: configuration.txt, 5.2 "check", and runs of the server.
"""

from collections.abc import Sequence
from typing import Any

from lbconflint.dialects.haproxy.addresses import Place, parse
from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.numbers import integer
from lbconflint.dialects.haproxy.options import Options
from lbconflint.dialects.haproxy.profile import text_at
from lbconflint.dialects.haproxy.terms import CHECK_SENDS_PROXY, CHECK_TLS, Terms
from lbconflint.model import DiagnosticKind, HealthCheck, PortMode
from lbconflint.tree import Node
from lbconflint.values import Address, Origin, Setting, absent, default, unknown, written

_tuple = tuple.__new__  # as in servers.py
_ABSENT, _FIXED = Origin.ABSENT, PortMode.FIXED

PROTOCOLS = frozenset(
    {"httpchk", "tcp-check", "ssl-hello-chk", "smtpchk", "mysql-check", "pgsql-check", "redis-check", "ldap-check",
     "spop-check", "external-check"}
)  # fmt: skip
"""The options that choose what checks speak; without any of them a check is a connection ("tcp").  The last
one counts."""


class Checks:
    """The checks of one pool whose section has been read: a late ``option httpchk`` counts for all servers.

    ``connects`` are the ports of ``http-check connect`` and ``tcp-check connect``.  ``nothing`` and ``no`` are
    what every server of the pool shares where nothing is said."""

    def __init__(
        self, context: Context, pool: Node, protocol: Setting[str], connects: Sequence[Setting[str]]
    ) -> None:
        self.context = context
        self.pool = pool
        self.protocol = protocol
        self.connect_port = port_of(connects[-1]) if connects else None
        self.nothing: Setting[Any] = absent(pool)
        self.no = default(False, pool)
        self._same_port: dict[int | None, Setting[int]] = {}

    def none(self) -> HealthCheck:
        """The check of every server of the pool that has none."""
        no = self.no
        nothing = self.nothing
        return HealthCheck(no, self.protocol, nothing, nothing, no, no, no, nothing, self.pool)

    def unknown(self, node: Node) -> HealthCheck:
        """The check of a server whose parameters are not all known."""
        held = unknown(node)
        return HealthCheck(held, held, held, held, held, held, held, held, node)

    def of(
        self,
        node: Node,
        terms: Terms,
        port: Setting[int],
        mode: PortMode,
        tls: Setting[bool],
        proxy_protocol: Setting[str],
    ) -> HealthCheck:
        """The check of a server that asks for one; ``port`` to ``proxy_protocol`` are the server's own."""
        no, nothing = self.no, self.nothing
        check_port = self._same_port.get(port.value) if mode is _FIXED else None
        if check_port is None:
            check_port = self._port(node, port, mode)
        fields = [no, self.protocol, nothing, check_port, tls, no, no, nothing, node]
        if tls.value:  # the check speaks TLS because the server does
            fields[CHECK_TLS] = default(True, node)
        if proxy_protocol.origin is not _ABSENT:
            fields[CHECK_SENDS_PROXY] = unknown(node) if proxy_protocol.unknown else default(True, node)
        if terms.check is not None:
            for index, value, origin, place in terms.check.own:
                fields[index] = _tuple(Setting, (value, origin, node, place, None))
            for index, setting in terms.check.given:
                fields[index] = setting
        check: HealthCheck = _tuple(HealthCheck, fields)
        return self._apart(check, Options(node, terms.own, terms.inherited)) if terms.apart else check

    def _port(self, node: Node, port: Setting[int], mode: PortMode) -> Setting[int]:
        """The port of a check that has none of its own."""
        if self.connect_port is not None:
            return self.connect_port
        if mode is _FIXED and port.value is not None:
            self._same_port[port.value] = default(port.value, self.pool)
            return self._same_port[port.value]
        return unknown(node) if port.unknown else self.nothing

    def _apart(self, check: HealthCheck, options: Options) -> HealthCheck:
        """The check with the parameters of its own."""
        own_port, own_address, agent_port = options.get("port"), options.get("addr"), options.get("agent-port")
        tls, sends_proxy = check.tls, check.proxy_protocol
        if own_port is not None or own_address is not None:
            tls = sends_proxy = self.no
        if own_address is not None:
            address, address_port = self._address(own_address)
            check = check._replace(address=address, port=address_port or check.port)
        if own_port is not None:
            check = check._replace(port=self._own_port(own_port))
        if agent_port is not None:
            check = check._replace(agent_port=self._own_port(agent_port))
        return check._replace(
            tls=self._switch(options, "check-ssl", tls),
            proxy_protocol=self._switch(options, "check-send-proxy", sends_proxy),
        )

    def _switch(self, options: Options, name: str, otherwise: Setting[bool]) -> Setting[bool]:
        """An explicit ``check-ssl`` and its kin, or what follows from the server itself."""
        on, off = options.get(name), options.get(f"no-{name}")
        if off is not None and (on is None or on.origin is Origin.INHERITED):
            return Setting(False, off.origin, off.node, off.word)
        return Setting(True, on.origin, on.node, on.word) if on is not None else otherwise

    def _address(self, said: Setting[str]) -> tuple[Setting[Address], Setting[int] | None]:
        if said.value is None:
            return unknown(said.node, said.word), None
        text = self.context.environment.expand_address(said.value)
        parsed = parse(text, Place.REMOTE, self.context.target(said.node))
        if parsed.address is None:
            return unknown(said.node, said.word), None
        address = written(parsed.address, said.node, said.word)
        if parsed.ports is None:
            return address, None
        return address, written(parsed.ports.low, said.node, said.word, parsed.port_part)

    def _own_port(self, said: Setting[str]) -> Setting[int]:
        if said.origin is Origin.WRITTEN:
            report_port(self.context, said)
        return port_of(said)


def port_of(said: Setting[str]) -> Setting[int]:
    """A check's port as a number; HAProxy does not look at its range."""
    number = integer(said.value) if said.value is not None else None
    return unknown(said.node, said.word) if number is None else Setting(number, said.origin, said.node, said.word)


def report_port(context: Context, said: Setting[str]) -> None:
    """A port that HAProxy accepts and no connection can reach."""
    port = port_of(said)
    if port.value is not None and not 1 <= port.value <= 65535:
        message = f"port {said.value}: ports are 1 to 65535, so that every check fails"
        context.document.report(DiagnosticKind.INVALID_PORT, said.span, message)


def connect_port(node: Node) -> Setting[str] | None:
    """The port of ``http-check connect port N`` or ``tcp-check connect port N``."""
    args = node.args
    for index in range(1, len(args) - 1):
        if args[index] == "port":
            return text_at(node, index + 2)
    return None
