"""Things that are listed in a resource and added by other resources too: each apply takes the other's away.

Source: the notes on the pages of aws_security_group, aws_elb_attachment, aws_autoscaling_attachment,
tencentcloud_clb_target_group and alicloud_slb_server_group_server_attachment, read 2026-11.
"""

import re

from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.model import Reference
from lbconflint.record import NamedTuple
from lbconflint.tree import ALWAYS, coexist
from lbconflint.values import written


class Mixture(NamedTuple):
    """``part`` of ``whole`` lists inline what ``single`` adds; ``owner`` is its argument that names the whole;
    ``kind`` is the value of its ``type``, where that says which part it adds to."""

    whole: str
    part: str
    single: str
    owner: str
    kind: str = ""


_MIXTURES = (
    Mixture("aws_security_group", "ingress", "aws_security_group_rule", "security_group_id", "ingress"),
    Mixture("aws_security_group", "egress", "aws_security_group_rule", "security_group_id", "egress"),
    Mixture("aws_security_group", "ingress", "aws_vpc_security_group_ingress_rule", "security_group_id"),
    Mixture("aws_security_group", "egress", "aws_vpc_security_group_egress_rule", "security_group_id"),
    Mixture("aws_elb", "instances", "aws_elb_attachment", "elb"),
    Mixture("aws_autoscaling_group", "target_group_arns", "aws_autoscaling_attachment", "autoscaling_group_name"),
    Mixture(
        "tencentcloud_clb_target_group",
        "target_group_instances",
        "tencentcloud_clb_target_group_instance_attachment",
        "target_group_id",
    ),
    Mixture(
        "alicloud_slb_server_group", "servers", "alicloud_slb_server_group_server_attachment", "server_group_id"
    ),
)
_SINGLES = frozenset(mixture.single for mixture in _MIXTURES)


def find(deployment: Deployment, sink: Sink) -> None:
    """Tell every resource that adds to a list that another resource keeps."""
    singles: dict[tuple[str, str], list[Resource]] = {}
    for instance in deployment.all():
        for (kind, _), block in instance.module.resources.items():
            for copy in instance.copies(block) if kind in _SINGLES else ():
                single = Resource(instance, block, copy)
                for mixture in _MIXTURES:
                    owner = single.identity(mixture.owner) if mixture.single == kind else None
                    if owner is not None and owner.value:
                        singles.setdefault((kind, owner.value), []).append(single)
    if not singles:
        return
    wholes = {mixture.whole for mixture in _MIXTURES}
    for instance in deployment.all():
        for (kind, _), block in instance.module.resources.items():
            for copy in instance.copies(block) if kind in wholes else ():
                _compare(Resource(instance, block, copy), singles, sink)


def _ignored(whole: Resource, part: str) -> bool:
    """``ignore_changes`` leaves alone what others did to the list."""
    for view in whole.block.blocks("lifecycle") if whole.block is not None else ():
        item = view.attributes.get("ignore_changes")
        if item is not None and re.search(rf"\b(?:all|{part})\b", item.raw):
            return True
    return False


def _compare(whole: Resource, singles: dict[tuple[str, str], list[Resource]], sink: Sink) -> None:
    for mixture in _MIXTURES:
        if mixture.whole != whole.kind or not whole.given(mixture.part) or _ignored(whole, mixture.part):
            continue
        for single in singles.get((mixture.single, whole.name), ()):
            if mixture.kind and not single.text("type").equals(mixture.kind):
                continue
            if coexist(whole.world, single.world):
                message = f"'{single.name}' adds to '{whole.name}', which lists its own '{mixture.part}'"
                cure = "each apply takes away what the other one made: keep all of them in one of the two forms"
                name = written(single.name, single.item(mixture.owner) or single.node)
                sink.unit.references.append(Reference("mixed", name, f"{message}\n{cure}", ALWAYS))
