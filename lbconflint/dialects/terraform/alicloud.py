"""Alibaba Cloud: what the classic and the application load balancer add to the tables.

Source: the provider's schemas and pages, snapshot of 2026-08, read 2026-11.
"""

from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform import conditions, nouns
from lbconflint.dialects.terraform.context import Resource, Sink, referred
from lbconflint.dialects.terraform.listeners import listener_of
from lbconflint.model import Route
from lbconflint.values import Setting, absent, default, unknown, written

_BALANCERS = ("alicloud_slb_load_balancer", "alicloud_slb")
_GROUPS = ("server_group_id", "master_slave_server_group_id")


def _listener(resource: Resource, sink: Sink) -> None:
    sink.port(resource, "backend_port", 1, 65535, resource.kind)
    if all(resource.given(name) for name in _GROUPS):
        item = resource.item(_GROUPS[1])
        if item is not None and all(resource.identity(name).known for name in _GROUPS):
            sink.argument(
                item.word(0), "a listener has a server group or a master-slave group, and this one has both"
            )
    _options(resource, sink)
    routes: tuple[Route, ...] = ()
    forward = resource.text("listener_forward")
    if forward.equals("on"):
        port = resource.number("forward_port")
        target = nouns.redirect(
            resource.item("forward_port") or resource.node,
            nouns.like(forward, "https"),
            port,
            absent(resource.node),
        )
        routes = (nouns.route(resource.node, target, resource.world),)
    listener = listener_of(resource, sink, routes)
    settings = {**listener.settings, **_checked(resource), **_bandwidth(resource)}
    named = ("backend_port", *_GROUPS)
    if not forward.unknown and not forward.equals("on") and not any(resource.maybe_given(name) for name in named):
        settings["nowhere"] = written("neither 'backend_port' nor a server group is given", resource.node, 2)
    sink.unit.listeners.append(listener._replace(settings=settings))


def _checked(resource: Resource) -> dict[str, Setting[str]]:
    """The health check of a listener; TCP and UDP are always checked."""
    port = resource.text("health_check_connect_port")
    return {
        "check.path": resource.text("health_check_uri"),
        "check.protocol": resource.text("health_check_type", "tcp"),
        "check.port": absent(resource.node) if port.among("0", "-520") else port,
        "backend-port-of-listener": resource.text("backend_port"),
        "variant": _reach(resource),
    }


def _reach(resource: Resource) -> Setting[str]:
    """``internet`` or ``intranet``."""
    balancer = referred(resource, resource.value("load_balancer_id"), _BALANCERS)
    return balancer.text("address_type") if balancer is not None else unknown(resource.node)


def _bandwidth(resource: Resource) -> dict[str, Setting[str]]:
    """What the listener may use, and what its load balancer has, where it pays by bandwidth."""
    balancer = referred(resource, resource.value("load_balancer_id"), _BALANCERS)
    if balancer is None or not balancer.text("internet_charge_type").among("PayByBandwidth", "paybybandwidth"):
        return {}
    return {"bandwidth": resource.text("bandwidth"), "bandwidth-of-balancer": balancer.text("bandwidth")}


def _options(resource: Resource, sink: Sink) -> None:
    """Options that do nothing, or are refused, without the arguments that belong to them."""
    if not resource.whole:
        return
    access = resource.text("acl_status")
    if access.equals("on"):
        _needs(resource, access, ("acl_type",), sink)
        _needs(resource, access, ("acl_ids", "acl_id"), sink)
    sticky = resource.text("sticky_session")
    if sticky.equals("on") and resource.text("protocol").among("http", "https"):
        kind = resource.text("sticky_session_type")
        _needs(resource, sticky, ("sticky_session_type",), sink)
        if kind.equals("insert"):
            _needs(resource, kind, ("cookie_timeout",), sink)
        elif kind.equals("server"):
            _needs(resource, kind, ("cookie",), sink)


def _needs(resource: Resource, option: Setting[str], names: tuple[str, ...], sink: Sink) -> None:
    if option.word is None or resource.maybe_given(*names) or any(resource.item(name) for name in names[:1]):
        return
    said = option.node.name
    sink.incomplete(option, f"'{said}' is '{option.value}', and '{names[0]}' is missing", f"add '{names[0]}'")


def _rule(resource: Resource, sink: Sink) -> None:
    """A forwarding rule of a classic balancer: it belongs to a listener by its port."""
    settings = {"balancer": resource.identity("load_balancer_id"), "listener-port": resource.text("frontend_port"),
                "priority": absent(resource.node)}  # fmt: skip
    target = nouns.to_pool(resource.node, resource.identity("server_group_id"))
    route = nouns.route(resource.node, target, resource.world, default("", resource.node))
    sink.unit.listeners.append(
        nouns.listener(
            resource.node, resource.name, resource.kind, "alicloud", (), absent(resource.node), resource.world,
            routes=(route,), settings=settings,
        )
    )  # fmt: skip


def _layer7_rule(resource: Resource, sink: Sink) -> None:
    """A rule of an application load balancer's listener."""
    settings = {"listener": resource.identity("listener_id"), "priority": resource.text("priority"),
                "direction": resource.text("direction", "Request"),
                "conditions": conditions.of_alicloud(resource)}  # fmt: skip
    sink.unit.listeners.append(
        nouns.listener(
            resource.node, resource.name, resource.kind, "alicloud", (), absent(resource.node), resource.world,
            settings=settings,
        )
    )  # fmt: skip


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "alicloud_slb_listener": _listener,
    "alicloud_slb_rule": _rule,
    "alicloud_alb_rule": _layer7_rule,
}
