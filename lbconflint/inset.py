"""A text that stands inside other files: put together from pieces of them, with each piece's place.

A here-document in a Terraform file, a template with its variables filled in, a file that a script writes: readers
read an ``Inset`` like any other source, and ``outer`` tells where a span of it really stands.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from lbconflint.record import NamedTuple
from lbconflint.source import Position, SourceFile, Span

_MOST = 32
"""Insets within each other."""


class Piece(NamedTuple):
    """``text`` is what ``source.text[start:end]`` gives: the same characters where both have one length.
    ``hole``: what it gives is not known, and ``text`` stands for it."""

    text: str
    source: SourceFile
    start: int
    end: int
    hole: bool = False

    @property
    def exact(self) -> bool:
        """The text stands there character by character."""
        alike = len(self.text) == self.end - self.start and not self.hole
        return alike and self.source.text.startswith(self.text, self.start)


class Room:
    """Characters that may still be decoded: each may become a piece of its own."""

    def __init__(self, left: int = 1_000_000) -> None:
        self._left = left

    def take(self, wanted: int) -> bool:
        """There is room for so many more."""
        self._left -= wanted
        return self._left >= 0


class Inset(SourceFile):
    """``path`` is where the text ends up; ``pieces`` are not empty."""

    __slots__ = ("_exact", "_starts", "pieces")

    def __init__(self, path: str, pieces: Sequence[Piece]) -> None:
        super().__init__(path, "".join(piece.text for piece in pieces))
        self.pieces = pieces
        self._exact = [piece.exact for piece in pieces]
        self._starts = list(accumulate((len(piece.text) for piece in pieces[:-1]), initial=0))

    def position(self, offset: int) -> Position:
        """Line and column in the file that the text stands in."""
        place = self.place(offset, offset)
        return place.source.position(place.start)

    def place(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands, one level further out; of several places the first."""
        first = self._index(start)
        piece = self.pieces[first]
        low = piece.start + (start - self._starts[first] if self._exact[first] else 0)
        last = self._index(max(start, end - 1))
        other = self.pieces[last]
        high = other.start + end - self._starts[last] if self._exact[last] else other.end
        if other.source is not piece.source or high < low:
            high = piece.end
        return Span(piece.source, low, low if start == end and self._exact[first] else max(low, high))

    def _index(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def exact(self, start: int, end: int) -> bool:
        """``text[start:end]`` stands somewhere character by character."""
        index = self._index(start)
        piece = self.pieces[index]
        inside = end - self._starts[index] <= len(piece.text)
        if not inside or not self._exact[index]:
            return False
        low = piece.start + start - self._starts[index]
        return not isinstance(piece.source, Inset) or piece.source.exact(low, low + end - start)

    def holes(self) -> Iterator[tuple[int, int]]:
        """The places of what is not known."""
        for start, piece in zip(self._starts, self.pieces, strict=True):
            if piece.hole:
                yield start, start + len(piece.text)


def outer(span: Span) -> Span:
    """The span in the file that its text really stands in."""
    for _ in range(_MOST):
        if not isinstance(span.source, Inset):
            break
        span = span.source.place(span.start, span.end)
    return span


def settled(span: Span) -> bool:
    """The text of the span can be replaced where it stands."""
    return not isinstance(span.source, Inset) or span.source.exact(span.start, span.end)


def origins(source: SourceFile) -> list[SourceFile]:
    """The files that a text really stands in."""
    if not isinstance(source, Inset):
        return [source]
    found: dict[int, SourceFile] = {}
    pending: list[SourceFile] = [source]
    for _ in range(_MOST):
        inner = [one for one in pending if isinstance(one, Inset)]
        found.update((id(one), one) for one in pending if not isinstance(one, Inset))
        pending = list({id(piece.source): piece.source for one in inner for piece in one.pieces}.values())
    return list(found.values())


def cut(source: SourceFile, start: int, end: int) -> list[Piece]:
    """``source.text[start:end]`` as pieces: what is a hole in it stays one."""
    pieces: list[Piece] = []
    at = start
    for low, high in source.holes() if isinstance(source, Inset) else ():
        if high <= at or low >= end:
            continue
        if low > at:
            pieces.append(Piece(source.text[at:low], source, at, low))
        stop = min(high, end)
        pieces.append(Piece(source.text[max(low, at) : stop], source, max(low, at), stop, hole=True))
        at = stop
    if at < end:
        pieces.append(Piece(source.text[at:end], source, at, end))
    return pieces
