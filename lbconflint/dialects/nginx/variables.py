"""Variables that are constants: ``set $upstream_port 8080;`` and what follows from it."""

from lbconflint.dialects.nginx.scope import Scope
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.tree import ALWAYS, Node

_VARIABLE = lazy(r"\$(?:\{(\w+)\}|(\w+))")
_DEPTH = 8


class Piece(NamedTuple):
    """A stretch of a word after its constants were put in: ``node`` is the ``set`` that it comes from, None
    for text written in place; ``known`` is False for a variable that is known only at run time."""

    text: str
    node: Node | None
    known: bool


def fold(text: str, scope: Scope) -> list[Piece]:
    """The word with every constant variable replaced."""
    pieces: list[Piece] = []
    at = 0
    for match in _VARIABLE.finditer(text):
        if match.start() > at:
            pieces.append(Piece(text[at : match.start()], None, True))
        at = match.end()
        constant = _constant(match[1] or match[2], scope, _DEPTH)
        if constant is None:
            pieces.append(Piece(match[0], None, False))
        else:
            pieces.append(Piece(constant[0], constant[1], True))
    if at < len(text):
        pieces.append(Piece(text[at:], None, True))
    return pieces


def _constant(name: str, scope: Scope, depth: int) -> tuple[str, Node] | None:
    """The only value that ``set`` gives the variable on the way to this block, and where."""
    found = _assignment(name, scope)
    if found is None or not depth:
        return None
    text = found.args[1]
    for match in reversed(list(_VARIABLE.finditer(text))):
        inner = _constant(match[1] or match[2], scope, depth - 1)
        if inner is None:
            return None
        text = text[: match.start()] + inner[0] + text[match.end() :]
        if len(text) > 4096:
            return None
    return text, found


def _assignment(name: str, scope: Scope | None) -> Node | None:
    """The ``set`` in force, unless a condition or an unread include may change it."""
    spellings = (f"${name}", f"${{{name}}}")
    while scope is not None:
        if any(_may_set(child, spellings) for block in scope.each("if") for child in block.children or ()):
            return None
        found = [node for node in scope.each("set") if len(node.args) == 2 and node.args[0] in spellings]
        if found:
            same = all(node.args[1] == found[0].args[1] and node.world == ALWAYS for node in found)
            return found[-1] if same else None
        if scope.blind is not None:
            return None
        scope = scope.outer
    return None


def _may_set(node: Node, spellings: tuple[str, str]) -> bool:
    return node.name == "include" or (node.name == "set" and node.args[:1] != () and node.args[0] in spellings)
