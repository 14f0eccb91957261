"""Ports that a cloud's load balancer refuses or keeps for itself, by type of listener and transport.

Each entry says from where it is known and when that was read.  ``certain``: the provider's or the vendor's own
page says so in every version that was read; the others are warnings.  Not in the table, for want of a page: ports
65330 to 65534 of Azure's load balancers.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from lbconflint.record import NamedTuple
from lbconflint.values import PortRange


class KeptPorts(NamedTuple):
    """``resources`` are kinds of listeners; ``variant``: only those of this setting ``variant``; ``why`` completes
    "port 4789 is ..." or "port 81 is ..."; ``sources`` names the page, ``read`` the month it was read in."""

    resources: frozenset[str]
    transports: frozenset[str]
    ports: tuple[PortRange, ...]
    why: str
    certain: bool
    source: str
    read: str
    variant: str = ""


def _all_but(*allowed: int) -> tuple[PortRange, ...]:
    """The ports between the allowed ones."""
    edges = [0, *sorted(allowed), 65536]
    return tuple(PortRange(low + 1, high - 1) for low, high in pairwise(edges) if high - low > 1)


def _these(*ports: int) -> tuple[PortRange, ...]:
    return tuple(PortRange(port, port) for port in ports)


_TCP, _UDP, _BOTH = frozenset({"tcp"}), frozenset({"udp"}), frozenset({"tcp", "udp"})
_RULES = frozenset({"google_compute_forwarding_rule", "google_compute_global_forwarding_rule"})
_AZURE = frozenset({"azurerm_lb_rule", "azurerm_lb_nat_rule", "azurerm_lb_nat_pool"})
_CLASSIC = frozenset({"alicloud_slb_listener"})
_GATEWAY = frozenset({"http_listener"})
_GOOGLE = "provider page of google_compute_global_forwarding_rule, port_range"
_MICROSOFT = "Microsoft, Application Gateway listener configuration (a copy of the page)"
_PROXY_PORTS = (25, 43, 110, 143, 195, 443, 465, 587, 700, 993, 995, 1688, 1883, 5222)

KEPT: tuple[KeptPorts, ...] = (
    KeptPorts(
        frozenset({"huaweicloud_elb_listener", "huaweicloud_lb_listener"}), _UDP, _these(4789),
        "kept for VXLAN", True, "Huawei Cloud, ELB user guide; page of huaweicloud_elb_listener", "2026-11",
    ),
    KeptPorts(
        frozenset({"opentelekomcloud_lb_listener_v2", "opentelekomcloud_lb_listener_v3"}), _UDP, _these(4789),
        "kept for VXLAN", True, "Open Telekom Cloud, ELB user guide", "2026-11",
    ),
    KeptPorts(
        _CLASSIC, _UDP, _these(250, 4789),
        "kept by the load balancer itself", True, "Alibaba Cloud, CLB, add a UDP listener (2025-04)", "2026-11",
    ),
    KeptPorts(
        _CLASSIC, _UDP, _these(4790), "kept by the load balancer, as one of two versions of its page says", False,
        "Alibaba Cloud, CLB, add a UDP listener (2025-04)", "2026-11",
    ),
    KeptPorts(
        _CLASSIC, _TCP, _these(25, 135, 139, 444, 445, 5800, 5900),
        "blocked by carriers on the way to the load balancer", False, "Alibaba Cloud, CLB FAQ", "2026-11",
        variant="internet",
    ),
    KeptPorts(
        _AZURE, _BOTH, _these(65535), "not for frontends of a load balancer (1 to 65534)", True,
        "provider pages of azurerm_lb_rule and azurerm_lb_nat_rule", "2026-11",
    ),
    KeptPorts(
        _GATEWAY, _TCP, (*_these(22), PortRange(65000, 65535)),
        "not for listeners of an application gateway of the second version (1 to 64999 without 22)", False,
        _MICROSOFT, "2026-11", variant="v2",
    ),
    KeptPorts(
        _GATEWAY, _TCP, (*_these(3389), PortRange(65503, 65535)),
        "not for listeners of an application gateway of the first version (1 to 65502 without 3389)", False,
        _MICROSOFT, "2026-11", variant="v1",
    ),
    KeptPorts(
        _RULES, _TCP, _all_but(80, 8080), "not one of a classic HTTP proxy (80, 8080)", False, _GOOGLE, "2026-11",
        variant="http",
    ),
    KeptPorts(
        _RULES, _TCP, _all_but(443), "not one of a classic HTTPS proxy (443)", False, _GOOGLE, "2026-11",
        variant="https",
    ),
    KeptPorts(
        _RULES, _TCP, _all_but(*_PROXY_PORTS),
        f"not one of a classic TCP or SSL proxy ({', '.join(map(str, _PROXY_PORTS))})", False, _GOOGLE, "2026-11",
        variant="proxy",
    ),
    KeptPorts(
        _RULES, _BOTH, _all_but(500, 4500), "not one of a VPN gateway (500, 4500)", False, _GOOGLE, "2026-11",
        variant="vpn",
    ),
)  # fmt: skip


def _by_resource(kept: Iterable[KeptPorts]) -> Mapping[str, list[KeptPorts]]:
    found: dict[str, list[KeptPorts]] = {}
    for each in kept:
        for resource in each.resources:
            found.setdefault(resource, []).append(each)
    return found


BY_RESOURCE = _by_resource(KEPT)
