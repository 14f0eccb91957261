"""Resources of the kubernetes provider -> nouns of ``cluster``, by the way of the manifest that they stand for."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from lbconflint.cluster import Meta
from lbconflint.dialects import Machine
from lbconflint.dialects.kubernetes.kernel import lower_kernel
from lbconflint.dialects.kubernetes.kustomize import Placed
from lbconflint.dialects.kubernetes.meta import Identity, identity, meta_of
from lbconflint.dialects.kubernetes.objects import known, lower_object
from lbconflint.dialects.kubernetes.workloads import template_of
from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.follow import Place, of_item, origin
from lbconflint.dialects.terraform.objects import Maker
from lbconflint.dialects.terraform.terms import Call, Object
from lbconflint.knowledge.terraform_sources import KUBERNETES, MANIFESTS
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import YamlNode

if TYPE_CHECKING:
    from lbconflint.dialects.terraform.texts import Renderer


def lower(
    resource: Resource, unit: Unit, root: str, renderer: "Callable[[], Renderer]", machines: list[Machine]
) -> frozenset[str]:
    """Put the object into the unit of the cluster, and the files that it holds into ``machines``; the answer are
    templates that it was rendered from.

    ``root`` is the directory of the root module: what it declares is applied together.
    """
    placed = Placed((f"terraform {root or '.'}",), (), frozenset())
    argument = MANIFESTS.get(resource.kind)
    if argument is None:
        who = Identity(*KUBERNETES[resource.kind])
        _object(Maker(resource).resource(*who), who, unit, placed)
        return frozenset()
    item = resource.item(argument)
    if item is None:
        return frozenset()
    place = origin(of_item(item, resource.instance, resource.names))
    if isinstance(place.term, Call) and place.term.name in _ENCODERS and len(place.term.arguments) == 1:
        place = origin(place.to(place.term.arguments[0]))
    if isinstance(place.term, Object):
        node = Maker(resource, place).manifest(item, place)
        found = identity(node)
        if found is not None:
            _object(node, found, unit, placed)
            if found.kind == "ConfigMap":
                from lbconflint.dialects.terraform.machines import files_in

                machines += files_in(place, renderer(), f"{root or '.'}: {resource.name}")
        return frozenset()
    if isinstance(place.term, Call) and place.term.name == "file":
        return frozenset()  # a manifest of the tree is read where it lies
    return _text(place, resource, unit, placed, renderer(), machines)


_ENCODERS = frozenset({"yamlencode", "jsonencode"})


def _object(node: YamlNode, who: Identity, unit: Unit, placed: Placed) -> None:
    unit.add_source(node.source)
    meta = meta_of(node, who, placed, "")
    unit.nouns.setdefault(Meta, []).append(meta)
    if known(who):
        lower_object(node, who, meta, unit, unit.diagnostics)
        if template_of(node, who.kind) is not None:
            lower_kernel(node, who.kind, unit)


def _text(
    place: Place, resource: Resource, unit: Unit, placed: Placed, renderer: "Renderer", machines: list[Machine]
) -> frozenset[str]:
    """A manifest as a text."""
    from lbconflint.dialects.kubernetes.reader import lower_text

    templates: set[str] = set()
    for text in renderer.texts(place):
        if text.pieces[0].hole and len(text.pieces) == 1:
            continue
        machines += lower_text(text.inset(resource.node.source.path), unit, placed)
        templates |= text.templates
    return frozenset(templates)
