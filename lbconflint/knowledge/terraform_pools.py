"""Pools, members and monitors that are resources of their own: which argument says what, and what fits what.

Sources: the pages of the Terraform providers huaweicloud, opentelekomcloud, openstack and tencentcloud (snapshots
of 2026-08), read 2026-11.  ``certain``: the page of that very resource states the pairs.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lbconflint.record import NamedTuple

Pairs = Mapping[str, tuple[str, ...]]


class PoolType(NamedTuple):
    """``fits``: protocol of the listener -> protocols that its pool may have; ``one``: a pool belongs to a load
    balancer or to a listener, never to both; ``certain``: no example of the provider says otherwise."""

    resource: str
    cloud: str
    fits: Pairs = MappingProxyType({})
    one: bool = False
    certain: bool = True


class MonitorType(NamedTuple):
    """``checks``: protocol of the pool -> protocols that its check may have; ``below``: the page demands a timeout
    below the interval."""

    resource: str
    cloud: str
    protocol: str
    interval: str
    port: str
    checks: Pairs
    certain: bool
    below: bool


class MemberType(NamedTuple):
    """A server of a pool; ``zero``: its port may be 0; ``whole``: its weight when nothing is said."""

    resource: str
    cloud: str
    zero: bool = False
    port: str = "protocol_port"
    pool: str = "pool_id"
    whole: int = 1


_SHARED: Pairs = {"UDP": ("UDP",), "TCP": ("TCP",), "HTTP": ("HTTP",), "TERMINATED_HTTPS": ("HTTP",)}
_OCTAVIA = ("PING", "TCP", "HTTP", "HTTPS", "TLS-HELLO")
_WEB = ("TCP", "HTTP", "HTTPS", "TLS", "GRPC")

POOLS: Mapping[str, PoolType] = {
    each.resource: each
    for each in (
        PoolType(
            "huaweicloud_elb_pool", "huaweicloud",
            {"UDP": ("UDP", "QUIC"), "TCP": ("TCP",), "IP": ("IP",), "HTTP": ("HTTP",), "HTTPS": ("HTTP", "HTTPS"),
             "TERMINATED_HTTPS": ("HTTP",), "QUIC": ("HTTP", "HTTPS", "GRPC"), "TLS": ("TLS", "TCP")},
        ),
        PoolType("huaweicloud_lb_pool", "huaweicloud", _SHARED),
        PoolType("opentelekomcloud_lb_pool_v2", "opentelekomcloud", _SHARED, certain=False),
        PoolType(
            "opentelekomcloud_lb_pool_v3", "opentelekomcloud", {"UDP": ("UDP",), "TCP": ("TCP",)}, certain=False
        ),
        PoolType("openstack_lb_pool_v2", "openstack", one=True),
    )
}  # fmt: skip
"""An example of Open Telekom Cloud's provider puts an HTTP pool behind a TCP listener.  The pages of Huawei allow
HTTP behind HTTPS, that of Open Telekom Cloud's third version does not: left out there."""

MONITORS: Mapping[str, MonitorType] = {
    each.resource: each
    for each in (
        MonitorType(
            "huaweicloud_elb_monitor", "huaweicloud", "protocol", "interval", "port",
            {"QUIC": ("UDP_CONNECT",), "UDP": ("UDP_CONNECT",), "TCP": ("TCP", "HTTP", "HTTPS"), "HTTP": _WEB,
             "HTTPS": _WEB, "GRPC": _WEB, "TLS": _WEB},
            True, False,
        ),
        MonitorType(
            "huaweicloud_lb_monitor", "huaweicloud", "type", "delay", "port", {"UDP": ("UDP_CONNECT",)}, True, True
        ),
        MonitorType(
            "opentelekomcloud_lb_monitor_v2", "opentelekomcloud", "type", "delay", "monitor_port",
            {"UDP": ("UDP_CONNECT",)}, False, True,
        ),
        MonitorType(
            "opentelekomcloud_lb_monitor_v3", "opentelekomcloud", "type", "delay", "monitor_port",
            {"UDP": ("UDP_CONNECT",)}, False, False,
        ),
        MonitorType(
            "openstack_lb_monitor_v2", "openstack", "type", "delay", "",
            {"TCP": _OCTAVIA, "HTTP": _OCTAVIA, "HTTPS": _OCTAVIA, "UDP": ("UDP-CONNECT", "TCP", "HTTP", "SCTP")},
            False, True,
        ),
    )
}  # fmt: skip

MEMBERS: Mapping[str, MemberType] = {
    each.resource: each
    for each in (
        MemberType("huaweicloud_elb_member", "huaweicloud", zero=True),
        MemberType("huaweicloud_lb_member", "huaweicloud"),
        MemberType("opentelekomcloud_lb_member_v2", "opentelekomcloud"),
        MemberType("opentelekomcloud_lb_member_v3", "opentelekomcloud"),
        MemberType("openstack_lb_member_v2", "openstack"),
        MemberType("aws_lb_target_group_attachment", "aws", port="port", pool="target_group_arn"),
        MemberType("aws_alb_target_group_attachment", "aws", port="port", pool="target_group_arn"),
        MemberType(
            "alicloud_slb_server_group_server_attachment",
            "alicloud",
            port="port",
            pool="server_group_id",
            whole=100,
        ),
        MemberType(
            "alicloud_nlb_server_group_server_attachment",
            "alicloud",
            zero=True,
            port="port",
            pool="server_group_id",
            whole=100,
        ),
    )
}

SERVERS: Mapping[str, str] = {
    "alicloud_slb_server_group": "servers",
    "alicloud_alb_server_group": "servers",
    "alicloud_nlb_server_group": "",
}
"""Groups of Alibaba Cloud -> the blocks of their servers; "" where attachments alone bring them."""

TENCENT_CHECKS: Pairs = {
    "UDP": ("PING", "CUSTOM"),
    "TCP": ("TCP", "HTTP", "CUSTOM"),
    "TCP_SSL": ("TCP", "HTTP"),
    "QUIC": ("TCP", "HTTP"),
}
"""Protocol of a Tencent Cloud listener -> types of its check; those of HTTP and HTTPS belong to its rules."""

PARTS = (
    frozenset(POOLS) | frozenset(MONITORS) | frozenset(MEMBERS) | frozenset(SERVERS)
    | frozenset({"tencentcloud_clb_attachment"})
)  # fmt: skip
