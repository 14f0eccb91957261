"""Which ports the security groups of an AWS load balancer let in."""

from collections.abc import Iterable
from typing import NamedTuple

from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.dialects.terraform.lattice import Items, Reference
from lbconflint.dialects.terraform.view import View

_STANDALONE = {
    "aws_security_group_rule": "protocol",
    "aws_vpc_security_group_ingress_rule": "ip_protocol",
}
_ANY = frozenset({"-1", "all"})
_NAMES = {"6": "tcp", "17": "udp"}


class Opening(NamedTuple):
    """Ports that are let in; ``protocol`` is tcp, udp, another name, or "" for everything."""

    protocol: str
    low: int
    high: int


class Firewall:
    """The rules that stand in resources of their own, by group; ``blind``: one of them may be for any group."""

    def __init__(self, deployment: Deployment) -> None:
        self.blind = False
        self.rules: dict[str, list[Opening | None]] = {}
        for instance in deployment.all():
            for (kind, _), block in instance.module.resources.items():
                if kind in _STANDALONE:
                    for copy in instance.copies(block):
                        self._add(Resource(instance, block, copy))

    def _add(self, rule: Resource) -> None:
        if rule.kind == "aws_security_group_rule" and rule.text("type").differs("ingress"):
            return
        group = rule.identity("security_group_id")
        if group.value is None:
            self.blind = True
        else:
            self.rules.setdefault(group.value, []).append(_opening(rule, _STANDALONE[rule.kind]))


def _opening(view: View, name: str) -> Opening | None:
    """None when it is not known what the rule lets in."""
    protocol = view.text(name)
    if protocol.value is None:
        return None
    if protocol.value.lower() in _ANY:
        return Opening("", 0, 65535)
    low, high = view.number("from_port"), view.number("to_port")
    if low.value is None or high.value is None:
        return None
    known = _NAMES.get(protocol.value, protocol.value.lower())
    return Opening(known, low.value, high.value)


def openings(balancer: Resource, firewall: Firewall) -> list[Opening] | None:
    """All that the groups of the balancer let in; None when that is not wholly known."""
    groups = balancer.value("security_groups")
    if not isinstance(groups, Items) or not groups.members or firewall.blind:
        return None
    found: list[Opening] = []
    for group in groups.members:
        inside = _of_group(balancer, group, firewall) if isinstance(group, Reference) else None
        if inside is None:
            return None
        found.extend(inside)
    return found


def _of_group(balancer: Resource, reference: Reference, firewall: Firewall) -> list[Opening] | None:
    address = reference.address
    home = balancer.instance.deployment.instances.get(address.module)
    block = home.module.resources.get((address.type, address.name)) if home else None
    if home is None or block is None or address.type != "aws_security_group":
        return None
    copy = home.copy_of(block, address.key)
    if copy is None or copy.world:
        return None
    group = Resource(home, block, copy)
    inline = [_opening(view, "protocol") for view in group.blocks("ingress")]
    rules: Iterable[Opening | None] = [*inline, *firewall.rules.get(group.name, ())]
    known = [rule for rule in rules if rule is not None]
    # A group without any rule gets them from elsewhere.
    return known if group.whole and known and len(known) == len(list(rules)) else None


def told(found: Iterable[Opening]) -> str:
    """``tcp 80-80, any 0-65535``: the form in which a listener's settings carry it."""
    return ", ".join(f"{each.protocol or 'any'} {each.low}-{each.high}" for each in found)
