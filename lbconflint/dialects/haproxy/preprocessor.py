"""``.if``, ``.elif``, ``.else`` and ``.endif``: which lines are in force, and in which world.

A branch that is decided before the start is simply there or not; an open one puts its statements into a
world of its own, that excludes those of its sister branches.  Source: configuration.txt, 2.4.
"""

from collections.abc import Sequence
from zlib import crc32

from lbconflint.dialects.haproxy.conditions import ANY_VERSION, Bounds, ConditionError, evaluate
from lbconflint.dialects.haproxy.environment import Environment
from lbconflint.knowledge.versions import Target
from lbconflint.tree import ALWAYS, World

MAX_NESTING = 99
_CONDITIONAL = (".if", ".elif", ".else", ".endif")
"""Conditions that may be open at one time."""

_FIRST = 1 << 30
"""Condition numbers start here within a file, out of the way of a template's."""


class PreprocessorError(Exception):
    """A directive that HAProxy refuses; ``str()`` says why."""


class _Block:
    """One ``.if`` that is open: ``settled`` when a branch that is certainly taken has been seen, ``chosen``
    the number of its branches that may be taken, ``rest`` the versions for which none was taken so far."""

    __slots__ = ("branch", "chosen", "closing", "number", "place", "rest", "settled", "skipped")

    def __init__(self, number: int, place: int, skipped: bool) -> None:
        self.number = number
        self.place = place
        self.skipped = skipped
        self.settled = False
        self.closing = False
        self.chosen = 0
        self.branch: int | None = None
        self.rest = ANY_VERSION


class Preprocessor:
    """The conditions of one file.  ``world`` is the path of open branches at this line, ``dead`` whether
    the line is certainly not in force.  ``bounds`` are the versions in which an open branch can be taken.
    ``exhausted`` are the branches of the condition that the last directive closed, if one of them is
    certainly taken."""

    def __init__(
        self, path: str, environment: Environment, target: Target, bounds: dict[tuple[int, int], Bounds]
    ) -> None:
        self.world: World = ALWAYS
        self.dead = False
        self.bounds = bounds
        self.exhausted: tuple[tuple[int, int], ...] = ()
        self._base = (crc32(path.encode("utf-8", "replace")) << 32) + _FIRST
        self._count = 0
        self._blocks: list[_Block] = []
        self._too_deep = 0
        self._environment = environment
        self._target = target

    def directive(self, name: str, arguments: Sequence[str], place: int) -> bool:
        """Follow one directive; False when it is none of these.  Raises ``PreprocessorError``."""
        self.exhausted = ()
        if self._too_deep:
            self._too_deep += {".if": 1, ".endif": -1}.get(name, 0)
            return name in _CONDITIONAL
        try:
            if name == ".if":
                self._if(" ".join(arguments), place)
            elif name == ".elif":
                self._elif(" ".join(arguments))
            elif name == ".else":
                self._else(arguments)
            elif name == ".endif":
                self._endif(arguments)
            else:
                return False
        finally:
            self._update()
        return True

    @property
    def unclosed(self) -> list[int]:
        """The places of the ``.if`` that were never closed."""
        return [block.place for block in self._blocks]

    def _update(self) -> None:
        self.dead = any(block.branch is None for block in self._blocks)
        self.world = tuple(
            (block.number, block.branch)
            for block in self._blocks
            if block.branch is not None and (block.number, block.branch) in self.bounds
        )

    def _if(self, condition: str, place: int) -> None:
        if len(self._blocks) >= MAX_NESTING:
            self._too_deep = 1
            raise PreprocessorError(f"more than {MAX_NESTING} nested '.if'")
        self._count += 1
        block = _Block(self._base + self._count, place, self.dead)
        self._blocks.append(block)
        self._take(block, condition)

    def _elif(self, condition: str) -> None:
        block = self._innermost(".elif")
        if block.closing:
            raise PreprocessorError("'.elif' after '.else'")
        self._take(block, condition)

    def _else(self, arguments: Sequence[str]) -> None:
        if arguments:
            raise PreprocessorError(f"unexpected argument '{arguments[0]}' for '.else'")
        block = self._innermost(".else")
        if block.closing:
            raise PreprocessorError("'.else' after '.else'")
        block.closing = True
        self._take(block, "1")

    def _endif(self, arguments: Sequence[str]) -> None:
        if arguments:
            raise PreprocessorError(f"unexpected argument '{arguments[0]}' for '.endif'")
        block = self._innermost(".endif")
        self._blocks.pop()
        if block.settled and block.chosen > 1:
            self.exhausted = tuple((block.number, branch) for branch in range(block.chosen))

    def _innermost(self, name: str) -> _Block:
        if not self._blocks:
            raise PreprocessorError(f"'{name}' without '.if'")
        return self._blocks[-1]

    def _take(self, block: _Block, condition: str) -> None:
        """Enter the branch of ``block`` that ``condition`` opens."""
        block.branch = None
        if block.skipped or block.settled:
            return
        try:
            verdict = evaluate(condition, self._environment, self._target)
        except ConditionError as error:
            block.branch = block.chosen  # lint it: its author meant it to be read
            self.bounds[block.number, block.chosen] = ANY_VERSION
            block.chosen += 1
            raise PreprocessorError(str(error)) from None
        if verdict.value is False:
            return
        block.branch = block.chosen
        if verdict.value is None or block.chosen:
            self.bounds[block.number, block.chosen] = block.rest.both(verdict.true)
        block.settled = verdict.value is True
        block.rest = block.rest.both(verdict.false)
        block.chosen += 1
