"""Locations within locations that nginx refuses."""

from collections.abc import Iterable, Iterator

from lbconflint.dialects.nginx.routes import matching
from lbconflint.dialects.nginx.scope import Scope
from lbconflint.dialects.nginx.wording import quote
from lbconflint.model import Diagnostic, DiagnosticKind, Matching
from lbconflint.tree import Node

_REGEX, _NAMED, _EXACT = Matching.REGEX, Matching.NAMED, Matching.EXACT


def misplaced(scopes: Iterable[Scope]) -> Iterator[Diagnostic]:
    """Locations of the blocks that cannot be where they are; one that is included many times is told once."""
    told: set[tuple[int, int]] = set()
    for scope in scopes:
        for node in scope.leads:
            if node.name == "location" and (id(scope.node), id(node)) not in told:
                told.add((id(scope.node), id(node)))
                yield from _judge(scope.node, node)


def _judge(outer: Node, node: Node) -> Iterator[Diagnostic]:
    around, prefix = matching(outer)
    how, pattern = matching(node)
    if prefix.value is None or pattern.value is None:
        return
    inside, outside = quote(pattern.value), quote(prefix.value)
    if around in (_EXACT, _NAMED):
        kind = "exact" if around is _EXACT else "named"
        message = f"location {inside} cannot be inside the {kind} location {outside}"
    elif how is _NAMED:
        message = f"named location {inside} can be on the server level only"
    elif how is not _REGEX and not pattern.value.startswith(prefix.value):
        message = f"location {inside} is outside location {outside}"
        if around is _REGEX:
            message += ", which is a regular expression"
    else:
        return
    related = ((outer.word(len(outer.args)), "it stands in this one"),)
    help_ = "nginx refuses the configuration: put it on the level of the server"
    yield Diagnostic(DiagnosticKind.MISPLACED_DIRECTIVE, node.word(len(node.args)), message, help_, related)
