"""Azure's application gateway: one resource, whose parts name each other.

Source: the provider's page, snapshot of 2026-08, read 2026-11.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lbconflint.dialects.terraform import nouns
from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.view import View
from lbconflint.model import Reference, Transport
from lbconflint.values import Setting, absent, unknown, written

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
    for view in views["probe"]:
        _probe(resource, view, sink)
    if not vague:
        _loops(resource, views["request_routing_rule"], defined["redirect_configuration"], sink)
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
            resource.world, settings={"protocol": protocol, "variant": _version(resource)}, partial=not view.whole,
            tls=nouns.tls_of(view.node, certificates, _versions(resource) if tls.equals(True) else None),
        )
    )  # fmt: skip


_GENERATIONS = {"standard": "v1", "waf": "v1", "standard_v2": "v2", "waf_v2": "v2"}


def _version(resource: Resource) -> Setting[str]:
    """The generation of the gateway, by its tier or size."""
    for sku in resource.blocks("sku"):
        tier = sku.text("tier")
        if tier.value is not None and tier.value.lower() in _GENERATIONS:
            return nouns.like(tier, _GENERATIONS[tier.value.lower()])
    return unknown(resource.node)


_OLDEST = {
    "TLSv1_0": ("TLSv1", "TLSv1.1", "TLSv1.2"),
    "TLSv1_1": ("TLSv1.1", "TLSv1.2"),
    "TLSv1_2": ("TLSv1.2",),
    "TLSv1_3": ("TLSv1.3",),
}


def _versions(resource: Resource) -> Setting[tuple[str, ...]]:
    """What the gateway's own policy allows, where it says the oldest version."""
    for policy in resource.blocks("ssl_policy"):
        oldest = policy.text("min_protocol_version")
        allowed = _OLDEST.get(oldest.value or "")
        return nouns.like(oldest, allowed) if allowed else nouns.open_of(oldest)
    return absent(resource.node)


def _probe(resource: Resource, view: View, sink: Sink) -> None:
    """A probe is a pool of its own kind, as those of the load balancer are."""
    sink.port(view, "port", 1, 65535, "the probe")
    settings = {"check.protocol": view.text("protocol"), "check.path": view.text("path"),
                "check.interval": view.text("interval"), "check.timeout": view.text("timeout")}  # fmt: skip
    name = written(_part(resource, view), view.node, 0)
    sink.unit.pools.append(
        nouns.pool(
            view.node, name, "azurerm_application_gateway probe", "azurerm", resource.world,
            settings=settings, partial=not view.whole,
        )
    )  # fmt: skip


def _loops(resource: Resource, rules: list[View], redirects: Mapping[Any, View], sink: Sink) -> None:
    """Rules that send every request of a listener on to a listener, until that is the first one again."""
    plain = [rule for rule in rules if rule.text("rule_type").equals("Basic")]
    turns = {rule.text("http_listener_name").value: rule for rule in plain}
    onward = {
        start: (rule, redirects[goal].text("target_listener_name").value)
        for start, rule in turns.items()
        if start and (goal := rule.text("redirect_configuration_name").value) in redirects
    }
    told: set[str] = set()
    for start in onward:
        circle = list(_followed(start, onward))
        if circle and told.isdisjoint(circle):
            told.update(circle)
            place = onward[start][0].text("redirect_configuration_name")
            way = " to ".join(f"'{name}'" for name in [*circle, start])
            sink.unit.references.append(
                Reference("loop", place, f"redirects lead every request from {way} again", resource.world)
            )


def _followed(start: str, onward: Mapping[str, tuple[View, str | None]]) -> Iterator[str]:
    """The listeners of the circle through ``start``; nothing when the way leads elsewhere."""
    seen = [start]
    at = onward[start][1]
    while at is not None and at not in seen and at in onward:
        seen.append(at)
        at = onward[at][1]
    if at == start:
        yield from seen


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


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {"azurerm_application_gateway": _gateway}
