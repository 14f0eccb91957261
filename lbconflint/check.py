"""What a check is: ``@each(Noun)``, ``@whole`` and the ``Context``.  Part of the public plugin surface.

A check is a pure generator.  ``@each(Pool)`` runs once for every pool, ``@each(Unit)`` once for every
deployment, ``@whole`` once for every host: all units that share a network namespace.  Level, selection,
suppression and order belong to the engine.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from lbconflint.finding import Confidence, Edit, Hit, Level, Related
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.versions import Target, target_of
from lbconflint.model import Definition, Diagnostic, Gap, Listener, Pool, Process, Reference
from lbconflint.tree import Node
from lbconflint.unit import Host, Project, Unit

__all__ = [
    "Check",
    "Confidence",
    "Context",
    "Edit",
    "Hit",
    "Host",
    "Level",
    "Project",
    "Related",
    "Target",
    "Unit",
    "each",
    "nouns_of",
    "whole",
]

N = TypeVar("N")


class Context:
    """All that a check may know besides its noun."""

    __slots__ = ("_targets", "host", "options", "project", "unit")

    def __init__(
        self,
        project: Project,
        host: Host,
        unit: Unit,
        targets: Mapping[str, Target] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        self.project = project
        self.host = host
        self.unit = unit
        self.options = options or {}
        self._targets = targets or {}

    def target(self, product: str | None = None) -> Target:
        """The versions of ``product`` (default: the unit's) that the configuration may meet."""
        product = product or self.unit.product
        return self._targets.get(product) or target_of(product)


CheckFunction = Callable[..., Iterator[Hit]]


class Check(Generic[N]):
    """A function bound to the noun it is called for."""

    __slots__ = ("noun", "run")

    def __init__(self, noun: type[N], run: CheckFunction) -> None:
        self.noun = noun
        self.run = run

    def __call__(self, subject: N, context: Context, **options: Any) -> Iterator[Hit]:
        return self.run(subject, context, **options)


def each(noun: type[N]) -> Callable[[Callable[[N, Context], Iterator[Hit]]], Check[N]]:
    """Run the check once for every ``noun``: Listener, Pool, Diagnostic, Unit, Host, ..."""

    def bind(run: Callable[[N, Context], Iterator[Hit]]) -> Check[N]:
        return Check(noun, run)

    return bind


def whole(run: Callable[[Host, Context], Iterator[Hit]]) -> Check[Host]:
    """Run the check once for every host: all units whose binds compete for one network namespace."""
    return Check(Host, run)


def told(diagnostic: Diagnostic) -> Hit:
    """The hit for what a reader noticed; what is not certain is a warning of medium confidence at most."""
    return Hit(
        diagnostic.span,
        diagnostic.message,
        tuple(Related(*related) for related in diagnostic.related),
        diagnostic.help,
        level=None if diagnostic.certain else Level.WARNING,
        confidence=None if diagnostic.certain else Confidence.MEDIUM,
    )


def nouns_of(unit: Unit, noun: type[Any]) -> Iterable[Any]:
    """Every ``noun`` of the unit, in reading order."""
    if noun is Unit:
        return (unit,)
    if noun is Node:
        return (node for root in unit.roots for node in root.walk())
    lists: dict[type[Any], Iterable[Any]] = {
        Listener: unit.listeners,
        Pool: unit.pools,
        Process: unit.processes,
        Definition: unit.definitions,
        Reference: unit.references,
        Diagnostic: unit.diagnostics,
        Gap: unit.gaps,
        KernelSetting: unit.kernel_settings,
    }
    return lists[noun] if noun in lists else unit.nouns.get(noun, ())
