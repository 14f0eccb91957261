"""Listeners of the cloud providers that take all they need from one resource: which argument says what.

Sources: the schemas and pages of the Terraform providers alicloud, tencentcloud, huaweicloud, opentelekomcloud,
openstack (snapshots of 2026-08) and aws 6.x, read 2026-11.
"""

from collections.abc import Mapping

from lbconflint.knowledge.terraform_arguments import TOLD
from lbconflint.knowledge.terraform_pools import MEMBERS, MONITORS, PARTS, POOLS
from lbconflint.record import NamedTuple


class Speech(NamedTuple):
    """What a protocol's name stands for: transports, whether TLS ends here, and what is spoken inside."""

    transports: tuple[str, ...]
    tls: bool
    application: str


_TCP, _UDP, _BOTH = ("tcp",), ("udp",), ("tcp", "udp")
_HTTP = Speech(_TCP, False, "http")
_HTTPS = Speech(_TCP, True, "http")
_PLAIN = Speech(_TCP, False, "tcp")
_TLS = Speech(_TCP, True, "tcp")
_DATAGRAMS = Speech(_UDP, False, "udp")
_QUIC = Speech(_UDP, True, "http")
_EITHER = Speech(_BOTH, False, "tcp")


class ListenerType(NamedTuple):
    """One resource type.  ``case``: how its protocol is written ("" any way); ``certificates``: arguments or
    blocks any of which brings a certificate; ``elsewhere``: resource types that attach one; ``sni``: an argument
    that moves certificates to the rules; ``zero``: port 0 stands for a range or for none; ``closed``: the list of
    protocols does not grow;
    ``policy``: the argument that chooses versions of TLS, ``unsaid`` the policy that is in force without it,
    ``versions`` an argument that lists them; ``ranges``: blocks of a ``start_port`` and an ``end_port``."""

    resource: str
    cloud: str
    balancer: str
    port: str
    protocol: str
    protocols: Mapping[str, Speech]
    case: str
    certificates: tuple[str, ...]
    pools: tuple[str, ...]
    low: str = ""
    high: str = ""
    zero: bool = False
    elsewhere: str = ""
    sni: str = ""
    closed: bool = True
    policy: str = ""
    ranges: str = ""
    unsaid: str = ""
    versions: str = ""


_AWS = ListenerType(
    "aws_lb_listener", "aws", "load_balancer_arn", "port", "protocol",
    {"HTTP": _HTTP, "HTTPS": _HTTPS, "TCP": _PLAIN, "TLS": _TLS, "UDP": _DATAGRAMS, "TCP_UDP": _EITHER,
     "QUIC": _DATAGRAMS, "TCP_QUIC": _EITHER, "GENEVE": _DATAGRAMS},
    "", ("certificate_arn",), ("target_group_arn",), closed=False, policy="ssl_policy",
    unsaid="ELBSecurityPolicy-2016-08",
)  # fmt: skip

LISTENERS: tuple[ListenerType, ...] = (
    _AWS,
    _AWS._replace(resource="aws_alb_listener"),
    ListenerType(
        "alicloud_slb_listener", "alicloud", "load_balancer_id", "frontend_port", "protocol",
        {"http": _HTTP, "https": _HTTPS, "tcp": _PLAIN, "udp": _DATAGRAMS}, "lower",
        ("server_certificate_id", "ssl_certificate_id"), ("server_group_id", "master_slave_server_group_id"),
        "backend_port", policy="tls_cipher_policy", unsaid="tls_cipher_policy_1_0",
    ),
    ListenerType(
        "alicloud_alb_listener", "alicloud", "load_balancer_id", "listener_port", "listener_protocol",
        {"HTTP": _HTTP, "HTTPS": _HTTPS, "QUIC": _QUIC}, "upper", ("certificates",), (),
        elsewhere="alicloud_alb_listener_additional_certificate_attachment", policy="security_policy_id",
    ),
    ListenerType(
        "alicloud_nlb_listener", "alicloud", "load_balancer_id", "listener_port", "listener_protocol",
        {"TCP": _PLAIN, "UDP": _DATAGRAMS, "TCPSSL": _TLS}, "upper", ("certificate_ids",), ("server_group_id",),
        low="start_port", high="end_port", zero=True, policy="security_policy_id", unsaid="tls_cipher_policy_1_0",
    ),
    ListenerType(
        "tencentcloud_clb_listener", "tencentcloud", "clb_id", "port", "protocol",
        {"TCP": _PLAIN, "UDP": _DATAGRAMS, "HTTP": _HTTP, "HTTPS": _HTTPS, "TCP_SSL": _TLS, "QUIC": _QUIC},
        "upper", ("certificate_id", "multi_cert_info"), ("target_group_id",), high="end_port", sni="sni_switch",
    ),
    ListenerType(
        "huaweicloud_elb_listener", "huaweicloud", "loadbalancer_id", "protocol_port", "protocol",
        {"TCP": _PLAIN, "UDP": _DATAGRAMS, "HTTP": _HTTP, "HTTPS": _HTTPS, "QUIC": _QUIC, "TLS": _TLS,
         "IP": Speech((), False, "")},
        "upper", ("server_certificate", "sni_certificate"), ("default_pool_id",), zero=True,
        policy="tls_ciphers_policy", ranges="port_ranges", unsaid="tls-1-0",
    ),
    ListenerType(
        "huaweicloud_lb_listener", "huaweicloud", "loadbalancer_id", "protocol_port", "protocol",
        {"TCP": _PLAIN, "UDP": _DATAGRAMS, "HTTP": _HTTP, "TERMINATED_HTTPS": _HTTPS}, "upper",
        ("default_tls_container_ref", "sni_container_refs"), ("default_pool_id",),
        policy="tls_ciphers_policy", unsaid="tls-1-0",
    ),
    ListenerType(
        "opentelekomcloud_lb_listener_v2", "opentelekomcloud", "loadbalancer_id", "protocol_port", "protocol",
        {"TCP": _PLAIN, "UDP": _DATAGRAMS, "HTTP": _HTTP, "TERMINATED_HTTPS": _HTTPS}, "upper",
        ("default_tls_container_ref", "sni_container_refs"), ("default_pool_id",),
        policy="tls_ciphers_policy", unsaid="tls-1-0",
    ),
    ListenerType(
        "opentelekomcloud_lb_listener_v3", "opentelekomcloud", "loadbalancer_id", "protocol_port", "protocol",
        {"TCP": _PLAIN, "UDP": _DATAGRAMS, "HTTP": _HTTP, "HTTPS": _HTTPS}, "upper",
        ("default_tls_container_ref", "sni_container_refs"), ("default_pool_id",), policy="tls_ciphers_policy",
    ),
    ListenerType(
        "openstack_lb_listener_v2", "openstack", "loadbalancer_id", "protocol_port", "protocol",
        {"TCP": _PLAIN, "UDP": _DATAGRAMS, "SCTP": Speech((), False, ""), "HTTP": _HTTP, "HTTPS": _PLAIN,
         "TERMINATED_HTTPS": _HTTPS, "PROMETHEUS": _HTTP},
        "upper", ("default_tls_container_ref", "sni_container_refs"), ("default_pool_id",),
        versions="tls_versions",
    ),
)  # fmt: skip

BY_TYPE: Mapping[str, ListenerType] = {each.resource: each for each in LISTENERS}

ONE_PORT_FOR_ALL = frozenset({"aws"})
"""Clouds in which a port belongs to one listener whatever its transport (TCP_UDP serves both)."""


_OLD, _OLDER = ("TLSv1.1", "TLSv1.2"), ("TLSv1", "TLSv1.1", "TLSv1.2")
POLICIES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            "ELBSecurityPolicy-2015-05", "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-0-2015-04",
            "ELBSecurityPolicy-FS-2018-06", "ELBSecurityPolicy-TLS13-1-0-2021-06",
            "ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04", "tls_cipher_policy_1_0", "tls-1-0", "tls-1-0-inherit",
            "tls-1-0-with-1-3",
        ),
        _OLDER,
    ),
    **dict.fromkeys(
        (
            "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-FS-1-1-2019-08",
            "ELBSecurityPolicy-TLS13-1-1-2021-06", "ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04",
            "tls_cipher_policy_1_1", "tls-1-1",
        ),
        _OLD,
    ),
}  # fmt: skip
"""The versions before TLS 1.3 that predefined policies allow, where TLS 1.0 or 1.1 is among them.  Sources: AWS,
security policies of Application and Network Load Balancers; Alibaba Cloud and Huawei Cloud, TLS security policies.
Read 2026-11."""


TLS_SINCE: Mapping[str, tuple[str, ...]] = {
    "TLS_1_0": ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"),
    "TLS_1_1": ("TLSv1.1", "TLSv1.2", "TLSv1.3"),
    "TLS_1_2": ("TLSv1.2", "TLSv1.3"),
    "TLS_1_3": ("TLSv1.3",),
}
"""Google Cloud: ``min_tls_version`` -> what it allows.  Source: page of google_compute_ssl_policy, 2026-11."""

OTHERS = frozenset(
    {
        "aws_elb", "aws_lb_target_group", "aws_alb_target_group", "aws_lb_listener_rule", "aws_alb_listener_rule",
        "aws_security_group", "aws_lb", "aws_alb",
        "alicloud_slb_rule", "alicloud_slb", "alicloud_slb_load_balancer", "alicloud_alb_rule",
        "tencentcloud_clb_listener_rule",
        "azurerm_lb", "azurerm_lb_rule", "azurerm_lb_nat_rule", "azurerm_lb_nat_pool", "azurerm_lb_probe",
        "azurerm_application_gateway",
        "google_compute_forwarding_rule", "google_compute_global_forwarding_rule",
        "google_compute_backend_service", "google_compute_region_backend_service",
        "google_compute_health_check", "google_compute_region_health_check",
        "google_compute_http_health_check", "google_compute_https_health_check",
    }
)  # fmt: skip

MODELLED = frozenset(BY_TYPE) | OTHERS | PARTS
"""Every resource type that is lowered to the model."""

WIRES: Mapping[str, tuple[str, ...]] = {
    **{each.resource: (each.balancer, *each.pools) for each in LISTENERS},
    **dict.fromkeys(("aws_lb_listener_rule", "aws_alb_listener_rule"), ("listener_arn",)),
    **dict.fromkeys(("azurerm_lb_rule", "azurerm_lb_probe"), ("loadbalancer_id", "probe_id")),
    **dict.fromkeys(("azurerm_lb_nat_rule", "azurerm_lb_nat_pool"), ("loadbalancer_id",)),
    **{name: (each.pool,) for name, each in MEMBERS.items()},
    **dict.fromkeys(MONITORS, ("pool_id",)),
    **dict.fromkeys(POOLS, ("loadbalancer_id", "listener_id")),
    "alicloud_slb_rule": ("load_balancer_id", "server_group_id"),
    "alicloud_alb_rule": ("listener_id",),
    "tencentcloud_clb_listener_rule": ("clb_id", "listener_id"),
    "google_compute_forwarding_rule": ("target", "backend_service"),
    "google_compute_global_forwarding_rule": ("target",),
}
"""Arguments that name another resource of the load balancer."""

INTERESTING = MODELLED | TOLD
"""Every resource type that somebody asks about."""
