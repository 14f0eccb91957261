"""The ways through a server: its own, those of its locations, of ``if`` and of ``limit_except``."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from lbconflint.dialects.nginx.alike import Alike
from lbconflint.dialects.nginx.effective import hop
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.redirects import answer, return_target, rewrite_target
from lbconflint.dialects.nginx.scope import Scope
from lbconflint.dialects.nginx.targets import PASSES, Targets
from lbconflint.model import Matching, Route, Target
from lbconflint.tree import Node
from lbconflint.values import Origin, Setting, absent, unknown, written

_MODIFIERS = {
    "=": Matching.EXACT,
    "~": Matching.REGEX,
    "~*": Matching.REGEX,
    "^~": Matching.PREFIX_FIRST,
}
_tuple = tuple.__new__
_PREFIX, _CONDITION = Matching.PREFIX, Matching.CONDITION
_WRITTEN, _UNKNOWN = Origin.WRITTEN, Origin.UNKNOWN


def matching(node: Node) -> tuple[Matching, Setting[str]]:
    """How the block of ``node`` is chosen, and by what pattern."""
    if node.name == "location" and node.args:
        how, text, word, part = _location(node.args)
        return how, _tuple(Setting, (text, _UNKNOWN if text is None else _WRITTEN, node, word, part))
    if node.name in ("if", "limit_except"):
        text = " ".join(node.args)
        return _CONDITION, unknown(node, 1) if filled_in(text) else written(text, node)
    return Matching.DEFAULT, absent(node)


@lru_cache(4096)
def _location(args: tuple[str, ...]) -> tuple[Matching, str | None, int, tuple[int, int] | None]:
    """How a location is chosen; its pattern (None when it is filled in later or there is none), its word and the
    part of it.  The same few are written again and again."""
    text = args[-1]
    if filled_in(text):
        return _MODIFIERS.get(args[0], _PREFIX), None, len(args), None
    if len(args) > 1:
        known = _MODIFIERS.get(args[0]) if len(args) == 2 else None
        return (_PREFIX, None, 1, None) if known is None else (known, text, 2, None)
    if text[:1] == "@":
        return Matching.NAMED, text, 1, None
    mark = text[:2] if text[:2] in _MODIFIERS else text[:1]
    if mark not in _MODIFIERS:
        return _PREFIX, text, 1, None
    return _MODIFIERS[mark], text[len(mark) :], 1, (len(mark), len(text))


class Routes:
    """Makes the routes of the servers of one module; ``upstreams`` are its upstreams by name in lower case."""

    def __init__(self, upstreams: Mapping[str, Node], module: str) -> None:
        self.upstreams = upstreams
        self._module = module
        self._targets = Targets()
        self._answers: dict[tuple[str, ...], Alike[Target]] = {}

    def routes(self, scopes: Iterable[Scope], udp: bool) -> tuple[Route, ...]:
        """The routes of some blocks, each without those of the blocks within it."""
        routes: list[Route] = []
        for scope in scopes:
            found = self._leads(scope, udp)
            if not found:
                continue
            how, pattern = matching(scope.node)
            for family, target in found:
                limits, sent = hop(scope, "stream" if self._module == "stream" else family)
                fields = (how, pattern, target, limits, sent, scope, target.node.world, scope.node)
                routes.append(_tuple(Route, fields))  # like Route(...), in half the time
        return tuple(routes)

    def _answer(self, node: Node) -> Target | None:
        """What a ``return`` does; equal ones are taken apart once."""
        like = self._answers.get(node.args)
        if like is not None:
            return like.at(node)
        found = answer(node) if self._module == "stream" else return_target(node)
        if found is not None:
            self._answers[node.args] = Alike(found)
        return found

    def _leads(self, scope: Scope, udp: bool) -> list[tuple[str, Target]]:
        """Each target with the family of the directives that are about it: answers first, then rewrites, then
        passes by name, the last of each name."""
        found: list[tuple[str, Target]] = []
        rewrites: list[Node] = []
        passes: dict[str, Node] = {}
        for node in scope.leads:
            name = node.name
            if name in PASSES:
                if node.children is None:
                    passes[name] = node
            elif name == "return":
                target = self._answer(node)
                if target is not None:
                    found.append(("", target))
            elif name == "rewrite":
                rewrites.append(node)
        if rewrites:
            found += [("", target) for node in rewrites if (target := rewrite_target(node)) is not None]
        for name in sorted(passes) if len(passes) > 1 else passes:
            target = self._targets.of(passes[name], scope, self.upstreams, self._module, udp)
            found.append((name[:-5], target))
        return found
