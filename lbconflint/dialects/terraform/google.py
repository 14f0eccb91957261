"""Google Cloud: forwarding rules, which share an address when their ports do not overlap.

Source: the provider's pages, snapshot of 2026-08, read 2026-11.
"""

import re
from collections.abc import Callable
from typing import Any

from lbconflint.dialects.terraform import google_backends, nouns
from lbconflint.dialects.terraform.context import Resource, Sink, port_problem, referred
from lbconflint.dialects.terraform.lattice import Items
from lbconflint.knowledge.terraform_types import TLS_SINCE
from lbconflint.model import Diagnostic, DiagnosticKind, Tls, Transport
from lbconflint.values import PortRange, Setting, default, unknown, written

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
    target = _proxy(resource)
    binds = [
        nouns.bind(resource.node, resource.world, transport, ports, place, _ends_tls(resource, target))
        for transport in _TRANSPORTS.get(protocol.value or "", ())
        for ports in _ports(resource, sink)
    ]  # fmt: skip
    sink.unit.listeners.append(
        nouns.listener(
            resource.node, resource.name, resource.kind, "google", binds, _spoken(protocol, target),
            resource.world, settings=_settings(resource, protocol, target), partial=not resource.whole,
            tls=_certificates(resource, target),
        )
    )  # fmt: skip


_HTTP = ("google_compute_target_http_proxy", "google_compute_region_target_http_proxy")
_HTTPS = ("google_compute_target_https_proxy", "google_compute_region_target_https_proxy")
_SSL = ("google_compute_target_ssl_proxy",)
_TCP = ("google_compute_target_tcp_proxy", "google_compute_region_target_tcp_proxy")
_VPN = ("google_compute_vpn_gateway",)
_VARIANTS = {
    **dict.fromkeys(_HTTP, "http"),
    **dict.fromkeys(_HTTPS, "https"),
    **dict.fromkeys((*_TCP, *_SSL), "proxy"),
}
_CERTIFICATES = (
    "ssl_certificates", "certificate_map", "certificate_manager_certificates", "server_tls_policy",
)  # fmt: skip


def _proxy(resource: Resource) -> Resource | None:
    """What the rule hands over to, when that is a proxy or a gateway of the tree."""
    return referred(resource, resource.value("target"), (*_HTTP, *_HTTPS, *_SSL, *_TCP, *_VPN))


def _ends_tls(resource: Resource, target: Resource | None) -> Setting[bool]:
    ends = target is not None and target.kind in (*_HTTPS, *_SSL)
    return default(ends, resource.node)


def _spoken(protocol: Setting[str], target: Resource | None) -> Setting[str]:
    web = target is not None and target.kind in (*_HTTP, *_HTTPS)
    return nouns.like(protocol, "http" if web else "tcp")


def _settings(resource: Resource, protocol: Setting[str], target: Resource | None) -> dict[str, Setting[str]]:
    """``variant`` is set where the kind of load balancer restricts the ports: classic proxies, VPN gateways.

    A rule that does not say its scheme is a classic one or not by the provider's version.
    """
    found: dict[str, Setting[str]] = {}
    if target is None:
        return found
    place = resource.item("target") or resource.node
    if target.kind in _VPN:
        found["variant"] = written("vpn", place)
    elif resource.text("load_balancing_scheme").equals("EXTERNAL"):
        found["variant"] = written(_VARIANTS[target.kind], place)
    if target.kind in (*_HTTPS, *_SSL):
        found["protocol"] = written("HTTPS" if target.kind in _HTTPS else "SSL", place)
    else:
        found["protocol-name"] = protocol
    return found


def _certificates(resource: Resource, target: Resource | None) -> Tls:
    """The certificates of the proxy, and the versions that its policy allows."""
    if target is None or target.kind not in (*_HTTPS, *_SSL):
        return nouns.tls_of(resource.node)
    given = [unknown(target.node)] if target.maybe_given(*_CERTIFICATES) else []
    return nouns.tls_of(resource.node, given, _versions(target))


def _versions(proxy: Resource) -> Setting[tuple[str, ...]]:
    """What a policy of the tree allows; without any the API's own allows TLS 1.0."""
    value = proxy.value("ssl_policy")
    if value is None:
        return default(TLS_SINCE["TLS_1_0"], proxy.node)
    policy = referred(proxy, value, ("google_compute_ssl_policy", "google_compute_region_ssl_policy"))
    if policy is None:
        return unknown(proxy.node)
    oldest = policy.text("min_tls_version", "TLS_1_0")
    allowed = TLS_SINCE.get(oldest.value or "")
    return nouns.like(oldest, allowed) if allowed else unknown(policy.node)


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
        value = resource.instance.evaluator.concrete(item.term, resource.names)
        if not isinstance(value, Items):
            return [] if value is None else [unknown(item, 1)]
        members = value.members
        found = []
        for member in members:
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


LOWER: dict[str, Callable[[Resource, Sink], Any]] = {
    "google_compute_forwarding_rule": _rule,
    "google_compute_global_forwarding_rule": _rule,
    **google_backends.LOWER,
}
