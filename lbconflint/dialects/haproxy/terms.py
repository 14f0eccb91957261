"""What the parameters of a ``server`` amount to, whatever its name and its address are.

The servers of a farm end alike (``check inter 5s rise 2 fall 3``), so the parameters are understood once for
every tail over one ``default-server``, and each server takes its settings from there: as they are where
``default-server`` says them, on its own line where the tail does.
"""

from collections.abc import Mapping
from typing import Any

from lbconflint.dialects.haproxy.numbers import integer
from lbconflint.dialects.haproxy.options import Shape, flag
from lbconflint.dialects.haproxy.parameters import MAX_WEIGHT
from lbconflint.model import HealthCheck, Server
from lbconflint.tree import Node
from lbconflint.values import Origin, Setting, unknown

PROXY_PROTOCOL = (
    ("send-proxy-v2-ssl-cn", "v2"),
    ("send-proxy-v2-ssl", "v2"),
    ("send-proxy-v2", "v2"),
    ("send-proxy", "v1"),
)
"""Parameters that send the PROXY protocol, and its version."""

_SENT_APART = frozenset(
    {"port", "addr", "agent-port", "check-ssl", "no-check-ssl", "check-send-proxy", "no-check-send-proxy"}
)
"""Parameters with which a check is more than a connection to the server's own port."""

Own = tuple[int, Any, Origin, int | None]
"""A setting of the line itself: index of the field, value, origin, number of the word."""

Given = tuple[int, Setting[Any]]
"""A setting that is the same for every server: index of the field, setting."""


class Settings:
    """What is said of some fields of a record; the fields that nobody speaks of are left out."""

    __slots__ = ("given", "own")

    def __init__(self, node: Node, fields: Mapping[int, Setting[Any] | None]) -> None:
        said = {index: setting for index, setting in fields.items() if setting is not None}
        self.own: tuple[Own, ...] = tuple(
            (index, setting.value, setting.origin, setting.word)
            for index, setting in said.items()
            if setting.node is node
        )
        self.given: tuple[Given, ...] = tuple(
            (index, setting) for index, setting in said.items() if setting.node is not node
        )


class Terms:
    """The terms of one tail over one ``default-server``.

    ``server`` are fields of a ``Server``.  ``check`` are fields of its ``HealthCheck``; it is None when nobody
    asks for a check.  ``apart``: the check has parameters of its own besides.  ``inherited`` are the
    parameters that count from ``default-server``.
    """

    __slots__ = ("apart", "check", "inherited", "opaque", "own", "server")

    def __init__(self, node: Node, shape: Shape, inherited: Mapping[str, Setting[str]]) -> None:
        """``node`` is a statement with this tail; the terms hold for every other one."""
        if shape.opaque:
            inherited = {name: unknown(held.node, held.word) for name, held in inherited.items()}
        own = shape.words
        self.own = own
        self.inherited = inherited
        self.opaque = shape.opaque
        self.server = Settings(node, _server_fields(node, shape, inherited))
        enabled = flag(node, own, inherited, "check", "no-check")
        agent = flag(node, own, inherited, "agent-check", "no-agent-check")
        self.check: Settings | None = None
        if enabled is not None or agent is not None:
            self.check = Settings(node, {CHECK_ENABLED: enabled, CHECK_AGENT: agent})
        self.apart = not _SENT_APART.isdisjoint(own) or not _SENT_APART.isdisjoint(inherited)


WEIGHT, BACKUP, DISABLED, TLS, SENDS_PROXY, COOKIE, CHECK = map(
    Server._fields.index, ("weight", "backup", "disabled", "tls", "proxy_protocol", "cookie", "check")
)
CHECK_ENABLED, CHECK_TLS, CHECK_SENDS_PROXY, CHECK_AGENT = map(
    HealthCheck._fields.index, ("enabled", "tls", "proxy_protocol", "agent")
)


def _server_fields(
    node: Node, shape: Shape, inherited: Mapping[str, Setting[str]]
) -> dict[int, Setting[Any] | None]:
    own = shape.words
    fields: dict[int, Setting[Any] | None] = {
        WEIGHT: _weight(_value(node, own, inherited, "weight")),
        BACKUP: flag(node, own, inherited, "backup", "no-backup"),
        DISABLED: flag(node, own, inherited, "disabled", "enabled"),
        TLS: flag(node, own, inherited, "ssl", "no-ssl"),
        SENDS_PROXY: _proxy_protocol(node, own, inherited),
        COOKIE: _value(node, own, inherited, "cookie"),
    }
    if shape.opaque:
        fields = {index: setting or unknown(node) for index, setting in fields.items()}
    return fields


def _value(
    node: Node, own: Mapping[str, tuple[str | None, int]], inherited: Mapping[str, Setting[str]], name: str
) -> Setting[str] | None:
    found = own.get(name)
    if found is None:
        return inherited.get(name)
    value, number = found
    return Setting(value, Origin.UNKNOWN if value is None else Origin.WRITTEN, node, number)


def _weight(held: Setting[str] | None) -> Setting[int] | None:
    if held is None:
        return None
    weight = integer(held.value) if held.value is not None else None
    if weight is None or weight > MAX_WEIGHT:
        return unknown(held.node, held.word)
    return Setting(weight, held.origin, held.node, held.word)


def _proxy_protocol(
    node: Node, own: Mapping[str, tuple[str | None, int]], inherited: Mapping[str, Setting[str]]
) -> Setting[str] | None:
    """The version of the PROXY protocol that the server is sent."""
    for name, version in PROXY_PROTOCOL:
        sent = flag(node, own, inherited, name, f"no-{name}")
        if sent is not None and sent.value:
            return Setting(version, sent.origin, sent.node, sent.word)
    return None
