"""Template branches while a file is read: which statements exclude each other, and what nobody can see."""

from lbconflint.dialects.nginx.recovery import Blocks, Level
from lbconflint.model import Gap
from lbconflint.source import SourceFile, Span
from lbconflint.template import Insert, Masked
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.values import HOLE


class Branches:
    """Follows the marks of a masked template through one pass after the other."""

    def __init__(self, masked: Masked, source: SourceFile) -> None:
        self.source = source
        self.world: World = ALWAYS
        self._masked = masked
        self._inserts = list(masked.inserts)
        self._within: list[Insert] = []
        self._holes: list[tuple[int, int]] = []
        self._entered: dict[int, Level | None] = {}
        self._mark = 0
        self._insert = 0

    def restart(self) -> None:
        """Begin a pass."""
        self.world = ALWAYS
        self._entered = {}
        self._mark = self._insert = 0
        self._within = []

    def arrive(self, offset: int, blocks: Blocks) -> None:
        """The reader comes to the statement at ``offset``: take the marks and inserts before it.

        Branches without a statement are passed over: the mask has joined what they open with another.
        """
        marks = self._masked.marks
        world = self.world
        while self._mark < len(marks) and marks[self._mark][0] <= offset:
            world = marks[self._mark][1]
            self._mark += 1
        if self._insert < len(self._inserts):
            self._flush(offset, blocks)
        if world != self.world:
            self._switch(world, offset, blocks)

    def _flush(self, offset: int, blocks: Blocks) -> None:
        while self._insert < len(self._inserts) and self._inserts[self._insert].start < offset:
            insert = self._inserts[self._insert]
            node = Node(self.source, HOLE, (), insert.start, insert.end, self._masked.world(insert.start))
            node.end = insert.end
            blocks.children.append(node)
            self._insert += 1

    def _switch(self, world: World, offset: int, blocks: Blocks) -> None:
        """Enter ``world``: a branch begins with the blocks that were open before its condition."""
        old = self.world
        shared = 0
        while shared < min(len(old), len(world)) and old[shared] == world[shared]:
            shared += 1
        for depth in range(shared, len(world)):
            condition = world[depth][0]
            if depth < len(old) and old[depth][0] == condition:
                blocks.restore(self._entered.get(condition), offset)
            else:
                self._entered[condition] = blocks.top
        self.world = world

    def foreign(self, start: int, end: int) -> bool:
        """The word at ``start`` is in another branch than its statement: it may not be there."""
        marks = self._masked.marks
        if self._mark >= len(marks) or marks[self._mark][0] >= end:
            return False
        split = any(start < at < end for at, _ in marks[self._mark : self._mark + 8])
        if not split and self._masked.world(start) == self.world:
            return False
        self._holes.append((start, end))
        return True

    def within(self, start: int, end: int) -> None:
        """Note the inserts among the words of one statement."""
        inserts = self._inserts
        index = self._insert
        while index < len(inserts) and inserts[index].start < end:
            if inserts[index].start > start:
                self._within.append(inserts[index])
            index += 1

    def settle(self) -> bool:
        """Make words of the inserts that stand among words; True when that changed the text to read."""
        self._holes += [(insert.start, insert.end) for insert in self._within]
        self.patch()
        among = set(self._within)
        self._inserts = [insert for insert in self._inserts if insert not in among]
        return bool(among)

    def patch(self) -> None:
        """Blot out the words that are not always there, so that they are found as unknown ones again."""
        text = self.source.masked
        pieces: list[str] = []
        at = 0
        for start, end in sorted(set(self._holes)):
            if start >= at:
                pieces += [text[at:start], HOLE * (end - start)]
                at = end
        self.source.masked = "".join([*pieces, text[at:]])
        self._holes = []

    def gaps(self) -> list[Gap]:
        """The places where statements may come in that nobody can see."""
        reason = "a template expression inserts statements here"
        return [Gap(Span(self.source, insert.start, insert.end), reason) for insert in self._inserts]
