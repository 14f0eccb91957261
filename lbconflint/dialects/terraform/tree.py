"""The tree of one HCL file: blocks and attributes are nodes of the neutral tree."""

from collections.abc import Iterator, Sequence

from lbconflint.dialects.terraform.terms import Attribute, Literal, Name, Scalar, Term
from lbconflint.source import SourceFile, Span
from lbconflint.tree import Node


class Item(Node):
    """``name = expression``; its words are the name and the whole expression.

    ``value`` is the offset of the expression.  The term is parsed at once unless the expression is so plain
    that it cannot be wrong; then it is parsed when somebody asks.
    """

    __slots__ = ("_term", "value")

    def __init__(self, source: SourceFile, name: str, start: int, value: int, end: int, term: Term | None) -> None:
        super().__init__(source, name, (), start, end)
        self.value = value
        self._term = term

    @property
    def term(self) -> Term:
        if self._term is None:
            self._term = _plain(self.raw, self.value, self.end)
        if self._term is None:
            from lbconflint.dialects.terraform.expressions import Parser

            self._term = Parser(self.source.masked, self.value).expression()
        return self._term

    @property
    def raw(self) -> str:
        # The text may be masked for those who look at it.
        return self.source.masked[self.value : self.end]


_KEYWORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}


def _plain(raw: str, start: int, end: int) -> Term | None:
    """The term of a plain text, number or path; None for what is less plain."""
    first = raw[0]
    if first == '"':
        return Literal(raw[1:-1], start, end) if raw[1] != "$" else None
    if raw in _KEYWORDS:
        return Literal(_KEYWORDS[raw], start, end)
    if first in "[{" or not raw.isascii() or (first.isdigit() and len(raw) > _DIGITS):
        return None
    if first.isdigit():
        return Literal(int(raw), start, end)
    name, *steps = raw.split(".")
    at = start + len(name)
    term: Term = Name(name, start, at)
    if name in _KEYWORDS:
        return None
    for step in steps:
        at += 1 + len(step)
        term = Attribute(term, step, start, at)
    return term


_DIGITS = 300


class Block(Node):
    """``type "label" { ... }``; ``args`` are the labels.  ``partial``: not all of it could be read.

    ``end`` is past the closing brace, ``head`` at the opening one.
    """

    __slots__ = ("attributes", "partial")

    def __init__(self, source: SourceFile, name: str, labels: tuple[str, ...], start: int, head: int) -> None:
        super().__init__(source, name, labels, start, head)
        self.attributes: dict[str, Item] = {}
        self.children: list[Node] = []
        self.partial = False

    def blocks(self, name: str) -> Iterator["Block"]:
        """The nested blocks of this type, ``dynamic`` ones not among them."""
        return (child for child in self.children or () if isinstance(child, Block) and child.name == name)


def words(text: str, start: int, end: int) -> Sequence[tuple[int, int]]:
    """Offsets of the words of a statement: the name and the expression, or the type and its labels."""
    from lbconflint.dialects.terraform.expressions import BLANKS, IDENTIFIER

    found: list[tuple[int, int]] = []
    at = start
    while at < end:
        blanks = BLANKS.match(text, at, end)
        at = blanks.end() if blanks else at
        if at >= end:
            break
        if text[at] == "=" and len(found) == 1:
            blanks = BLANKS.match(text, at + 1, end)
            found.append((blanks.end() if blanks else at + 1, end))
            break
        if text[at] == '"':
            close = text.find('"', at + 1, end)
            stop = close + 1 if close >= 0 else end
        else:
            word = IDENTIFIER.match(text, at, end)
            stop = word.end() if word else at + 1
        found.append((at, stop))
        at = stop
    return found


def place(source: SourceFile, term: Term) -> Span:
    """Where a term stands."""
    return Span(source, term.start, term.end)
