"""AWS: listeners and rules of the newer load balancers, classic ones, target groups, security groups.

Source: the pages and schemas of the provider (6.x), read 2026-11.
"""

import re
from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform import conditions, nouns
from lbconflint.dialects.terraform.aws_firewall import firewall_of, openings, told
from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.lattice import Reference
from lbconflint.dialects.terraform.listeners import listener_of
from lbconflint.dialects.terraform.view import View
from lbconflint.model import Reference as Told
from lbconflint.model import Route, Server, Target, Transport
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.values import Setting, absent, default, unknown, written

_CLASSIC = {"http": (False, "http"), "https": (True, "http"), "tcp": (False, "tcp"), "ssl": (True, "tcp")}
_TARGET = re.compile(r"(?P<protocol>[A-Za-z]+):(?P<port>\d+)(?P<path>/.*)?")


def _listener(resource: Resource, sink: Sink) -> None:
    routes = [route for view in resource.blocks("default_action") for route in _action(view, resource, None)]
    listener = listener_of(resource, sink, tuple(routes))
    _weights(resource.blocks("default_action"), sink)
    balancer = balancer_of(resource)
    settings = {**listener.settings, "type": unknown(resource.node)}
    if balancer is not None:
        settings["type"] = balancer.text("load_balancer_type", "application")
        port = resource.item("port")
        if port is not None and resource.number("port").known and settings["type"].equals("gateway"):
            sink.argument(port.word(0), "a listener of a Gateway Load Balancer has no 'port'", "remove it")
        found = openings(balancer, firewall_of(resource.instance.deployment))
        if found is not None:
            settings["openings"] = written(told(found), balancer.item("security_groups") or balancer.node)
    sink.unit.listeners.append(listener._replace(settings=settings, partial=not resource.whole))


def balancer_of(resource: Resource) -> Resource | None:
    value = resource.value("load_balancer_arn")
    if not isinstance(value, Reference) or value.address.type not in ("aws_lb", "aws_alb"):
        return None
    declared = resource.instance.deployment.declaration(value.address)
    if declared is None:
        return None
    home, block = declared
    copy = home.copy_of(block, value.address.key)
    if copy is None and value.address.key is not None and "for_each" in block.attributes:
        copies = home.copies(block)
        copy = copies[0] if len(copies) == 1 else None
    return Resource(home, block, copy) if copy else None


def _action(view: View, resource: Resource, pattern: Setting[str] | None) -> list[Route]:
    """What an action does, as routes: several for weighted forwarding."""
    kind = view.text("type")
    if kind.equals("redirect"):
        targets = [_redirect(each) for each in view.blocks("redirect")]
    elif kind.equals("forward"):
        targets = (
            [nouns.to_pool(view.node, view.identity("target_group_arn"))] if view.given("target_group_arn") else []
        )
        for forward in view.blocks("forward"):
            targets += [nouns.to_pool(each.node, each.identity("arn")) for each in forward.blocks("target_group")]
    else:
        targets = [nouns.answer(view.node)]
    return [nouns.route(target.node, target, resource.world, pattern) for target in targets]


def _weights(actions: list[View], sink: Sink) -> None:
    """A weighted forward needs a group that gets something."""
    for action in actions:
        for forward in action.blocks("forward"):
            weights = [group.number("weight", 1) for group in forward.blocks("target_group")]
            if forward.whole and weights and all(weight.equals(0) for weight in weights):
                message = "every target group of this action has weight 0: none of them gets a request"
                place = written("0", weights[0].node)
                sink.unit.references.append(Told("weightless", place, message, ALWAYS))


def _redirect(view: View) -> Target:
    port = view.text("port", "#{port}")
    number: Setting[int] = absent(view.node)
    if port.value is not None and port.value.isdigit():
        number = nouns.like(port, int(port.value))
    elif not port.equals("#{port}"):
        number = nouns.open_of(port) if port.value is None else unknown(port.node, port.word)
    protocol = view.text("protocol", "#{protocol}")
    scheme = absent(view.node) if protocol.equals("#{protocol}") else protocol
    path = _changed(view, "path", "/#{path}")
    return nouns.redirect(view.node, scheme, number, path, _changed(view, "host", "#{host}"))


def _changed(view: View, name: str, same: str) -> Setting[str]:
    """Absent when the redirect keeps the request's own."""
    found = view.text(name, same)
    return absent(view.node) if found.equals(same) else found


def _rule(resource: Resource, sink: Sink) -> None:
    """A rule of a listener: a route whose pattern is its priority."""
    priority = resource.text("priority")
    target = nouns.answer(resource.node)
    settings = {"priority": priority, "listener": resource.identity("listener_arn"),
                "conditions": conditions.of_aws(resource)}  # fmt: skip
    _weights(resource.blocks("action"), sink)
    routes = [route for view in resource.blocks("action") for route in _action(view, resource, priority)]
    rule = nouns.listener(
        resource.node, resource.name, resource.kind, "aws", (), absent(resource.node), resource.world,
        routes=routes or (nouns.route(resource.node, target, resource.world, priority),), settings=settings,
        partial=not resource.whole,
    )  # fmt: skip
    sink.unit.listeners.append(rule)


def _classic(resource: Resource, sink: Sink) -> None:
    """A classic load balancer: each ``listener`` block is one listener, and the servers are its own."""
    balancer = resource.itself()
    views = resource.blocks("listener")
    for view in views:
        protocol = view.text("lb_protocol")
        speech = _CLASSIC.get((protocol.value or "").lower())
        tls = nouns.open_of(protocol) if speech is None else nouns.like(protocol, speech[0])
        application = nouns.open_of(protocol) if speech is None else nouns.like(protocol, speech[1])
        sink.port(view, "lb_port", 1, 65535, "the listener")
        sink.unless_known(view, "lb_port", view.number("lb_port"))
        sink.unless_known(view, "lb_protocol", protocol)
        sink.port(view, "instance_port", 1, 65535, "the listener")
        bind = nouns.bind(
            view.node, resource.world, Transport.TCP, nouns.ranged(view.number("lb_port")), balancer, tls
        )
        certificates = [unknown(view.node)] if view.maybe_given("ssl_certificate_id") else []
        listener = nouns.listener(
            view.node, resource.name, "listener", "aws", (bind,), application, resource.world,
            settings={"protocol": protocol, "balancer": balancer}, partial=not view.whole,
            tls=nouns.tls_of(view.node, certificates),
        )  # fmt: skip
        sink.unit.listeners.append(listener)
    ports = [view.number("instance_port") for view in views]
    servers = [_server(view.node, port, resource.world) for view, port in zip(views, ports, strict=True)]
    for check in resource.blocks("health_check"):
        sink.unit.pools.append(
            nouns.pool(
                resource.node, balancer, resource.kind, "aws", resource.world, servers=servers,
                settings=_classic_check(check), partial=not resource.whole,
            )
        )  # fmt: skip


def _server(node: Node, port: Setting[int], world: World) -> Server:
    return nouns.server(node, "", port, default(1, node), world)


def _classic_check(view: View) -> dict[str, Setting[str]]:
    target = view.text("target")
    match = _TARGET.fullmatch(target.value or "")
    found = {
        "check.target": target,
        "check.interval": view.text("interval"),
        "check.timeout": view.text("timeout"),
    }
    if match:
        found["check.protocol"] = nouns.like(target, match["protocol"].upper())
        found["check.port"] = nouns.like(target, match["port"])
        found["check.path"] = nouns.like(target, match["path"]) if match["path"] else absent(view.node)
    return found


def _group(resource: Resource, sink: Sink) -> None:
    """A target group; its targets come from attachments, services and scaling groups."""
    sink.port(resource, "port", 1, 65535, resource.kind)
    settings: dict[str, Setting[str]] = {
        "port": resource.text("port"),
        "protocol": resource.text("protocol"),
        "version": resource.text("protocol_version"),
        "type": resource.text("target_type", "instance"),
    }
    for check in resource.blocks("health_check"):
        settings["check.block"] = written("health_check", check.node, 0)
        for name in ("protocol", "path", "matcher", "port", "interval", "timeout"):
            settings[f"check.{name}"] = check.text(name)
        if check.text("port").differs("traffic-port"):
            sink.port(check, "port", 1, 65535, "the health check")
        settings["check.enabled"] = check.text("enabled", "true")
    protocol = resource.text("protocol")
    for view in resource.blocks("stickiness"):
        _sticky(view, protocol, sink)
    sink.unit.pools.append(
        nouns.pool(
            resource.node, resource.itself(), resource.kind, "aws", resource.world,
            protocol=nouns.like(protocol, protocol.value.upper()) if protocol.value else protocol,
            settings=settings,
        )
    )  # fmt: skip


def _sticky(view: View, protocol: Setting[str], sink: Sink) -> None:
    """Cookies need HTTP, addresses a network load balancer; an application's cookie needs its name."""
    kind, enabled = view.text("type"), view.flag("enabled", True)
    if kind.value is None or protocol.value is None or not enabled.equals(True):
        return
    web = protocol.value.upper() in ("HTTP", "HTTPS")
    if kind.value in ("lb_cookie", "app_cookie") and not web:
        sink.incomplete(
            kind,
            f"stickiness by '{kind.value}' in a target group for {protocol.value}, where nobody reads cookies",
            'write type = "source_ip", or enabled = false',
        )  # fmt: skip
    elif kind.value in ("source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto") and web:
        sink.incomplete(
            kind, f"stickiness by '{kind.value}' in a target group for {protocol.value}",
            'write type = "lb_cookie" or "app_cookie"',
        )  # fmt: skip
    elif kind.value == "app_cookie" and not view.maybe_given("cookie_name") and view.item("cookie_name") is None:
        sink.incomplete(kind, "'type' is 'app_cookie', and 'cookie_name' is missing", "add 'cookie_name'")


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "aws_lb_listener": _listener,
    "aws_alb_listener": _listener,
    "aws_lb_listener_rule": _rule,
    "aws_alb_listener_rule": _rule,
    "aws_elb": _classic,
    "aws_lb_target_group": _group,
    "aws_alb_target_group": _group,
}
