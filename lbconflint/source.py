"""Text, and where in it: ``SourceFile``, ``Span`` and the line index.

Everything in the model points into a source by character offsets (code points).  Lines and columns are
computed only when something is printed.
"""

import bisect
from array import array
from collections.abc import Callable, Sequence
from typing import Any, Self

from lbconflint.record import NamedTuple
from lbconflint.regex import lazy

_NEWLINE = lazy("\n")

WordLexer = Callable[[str, int, int], Sequence[tuple[int, int]]]
"""(text, start, end) -> offsets of the words of the statement at ``text[start:end]``, name first."""


class Position(NamedTuple):
    """A place as people count it: ``line`` and ``column`` start at 1; the column counts code points."""

    line: int
    column: int


class SourceFile:
    """One decoded text.  ``path`` is relative to the linted root, with forward slashes.

    ``masked`` is the text as the reader lexes it: of the same length as ``text``, with template expressions
    replaced by ``HOLE`` characters and template control lines by blanks.  ``words`` is the reader's lexer
    for one statement: the tree stores only where a statement starts and ends, and its words are located
    again when somebody asks for them.  ``prepared`` is the mask of a text whose template language is none of
    ``template``'s (a ``template.Masked``).
    """

    __slots__ = ("_line_starts", "masked", "path", "prepared", "text", "words")

    def __init__(self, path: str, text: str, words: WordLexer | None = None) -> None:
        self.path = path
        self.text = text
        self.masked = text
        self.words = words
        self.prepared: Any = None
        self._line_starts: Sequence[int] | None = None

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r}, {len(self.text)} characters)"

    def renamed(self, path: str) -> "SourceFile":
        """The same text under another path."""
        other = SourceFile(path, self.text, self.words)
        other.masked, other._line_starts = self.masked, self._line_starts
        return other

    @property
    def line_starts(self) -> Sequence[int]:
        """Offsets at which the lines begin; a line ends at LF only, as nginx and HAProxy count them."""
        if self._line_starts is None:
            # Plain numbers without an object each: an eighth of a list's memory.
            starts = array("q", (0,))
            starts.extend(found.end() for found in _NEWLINE.finditer(self.text))
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> Position:
        """Line and column of a character offset; an offset past the end is the end."""
        starts = self.line_starts
        line = bisect.bisect_right(starts, min(offset, len(self.text)))
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of line ``number`` (from 1) without its line terminator."""
        return self.line_span(number).text

    def line_span(self, number: int) -> "Span":
        """The span of line ``number`` (from 1) without its terminator."""
        starts = self.line_starts
        start = starts[number - 1]
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        if end > start and self.text[end - 1] == "\r":
            end -= 1
        return Span(self, start, end)


class Span(NamedTuple):
    """``source.text[start:end]``; ``end`` is exclusive."""

    source: SourceFile
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def position(self) -> Position:
        return self.source.position(self.start)

    @property
    def line(self) -> int:
        return self.position.line

    def to(self, other: "Span") -> "Span":
        """From the start of this span to the end of ``other``, in the same source."""
        return Span(self.source, min(self.start, other.start), max(self.end, other.end))

    def first_line(self) -> "Span":
        """This span cut at the end of its first line: code scanning shows an alert in a pull request only
        when every line of its region was changed, so every reported region is one line."""
        cut = self.source.text.find("\n", self.start, self.end)
        if cut < 0:
            return self
        if cut > self.start and self.source.text[cut - 1] == "\r":
            cut -= 1
        return Span(self.source, self.start, cut)


Place = tuple[Span, str]
"""A span, and what is to be seen there."""


class Traced(Span):
    """A span whose value was written elsewhere: ``origins`` tells where, for whoever shows it."""

    origins: Callable[[], Sequence[Place]]

    @classmethod
    def of(cls, span: Span, origins: Callable[[], Sequence[Place]]) -> Self:
        found = cls(*span)
        found.origins = origins
        return found
