"""Which section a line belongs to, when conditions hide section headers.

Where an ``.if`` opens a section in one of its branches, the lines after its ``.endif`` belong to that section
in one world and to the section before it in the other.
"""

from lbconflint.tree import ALWAYS, Node, World

MAX_PLACES = 4
"""Sections that a line may belong to; beyond it the oldest are given up."""

_ELSEWHERE = -1
"""The number of the branch that nobody wrote: no branch of the condition is taken."""


class Places:
    """The sections that are open, the newest last; ``order`` ranks conditions by their first appearance."""

    def __init__(self) -> None:
        self._open: list[Node] = []
        self._order: dict[int, int] = {}

    def merge(self, first: World, second: World) -> World:
        """Both worlds at once, the conditions in the order in which they were opened."""
        if not second or first == second:
            return first
        if not first:
            return second
        for number, _ in (*first, *second):
            self._order.setdefault(number, len(self._order))
        return tuple(sorted({*first, *second}, key=lambda branch: self._order[branch[0]]))

    def enter(self, section: Node) -> None:
        """A section header: it ends every section that is open in its world."""
        world = section.world
        length = len(world)
        self._open = [held for held in self._open if held.world[:length] != world or not length]
        if not length:
            self._open.clear()
        self._open.append(section)
        del self._open[:-MAX_PLACES]

    def leave(self, outer: World, branches: tuple[tuple[int, int], ...]) -> None:
        """The ``.endif`` of branches one of which is certainly taken: when each of them opened a section, the
        sections before are over."""
        worlds = [self.merge(outer, (branch,)) for branch in branches]
        headed = [any(held.world == world for held in self._open) for world in worlds]
        if all(headed):
            self._open = [held for held in self._open if outer[: len(held.world)] != held.world]

    def sole(self, world: World) -> Node | None:
        """The section of a line in ``world`` if there is exactly one."""
        held = self._open
        if len(held) == 1 and held[0].world is ALWAYS:
            return held[0]
        places = self.of(world)
        return places[0][0] if len(places) == 1 and places[0][1] == world else None

    def of(self, world: World) -> list[tuple[Node, World]]:
        """The sections that a line in ``world`` belongs to, the newest first, and the world of the line there."""
        found: list[tuple[Node, World]] = []
        passed: list[tuple[int, int]] = []
        for section in reversed(self._open):
            if _exclusive(section.world, world):
                continue
            place = self.merge(world, section.world)
            for number, _ in passed:
                if all(number != taken for taken, _ in place):
                    place = self.merge(place, ((number, _ELSEWHERE),))
            found.append((section, place))
            missing = [branch for branch in section.world if branch not in world]
            if not missing or len(found) == MAX_PLACES:
                break
            passed.append(missing[0])
        return found


def _exclusive(first: World, second: World) -> bool:
    """The worlds take different branches of one condition."""
    taken = dict(first)
    return any(taken.get(number, branch) != branch for number, branch in second)
