"""Google Cloud: forwarding rules, which share an address when their ports do not overlap.

Source: the provider's pages, snapshot of 2026-08, read 2026-11.
"""

import re
from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform import nouns
from lbconflint.dialects.terraform.context import Resource, Sink, port_problem, referred, why
from lbconflint.dialects.terraform.convert import open_
from lbconflint.dialects.terraform.lattice import Items, bare
from lbconflint.model import Diagnostic, DiagnosticKind, Gap, Reference, Transport
from lbconflint.values import PortRange, Setting, default, unknown

_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_TRANSPORTS = {"TCP": (Transport.TCP,), "UDP": (Transport.UDP,)}


def _rule(resource: Resource, sink: Sink) -> None:
    """A forwarding rule; without an address it gets one of its own, and competes with nobody."""
    protocol = resource.text("ip_protocol", "TCP")
    address = resource.identity("ip_address")
    internal = resource.text("load_balancing_scheme", "")
    place = unknown(resource.node)
    if address.value is not None:
        place = _shared_place(resource, address, internal)
    binds = [
        nouns.bind(resource.node, resource.world, transport, ports, place, default(False, resource.node))
        for transport in _TRANSPORTS.get(protocol.value or "", ())
        for ports in _ports(resource, sink)
    ]  # fmt: skip
    sink.unit.listeners.append(
        nouns.listener(
            resource.node, resource.name, resource.kind, "google", binds, nouns.like(protocol, "tcp"),
            resource.world, partial=not resource.whole,
        )
    )  # fmt: skip


def _shared_place(resource: Resource, address: Setting[str], scheme: Setting[str]) -> Setting[str]:
    """Where the rule competes: its address, within its network when it is an internal one."""
    if scheme.unknown or resource.maybe_given("source_ip_ranges"):
        return unknown(resource.node)
    internal = scheme.value is not None and scheme.value.startswith("INTERNAL")
    network = resource.identity("network")
    if internal and network.value is None and re.fullmatch(r"[\d.]+", address.value or ""):
        return unknown(resource.node)
    within = f" in {network.value}" if internal and network.value else ""
    return nouns.like(address, f"{address.value}{within}")


def _ports(resource: Resource, sink: Sink) -> list[Setting[PortRange]]:
    """The ports of ``ports``, ``port_range`` or ``all_ports``."""
    item = resource.item("ports")
    if item is not None:
        value = bare(resource.instance.evaluator.settled(resource.value("ports")))
        if value is None:
            return []
        if not isinstance(value, Items):
            if open_(value):
                sink.unit.gaps.append(Gap(item.word(1), f"'ports' is not known: {why(value)}"))
            return [unknown(item, 1)]
        found = []
        for member in value.members:
            problem = port_problem(member, 1, 65535) if not _is_range(member) else ""
            if problem:
                sink.unit.diagnostics.append(
                    Diagnostic(
                        DiagnosticKind.INVALID_PORT, item.word(1), f"a port of {resource.kind} is {problem}"
                    )
                )
                continue
            found.append(_span(Setting(str(member), default("", item).origin, item, 1)))
        return found
    if resource.given("port_range"):
        return [_span(resource.text("port_range"))]
    if resource.flag("all_ports").equals(True):
        return [nouns.like(resource.flag("all_ports"), PortRange(1, 65535))]
    return []


def _is_range(value: Any) -> bool:
    return isinstance(value, str) and "-" in value


def _span(written: Setting[str]) -> Setting[Any]:
    match = _RANGE.fullmatch(written.value or "")
    if match is None:
        return unknown(written.node, written.word)
    low, high = int(match[1]), int(match[2] or match[1])
    return nouns.like(written, PortRange(low, high))


_GROUPS = (
    "google_compute_instance_group",
    "google_compute_instance_group_manager",
    "google_compute_region_instance_group_manager",
)


def _service(resource: Resource, sink: Sink) -> None:
    """A backend service sends to the port that each of its groups has under one name."""
    name = resource.text("port_name")
    if not name.value or _named_elsewhere(resource):
        return
    for view in resource.blocks("backend"):
        group = referred(resource, view.value("group"), _GROUPS)
        if group is None:
            continue
        names = [port.text("name").value for port in group.blocks("named_port")]
        if group.whole and names and None not in names and name.value not in names:
            known = ", ".join(f"'{each}'" for each in names)
            message = f"'port_name' is '{name.value}', and '{group.name}' has no named port of that name"
            usage = f"{message}\nits named ports are {known}"
            sink.unit.references.append(Reference("port name", name, usage, resource.world))
            return


def _named_elsewhere(resource: Resource) -> bool:
    """Some resource of its own adds named ports to a group."""
    return any(
        kind == "google_compute_instance_group_named_port"
        for instance in resource.instance.deployment.all()
        for kind, _ in instance.module.resources
    )


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "google_compute_forwarding_rule": _rule,
    "google_compute_global_forwarding_rule": _rule,
    "google_compute_backend_service": _service,
    "google_compute_region_backend_service": _service,
}
