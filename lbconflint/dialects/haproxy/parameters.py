"""The parameters of ``bind`` and ``server`` lines: their shapes, and those that HAProxy refuses.

Lines of a farm end alike, so a tail of words is taken apart and judged once.
"""

from collections import defaultdict

from lbconflint.dialects.haproxy.document import Document
from lbconflint.dialects.haproxy.numbers import MAX_DURATION, integer, loose_duration, milliseconds
from lbconflint.dialects.haproxy.options import Shape, analyse
from lbconflint.knowledge.haproxy_arguments import (
    BIND_ARITIES,
    DURATIONS,
    MAY_END_THE_LINE,
    SERVER_ARITIES,
    SILENTLY_EMPTY,
)
from lbconflint.knowledge.haproxy_keywords import keywords
from lbconflint.knowledge.haproxy_removed import REPLACEMENTS
from lbconflint.knowledge.versions import Target, show_version
from lbconflint.model import DiagnosticKind
from lbconflint.template import placeholder
from lbconflint.tree import Node
from lbconflint.values import HOLE

MAX_WEIGHT = 256

_Tail = tuple[str, ...]


class Parameters:
    """All tails of one process; ``first`` is the number of a tail's first word in its statement."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._binds: dict[int, dict[_Tail, Shape]] = defaultdict(dict)
        self._servers: dict[int, dict[_Tail, Shape]] = defaultdict(dict)

    def bind_shape(self, tail: _Tail, first: int = 2) -> Shape:
        shape = self._binds[first].get(tail)
        if shape is None:
            shape = self._binds[first][tail] = analyse(tail, first, BIND_ARITIES)
        return shape

    def server_shape(self, tail: _Tail, first: int = 3) -> Shape:
        shape = self._servers[first].get(tail)
        if shape is None:
            shape = self._servers[first][tail] = analyse(tail, first, SERVER_ARITIES)
        return shape

    def bind(self, node: Node, first: int) -> None:
        """Judge the parameters of a ``bind``."""
        self._check("bind", node, self.bind_shape(node.args[first - 1 :], first))

    def server(self, node: Node, shape: Shape) -> None:
        """Judge the parameters of a ``server`` or ``default-server``."""
        self._check("server", node, shape)

    def duration(self, node: Node, word: int) -> None:
        """Report a time that HAProxy refuses."""
        text = node.args[word - 1]
        if HOLE in text or placeholder(text):
            return
        value = milliseconds(text)
        kind = DiagnosticKind.INVALID_ARGUMENT
        if value is None:
            units = "a time is digits and one of us, ms, s, m, h, d"
            certain = loose_duration(text) is None
            self.document.report(kind, node.word(word), f"invalid time '{text}': {units}", certain=certain)
        elif value > MAX_DURATION:
            message = f"time '{text}' is more than HAProxy can count: {MAX_DURATION} ms"
            self.document.report(kind, node.word(word), message)

    def _check(self, context: str, node: Node, shape: Shape) -> None:
        target = self.document.target_in(node.world)
        if target is shape.fine:
            return
        before = len(self.document.diagnostics)
        if shape.stranger is not None:
            self._stranger(context, node, shape.stranger)
        elif shape.missing is not None:
            self._missing(context, node, shape.missing)
        for name, value, number in shape.items:
            self._judge(context, node, name, number if value == "" else number - 1, target)
            if value and name in DURATIONS:
                self.duration(node, number)
            elif value and name == "weight":
                self._weight(node, number)
        if len(self.document.diagnostics) == before:
            shape.fine = target

    def _weight(self, node: Node, word: int) -> None:
        weight = integer(node.args[word - 1])
        if weight is not None and weight > MAX_WEIGHT:
            message = f"weight {weight} is more than {MAX_WEIGHT}"
            self.document.report(DiagnosticKind.INVALID_ARGUMENT, node.word(word), message)

    def _missing(self, context: str, node: Node, number: int) -> None:
        name = node.args[number - 1]
        if context == "server" and name.partition("(")[0] in MAY_END_THE_LINE:
            return
        taken = context == "server" and name in SILENTLY_EMPTY
        help_text = "HAProxy does not complain and takes it as 0 or as nothing" if taken else ""
        kind = DiagnosticKind.INVALID_ARGUMENT
        message = f"'{name}' needs an argument"
        self.document.report(kind, node.word(number), message, help_text, certain=not taken)

    def _stranger(self, context: str, node: Node, number: int) -> None:
        name = node.args[number - 1]
        if placeholder(name):
            return
        message = f"unknown parameter '{name}' of '{node.name}'"
        help_text = self.document.suggestions.near(name, keywords(context))
        self.document.report(DiagnosticKind.UNKNOWN_DIRECTIVE, node.word(number), message, help_text)

    def _judge(self, context: str, node: Node, name: str, number: int, target: Target) -> None:
        life = keywords(context).get(name.partition("(")[0])
        if life is None:
            return
        if life.until is not None and target.gone_since(life.until):
            message = f"parameter '{name}' was removed in HAProxy {show_version(life.until[:2])}"
            help_text = REPLACEMENTS.get((context, name), "")
            kind = DiagnosticKind.REMOVED_DIRECTIVE
            certain = target.surely_since(life.until)
            self.document.report(kind, node.word(number), message, help_text, certain=certain)
        elif target.surely_before(life.since):
            message = f"parameter '{name}' is known since HAProxy {show_version(life.since[:2])}"
            kind = DiagnosticKind.UNKNOWN_DIRECTIVE
            self.document.report(kind, node.word(number), message, certain=False)
