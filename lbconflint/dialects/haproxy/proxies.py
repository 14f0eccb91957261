"""``frontend``, ``listen``, ``backend`` and ``defaults``: statement after statement into listeners and pools."""

from collections.abc import Callable, Mapping

from lbconflint.dialects.haproxy import names
from lbconflint.dialects.haproxy.acls import Acls
from lbconflint.dialects.haproxy.binds import lower_binds, lower_tls
from lbconflint.dialects.haproxy.checks import PROTOCOLS, Checks, connect_port
from lbconflint.dialects.haproxy.context import Context, name_setting
from lbconflint.dialects.haproxy.counts import (
    ARGUMENTS,
    CONDITIONS,
    LOOKED_AT,
    check_count,
    check_line,
    check_rule,
)
from lbconflint.dialects.haproxy.numbers import MAX_DURATION, integer, milliseconds
from lbconflint.dialects.haproxy.options import Shape
from lbconflint.dialects.haproxy.profile import DEFAULT_CHECK, Profile, text_at, text_of, value_of
from lbconflint.dialects.haproxy.routes import ANSWERS, Routes, condition_at
from lbconflint.dialects.haproxy.servers import Servers, merge_defaults
from lbconflint.dialects.haproxy.support import Support
from lbconflint.knowledge.haproxy_counts import COUNTS
from lbconflint.model import Bind, Listener, Pool, Route
from lbconflint.tree import Node
from lbconflint.values import HOLE, Origin, Setting, default, unknown, written

_OLD_TIMEOUTS = {"clitimeout": "client", "contimeout": "connect", "srvtimeout": "server"}
_LIMITS = frozenset({"maxconn", "backlog", "fullconn"})
_HTTP_MODES = frozenset({"httpclose", "http-server-close", "http-keep-alive", "forceclose", "http-tunnel"})
_RULES = frozenset(
    {"acl", "http-request", "http-response", "http-after-response", "tcp-request", "tcp-response", "use-server",
     "block", "stick", "capture", "declare", "filter", "http-error", "force-persist", "ignore-persist",
     "quic-initial", "redirect", "use_backend", "monitor", "force-be-switch"}
)  # fmt: skip
"""Statements of which a section may have many, in order: the tree keeps them, ``settings`` does not."""

_FAMILIES = frozenset(
    {"option", "stats", "http-check", "tcp-check", "email-alert", "external-check", "compression", "persist",
     "rate-limit"}
)  # fmt: skip
"""Keywords whose first argument belongs to their name."""


class Proxy:
    """One section while its statements are read."""

    def __init__(self, context: Context, support: Support, section: Node, profile: Profile) -> None:
        self.context = context
        self.support = support
        self.section = section
        self.profile = profile
        self.acls = Acls(context, section)
        self.target = context.target(section)
        self.binds: list[Bind] = []
        self.routed: list[Node] = []
        self.servers: list[tuple[Node, Shape, Mapping[str, Setting[str]]]] = []
        self.connects: list[Setting[str]] = []
        self.used: list[Node] = []
        self.expects_proxy: Node | None = None

    def read(self) -> None:
        """Take in every statement of the section."""
        section = self.section
        plain, fine = self.support.plain(section), self.support.fine(section)
        handlers = _HANDLERS
        for node in section.children or ():
            name = node.name
            if name not in plain and (node.world or (name, *node.args[:1]) not in fine):
                self.support.inspect(section, node)
            handler = handlers.get(name)
            if handler is not None:
                handler(self, node)
            elif name in _RULES:
                self._rule(node)
            else:
                self._put(node)
        self.acls.finish(self._partial())

    # Results.

    def listener(self) -> Listener:
        section, profile, context = self.section, self.profile, self.context
        binds = tuple(map(self._proxied, self.binds) if self.expects_proxy else self.binds)
        return Listener(
            name=section.args[0] if section.args else "",
            kind=section.name,
            module="",
            binds=binds,
            names=(),
            protocol=profile.mode,
            tls=lower_tls(context, section, binds),
            routes=tuple(self._routes()) if section.name != "backend" else (),
            timeouts=profile.timeouts,
            limits=profile.limits,
            settings=profile.settings,
            enabled=profile.enabled,
            partial=self._partial(),
            world=section.world,
            node=section,
        )

    def pool(self) -> Pool:
        section, profile, context = self.section, self.profile, self.context
        checks = Checks(context, section, profile.check_protocol, self.connects)
        servers = Servers(context, section, checks)
        for node, shape, inherited in self.servers:
            servers.add(node, shape, inherited)
        settings, nothing = profile.settings, checks.nothing
        return Pool(
            name=name_setting(section),
            kind=section.name,
            module="",
            balance=settings.get("balance") or self._default_balance(),
            servers=tuple(servers.found),
            protocol=profile.mode,
            check_protocol=profile.check_protocol,
            cookie=settings.get("cookie") or nothing,
            keepalive=nothing,
            routes=tuple(self._fixed_target()),
            timeouts=profile.timeouts,
            settings=settings,
            partial=servers.partial or self._partial(),
            world=section.world,
            node=section,
        )

    def _partial(self) -> bool:
        return self.section in self.context.document.holed

    def _default_balance(self) -> Setting[str]:
        """``roundrobin`` up to 3.2, ``random`` since 3.3."""
        target = self.context.target(self.section)
        if target.surely_since((3, 3)):
            return default("random", self.section)
        return default("roundrobin", self.section) if target.surely_before((3, 3)) else unknown(self.section)

    def _proxied(self, bind: Bind) -> Bind:
        """A bind on which ``tcp-request connection expect-proxy`` wants the PROXY protocol."""
        node = self.expects_proxy
        if node is None or bind.proxy_protocol.written:
            return bind
        certain = condition_at(node.args) is None
        return bind._replace(proxy_protocol=written(True, node, 2) if certain else unknown(node, 2))

    def _routes(self) -> list[Route]:
        routes = Routes(self.context, self.profile)
        found: list[Route] = []
        for node in self.routed:
            if node.name == "use_backend":
                found.append(routes.use_backend(node))
            elif node.name == "redirect":
                found.append(routes.redirect(node, 0))
            elif node.args[0] == "redirect":
                found.append(routes.redirect(node, 1))
            else:
                found.append(routes.answer(node))
        chosen = self.profile.default_backend
        if chosen is not None:
            found.append(routes.default_backend(chosen, self.section))
        elif self.section.name == "listen" and self.section.args:
            found.extend(self._fixed_target() or [routes.own_servers(self.section)])
        return found

    def _fixed_target(self) -> list[Route]:
        """``dispatch``: the address that a backend without servers sends to."""
        held = self.profile.settings.get("dispatch")
        route = Routes(self.context, self.profile).dispatch(held.node) if held else None
        return [route] if route else []

    # Statements.

    def _bind(self, node: Node) -> None:
        self.binds.extend(lower_binds(self.context, node))
        self.context.parameters.bind(node, 2)

    def _server(self, node: Node) -> None:
        first = 4 if node.name == "server-template" else 3
        parameters = self.context.parameters
        shape = parameters.server_shape(node.args[first - 1 :], first)
        self.servers.append((node, shape, self.profile.server_options))
        if shape.fine is not self.target or node.world is not self.section.world:
            parameters.server(node, shape)
        if shape.naming:
            names.refer_server_names(self.context, node, shape)

    def _default_server(self, node: Node) -> None:
        shape = self.context.parameters.server_shape(node.args, 1)
        self.profile.server_options = merge_defaults(self.context, node, shape, self.profile.server_options)
        self.context.parameters.server(node, shape)

    def _mode(self, node: Node) -> None:
        if len(node.args) != 1:
            self._count(node)
        if node.args:
            self.profile.mode = text_at(node, 1)

    # Words that are counted.

    def _count(self, node: Node) -> None:
        """Look at a line whose number of words is not the usual one."""
        check_count(self.context.document, self.section, node)

    def _named(self, node: Node) -> None:
        if not node.args:
            self._count(node)
        self._put(node)

    def _looked_at(self, node: Node) -> None:
        check_line(self.context.document, self.section, node)
        self._put(node)

    def _timeout(self, node: Node) -> None:
        if len(node.args) != 2:
            self._count(node)
        if len(node.args) >= 2 and HOLE not in node.args[0]:
            name = node.args[0]
            self._set_timeout(_OLD_TIMEOUTS.get(name, name), node, 2)

    def _old_timeout(self, node: Node) -> None:
        if len(node.args) != 1:
            self._count(node)
        if node.args:
            self._set_timeout(_OLD_TIMEOUTS[node.name], node, 1)

    def _set_timeout(self, name: str, node: Node, word: int) -> None:
        text = node.args[word - 1]
        duration = None if HOLE in text else milliseconds(text)
        if duration is None:
            self.context.parameters.duration(node, word)
            self.profile.set_timeout(name, unknown(node, word))
        else:
            if duration > MAX_DURATION:
                self.context.parameters.duration(node, word)
            self.profile.set_timeout(name, written(duration, node, word))

    def _limit(self, node: Node) -> None:
        if len(node.args) != 1:
            self._count(node)
        if node.args:
            number = integer(node.args[0])
            held = unknown(node, 1) if number is None else Setting(number, Origin.WRITTEN, node, 1)
            self.profile.set_limit(node.name, held)

    def _switch(self, node: Node) -> None:
        if node.args:
            self._count(node)
        self.profile.enabled = Setting(node.name == "enabled", Origin.WRITTEN, node, 0)

    def _option(self, node: Node) -> None:
        if len(node.args) != 1 and node.args[:1] != ("httpchk",):
            self._count(node)
        if not node.args or HOLE in node.args[0]:
            return
        name = node.args[0]
        if name in _HTTP_MODES:
            for other in _HTTP_MODES:
                self.profile.drop(f"option {other}")
        self.profile.put(f"option {name}", value_of(node, 2))
        if name in PROTOCOLS:
            self.profile.check_protocol = Setting(name, Origin.WRITTEN, node, 1)

    def _negate(self, node: Node) -> None:
        """``no option X``, ``default option X``, ``no log``."""
        if not node.args:
            return
        if node.args[0] != "option":
            self.profile.drop(node.args[0])
        elif len(node.args) > 1:
            name = node.args[1]
            self.profile.drop(f"option {name}")
            if self.profile.check_protocol.equals(name):
                self.profile.check_protocol = default(DEFAULT_CHECK, self.section)

    def _default_backend(self, node: Node) -> None:
        if len(node.args) != 1:
            self._count(node)
        if node.args:
            self.profile.default_backend = text_at(node, 1)

    def _use_backend(self, node: Node) -> None:
        args = node.args
        if args:
            self.routed.append(node)
            if len(args) > 1 and args[1] not in CONDITIONS:
                check_rule(self.context.document, node)
        self._rule(node)

    def _redirect(self, node: Node) -> None:
        if node.args:
            self.routed.append(node)
        self._ruled(node)

    def _http_request(self, node: Node) -> None:
        if node.args and (node.args[0] in ANSWERS or node.args[0] == "redirect"):
            self.routed.append(node)
        self._http_rule(node)

    def _http_rule(self, node: Node) -> None:
        args = node.args
        count = ARGUMENTS.get(args[0]) if args else None
        if count is None or len(args) <= count or (len(args) > count + 1 and args[count + 1] not in CONDITIONS):
            if args and args[0][:8] == "track-sc":
                names.refer_table(self.context, self.section, node, 0)
            check_rule(self.context.document, node)
        self._rule(node)

    def _use_server(self, node: Node) -> None:
        if node.args:
            self.used.append(node)
        self._ruled(node)

    def _stick(self, node: Node) -> None:
        if len(node.args) > 1 and self.section.name != "frontend":  # which passes over it
            names.refer_table(self.context, self.section, node, 0)
        self._rule(node)

    def _stick_table(self, node: Node) -> None:
        names.define_table(self.context, self.section, node, self.profile.settings.get("stick-table"))
        self._named(node)

    def _tcp_request(self, node: Node) -> None:
        if node.args[:2] == ("connection", "expect-proxy"):
            self.expects_proxy = node
        elif node.args[:1] == ("inspect-delay",):
            self.profile.put("tcp-request inspect-delay", text_of(node, 2))
        elif len(node.args) > 2 and node.args[1][:8] == "track-sc":
            names.refer_table(self.context, self.section, node, 1)
        self._ruled(node)

    def _ruled(self, node: Node) -> None:
        """A rule whose words are looked at."""
        check_rule(self.context.document, node)
        self._rule(node)

    def _rule(self, node: Node) -> None:
        """A statement with a condition."""
        if not node.args:
            self._count(node)
        self.acls.refer(node)
        if node.name in names.NAMING:
            names.refer_names(self.context, node)

    def _acl(self, node: Node) -> None:
        if not node.args:
            self._count(node)
        self.acls.define(node)

    def _check_rule(self, node: Node) -> None:
        if node.args[:1] == ("connect",):
            port = connect_port(node)
            if port is not None:
                self.connects.append(port)
        self._named(node)

    def _put(self, node: Node) -> None:
        """A keyword with a value, or with a family of values."""
        if node.name in _FAMILIES:
            if node.args:
                self.profile.put(f"{node.name} {node.args[0]}", value_of(node, 2))
        else:
            self.profile.put(node.name, value_of(node, 1))
        if node.name in names.NAMING:
            names.refer_names(self.context, node)
        if node.name == "stats":
            self.acls.refer(node)


_HANDLERS: dict[str, Callable[[Proxy, Node], None]] = {
    **{name: Proxy._named for name in COUNTS["proxy"] if " " not in name and name not in _RULES},
    **dict.fromkeys(LOOKED_AT, Proxy._looked_at),
    "bind": Proxy._bind,
    "server": Proxy._server,
    "server-template": Proxy._server,
    "default-server": Proxy._default_server,
    "mode": Proxy._mode,
    "timeout": Proxy._timeout,
    **dict.fromkeys(_OLD_TIMEOUTS, Proxy._old_timeout),
    **dict.fromkeys(_LIMITS, Proxy._limit),
    "disabled": Proxy._switch,
    "enabled": Proxy._switch,
    "option": Proxy._option,
    "no": Proxy._negate,
    "default": Proxy._negate,
    "default_backend": Proxy._default_backend,
    "use_backend": Proxy._use_backend,
    "redirect": Proxy._redirect,
    "http-request": Proxy._http_request,
    "http-response": Proxy._http_rule,
    "http-after-response": Proxy._http_rule,
    "use-server": Proxy._use_server,
    "capture": Proxy._ruled,
    "stick": Proxy._stick,
    "stick-table": Proxy._stick_table,
    "tcp-request": Proxy._tcp_request,
    "acl": Proxy._acl,
    "http-check": Proxy._check_rule,
    "tcp-check": Proxy._check_rule,
}
