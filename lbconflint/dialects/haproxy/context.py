"""What every part of the lowering needs: the document, the process's own settings, and where results go."""

from collections.abc import Mapping

from lbconflint.dialects.haproxy.document import Document
from lbconflint.dialects.haproxy.environment import Environment
from lbconflint.dialects.haproxy.options import Shape
from lbconflint.dialects.haproxy.parameters import Parameters
from lbconflint.dialects.haproxy.terms import Terms
from lbconflint.knowledge.versions import Target
from lbconflint.model import DiagnosticKind, Reference
from lbconflint.source import Span
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Origin, Setting, written


class Context:
    """One process being lowered.  ``settings`` are those of its ``global`` sections, by name."""

    def __init__(self, document: Document, unit: Unit) -> None:
        self.document = document
        self.unit = unit
        self.settings: dict[str, Setting[str]] = {}
        self.parameters = Parameters(document)
        self._terms: dict[int, tuple[Mapping[str, Setting[str]], dict[Shape, Terms]]] = {}

    @property
    def environment(self) -> Environment:
        return self.document.environment

    def target(self, node: Node) -> Target:
        return self.document.target_in(node.world)

    def terms_over(self, inherited: Mapping[str, Setting[str]]) -> dict[Shape, Terms]:
        """What tails mean over ``inherited``, as far as it was asked: one mapping for all servers below a
        ``default-server``, so that its identity tells it."""
        held = self._terms.get(id(inherited))
        if held is None:
            held = self._terms[id(inherited)] = (inherited, {})  # kept, or its identity would go to another one
        return held[1]

    def argument(
        self,
        node: Node,
        word: int,
        message: str,
        help: str = "",  # noqa: A002
        related: tuple[tuple[Span, str], ...] = (),
        certain: bool = True,
    ) -> None:
        """Record an argument that HAProxy refuses."""
        kind = DiagnosticKind.INVALID_ARGUMENT
        self.document.report(kind, node.word(word), message, help, related, certain)

    def refer(self, kind: str, name: Setting[str], usage: str, node: Node) -> None:
        self.unit.references.append(tuple.__new__(Reference, (kind, name, usage, node.world)))


def name_setting(node: Node, word: int = 1) -> Setting[str]:
    """Word ``word`` of a statement as a name."""
    value = node.args[word - 1]
    if HOLE in value:
        return Setting(None, Origin.UNKNOWN, node, word)
    return written(value, node, word)
