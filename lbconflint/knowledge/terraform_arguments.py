"""Arguments, resource types and values that a provider no longer has, or never had.

Sources: the providers' pages, change logs, upgrade guides and schemas (snapshots of 2026-08) of alicloud,
tencentcloud, huaweicloud, azurerm (guides for 3.0 and 5.0) and aws (guide for 3.0), read 2026-11.
"""

from collections.abc import Mapping

from lbconflint.record import NamedTuple


class Gone(NamedTuple):
    """``since``: the version that has it no longer (or deprecates it), "" when the page does not say;
    ``instead``: what to write, "" when nothing took its place."""

    since: str
    instead: str


_Table = Mapping[str, Mapping[str, Gone]]
_FLOATING = {
    "enable_floating_ip": Gone("", "floating_ip_enabled"),
    "enable_tcp_reset": Gone("", "tcp_reset_enabled"),
}
_INFERRED = {"resource_group_name": Gone("3.0.0", "")}
_STATE = {"admin_state_up": Gone("", "")}
_CONDITION = {
    "condition.field": Gone("3.0.0", "a block such as host_header or path_pattern"),
    "condition.values": Gone("3.0.0", "a block such as host_header or path_pattern"),
}

REMOVED: _Table = {
    "alicloud_slb_listener": {
        "lb_port": Gone("1.211.0", "frontend_port"),
        "lb_protocol": Gone("1.211.0", "protocol"),
        "instance_port": Gone("1.211.0", "backend_port"),
    },
    "alicloud_slb": {"internet": Gone("1.124.0", "address_type")},
    "alicloud_slb_master_slave_server_group": {"servers.is_backup": Gone("1.63.0", "server_type")},
    "aws_lb_listener_rule": _CONDITION,
    "aws_alb_listener_rule": _CONDITION,
    "azurerm_lb_rule": {**_INFERRED, "backend_address_pool_id": Gone("3.0.0", "backend_address_pool_ids")},
    "azurerm_lb_probe": _INFERRED,
    "azurerm_lb_outbound_rule": _INFERRED,
    "azurerm_lb_backend_address_pool": {
        **_INFERRED, "backend_address": Gone("3.0.0", "azurerm_lb_backend_address_pool_address")
    },
}  # fmt: skip
"""What the provider refuses; ``block.argument`` stands in a nested block."""

DEPRECATED: _Table = {
    "alicloud_slb_listener": {
        "ssl_certificate_id": Gone("1.59.0", "server_certificate_id"),
        "acl_id": Gone("1.249.0", "acl_ids"),
    },
    "alicloud_slb_load_balancer": {
        "name": Gone("1.123.1", "load_balancer_name"),
        "specification": Gone("1.123.1", "load_balancer_spec"),
        "internet": Gone("1.124.0", "address_type"),
    },
    "alicloud_slb_server_group": {"servers": Gone("1.163.0", "alicloud_slb_server_group_server_attachment")},
    "alicloud_alb_listener": {
        "acl_config": Gone("1.163.0", "alicloud_alb_listener_acl_attachment"),
        "xforwarded_for_config": Gone("1.161.0", "x_forwarded_for_config"),
    },
    "alicloud_nlb_server_group": {"connection_drain": Gone("1.231.0", "connection_drain_enabled")},
    "azurerm_lb_rule": _FLOATING,
    "azurerm_lb_nat_rule": _FLOATING,
    "azurerm_lb_outbound_rule": {"enable_tcp_reset": Gone("", "tcp_reset_enabled")},
    "huaweicloud_lb_listener": {**_STATE, "connection_limit": Gone("", "")},
    "huaweicloud_lb_loadbalancer": _STATE,
    "huaweicloud_lb_member": _STATE,
    "huaweicloud_lb_monitor": _STATE,
    "huaweicloud_lb_pool": _STATE,
    "tencentcloud_clb_target_group": {
        "target_group_instances": Gone("1.77.3", "tencentcloud_clb_target_group_instance_attachment")
    },
}
"""What still works."""

RENAMED: Mapping[str, Gone] = {
    "alicloud_slb": Gone("1.123.1", "alicloud_slb_load_balancer"),
    "alicloud_slb_attachment": Gone("1.153.0", "alicloud_slb_backend_server"),
    "tencentcloud_lb": Gone("1.15.0", "tencentcloud_clb_instance"),
    "tencentcloud_alb_server_attachment": Gone("1.15.0", "tencentcloud_clb_attachment"),
}
"""Resource types that are deprecated."""


class Words(NamedTuple):
    """The values that an argument may have; ``case``: capital letters count, in the provider of today at least."""

    values: tuple[str, ...]
    case: bool


_TRANSPORT = {"protocol": Words(("Tcp", "Udp", "All"), True)}
_IP = {"ip_protocol": Words(("TCP", "UDP", "ESP", "AH", "SCTP", "ICMP", "L3_DEFAULT"), True)}
_SERVICE = {
    "protocol": Words(
        ("HTTP", "HTTPS", "HTTP2", "H2C", "TCP", "SSL", "UDP", "GRPC", "UNSPECIFIED", "ALL"), True
    )
}  # fmt: skip
_CLASSIC = Words(("HTTP", "HTTPS", "TCP", "SSL"), False)

WORDS: Mapping[str, Mapping[str, Words]] = {
    "aws_elb": {"listener.lb_protocol": _CLASSIC, "listener.instance_protocol": _CLASSIC},
    "azurerm_lb_rule": _TRANSPORT,
    "azurerm_lb_nat_rule": _TRANSPORT,
    "azurerm_lb_nat_pool": _TRANSPORT,
    "azurerm_lb_probe": {"protocol": Words(("Http", "Https", "Tcp"), True)},
    "google_compute_forwarding_rule": _IP,
    "google_compute_global_forwarding_rule": _IP,
    "google_compute_backend_service": _SERVICE,
    "google_compute_region_backend_service": _SERVICE,
}
"""Protocols outside of the tables of listeners; what is none of these is refused in the plan."""

TOLD = frozenset(REMOVED) | frozenset(DEPRECATED) | frozenset(RENAMED)
