"""Instances behind an AWS load balancer whose security groups let in neither it nor its health check.

Told only where everything is known: the instance's groups, every rule of them, the groups of the load balancer.
"""

from collections.abc import Iterator

from lbconflint.dialects.terraform.aws_firewall import Opening, firewall_of, openings_of
from lbconflint.dialects.terraform.context import Resource, Sink, referred
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.model import Reference
from lbconflint.record import NamedTuple
from lbconflint.tree import coexist
from lbconflint.values import Setting, written

_ATTACHMENTS = frozenset({"aws_lb_target_group_attachment", "aws_alb_target_group_attachment"})
_GROUPS = ("aws_lb_target_group", "aws_alb_target_group")
_BALANCERS = ("aws_lb", "aws_alb")


class Way(NamedTuple):
    """A port that must be open, for what, and where it is said."""

    port: Setting[int]
    transport: str
    purpose: str


def find(deployment: Deployment, sink: Sink) -> None:
    """Tell every attachment whose instance is closed to its load balancer."""
    balancers: dict[str, frozenset[str] | None] | None = None
    for instance in deployment.all():
        for (kind, _), block in instance.module.resources.items():
            for copy in instance.copies(block) if kind in _ATTACHMENTS else ():
                if balancers is None:
                    balancers = _balancers_of_groups(deployment, sink)
                _attachment(Resource(instance, block, copy), balancers, sink)


def _balancers_of_groups(deployment: Deployment, sink: Sink) -> dict[str, frozenset[str] | None]:
    """Target group -> the security groups of the load balancers before it; None when they are not known."""
    groups: dict[str, frozenset[str] | None] = {}
    for instance in deployment.all():
        for (kind, _), block in instance.module.resources.items():
            for copy in instance.copies(block) if kind in _BALANCERS else ():
                balancer = Resource(instance, block, copy)
                listed = balancer.identities("security_groups")
                known = balancer.whole and all(group.known for group in listed)
                groups[balancer.name] = frozenset(group.value or "" for group in listed) if known else None
    found: dict[str, frozenset[str] | None] = {}
    for listener in sink.unit.listeners:
        balancer_name = listener.settings.get("balancer")
        own = groups.get(balancer_name.value or "") if balancer_name is not None else None
        for route in listener.routes:
            name = route.target.pool.value
            if name is not None:
                before = found.get(name, frozenset())
                found[name] = None if own is None or before is None else before | own
    return found


def _attachment(attachment: Resource, balancers: dict[str, frozenset[str] | None], sink: Sink) -> None:
    group = referred(attachment, attachment.value("target_group_arn"), _GROUPS)
    machine = referred(attachment, attachment.value("target_id"), ("aws_instance",))
    if group is None or machine is None or not group.text("target_type", "instance").equals("instance"):
        return
    own = balancers.get(group.name)
    if own is None or not coexist(attachment.world, group.world) or machine.maybe_given("security_groups"):
        return
    found = openings_of(machine, "vpc_security_group_ids", firewall_of(attachment.instance.deployment))
    if found is None:
        return
    for way in _ways(attachment, group):
        if way.port.value is not None and not any(_lets_in(one, way, own) for one in found):
            _tell(attachment, machine, way, sink)
            return


def _ways(attachment: Resource, group: Resource) -> Iterator[Way]:
    port = attachment.number("port")
    port = group.number("port") if port.absent else port
    transport = "udp" if (group.text("protocol").value or "").upper() == "UDP" else "tcp"
    yield Way(port, transport, "connections")
    for check in group.blocks("health_check"):
        if not check.text("port", "traffic-port").equals("traffic-port"):
            yield Way(check.number("port"), "tcp", "the health check")


def _lets_in(opening: Opening, way: Way, own: frozenset[str]) -> bool:
    """From addresses: the load balancer's may be among them."""
    known = opening.groups is not None and own.isdisjoint(opening.groups)
    return opening.covers(way.port.value or 0, way.transport) and (opening.addresses or not known)


def _tell(attachment: Resource, machine: Resource, way: Way, sink: Sink) -> None:
    port = f"{way.port.value}/{way.transport}"
    message = (
        f"no security group of '{machine.name}' lets the load balancer in on port {port}, "
        f"where {way.purpose} {'go' if way.purpose == 'connections' else 'goes'}"
    )
    place = written(machine.name, attachment.item("target_id") or attachment.node)
    cure = "add an ingress rule for the load balancer's security group: without one the target never gets healthy"
    sink.unit.references.append(Reference("closed", place, f"{message}\n{cure}", attachment.world))
