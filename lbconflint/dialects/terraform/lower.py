"""Resources -> the common model, one copy after the other."""

from collections.abc import Callable, Collection
from importlib import import_module
from types import ModuleType

from lbconflint.dialects.terraform import exposure, mixed
from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.dialects.terraform.module import unkeyed
from lbconflint.knowledge.terraform_arguments import TOLD, WORDS
from lbconflint.knowledge.terraform_pools import PARTS
from lbconflint.knowledge.terraform_types import BY_TYPE, MODELLED, WIRES
from lbconflint.unit import Unit
from lbconflint.values import written

Lower = Callable[[Resource, Sink], None]

_ATTACHMENTS = frozenset({"aws_lb_target_group_attachment", "aws_alb_target_group_attachment"})
_CLOUDS = ("aws", "alicloud", "azurerm", "google", "tencentcloud")


def lower(deployment: Deployment, unit: Unit, known: Collection[str] = ()) -> None:
    """Fill the unit with what the resources of the deployment say, ``known`` addresses (without keys) left out."""
    sink = Sink(unit)
    for instance in deployment.all():
        for (kind, name), block in instance.module.resources.items():
            if known and unkeyed(f"{instance.path}{'.' if instance.path else ''}{kind}.{name}") in known:
                continue
            sink.seen.add(kind)
            if kind in TOLD:
                _arguments().look(instance, block, sink)
            if kind not in MODELLED:
                sink.present(block)
                continue
            function = _function(kind)
            for copy in instance.copies(block):
                resource = Resource(instance, block, copy)
                sink.declared(resource, WIRES.get(kind, ()))
                if kind in WORDS:
                    _arguments().words(resource, sink)
                if function is not None:
                    _with_caller(function, resource, sink)
    mixed.find(deployment, sink)
    if sink.seen & _ATTACHMENTS:
        import_module("lbconflint.dialects.terraform.aws_targets").find(deployment, sink)
    if deployment.full:
        from lbconflint.model import Gap
        from lbconflint.source import Span

        first = unit.sources[0]
        unit.gaps.append(Gap(Span(first, 0, 0), "more module instances than are followed"))


def _arguments() -> ModuleType:
    """Imported on first need."""
    return import_module("lbconflint.dialects.terraform.arguments")


def _with_caller(function: Lower, resource: Resource, sink: Sink) -> None:
    """Lower one resource; its listeners remember whether the internet reaches them, and where the root module
    calls the module that they stand in."""
    listeners = sink.unit.listeners
    before = len(listeners)
    function(resource, sink)
    call = resource.instance.call
    for at in range(before, len(listeners)):
        listeners[at] = exposure.marked(resource, listeners[at])
        if call is not None:
            caller = written(resource.instance.path, call, 1)
            listeners[at] = listeners[at]._replace(settings={**listeners[at].settings, "called": caller})


_FUNCTIONS: dict[str, Lower | None] = {}


def _function(kind: str) -> Lower | None:
    """The function that lowers this type of resource, imported on first need."""
    if kind not in _FUNCTIONS:
        found: Lower | None = None
        cloud = kind.partition("_")[0]
        if cloud in _CLOUDS:
            table: dict[str, Lower] = import_module(f"lbconflint.dialects.terraform.{cloud}").LOWER
            found = table.get(kind)
        if found is None and kind in BY_TYPE:
            found = import_module("lbconflint.dialects.terraform.listeners").lower
        if found is None and kind in PARTS:
            found = import_module("lbconflint.dialects.terraform.members").lower
        _FUNCTIONS[kind] = found
    return _FUNCTIONS[kind]
