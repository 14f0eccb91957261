"""What reading the text of one process gives: sections, and what was noticed on the way."""

from lbconflint.dialects.haproxy.conditions import Bounds
from lbconflint.dialects.haproxy.environment import Environment
from lbconflint.dialects.haproxy.suggestions import Suggestions
from lbconflint.knowledge.versions import Target
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.source import Span
from lbconflint.tree import Node, World


class Document:
    """All files of one process, read one after the other.

    ``sections`` are the section headers with their lines as children, in reading order; ``strays`` are lines
    that stand before any section.  ``holed`` are the sections in which something was not read: a template
    inserts lines there, or a line is broken.  ``torn`` are the lines that more than one section may hold, for
    headers before them are conditional.  ``complete`` is False when whole sections may be missing.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.environment = Environment()
        self.sections: list[Node] = []
        self.strays: list[Node] = []
        self.diagnostics: list[Diagnostic] = []
        self.gaps: list[Gap] = []
        self.holed: set[Node] = set()
        self.torn: set[Node] = set()
        self.complete = True
        self.suggestions = Suggestions()
        self.bounds: dict[tuple[int, int], Bounds] = {}
        self._targets: dict[World, Target] = {(): target}

    def target_in(self, world: World) -> Target:
        """The versions that can be running where ``world`` is in force: ``.if version_before(3.0)`` narrows
        them."""
        known = self._targets.get(world)
        if known is None:
            low, high = self.target.low, self.target.high
            for branch in world:
                bounds = self.bounds.get(branch)
                if bounds:
                    low, high = max(low, bounds.low), min(high, bounds.high)
            known = self._targets[world] = self.target._replace(low=low, high=high)
        return known

    def report(
        self,
        kind: DiagnosticKind,
        span: Span,
        message: str,
        help: str = "",  # noqa: A002  (the field's name)
        related: tuple[tuple[Span, str], ...] = (),
        certain: bool = True,
    ) -> None:
        """Record what HAProxy refuses, drops or guesses at."""
        self.diagnostics.append(Diagnostic(kind, span, message, help, related, certain))

    def gap(self, span: Span, reason: str) -> None:
        self.gaps.append(Gap(span, reason))
