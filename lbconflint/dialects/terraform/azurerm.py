"""Azure: rules, NAT rules and pools of a load balancer, and its probes.

Everything belongs together by name: a rule names a frontend of its balancer.  Source: the provider's schemas and
pages, snapshot of 2026-08, read 2026-11.
"""

from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform import azurerm_gateway, nouns
from lbconflint.dialects.terraform.context import Resource, Sink, referred
from lbconflint.model import Bind, Transport
from lbconflint.values import Setting, default, unknown

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
        sink.port(resource, name, 0, 65535, resource.kind)
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
                "check.port": resource.text("port"), "check.interval": resource.text("interval_in_seconds", "15"),
                "check.number": resource.text("number_of_probes", "2")}  # fmt: skip
    sink.unit.pools.append(
        nouns.pool(resource.node, resource.itself(), resource.kind, "azurerm", resource.world, settings=settings)
    )


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "azurerm_lb_rule": _rule,
    "azurerm_lb_nat_rule": _rule,
    "azurerm_lb_nat_pool": _rule,
    "azurerm_lb_probe": _probe,
    **azurerm_gateway.LOWER,
}
