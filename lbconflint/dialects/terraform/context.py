"""What the lowering of one resource is given, and where it puts what it finds."""

from collections.abc import Iterable
from typing import Any

from lbconflint.dialects.terraform.convert import open_
from lbconflint.dialects.terraform.expansion import Copy
from lbconflint.dialects.terraform.instances import Instance
from lbconflint.dialects.terraform.lattice import Address, Unknown, Value, reason
from lbconflint.dialects.terraform.lattice import Reference as To
from lbconflint.dialects.terraform.tree import Block
from lbconflint.dialects.terraform.view import View, address_text
from lbconflint.model import Diagnostic, DiagnosticKind, Gap, Reference, Transport
from lbconflint.source import Span
from lbconflint.tree import ALWAYS, coexist
from lbconflint.unit import Unit
from lbconflint.values import Setting, written


class Resource(View):
    """One copy of a resource.  ``name`` is its address for people and for identity."""

    __slots__ = ("kind", "name", "world")

    def __init__(self, instance: Instance, block: Block, copy: Copy) -> None:
        super().__init__(instance, block, block, copy.names)
        self.kind = block.args[0]
        self.world = instance.world + copy.world
        address = Address(instance.path, block.args[0], block.args[1], copy.key)
        self.name = address_text(address) or f"{block.args[0]}.{block.args[1]}[?]"
        self.planned = instance.deployment.planned.get(self.name)

    def itself(self) -> Setting[str]:
        """The resource's identity, at its label."""
        return written(self.name, self.node, 2)


def referred(resource: Resource, value: Value, kinds: tuple[str, ...]) -> Resource | None:
    """The resource that a value refers to, when it is one of these types and stands in the tree."""
    if not isinstance(value, To) or value.address.type not in kinds:
        return None
    declared = resource.instance.deployment.declaration(value.address)
    if declared is None:
        return None
    home, block = declared
    copy = home.copy_of(block, value.address.key)
    return Resource(home, block, copy) if copy is not None else None


class Sink:
    """Collects nouns, names and diagnostics of one unit; ``seen`` are the types of its resources."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.seen: set[str] = set()
        self._goals: dict[tuple[str, int, Transport], tuple[Resource, Setting[int]]] = {}

    def present(self, block: Block) -> None:
        """A resource that is not modelled is there: some rules ask for its type."""
        self.unit.references.append(Reference(block.args[0], written(block.args[1], block, 2), "resource", ALWAYS))

    def backend(self, pool: Setting[str], port: Setting[int], transport: Transport, resource: Resource) -> None:
        """A rule leads to a port of a pool; a second one that does is refused."""
        if pool.value is None or port.value is None:
            return
        first, place = self._goals.setdefault((pool.value, port.value, transport), (resource, port))
        if first is not resource and coexist(first.world, resource.world):
            message = (
                f"port {port.value}/{transport.value} of '{pool.value}' is the goal of '{first.name}' already, "
                "and neither has a floating IP"
            )
            self.unit.diagnostics.append(
                Diagnostic(
                    DiagnosticKind.INVALID_ARGUMENT, port.span, message,
                    "the API refuses the second rule (RulesUseSameBackendPortProtocolAndPool): set "
                    "floating_ip_enabled, or send it to another port",
                    ((place.span, "the first rule's goal"),),
                )
            )  # fmt: skip

    def undefined(self, name: Setting[str], message: str, cure: str) -> None:
        """A name that nobody defines; its finding belongs to ``undefined-backend``."""
        self.unit.references.append(Reference("undefined", name, f"{message}\n{cure}", ALWAYS))

    def declared(self, resource: Resource, names: Iterable[str]) -> None:
        """Complain of an argument that names a resource which the module does not declare."""
        for name in names if resource.instance.deployment.declares else ():
            value = resource.value(name)
            if not isinstance(value, To):
                continue
            address = value.address
            home = resource.instance.deployment.instances.get(address.module)
            if home is None or not home.module.whole or (address.type, address.name) in home.module.resources:
                continue
            place = written(f"{address.type}.{address.name}", resource.item(name) or resource.node)
            message = f"'{name}' names '{place.value}', and no resource of that name is declared"
            cure = "Terraform refuses the module: declare it, or correct the name"
            self.unit.references.append(Reference("undeclared", place, f"{message}\n{cure}", resource.world))

    def incomplete(self, place: Setting[str], message: str, cure: str) -> None:
        """An option that is on and lacks what it needs; its finding belongs to ``incomplete-option``."""
        self.unit.references.append(Reference("incomplete", place, f"{message}\n{cure}", ALWAYS))

    def argument(self, span: Span, message: str, cure: str = "", certain: bool = True) -> None:
        """What the provider or its API refuses."""
        kind = DiagnosticKind.INVALID_ARGUMENT
        self.unit.diagnostics.append(Diagnostic(kind, span, message, cure, (), certain))

    def removed(self, span: Span, message: str, cure: str, certain: bool) -> None:
        kind = DiagnosticKind.REMOVED_DIRECTIVE
        self.unit.diagnostics.append(Diagnostic(kind, span, message, cure, (), certain))

    def port(self, view: View, name: str, low: int, high: int, what: str) -> None:
        """Complain of a port that is out of range or no whole number."""
        item = view.item(name)
        if item is None:
            return
        value = view.instance.evaluator.settled(view.value(name))
        problem = port_problem(value, low, high)
        if problem:
            message = f"'{name}' of {what} is {problem}"
            self.unit.diagnostics.append(
                Diagnostic(
                    DiagnosticKind.INVALID_PORT,
                    view.place(name).word(1),
                    message,
                    f"the provider takes {low} to {high}",
                )
            )

    def unless_known(self, view: View, name: str, setting: Setting[Any]) -> None:
        """Say that an argument that matters is not known, and why."""
        item = view.item(name)
        if item is not None and setting.unknown:
            value = view.instance.evaluator.settled(view.value(name))
            if not open_(value):
                return  # it is known, and wrong
            self.unit.gaps.append(Gap(item.word(1), f"'{name}' is not known: {why(value)}"))


def why(value: Value) -> str:
    return value.reason if isinstance(value, Unknown) else reason(value)


def port_problem(value: Value, low: int, high: int) -> str:
    """What is wrong with a known value as a port, "" when it may be right."""
    from fractions import Fraction

    from lbconflint.dialects.terraform.convert import numeric

    if isinstance(value, bool):
        return "no number"
    if isinstance(value, str):
        number = numeric(value)
        if isinstance(number, Unknown):
            return f"'{value}', which is no number" if number.failed else ""
        value = number
    if isinstance(value, Fraction):
        return "no whole number"
    if isinstance(value, int) and not low <= value <= high:
        return f"{value}, which is no port" if not 0 <= value <= 65535 else f"{value}, which cannot be used here"
    return ""
