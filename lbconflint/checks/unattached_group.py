"""A group of targets that nothing sends to or fills, or a load balancer without a listener."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from lbconflint.check import Context, Hit, Unit, each
from lbconflint.tree import Node

_GROUPS = frozenset({
    "aws_lb_target_group", "aws_alb_target_group", "alicloud_slb_server_group", "alicloud_alb_server_group",
    "alicloud_nlb_server_group", "tencentcloud_clb_target_group", "google_compute_backend_service",
    "google_compute_region_backend_service", "azurerm_lb_backend_address_pool",
})  # fmt: skip
_BALANCERS = frozenset({
    "aws_lb", "aws_alb", "azurerm_lb", "alicloud_slb_load_balancer", "alicloud_slb", "alicloud_alb_load_balancer",
    "alicloud_nlb_load_balancer", "tencentcloud_clb_instance", "huaweicloud_elb_loadbalancer",
    "huaweicloud_lb_loadbalancer", "opentelekomcloud_lb_loadbalancer_v2", "opentelekomcloud_lb_loadbalancer_v3",
    "openstack_lb_loadbalancer_v2",
})  # fmt: skip
_FORWARDS = re.compile(r"^aws_a?lb_listener(_rule)?$")
_NAME = re.compile(rf"(?<![\w.-])({'|'.join(sorted(_GROUPS | _BALANCERS))})\.([\w-]+)")
_BLOCKS = frozenset({"resource", "data", "module", "output", "locals", "check"})
_Key = tuple[str, str, str]


Mentions = Mapping[_Key, set[str]]
"""Directory, type and name of a resource -> types of the resources that name it, and "output", "locals", ..."""


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "terraform":
        return
    mentions = unit.memo.once(_mentions, unit)
    for block in _resources(unit):
        key = (posixpath.dirname(block.source.path), block.args[0], block.args[1])
        named = mentions.get(key, set())
        hit = _hit(block, named)
        if hit:
            yield hit


def _resources(unit: Unit) -> Iterator[Node]:
    for root in unit.roots:
        for block in root.children or ():
            if block.name == "resource" and len(block.args) == 2 and block.args[0] in _GROUPS | _BALANCERS:
                yield block


def _mentions(unit: Unit) -> Mentions:
    """One pass over the text of every block."""
    found: dict[_Key, set[str]] = {}
    for root in unit.roots:
        directory = posixpath.dirname(root.source.path)
        for block in root.children or ():
            if block.name not in _BLOCKS:
                continue
            by = block.args[0] if block.name == "resource" and block.args else block.name
            for match in _NAME.finditer(root.source.text, block.start, block.end):
                if (match[1], match[2]) != tuple(block.args):
                    found.setdefault((directory, match[1], match[2]), set()).add(by)
    return found


def _hit(block: Node, named: set[str]) -> Hit | None:
    kind, name = block.args
    if kind in _BALANCERS and not named:
        message, cure = f"'{kind}.{name}' has no listener", "add one, or remove the load balancer"
    elif kind in _GROUPS and not named:
        message, cure = f"nothing refers to '{kind}.{name}'", "name it in a listener"
    elif kind.startswith("aws_") and kind in _GROUPS and all(map(_FORWARDS.match, named)):
        message, cure = f"nothing registers a target in '{kind}.{name}'", "attach instances, a service or a group"
    else:
        return None
    return Hit(block.word(2), message, help=f"{cure}; another configuration may do it")
