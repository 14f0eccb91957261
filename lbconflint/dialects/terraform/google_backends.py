"""Google Cloud: backend services, the groups behind them, and health checks.

Source: the provider's pages, snapshot of 2026-08, read 2026-11.
"""

from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform import nouns
from lbconflint.dialects.terraform.context import Resource, Sink, referred
from lbconflint.dialects.terraform.view import View
from lbconflint.model import Reference
from lbconflint.values import Setting, absent, unknown, written

_GROUPS = (
    "google_compute_instance_group",
    "google_compute_instance_group_manager",
    "google_compute_region_instance_group_manager",
)
_BLOCKS = {
    "http_health_check": "HTTP",
    "https_health_check": "HTTPS",
    "http2_health_check": "HTTP2",
    "tcp_health_check": "TCP",
    "ssl_health_check": "SSL",
    "grpc_health_check": "GRPC",
    "grpc_tls_health_check": "GRPC",
}
_CHECKS = ("google_compute_health_check", "google_compute_region_health_check")
_LEGACY = {"google_compute_http_health_check": ("HTTP", 80), "google_compute_https_health_check": ("HTTPS", 443)}


def _service(resource: Resource, sink: Sink) -> None:
    """A backend service sends to the port that each of its groups has under one name."""
    groups = _groups(resource)
    checks = resource.identities("health_checks")
    one = checks[0] if len(checks) == 1 else unknown(resource.node)
    settings: dict[str, Setting[str]] = {
        "protocol": resource.text("protocol", "HTTP"),
        "check": one if checks or resource.item("health_checks") else absent(resource.node),
        "ports": _served(resource, groups),
    }
    if groups:
        settings["groups"] = written(groups[0].name, resource.node, 0)
    sink.unit.pools.append(
        nouns.pool(
            resource.node, resource.itself(), resource.kind, "google", resource.world,
            protocol=settings["protocol"], settings=settings, partial=not resource.whole,
        )
    )  # fmt: skip
    if not _named_elsewhere(resource):
        _port_name(resource, resource.text("port_name"), groups, sink)
        check = referred(resource, _single(resource), _CHECKS)
        for _, view in _blocks(check) if check is not None else ():
            _port_name(resource, view.text("port_name"), groups, sink)


def _single(resource: Resource) -> Any:
    """The one health check that the service names."""
    from lbconflint.dialects.terraform.lattice import Items

    value = resource.value("health_checks")
    return value.members[0] if isinstance(value, Items) and len(value.members) == 1 else None


def _groups(resource: Resource) -> list[Resource]:
    """The groups of machines behind the service; none when one of its backends is something else, or not known."""
    found = [referred(resource, view.value("group"), _GROUPS) for view in resource.blocks("backend")]
    groups = [group for group in found if group is not None]
    return groups if resource.whole and len(groups) == len(found) else []


def _names(group: Resource) -> dict[str, Setting[int]] | None:
    """The named ports of a group; None when they are not all known."""
    views = group.blocks("named_port")
    names = {view.text("name").value: view.number("port") for view in views}
    return {name: port for name, port in names.items() if name} if group.whole and None not in names else None


def _port_name(resource: Resource, name: Setting[str], groups: list[Resource], sink: Sink) -> None:
    for group in groups if name.value else ():
        names = _names(group)
        if names and name.value not in names:
            known = ", ".join(f"'{each}'" for each in names)
            message = f"'port_name' is '{name.value}', and '{group.name}' has no named port of that name"
            usage = f"{message}\nits named ports are {known}"
            sink.unit.references.append(Reference("port name", name, usage, resource.world))
            return


def _served(resource: Resource, groups: list[Resource]) -> Setting[str]:
    """``80 8080``: the ports that the groups have under the service's name; not known unless all are."""
    name = resource.text("port_name")
    ports: set[int] = set()
    for group in groups if name.value else ():
        port = (_names(group) or {}).get(name.value or "")
        if port is None or port.value is None or _named_elsewhere(resource):
            return unknown(resource.node)
        ports.add(port.value)
    return nouns.like(name, " ".join(map(str, sorted(ports)))) if ports else unknown(resource.node)


def _named_elsewhere(resource: Resource) -> bool:
    """Some resource of its own adds named ports to a group."""
    deployment = resource.instance.deployment
    if "named ports" not in deployment.shared:
        deployment.shared["named ports"] = any(
            kind == "google_compute_instance_group_named_port"
            for instance in deployment.all()
            for kind, _ in instance.module.resources
        )
    return bool(deployment.shared["named ports"])


def _blocks(check: Resource) -> list[tuple[str, View]]:
    """What the check asks, and its block."""
    return [(protocol, view) for name, protocol in _BLOCKS.items() for view in check.blocks(name)]


def _check(resource: Resource, sink: Sink) -> None:
    """A health check; its port is written, or is that which serves."""
    blocks = _blocks(resource)
    settings = _timing(resource)
    for protocol, view in blocks if len(blocks) == 1 else ():
        sink.port(view, "port", 1, 65535, "the health check")
        settings["check.protocol"] = written(protocol, view.node, 0)
        settings["check.path"] = view.text("request_path")
        settings["check.port"] = view.text("port")
        settings["check.port-name"] = view.text("port_name")
        settings["check.port-specification"] = view.text("port_specification")
    _append(resource, settings, sink)


def _legacy(resource: Resource, sink: Sink) -> None:
    """A check of the first generation, which has one port for all groups."""
    protocol, port = _LEGACY[resource.kind]
    sink.port(resource, "port", 1, 65535, "the health check")
    settings = _timing(resource)
    settings["check.protocol"] = written(protocol, resource.node, 1)
    settings["check.path"] = resource.text("request_path", "/")
    settings["check.port"] = resource.text("port", str(port))
    _append(resource, settings, sink)


def _timing(resource: Resource) -> dict[str, Setting[str]]:
    return {
        "check.interval": resource.text("check_interval_sec", "5"),
        "check.timeout": resource.text("timeout_sec", "5"),
    }


def _append(resource: Resource, settings: dict[str, Setting[str]], sink: Sink) -> None:
    sink.unit.pools.append(
        nouns.pool(
            resource.node, resource.itself(), resource.kind, "google", resource.world,
            check_protocol=settings.get("check.protocol"), settings=settings, partial=not resource.whole,
        )
    )  # fmt: skip


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "google_compute_backend_service": _service,
    "google_compute_region_backend_service": _service,
    **dict.fromkeys(_CHECKS, _check),
    **dict.fromkeys(_LEGACY, _legacy),
}
