"""What nginx reads on one level: the statements of one block with what its includes bring in, and which of them
say a directive that was said before.

Blocks are many and of few shapes, so each shape (the names of a block's statements, in order) is looked at
once, and so is each file that is included on a level.
"""

from collections.abc import Mapping, Sequence

from lbconflint.knowledge.nginx_once import ALIAS, ANYWHERE, BROUGHT_IN, MAIN, OFF, ROOT, WITHIN, ZONED, once
from lbconflint.knowledge.versions import Target, Version
from lbconflint.model import NOTHING
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
    it, on a level of ``block`` (None: the top level of a file).  nginx refuses it
    since the version ``since``, or always."""

    key: str
    second: Said
    first: Said
    block: Node | None
    since: Version | None


class _Shape(NamedTuple):
    """What the names of a level's statements tell of it.  Most are not ``busy``: there is nothing to find, there
    or in blocks within.  ``inner`` are the places of blocks, with the shapes within them; ``includes`` those of
    includes, ``single`` those of statements that may have to be the only ones.  ``repeats``: two of these have one
    name.  ``sound`` are includes with which a level of this shape repeats nothing.  ``lone`` is the only include
    of a level without blocks, else -1, and ``plain`` is ``sound`` for it: this look is made for most locations."""

    busy: bool
    lone: int
    inner: "tuple[tuple[int, _Shapes], ...]"
    includes: tuple[int, ...]
    single: tuple[int, ...]
    repeats: bool
    sound: set[tuple[int, ...]]
    plain: set[int]


_File = Mapping[str, Node]
"""What a file says that is said once on a level: the first statement of each."""


class _Shapes(dict[tuple[str, ...], _Shape]):
    """The shapes of levels in some contexts, made when they are met; ``family`` are those of all contexts."""

    def __init__(self, contexts: str, target: Target, family: "dict[str, _Shapes]") -> None:
        super().__init__()
        self.contexts = contexts
        self._target = target
        self._family = family
        self._single: dict[str, bool] = {}
        family[contexts] = self

    def __missing__(self, names: tuple[str, ...]) -> _Shape:
        inner = [(at, self._within(WITHIN[name])) for at, name in enumerate(names) if name in WITHIN]
        includes = [at for at, name in enumerate(names) if name == "include"]
        single = [at for at, name in enumerate(names) if self.is_single(name)]
        kinds = {ROOT if names[at] == ALIAS else names[at] for at in single}
        repeats = len(kinds) < len(single)
        busy = bool(inner or includes or repeats)
        lone = includes[0] if len(includes) == 1 and not inner else -1
        shape = _Shape(busy, lone, tuple(reversed(inner)), tuple(includes), tuple(single), repeats, set(), set())
        self[names] = shape
        return shape

    def is_single(self, name: str) -> bool:
        """nginx may refuse a second one."""
        known = self._single.get(name)
        if known is None:
            known = name in OFF or name in ZONED or once(name, self.contexts, self._target)
            self._single[name] = known
        return known

    def _within(self, contexts: Mapping[str, str]) -> "_Shapes":
        inner = contexts.get(self.contexts, self.contexts)
        known = self._family.get(inner)
        return _Shapes(inner, self._target, self._family) if known is None else known


class Levels:
    """The levels of one unit of nginx."""

    def __init__(self, unit: Unit, target: Target) -> None:
        self._included = unit.included
        self._unit = unit
        self._target = target
        self._top = _Shapes(MAIN if unit.complete else ANYWHERE, target, {})
        self._files: dict[tuple[int, str], _File] = {}
        self._waiting: list[tuple[Sequence[Node], _Shape, _Shapes, Node | None]] = []
        self._repeats: list[Repeat] = []

    def repeats(self) -> list[Repeat]:
        """Every second statement of a directive that is said once on a level; of a file that comes in on many
        levels, what it repeats in itself is told once."""
        included, waiting, top = self._included, self._waiting, self._top
        waiting += [(roots, top[_names(roots)], top, None) for roots in _tops(self._unit)]
        while waiting:
            nodes, shape, shapes, block = waiting.pop()
            inner, includes, repeats, sound = shape.inner, shape.includes, shape.repeats, shape.sound
            if inner:
                self._enter(nodes, shape)
            key = tuple([id(included.get(id(nodes[index]))) for index in includes]) if includes else ()
            if repeats or (includes and key not in sound):
                before = len(self._repeats)
                said = self._level(nodes, shape, shapes, block)
                read = all(included.get(id(nodes[index])) for index in includes)
                if read and before == len(self._repeats) and not any(map(_varies, said, said.values())):
                    sound.add(key)
                    if len(key) == 1:
                        shape.plain.add(key[0])
        return self._repeats

    def _enter(self, nodes: Sequence[Node], shape: _Shape) -> None:
        """Put the blocks within a level in the queue, but for those where there is nothing to find."""
        included = self._included
        for index, within in shape.inner:
            node = nodes[index]
            children = node.children
            if children:
                inner = within[tuple([child.name for child in children])]
                lone = inner.lone
                if lone >= 0 and id(included.get(id(children[lone]))) in inner.plain:
                    continue
                if inner.busy:
                    self._waiting.append((children, inner, within, node))

    def _level(self, nodes: Sequence[Node], shape: _Shape, shapes: _Shapes, block: Node | None) -> dict[str, Said]:
        """The directives of one level, with what was repeated on it noted."""
        said: dict[str, Said] = {}
        for index in sorted((*shape.includes, *shape.single)):
            node = nodes[index]
            if node.name != "include":
                self._say(_key(node), Said(node), said, block)
                continue
            files = self._included.get(id(node), ())
            for name in BROUGHT_IN.get(" ".join(node.args), ()) if not files else ():
                if shapes.is_single(name):
                    self._say(name, Said(node, stock=True), said, block)
            for roots in files:
                for key, inner in self._file(roots, shapes).items():
                    self._say(key, Said(inner, node), said, block)
        return said

    def _say(self, key: str, new: Said, said: dict[str, Said], block: Node | None) -> None:
        first = said.setdefault(key, new)
        if not key or first is new or not coexist(first.node.world, new.node.world):
            return
        since = OFF.get(key)
        if since is None or (("off",) in (first.node.args, new.node.args) and self._target.maybe_since(since)):
            self._repeats.append(Repeat(key, new, first, block, since))

    def _file(self, roots: list[Node], shapes: _Shapes) -> _File:
        """What a file says on the level that includes it."""
        known = self._files.get((id(roots), shapes.contexts))
        if known is None:
            shape = shapes[_names(roots)]
            if shape.includes:
                self._innermost(roots, shapes)
            known = self._read(roots, shape, shapes)
        return known

    def _innermost(self, roots: list[Node], shapes: _Shapes) -> None:
        """Read the files that a file includes, innermost first."""
        stack = [roots]
        while stack:
            current = stack[-1]
            shape = shapes[_names(current)]
            inner = [one for index in shape.includes for one in self._included.get(id(current[index]), ())]
            needed = [one for one in inner if (id(one), shapes.contexts) not in self._files]
            if needed:
                stack += needed
                continue
            if current is not roots and (id(current), shapes.contexts) not in self._files:
                self._read(current, shape, shapes)
            stack.pop()

    def _read(self, roots: list[Node], shape: _Shape, shapes: _Shapes) -> _File:
        if shape.inner:
            self._enter(roots, shape)
        said: _File = NOTHING
        if shape.includes or shape.single:
            said = {key: one.node for key, one in self._level(roots, shape, shapes, None).items()}
        self._files[id(roots), shapes.contexts] = said
        return said


def _names(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple([node.name for node in nodes])


def _key(node: Node) -> str:
    """What is said once on a level: most often the directive's name; "" for a zone that is not known."""
    if node.name in ZONED:
        zones = node.args[:1] if node.name == "limit_conn" else [arg for arg in node.args if arg[:5] == "zone="]
        return f"{node.name} {zones[0]}" if zones and HOLE not in zones[0] else ""
    return ROOT if node.name == ALIAS else node.name


def _varies(key: str, said: Said) -> bool:
    """Whether the like of it elsewhere is refused depends on more than its name and the files included."""
    return key in OFF or " " in key or said.node.world != ALWAYS


def _tops(unit: Unit) -> list[list[Node]]:
    """The top-level statements of the main file, or of each file that an unseen one includes: nobody knows which
    files of a drop-in directory come in on one level."""
    files: dict[int, list[Node]] = {}
    if unit.complete:
        main = unit.roots[0].source if unit.roots else None
        return [[node for node in unit.roots if node.source is main]]
    for node in unit.roots:
        files.setdefault(id(node.source), []).append(node)
    for brought in {id(one): one for one in unit.included.values()}.values():
        for roots in brought:
            if roots:
                files.pop(id(roots[0].source), None)
    return list(files.values())
