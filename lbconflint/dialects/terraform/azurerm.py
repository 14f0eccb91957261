"""Azure: rules, NAT rules and pools of a load balancer, its probes, and the application gateway.

Everything belongs together by name: a rule names a frontend of its balancer, an application gateway's parts name
each other.  Source: the provider's schemas and pages, snapshot of 2026-08, read 2026-11.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lbconflint.dialects.terraform import nouns
from lbconflint.dialects.terraform.context import Resource, Sink, referred
from lbconflint.dialects.terraform.view import View
from lbconflint.model import Bind, Transport
from lbconflint.values import Setting, absent, default, unknown

_TRANSPORTS = {"tcp": (Transport.TCP,), "udp": (Transport.UDP,), "all": (Transport.TCP, Transport.UDP)}


def _rule(resource: Resource, sink: Sink) -> None:
    """A load-balancing or inbound NAT rule: a port of one frontend of the balancer."""
    protocol = resource.text("protocol")
    low, high = resource.number("frontend_port"), None
    if low.absent:
        low, high = resource.number("frontend_port_start"), resource.number("frontend_port_end")
    elif resource.given("frontend_port_start", "frontend_port_end"):
        item = resource.item("frontend_port")
        if item is not None and low.known:
            sink.argument(
                item.word(0), "'frontend_port' and 'frontend_port_start'/'frontend_port_end' exclude each other"
            )
    for name in ("frontend_port", "frontend_port_start", "frontend_port_end", "backend_port"):
        sink.port(resource, name, 0, 65534 if name != "backend_port" else 65535, resource.kind)
    sink.unless_known(resource, "protocol", protocol)
    sink.unless_known(resource, "frontend_port", low)
    _all_ports(resource, protocol, sink)
    ports = nouns.ranged(low, high)
    if low.equals(0):
        ports = nouns.ranged(nouns.like(low, 0), nouns.like(low, 65535))
    balancer = resource.identity("loadbalancer_id")
    frontend = resource.text("frontend_ip_configuration_name")
    binds = _binds(resource, protocol, ports, balancer, frontend)
    sink.unit.listeners.append(
        nouns.listener(
            resource.node, resource.name, resource.kind, "azurerm", binds,
            _layer4(protocol), resource.world, settings={"protocol-name": protocol, **_watched(resource)},
            partial=not resource.whole,
        )
    )  # fmt: skip
    if resource.kind == "azurerm_lb_rule":
        _backends(resource, protocol, sink)
    _frontend(resource, frontend, sink)


def _watched(resource: Resource) -> dict[str, Setting[str]]:
    """Which probe watches the goal of a rule."""
    if resource.kind != "azurerm_lb_rule":
        return {}
    probe = resource.identity("probe_id")
    if probe.absent and resource.item("probe_id") is not None:
        probe = unknown(resource.node)
    return {"probe": probe, "backend-port": resource.text("backend_port")}


def _layer4(protocol: Setting[str]) -> Setting[str]:
    return (
        nouns.like(protocol, "udp" if protocol.value.lower() == "udp" else "tcp") if protocol.value else protocol
    )


def _binds(
    resource: Resource, protocol: Setting[str], ports: Setting[Any], balancer: Setting[str], frontend: Setting[str]
) -> list[Bind]:
    transports = _TRANSPORTS.get((protocol.value or "").lower(), ())
    plain = default(False, resource.node)
    if frontend.absent:
        frontend = unknown(resource.node)
    return [
        nouns.bind(resource.node, resource.world, transport, ports, balancer, plain, frontend)
        for transport in transports
    ]


def _all_ports(resource: Resource, protocol: Setting[str], sink: Sink) -> None:
    """Port 0 stands for all ports: on both sides, and with protocol All."""
    if resource.kind != "azurerm_lb_rule":
        return
    front, back = resource.number("frontend_port"), resource.number("backend_port")
    if front.value is None or back.value is None or protocol.value is None or 0 not in (front.value, back.value):
        return
    if front.value != back.value or protocol.value.lower() != "all":
        zero = front if front.value == 0 else back
        sink.argument(
            zero.span, "port 0 stands for all ports: it goes with port 0 on the other side and protocol 'All'",
            "the API refuses the rule",
        )  # fmt: skip


def _backends(resource: Resource, protocol: Setting[str], sink: Sink) -> None:
    """Without floating IP, a pool's port can be the goal of one rule only."""
    floating = resource.flag("floating_ip_enabled")
    if floating.absent:
        floating = resource.flag("enable_floating_ip", False)
    port = resource.number("backend_port")
    if not floating.equals(False) or port.value is None or protocol.value is None or port.value == 0:
        return
    for pool in resource.identities("backend_address_pool_ids"):
        for transport in _TRANSPORTS.get(protocol.value.lower(), ()):
            sink.backend(pool, port, transport, resource)


def _frontend(resource: Resource, frontend: Setting[str], sink: Sink) -> None:
    """The frontend that a rule names must be one of its balancer's."""
    if frontend.value is None:
        return
    names = _frontends(resource)
    if names is not None and frontend.value not in names:
        known = ", ".join(f"'{name}'" for name in sorted(names)) or "none"
        sink.undefined(
            frontend, f"'{frontend.value}' is no frontend_ip_configuration of its balancer", f"it has {known}",
        )  # fmt: skip


def _frontends(resource: Resource) -> set[str] | None:
    """The names of the balancer's frontends; None when they are not all known."""
    balancer = referred(resource, resource.value("loadbalancer_id"), ("azurerm_lb",))
    if balancer is None:
        return None
    names = [view.text("name").value for view in balancer.blocks("frontend_ip_configuration")]
    return {name for name in names if name} if balancer.whole and None not in names else None


def _probe(resource: Resource, sink: Sink) -> None:
    sink.port(resource, "port", 1, 65535, resource.kind)
    protocol = resource.text("protocol", "Tcp")
    settings = {"check.protocol": protocol, "check.path": resource.text("request_path"),
                "check.port": resource.text("port")}  # fmt: skip
    sink.unit.pools.append(
        nouns.pool(resource.node, resource.itself(), resource.kind, "azurerm", resource.world, settings=settings)
    )


_GATEWAY_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "http_listener": {
        "frontend_ip_configuration_name": ("frontend_ip_configuration",),
        "frontend_port_name": ("frontend_port",),
        "ssl_certificate_name": ("ssl_certificate",),
    },
    "request_routing_rule": {
        "http_listener_name": ("http_listener", "listener"),
        "backend_address_pool_name": ("backend_address_pool",),
        "backend_http_settings_name": ("backend_http_settings", "backend"),
        "redirect_configuration_name": ("redirect_configuration",),
        "url_path_map_name": ("url_path_map",),
    },
    "redirect_configuration": {"target_listener_name": ("http_listener", "listener")},
    "backend_http_settings": {"probe_name": ("probe",)},
}
"""Nested block -> its argument -> the kinds of blocks whose ``name`` it may give."""


def _gateway(resource: Resource, sink: Sink) -> None:
    """An application gateway, whose parts are blocks of one resource."""
    views = {kind: resource.blocks(kind) for kind in _kinds()}
    defined = {kind: {view.text("name").value: view for view in found} for kind, found in views.items()}
    vague = {kind for kind, names in defined.items() if None in names or resource.dynamic(kind)}
    if not resource.whole:
        vague = set(defined)
    for kind, arguments in _GATEWAY_NAMES.items():
        for view in views[kind]:
            for argument, targets in arguments.items():
                _named(view, argument, targets, defined, vague, sink)
    for view in views["frontend_port"]:
        sink.port(view, "port", 1, 65535, "the gateway")
    for view in views["http_listener"]:
        _gateway_listener(resource, view, defined["frontend_port"], sink)
    _priorities(resource, views["request_routing_rule"], sink)


def _kinds() -> set[str]:
    targets = {kind for arguments in _GATEWAY_NAMES.values() for kinds in arguments.values() for kind in kinds}
    return targets | set(_GATEWAY_NAMES)


def _named(
    view: View, argument: str, kinds: tuple[str, ...], defined: Mapping[str, Mapping[Any, View]], vague: set[str],
    sink: Sink,
) -> None:  # fmt: skip
    name = view.text(argument)
    if name.value is None or not name.value or any(kind in vague for kind in kinds):
        return
    if not any(name.value in defined[kind] for kind in kinds):
        sink.undefined(name, f"'{argument}' names '{name.value}', and there is no {kinds[0]} of that name",
                       "the API refuses the gateway")  # fmt: skip


def _gateway_listener(resource: Resource, view: View, ports: Mapping[Any, View], sink: Sink) -> None:
    protocol = view.text("protocol")
    named = ports.get(view.text("frontend_port_name").value)
    number = named.number("port") if named is not None else unknown(view.node)
    tls = nouns.like(protocol, protocol.value.lower() == "https") if protocol.value else nouns.open_of(protocol)
    application = nouns.like(protocol, "http") if protocol.value else nouns.open_of(protocol)
    certificates = [unknown(view.node)] if view.maybe_given("ssl_certificate_name", "ssl_certificate_id") else []
    # Several listeners may share a port, told apart by host name: they do not compete for it.
    bind = nouns.bind(view.node, resource.world, Transport.TCP, nouns.ranged(number), unknown(view.node), tls)
    sink.unit.listeners.append(
        nouns.listener(
            view.node, _part(resource, view), "http_listener", "azurerm", (bind,), application,
            resource.world, settings={"protocol": protocol}, partial=not view.whole,
            tls=nouns.tls_of(view.node, certificates),
        )
    )  # fmt: skip


def _part(resource: Resource, view: View) -> str:
    """How a part of a gateway is called: the gateway's address and the part's own name."""
    return f"{resource.name} {view.text('name').value or ''}".strip()


def _priorities(resource: Resource, rules: list[View], sink: Sink) -> None:
    """Rules of one gateway: their priorities are told apart like those of a listener's rules."""
    for view in rules:
        settings = {"priority": view.text("priority"), "listener": resource.itself()}
        sink.unit.listeners.append(
            nouns.listener(
                view.node, _part(resource, view), "request_routing_rule", "azurerm", (), absent(view.node),
                resource.world, settings=settings,
            )
        )  # fmt: skip


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "azurerm_lb_rule": _rule,
    "azurerm_lb_nat_rule": _rule,
    "azurerm_lb_nat_pool": _rule,
    "azurerm_lb_probe": _probe,
    "azurerm_application_gateway": _gateway,
}
