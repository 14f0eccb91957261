"""What masking a template gives."""

import bisect

from lbconflint.record import NamedTuple
from lbconflint.tree import ALWAYS, World


class Insert(NamedTuple):
    """A place where statements that nobody can see are inserted: an expression alone on its line, or a branch
    that opens the same block as the one before it does (``if`` and ``else`` each with a ``location ... {``,
    the closing brace below both), of which only the first branch is kept.
    """

    start: int
    end: int


class Masked(NamedTuple):
    """A template without its template language.

    ``text`` has the length of the original; ``inserts`` are blanked.  Newlines of the configuration stay,
    except those that a trim mark (``{{-``, ``-%}``) removes: they join two lines here as in the output and
    become blanks.  ``marks`` are (offset, world) in order: from that offset on, statements are in that world.
    """

    text: str
    inserts: tuple[Insert, ...]
    marks: tuple[tuple[int, World], ...]

    def world(self, offset: int) -> World:
        """The template branches around ``offset``."""
        index = bisect.bisect_right(self.marks, offset, key=_offset)
        return self.marks[index - 1][1] if index else ALWAYS


def _offset(mark: tuple[int, World]) -> int:
    return mark[0]
