"""The one neutral syntax tree that every dialect produces."""

from collections.abc import Iterator

from lbconflint.source import SourceFile, Span

World = tuple[tuple[int, int], ...]
"""The conditional branches around a statement, outermost first: (condition, branch) pairs.

A condition is HAProxy's ``.if`` or a template's ``{% if %}``; its branches exclude each other.
``()`` is code that is always there.
"""

ALWAYS: World = ()


def coexist(a: World, b: World) -> bool:
    """Whether two statements are certainly in force together.

    True only when one path of branches continues the other: two branches of one condition exclude each
    other, and two different conditions may.
    """
    shorter = min(len(a), len(b))
    return a[:shorter] == b[:shorter]


class Node:
    """One statement: a directive, a keyword line, an attribute, with its decoded words.

    ``children`` is None for a simple statement and a list for a block.  ``start`` and ``end`` are offsets
    of the whole statement, from the first character of its name to past its terminator or closing brace;
    ``head`` is where the words end (for a block, its opening brace).  A node that is reached through an
    include stays a node of its own file, so nodes carry no parent.
    """

    __slots__ = ("args", "children", "end", "head", "name", "source", "start", "world")

    def __init__(
        self,
        source: SourceFile,
        name: str,
        args: tuple[str, ...],
        start: int,
        head: int,
        world: World = ALWAYS,
    ) -> None:
        self.source = source
        self.name = name
        self.args = args
        self.start = start
        self.head = head
        self.end = head
        self.world = world
        self.children: list[Node] | None = None

    def __repr__(self) -> str:
        position = self.source.position(self.start)
        return f"Node({' '.join((self.name, *self.args))!r} at {self.source.path}:{position.line})"

    @property
    def span(self) -> Span:
        """The statement's words: from its name to its last argument."""
        words = self.words()
        return Span(self.source, self.start, words[-1][1] if words else self.head)

    def words(self) -> list[tuple[int, int]]:
        """Offsets of every word, the name first; quotes are part of a word's place, not of its value."""
        lexer = self.source.words
        return list(lexer(self.source.masked, self.start, self.head)) if lexer else []

    def word(self, index: int) -> Span:
        """The place of word ``index``: 0 is the name, 1 the first argument."""
        words = self.words()
        if 0 <= index < len(words):
            return Span(self.source, *words[index])
        return Span(self.source, self.start, self.head)

    def find(self, *names: str) -> "Iterator[Node]":
        """The children with one of these names, in order."""
        for child in self.children or ():
            if child.name in names:
                yield child

    def walk(self) -> "Iterator[Node]":
        """This node and everything below it, in document order, without recursion."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.children:
                stack.extend(reversed(node.children))
