"""What nginx reads on one level: the statements of one block with what its includes bring in, and which of them
say a directive that was said before.

Blocks are many and of few shapes, so each shape (the names of a block's statements, in order) is looked at
once, and so is each file that is included on a level.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from operator import attrgetter

from lbconflint.knowledge.nginx_once import ALIAS, ANYWHERE, BROUGHT_IN, MAIN, OFF, ROOT, WITHIN, ZONED, once
from lbconflint.knowledge.versions import Target, Version
from lbconflint.record import NamedTuple
from lbconflint.tree import ALWAYS, Node, coexist
from lbconflint.unit import Unit
from lbconflint.values import HOLE


class Said(NamedTuple):
    """A statement on a level, and the include that brings it in (None where the level itself says it).  ``stock``:
    the statement is an include of a file that is known, but not in the tree."""

    node: Node
    include: Node | None = None
    stock: bool = False


class Repeat(NamedTuple):
    """What is said once on a level, ``key`` (a directive, or one with its zone), is said where ``first`` has said
    it, on a level of ``block`` (None: the top level of a file), which is one of ``contexts``.  nginx refuses it
    since the version ``since``, or always."""

    key: str
    second: Said
    first: Said
    block: Node | None
    contexts: str
    since: Version | None


class _Shape(NamedTuple):
    """What the names of a block's statements tell of it: the places of inner blocks with the contexts within
    them, the places of includes, and whether some directive stands twice that may not."""

    inner: tuple[tuple[int, str], ...]
    includes: tuple[int, ...]
    repeats: bool


_NAME = attrgetter("name")
_File = dict[str, Node]
"""By name the first statement of each directive that is said once on a level."""


class Levels:
    """The levels of one unit of nginx."""

    def __init__(self, unit: Unit, target: Target) -> None:
        self._included = unit.included
        self._roots = unit.roots
        self._top = MAIN if unit.complete else ANYWHERE
        self._target = target
        self._once: dict[tuple[str, str], bool] = {}
        self._shapes: dict[str, dict[tuple[str, ...], _Shape]] = {}
        self._sound: set[tuple[object, ...]] = set()
        self._files: dict[tuple[int, str], _File] = {}
        self._waiting: list[tuple[Sequence[Node], str, Node | None]] = []
        self._repeats: list[Repeat] = []

    def repeats(self) -> list[Repeat]:
        """Every second statement of a directive that is said once on a level; of a file that comes in on many
        levels, what it repeats in itself is told once."""
        self._waiting = [(roots, self._top, None) for roots in _by_file(self._roots)]
        while self._waiting:
            nodes, contexts, block = self._waiting.pop()
            names = tuple(map(_NAME, nodes))
            shape = self._shapes.get(contexts, {}).get(names) or self._shape(names, contexts)
            for index, within in shape.inner:
                inner = nodes[index]
                if inner.children:
                    self._waiting.append((inner.children, within, inner))
            if shape.includes:
                includes = [nodes[index] for index in shape.includes]
                key = (names, contexts, *[(id(self._included.get(id(node))), node.args) for node in includes])
                if key not in self._sound:
                    before = len(self._repeats)
                    said = self._level(nodes, contexts, block)
                    if len(self._repeats) == before and not any(map(_varies, said, said.values())):
                        self._sound.add(key)
            elif shape.repeats:
                self._level(nodes, contexts, block)
        return self._repeats

    def _shape(self, names: tuple[str, ...], contexts: str) -> _Shape:
        blocks = [(at, WITHIN[name]) for at, name in enumerate(names) if name in WITHIN]
        inner = tuple([(at, within.get(contexts, contexts)) for at, within in blocks])
        includes = tuple([at for at, name in enumerate(names) if name == "include"])
        several = [name for name, number in Counter(names).items() if number > 1]
        repeats = any(name in OFF or name in ZONED or self._is_once(name, contexts) for name in several)
        repeats = repeats or (ALIAS in names and ROOT in names)
        shape = self._shapes.setdefault(contexts, {})[names] = _Shape(inner, includes, repeats)
        return shape

    def _is_once(self, name: str, contexts: str) -> bool:
        key = (name, contexts)
        known = self._once.get(key)
        if known is None:
            known = self._once[key] = once(name, contexts, self._target)
        return known

    def _level(self, nodes: Sequence[Node], contexts: str, block: Node | None) -> dict[str, Said]:
        """The directives of one level, with what was repeated on it noted."""
        said: dict[str, Said] = {}
        for node in nodes:
            if node.name != "include":
                key = self._key(node, contexts)
                if key:
                    self._say(key, Said(node), said, block, contexts)
                continue
            files = self._included.get(id(node), ())
            for name in BROUGHT_IN.get(" ".join(node.args), ()) if not files else ():
                if self._is_once(name, contexts):
                    self._say(name, Said(node, stock=True), said, block, contexts)
            for roots in files:
                for key, inner in self._file(roots, contexts).items():
                    self._say(key, Said(inner, node), said, block, contexts)
        return said

    def _key(self, node: Node, contexts: str) -> str:
        """What is said once on a level: most often the directive's name; "" for one that may be repeated."""
        name = node.name
        if name in ZONED:
            zones = node.args[:1] if name == "limit_conn" else [arg for arg in node.args if arg[:5] == "zone="]
            return f"{name} {zones[0]}" if zones and HOLE not in zones[0] else ""
        if name == ALIAS:
            return ROOT
        return name if name in OFF or self._is_once(name, contexts) else ""

    def _say(self, key: str, new: Said, said: dict[str, Said], block: Node | None, contexts: str) -> None:
        first = said.setdefault(key, new)
        if first is new or not coexist(first.node.world, new.node.world):
            return
        since = OFF.get(key)
        if since is None or (("off",) in (first.node.args, new.node.args) and self._target.maybe_since(since)):
            self._repeats.append(Repeat(key, new, first, block, contexts, since))

    def _file(self, roots: list[Node], contexts: str) -> _File:
        """What a file says on the level that includes it, innermost files first."""
        stack = [roots]
        while stack:
            current = stack[-1]
            if (id(current), contexts) not in self._files:
                needed = [one for one in self._inner(current) if (id(one), contexts) not in self._files]
                if needed:
                    stack += needed
                    continue
                said = self._level(current, contexts, None)
                self._files[id(current), contexts] = {name: one.node for name, one in said.items()}
                self._waiting += [
                    (node.children, WITHIN[node.name].get(contexts, contexts), node)
                    for node in current
                    if node.children and node.name in WITHIN
                ]
            stack.pop()
        return self._files[id(roots), contexts]

    def _inner(self, roots: list[Node]) -> Iterator[list[Node]]:
        for node in roots:
            if node.name == "include":
                yield from self._included.get(id(node), ())


def _varies(key: str, said: Said) -> bool:
    """Whether the like of it elsewhere is refused depends on more than its name."""
    return key in OFF or " " in key or said.node.world != ALWAYS


def _by_file(roots: Sequence[Node]) -> list[list[Node]]:
    """The top-level statements of each file: those of a drop-in directory are put on a level by a file that
    is not in sight."""
    files: dict[int, list[Node]] = {}
    for node in roots:
        files.setdefault(id(node.source), []).append(node)
    return list(files.values())
