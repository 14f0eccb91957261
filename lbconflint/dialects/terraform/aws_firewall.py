"""Which ports the security groups of an AWS load balancer, or of an instance, let in, and from where."""

from collections.abc import Iterable

from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.dialects.terraform.lattice import Items, Reference
from lbconflint.dialects.terraform.view import View
from lbconflint.record import NamedTuple
from lbconflint.values import Setting

_STANDALONE = {
    "aws_security_group_rule": "protocol",
    "aws_vpc_security_group_ingress_rule": "ip_protocol",
}
_ANY = frozenset({"-1", "all"})
_NAMES = {"6": "tcp", "17": "udp"}


class Opening(NamedTuple):
    """Ports that are let in; ``protocol`` is tcp, udp, another name, or "" for everything.

    ``world``: from everywhere; ``addresses``: from some addresses; ``groups``: from members of these groups, None
    when they are not all known.
    """

    protocol: str
    low: int
    high: int
    world: bool
    addresses: bool
    groups: frozenset[str] | None

    def covers(self, port: int, transport: str) -> bool:
        return self.protocol in ("", transport) and self.low <= port <= self.high


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


_ADDRESSES = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "prefix_list_ids", "prefix_list_id")
_GROUPS = ("security_groups", "source_security_group_id", "referenced_security_group_id")
_WORLD = frozenset({"0.0.0.0/0", "::/0"})


def _opening(view: View, name: str) -> Opening | None:
    """None when it is not known what the rule lets in."""
    protocol = view.text(name)
    if protocol.value is None:
        return None
    low, high, known = 0, 65535, ""
    if protocol.value.lower() not in _ANY:
        first, last = view.number("from_port"), view.number("to_port")
        if first.value is None or last.value is None:
            return None
        low, high = first.value, last.value
        known = _NAMES.get(protocol.value, protocol.value.lower())
    return Opening(known, low, high, _from_everywhere(view), view.maybe_given(*_ADDRESSES), _groups(view))


def _from_everywhere(view: View) -> bool:
    found = [place for name in _ADDRESSES for place in _listed(view, name)]
    return any(place.value in _WORLD for place in found)


def _groups(view: View) -> frozenset[str] | None:
    if not view.flag("self", False).equals(False):
        return None  # the load balancer may be a member of the group itself
    found = [group for name in _GROUPS for group in _listed(view, name)]
    names = {group.value for group in found if group.value is not None}
    return frozenset(names) if len(found) == sum(group.known for group in found) else None


def _listed(view: View, name: str) -> list[Setting[str]]:
    """A list of names, or one name."""
    value = view.value(name)
    if value is None:
        return []
    return view.identities(name) if isinstance(value, Items) else [view.identity(name)]


def openings(balancer: Resource, firewall: Firewall) -> list[Opening] | None:
    """All that the groups of the balancer let in; None when that is not wholly known."""
    return openings_of(balancer, "security_groups", firewall)


def openings_of(member: Resource, argument: str, firewall: Firewall) -> list[Opening] | None:
    """All that the groups let in that the argument lists."""
    groups = member.value(argument)
    if not isinstance(groups, Items) or not groups.members or firewall.blind:
        return None
    found: list[Opening] = []
    for group in groups.members:
        inside = _of_group(member, group, firewall) if isinstance(group, Reference) else None
        if inside is None:
            return None
        found.extend(inside)
    return found


def _of_group(balancer: Resource, reference: Reference, firewall: Firewall) -> list[Opening] | None:
    declared = balancer.instance.deployment.declaration(reference.address)
    if declared is None or reference.address.type != "aws_security_group":
        return None
    home, block = declared
    copy = home.copy_of(block, reference.address.key)
    if copy is None or copy.world:
        return None
    group = Resource(home, block, copy)
    inline = [_opening(view, "protocol") for view in group.blocks("ingress")]
    rules: Iterable[Opening | None] = [*inline, *firewall.rules.get(group.name, ())]
    known = [rule for rule in rules if rule is not None]
    # A group without any rule gets them from elsewhere.
    return known if group.whole and known and len(known) == len(list(rules)) else None


def firewall_of(deployment: Deployment) -> Firewall:
    """The deployment's firewall, put together once."""
    found = deployment.shared.get("firewall")
    if not isinstance(found, Firewall):
        found = deployment.shared["firewall"] = Firewall(deployment)
    return found


def told(found: Iterable[Opening]) -> str:
    """``tcp 80-80, any 0-65535``: the form in which a listener's settings carry it."""
    return ", ".join(f"{each.protocol or 'any'} {each.low}-{each.high}" for each in found)
