"""How a refused argument is told."""

from lbconflint.dialects.nginx.wording import quote
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.tree import Node


def refused(node: Node, word: int, message: str, help_: str = "") -> Diagnostic:
    """The word is one that nginx does not take here."""
    return Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.word(word), message, help_)


def unknown_parameter(node: Node, word: int, help_: str = "") -> Diagnostic:
    """The directive has no such parameter, or not with this value."""
    return refused(node, word, f"invalid parameter {quote(node.args[word - 1])} in '{node.name}'", help_)


def lacking(node: Node, parameter: str) -> Diagnostic:
    """The directive cannot be without this parameter."""
    message = f"'{node.name}' has no parameter '{parameter}'"
    return Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.span, message)
