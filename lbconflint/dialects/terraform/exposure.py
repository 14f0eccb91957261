"""Which listeners the internet reaches, as far as their load balancer says so.

What stands behind more than one gate (packet filters of machines, network security groups) is only perhaps public.
Sources: the providers' pages on the arguments named here, snapshots of 2026-08, read 2026-11.
"""

from collections.abc import Callable

from lbconflint.dialects.terraform.context import Resource, referred
from lbconflint.knowledge.ports import DANGEROUS
from lbconflint.model import Bind, Listener
from lbconflint.values import Setting, written

SURE, PERHAPS = "sure", "perhaps"
_ACCESS = ("ip_group", "access_policy", "source_ip_ranges", "acl_id", "acl_ids", "allowed_cidrs")


def marked(resource: Resource, listener: Listener) -> Listener:
    """The listener with a setting ``public`` (how sure that is), where it has a port that should not be."""
    for bind in listener.binds:
        ports = bind.ports.value
        if ports is None or ports.high - ports.low > 100:
            continue
        if not any(port in DANGEROUS for port in range(ports.low, ports.high + 1)):
            continue
        public = _public(resource, bind)
        if public is not None:
            return listener._replace(settings={**listener.settings, "public": public})
    return listener


def _public(resource: Resource, bind: Bind) -> Setting[str] | None:
    find = _BY_CLOUD.get(resource.kind.partition("_")[0])
    if find is None or resource.maybe_given(*_ACCESS):
        return None
    return find(resource, bind)


def _aws(resource: Resource, bind: Bind) -> Setting[str] | None:
    """A network load balancer without security groups is open; others are when a group lets everybody in."""
    from lbconflint.dialects.terraform.aws import balancer_of
    from lbconflint.dialects.terraform.aws_firewall import firewall_of, openings

    balancer = resource if resource.kind == "aws_elb" else balancer_of(resource)
    if balancer is None or not balancer.whole or not balancer.flag("internal", False).equals(False):
        return None
    place = balancer.item("internal") or balancer.node
    if not balancer.maybe_given("security_groups"):
        return written(SURE, place) if balancer.text("load_balancer_type").equals("network") else None
    found = openings(balancer, firewall_of(resource.instance.deployment))
    ports = bind.ports.value
    if found is None or ports is None:
        return None
    open_to_all = any(one.world and one.covers(ports.low, bind.transport.value) for one in found)
    return written(SURE, balancer.item("security_groups") or place) if open_to_all else None


def _alicloud(resource: Resource, _: Bind) -> Setting[str] | None:
    named = ("alicloud_slb", "alicloud_alb", "alicloud_nlb")
    kinds = ("alicloud_slb", *(f"{name}_load_balancer" for name in named))
    balancer = referred(resource, resource.value("load_balancer_id"), kinds)
    if balancer is None or balancer.maybe_given("security_group_ids"):
        return None
    kind = balancer.text("address_type")
    return written(SURE, kind.node) if (kind.value or "").lower() == "internet" else None


def _tencentcloud(resource: Resource, _: Bind) -> Setting[str] | None:
    balancer = referred(resource, resource.value("clb_id"), ("tencentcloud_clb_instance",))
    if balancer is None or balancer.maybe_given("security_groups"):
        return None
    kind = balancer.text("network_type")
    return written(SURE, kind.node) if kind.equals("OPEN") else None


def _huaweicloud(resource: Resource, _: Bind) -> Setting[str] | None:
    kinds = ("huaweicloud_elb_loadbalancer", "opentelekomcloud_lb_loadbalancer_v3")
    balancer = referred(resource, resource.value("loadbalancer_id"), kinds)
    for name in ("ipv4_eip_id", "iptype", "public_ip"):
        if balancer is not None and balancer.given(name):
            return written(SURE, balancer.item(name) or balancer.node)
    return None


def _azurerm(resource: Resource, _: Bind) -> Setting[str] | None:
    """A frontend with a public address; a network security group decides who comes through."""
    balancer = referred(resource, resource.value("loadbalancer_id"), ("azurerm_lb",))
    frontend = resource.text("frontend_ip_configuration_name")
    for view in balancer.blocks("frontend_ip_configuration") if balancer is not None else ():
        if frontend.value and view.text("name").value == frontend.value and view.given("public_ip_address_id"):
            return written(PERHAPS, view.node)
    return None


def _google(resource: Resource, _: Bind) -> Setting[str] | None:
    """Proxies answer whoever comes; what is passed through meets the firewall of the network."""
    scheme = resource.text("load_balancing_scheme")
    external = ("EXTERNAL", "EXTERNAL_MANAGED")
    if scheme.absent:
        # Both defaults that there have been are external.
        return written(PERHAPS, resource.node)
    return written(SURE if _proxied(resource) else PERHAPS, scheme.node) if scheme.among(*external) else None


def _proxied(resource: Resource) -> bool:
    return "proxy" in str(resource.value("target"))


_BY_CLOUD: dict[str, Callable[[Resource, Bind], Setting[str] | None]] = {
    "aws": _aws,
    "alicloud": _alicloud,
    "azurerm": _azurerm,
    "google": _google,
    "huaweicloud": _huaweicloud,
    "opentelekomcloud": _huaweicloud,
    "tencentcloud": _tencentcloud,
}
