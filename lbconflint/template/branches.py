"""Which branch of the template a place is in: worlds, and the constructs that make them."""

from collections.abc import Sequence
from zlib import crc32

from lbconflint.record import NamedTuple
from lbconflint.template.statements import UNCONDITIONAL
from lbconflint.template.tags import Action, Step, Tag
from lbconflint.tree import ALWAYS, World

_DEPTH = 32
"""Paths are not longer than this.  Deeper blocks replace the last step, so that they still exclude others."""


class Construct(NamedTuple):
    """A block from its opening to its closing tag: indices of the tags, those between branches included."""

    tags: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.tags[0]

    @property
    def last(self) -> int:
        return self.tags[-1]


class _Frame:
    """One open block.  ``condition`` is 0 for a block whose body is always there."""

    __slots__ = ("block", "branch", "condition", "outer", "tags")

    def __init__(self, block: str, condition: int, branch: int, outer: World, tag: int) -> None:
        self.block = block
        self.condition = condition
        self.branch = branch
        self.outer = outer
        self.tags = [tag]

    @property
    def world(self) -> World:
        if not self.condition:
            return self.outer
        return (*self.outer[: _DEPTH - 1], (self.condition, self.branch))


class Branches:
    """Follows the steps of all tags.  Blocks that are never closed last to the end; a closing tag without
    block is ignored."""

    def __init__(self, path: str) -> None:
        # Numbers differ between files: two files' conditions have nothing to do with each other.
        self._condition = crc32(path.encode("utf-8", "surrogateescape")) << 32
        self._stack: list[_Frame] = []
        self._open: dict[str, int] = {}
        self.marks: list[tuple[int, World]] = []
        self.constructs: list[Construct] = []

    def follow(self, tags: Sequence[Tag]) -> None:
        """Fill ``marks``, and ``constructs`` in the order of their first tags."""
        world = ALWAYS
        for index, tag in enumerate(tags):
            if not tag.steps:
                continue
            for step in tag.steps:
                self._take(step, index)
            now = self._stack[-1].world if self._stack else ALWAYS
            if now != world:
                self.marks.append((tag.end, now))
                world = now
        self.constructs.sort(key=lambda construct: (construct.first, -construct.last))

    def _take(self, step: Step, tag: int) -> None:
        if step.action is Action.OPEN:
            self._push(step.block, tag)
        elif step.action is Action.NEXT:
            if self._stack:
                self._stack[-1].branch += 1
                self._stack[-1].tags.append(tag)
        elif self._stack and (not step.block or self._open.get(step.block)):
            while self._pop(tag).block != step.block and step.block:
                pass

    def _push(self, block: str, tag: int) -> None:
        top = self._stack[-1] if self._stack else None
        outer = top.world if top else ALWAYS
        if top is not None and top.block == "case" and not block:
            # Puppet's ``case`` is a block of blocks; each of the inner ones is a branch.
            top.branch += 1
            frame = _Frame(block, top.condition, top.branch, top.outer, tag)
        else:
            self._condition += 1
            frame = _Frame(block, 0 if block in UNCONDITIONAL else self._condition, 0, outer, tag)
        self._stack.append(frame)
        self._open[block] = self._open.get(block, 0) + 1

    def _pop(self, tag: int) -> _Frame:
        frame = self._stack.pop()
        self._open[frame.block] -= 1
        frame.tags.append(tag)
        if frame.tags[0] != tag:
            self.constructs.append(Construct(tuple(frame.tags)))
        return frame
