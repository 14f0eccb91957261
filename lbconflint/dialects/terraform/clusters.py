"""Resources of the kubernetes provider -> nouns of ``cluster``, by the way of the manifest that they stand for."""

from lbconflint.cluster import Meta
from lbconflint.dialects.kubernetes.kernel import lower_kernel
from lbconflint.dialects.kubernetes.kustomize import Placed
from lbconflint.dialects.kubernetes.meta import Identity, identity, meta_of
from lbconflint.dialects.kubernetes.objects import known, lower_object
from lbconflint.dialects.kubernetes.workloads import template_of
from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.objects import Maker
from lbconflint.knowledge.terraform_sources import KUBERNETES, MANIFESTS
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import YamlNode


def lower(resource: Resource, unit: Unit, root: str) -> None:
    """Put the object into the unit of the cluster; ``root`` is the directory of the root module."""
    made = _object(resource)
    if made is None:
        return
    node, who = made
    unit.add_source(node.source)
    # What one root module declares is applied together.
    meta = meta_of(node, who, Placed((f"terraform {root or '.'}",), (), frozenset()), "")
    unit.nouns.setdefault(Meta, []).append(meta)
    if not known(who):
        return
    lower_object(node, who, meta, unit, unit.diagnostics)
    if template_of(node, who.kind) is not None:
        lower_kernel(node, who.kind, unit)


def _object(resource: Resource) -> tuple[YamlNode, Identity] | None:
    maker = Maker(resource)
    argument = MANIFESTS.get(resource.kind)
    if argument is None:
        who = Identity(*KUBERNETES[resource.kind])
        return maker.resource(*who), who
    item = resource.item(argument)
    node = maker.manifest(item) if item is not None else None
    found = identity(node) if node is not None else None
    return (node, found) if node is not None and found is not None else None
