"""The ways through a server: its own, those of its locations, of ``if`` and of ``limit_except``."""

from collections.abc import Mapping

from lbconflint.dialects.nginx.effective import Effective, headers, timeouts
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.redirects import answer, return_target, rewrite_target
from lbconflint.dialects.nginx.scope import Scope
from lbconflint.dialects.nginx.targets import PASSES, Targets, at
from lbconflint.model import Matching, Route, Target
from lbconflint.tree import Node
from lbconflint.values import Setting, absent, unknown, written

_MODIFIERS = {
    "=": Matching.EXACT,
    "~": Matching.REGEX,
    "~*": Matching.REGEX,
    "^~": Matching.PREFIX_FIRST,
}
_MARKS = ("=", "~", "^", "@")
_tuple = tuple.__new__
_PREFIX, _CONDITION = Matching.PREFIX, Matching.CONDITION


def matching(node: Node) -> tuple[Matching, Setting[str]]:
    """How the block of ``node`` is chosen, and by what pattern."""
    if node.name in ("if", "limit_except"):
        return _CONDITION, _joined(node)
    if node.name != "location" or not node.args:
        return Matching.DEFAULT, absent(node)
    text = node.args[-1]
    if filled_in(text):
        return _MODIFIERS.get(node.args[0], _PREFIX), unknown(node, len(node.args))
    if len(node.args) > 1:
        known = _MODIFIERS.get(node.args[0]) if len(node.args) == 2 else None
        return (_PREFIX, unknown(node, 1)) if known is None else (known, written(text, node, 2))
    if text[:1] not in _MARKS:
        return _PREFIX, written(text, node)
    if text[0] == "@":
        return Matching.NAMED, written(text, node)
    mark = text[:2] if text[:2] in _MODIFIERS else text[:1]
    if mark not in _MODIFIERS:
        return _PREFIX, written(text, node)
    return _MODIFIERS[mark], written(text[len(mark) :], node, 1, (len(mark), len(text)))


def _joined(node: Node) -> Setting[str]:
    text = " ".join(node.args)
    return unknown(node, 1) if filled_in(text) else written(text, node)


class Routes:
    """Makes the routes of the servers of one module."""

    def __init__(self, upstreams: Mapping[str, Node], module: str) -> None:
        self._upstreams = upstreams
        self._module = module
        self._targets = Targets()
        self._answers: dict[tuple[str, ...], Target] = {}

    def add(self, routes: list[Route], scope: Scope, udp: bool) -> None:
        """Add the routes of one block, without those of the blocks within it."""
        found = self._leads(scope, udp)
        if not found:
            return
        how, pattern = matching(scope.node)
        settings = Effective(scope)
        for family, target in found:
            hop = "stream" if self._module == "stream" else family
            limits, sent = timeouts(scope, hop), headers(scope, hop)
            fields = (how, pattern, target, limits, sent, settings, target.node.world, scope.node)
            routes.append(_tuple(Route, fields))  # like Route(...), in half the time

    def _answer(self, node: Node) -> Target | None:
        """What a ``return`` does; equal ones are taken apart once."""
        like = self._answers.get(node.args)
        if like is not None:
            return at(like, node)
        found = answer(node) if self._module == "stream" else return_target(node)
        if found is not None:
            self._answers[node.args] = found
        return found

    def _leads(self, scope: Scope, udp: bool) -> list[tuple[str, Target]]:
        """Each target with the family of the directives that are about it: answers first, then rewrites, then
        passes by name, the last of each name."""
        answers: list[Target | None] = []
        rewrites: list[Target | None] = []
        passes: dict[str, Node] = {}
        for node in scope.leads:
            name = node.name
            if name in PASSES and node.children is None:
                passes[name] = node
            elif name == "return":
                answers.append(self._answer(node))
            elif name == "rewrite":
                rewrites.append(rewrite_target(node))
        found = [("", target) for target in answers + rewrites if target is not None]
        for name in sorted(passes) if len(passes) > 1 else passes:
            target = self._targets.of(passes[name], scope, self._upstreams, self._module, udp)
            found.append((name[:-5], target))
        return found
