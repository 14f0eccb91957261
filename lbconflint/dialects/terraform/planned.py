"""What a plan says, lowered alone or joined to the sources that it was made of.

Joined, the plan gives the variables of the run, the copies and the arguments that the sources leave open, and the
resources that they do not hold; every finding about the others stays at its place in the sources.
"""

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from lbconflint.dialects.terraform.evaluate import Evaluator
from lbconflint.dialects.terraform.expansion import Copy
from lbconflint.dialects.terraform.given import Nowhere
from lbconflint.dialects.terraform.instances import Deployment, Instance
from lbconflint.dialects.terraform.lattice import Fields, Items, Unknown, Value, same
from lbconflint.dialects.terraform.module import Module, unkeyed
from lbconflint.dialects.terraform.plan_json import PlanFile, Planned
from lbconflint.dialects.terraform.tree import Block
from lbconflint.knowledge.terraform_sources import CARRIERS
from lbconflint.knowledge.terraform_types import MODELLED
from lbconflint.model import Gap
from lbconflint.tree import ALWAYS
from lbconflint.unit import Unit

_KEY = re.compile(r"""\[(\d{1,9}|"(?:[^"\\]|\\.)*+")\]$""")
_ESCAPE = re.compile(r"\\(.)")


class PlannedDeployment(Deployment):
    """The resources of a plan, each a resource of its own under its name with the key."""

    declares = False

    def __init__(self, resources: Iterable[Planned]) -> None:
        super().__init__("", {"": Module("")}, {})
        for planned in resources:
            home = self.instances.get(planned.module)
            if home is None:
                home = Instance(self, Module(""), planned.module, ALWAYS, {}, ())
            home.module.resources[planned.kind, planned.name] = planned.block

    def all(self) -> list[Instance]:
        """The modules of the plan; their calls need not be followed."""
        return list(self.instances.values())


def unit_of(plan: PlanFile) -> Unit:
    """The plan alone."""
    unit = Unit(plan.source.path, "terraform", not plan.problems and not plan.gaps)
    add(unit, plan, frozenset())
    return unit


def add(unit: Unit, plan: PlanFile, known: Collection[str]) -> None:
    """Lower the resources of the plan whose addresses (without keys) are not ``known``."""
    unit.sources.append(plan.source)
    unit.diagnostics.extend(plan.problems)
    unit.gaps.extend(plan.gaps)
    if any(planned.kind in MODELLED and unkeyed(planned.address) not in known for planned in plan.resources):
        from lbconflint.dialects.terraform.lower import lower

        lower(PlannedDeployment(plan.resources), unit, known)
    for planned in plan.resources:
        wanted = CARRIERS.get(planned.kind)
        if wanted is None or unkeyed(planned.address) in known:
            continue
        held = planned.block.attributes.keys() | {one.name for one in planned.block.children}
        if not wanted or any(name.partition(".")[0] in held for name in wanted):
            reason = f"what '{planned.kind}' carries of others is not read from a plan"
            unit.gaps.append(Gap(planned.block.span.first_line(), reason))


def given(plan: PlanFile) -> dict[str, Value]:
    """The variables of the root module."""
    evaluator = Evaluator(Nowhere())
    return {name: evaluator.value(term, {}) for name, term in plan.variables.items()}


def join(deployment: Deployment, plan: PlanFile) -> frozenset[str]:
    """Let the sources know what the plan knows; the addresses (without keys) that the sources hold."""
    said, own = given(plan), deployment.root.inputs
    deployment.places = {
        name: item for name, item in deployment.places.items() if name not in said or same(said[name], own[name])
    }
    deployment.root.inputs = {**own, **said}
    deployment.environment -= said.keys()
    evaluator = Evaluator(Nowhere())
    copies: dict[str, list[Copy]] = {}
    for planned in plan.resources:
        deployment.planned[planned.address] = _arguments(planned.block, evaluator)
        if found := _KEY.search(planned.name):
            path = f"{planned.module}.{planned.kind}.{unkeyed(planned.name)}"
            copies.setdefault(path, []).append(_copy(_key(found[1])))
    deployment.copies.update(copies)
    return frozenset(
        unkeyed(f"{instance.path}{'.' if instance.path else ''}{kind}.{name}")
        for instance in deployment.all()
        for kind, name in instance.module.resources
    )


def _arguments(block: Block, evaluator: Evaluator) -> Mapping[str, Value]:
    """What the plan says of a block; nested ones are lists of objects."""
    found: dict[str, Value] = {item.name: evaluator.value(item.term, {}) for item in block.attributes.values()}
    nested: dict[str, list[Value]] = {}
    for child in block.children:
        if isinstance(child, Block):
            members = dict(sorted(_arguments(child, evaluator).items()))
            nested.setdefault(child.name, []).append(Fields("object", members))
    return {**found, **{name: Items("list", tuple(members)) for name, members in nested.items()}}


def _key(written: str) -> int | str:
    """The key in an address; what Terraform escapes in a quoted one stands for itself."""
    return _ESCAPE.sub(r"\1", written[1:-1]) if written[0] == '"' else int(written)


def _copy(key: int | str) -> Copy:
    if isinstance(key, int):
        return Copy(key, {"count": Fields("object", {"index": key})}, ALWAYS, False)
    value = Unknown("'each.value' is not known")
    return Copy(key, {"each": Fields("object", {"key": key, "value": value})}, ALWAYS, False)


def home_of(plan: PlanFile, modules: Mapping[str, Module], roots: Sequence[str]) -> str | None:
    """The directory that the plan was made of: it declares most of the root module's resources, or calls most of
    its modules; of several the nearest to the plan.  None when there is none, or no telling."""
    names = {unkeyed(f"{planned.kind}.{planned.name}") for planned in plan.resources if not planned.module}
    calls = {unkeyed(planned.module).split(".")[1] for planned in plan.resources if "." in planned.module}
    own = posixpath.dirname(plan.source.path)
    ranked = []
    for root in roots:
        module = modules[root]
        held = sum(f"{kind}.{name}" in names for kind, name in module.resources) + len(calls & set(module.calls))
        if held:
            ranked.append((held, _shared(own, root), root))
    ranked.sort(reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return None
    return ranked[0][2]


def _shared(one: str, other: str) -> int:
    """How near two directories are: the steps between them, less is nearer, so negative."""
    if one == other:
        return 0
    relative = posixpath.relpath(other or ".", one or ".")
    return -len(relative.split("/"))
