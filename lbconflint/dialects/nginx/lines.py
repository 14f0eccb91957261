"""Lines that are read at a glance: one whole statement, a closing brace, or nothing.

Configuration repeats itself: of the 50,000 lines of a generated tree 11,000 differ, and looking a line up
takes a tenth of the time of matching it.  So each different line is matched once.
"""

from sys import intern

from lbconflint.dialects.nginx import lua
from lbconflint.dialects.nginx.scan import LONG, REST, STATEMENT, split
from lbconflint.tree import Node

_KNOWN = 16_384
"""Different lines that are remembered at a time; with what they say they take about 8 MB."""
_SHORT = 400
"""Lines above this many characters are hardly ever written twice."""


class Simple(Node):
    """A simple statement on one line, which ends with its terminator.  Of a large tree nearly all nodes are such:
    ``length`` is a small number, which takes no room of its own as two offsets do."""

    __slots__ = ("length",)
    length: int

    @property
    def head(self) -> int:  # type: ignore[override]
        return self.start + self.length

    @property
    def end(self) -> int:  # type: ignore[override]
        return self.start + self.length + 1


SIMPLE, BLOCK, CLOSING, EMPTY, OTHER = range(5)
"""What a line is; OTHER needs a closer look."""


Line = tuple[int, str, tuple[str, ...], int, int]
"""What a line is, the name and the arguments of its statement, and in the line the offset of the statement and how
far behind that its terminator is."""

KNOWN: dict[str, Line] = {}
"""The lines that were read last, by their text."""

_OTHER: Line = (OTHER, "", (), 0, 0)
_EMPTY: Line = (EMPTY, "", (), 0, 0)


def read(text: str) -> Line:
    """What the line ``text``, which begins a statement, is by itself."""
    match = STATEMENT.match(text)
    kind = match.lastindex if match else 6
    if match is None or kind == 6 or ((end := match.end()) < len(text) and not REST.match(text, end)):
        found = _OTHER
    elif kind is None:
        found = _EMPTY
    elif kind == 3:
        found = CLOSING, "", (), match.start(3), 0
    else:
        start, head = match.start(kind - 1), end - 1
        name, *words = match[1].split() if kind == 2 else split(match[4])
        opens = text[head] == "{"
        if (kind == 5 and head - start > LONG) or (opens and name.endswith(lua.SUFFIX)):
            found = _OTHER
        else:
            found = BLOCK if opens else SIMPLE, intern(name), tuple(words), start, head - start
    if len(text) <= _SHORT:
        if len(KNOWN) >= _KNOWN:
            KNOWN.clear()
        KNOWN[text] = found
    return found
