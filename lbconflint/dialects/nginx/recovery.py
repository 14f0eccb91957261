"""What the reader of one file notes: the tree, its open blocks, and each fault at the place to mend."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from lbconflint.dialects.nginx.scan import LONGEST, ODD_SPACES, Word
from lbconflint.dialects.nginx.wording import quote
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile, Span
from lbconflint.tree import Node, World
from lbconflint.values import HOLE

_SHOWN = 3
"""Blocks left open at the end that are reported one by one; more of them mean a cut file."""
_REACH = 32
"""Blocks around a closing brace that are tried for its indentation."""


class Fault(NamedTuple):
    """One mistake in ``source.text[start:end]``: what nginx would say and how to mend it."""

    source: SourceFile
    start: int
    end: int
    message: str
    help: str
    kind: DiagnosticKind = DiagnosticKind.SYNTAX
    related: tuple[tuple[Span, str], ...] = ()

    @staticmethod
    def semicolon(source: SourceFile, name: Word, before: Word, after: Word) -> "Fault":
        """``name`` takes the directive ``after`` on a later line for an argument."""
        message = f"a ';' is missing: {quote(name.value)} takes the directive '{after.value}' for an argument"
        related = ((Span(source, after.start, after.end), f"read as an argument of {quote(name.value)}"),)
        kind = DiagnosticKind.MISSING_SEMICOLON
        return Fault(source, before.start, before.end, message, "put a ';' after it", kind, related)


class Tree:
    """One file's statements.  ``includes`` are its include statements, ``including`` the identities of the
    lists of statements that hold one; ``open`` are blocks that the end of the file left open, ``strays``
    offsets of closing braces that had nothing to close."""

    __slots__ = ("diagnostics", "faults", "gaps", "includes", "including", "open", "roots", "source", "strays")

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.roots: list[Node] = []
        self.includes: list[Node] = []
        self.including: set[int] = set()
        self.open: list[Node] = []
        self.strays: list[int] = []
        self.faults: list[Fault] = []
        self.diagnostics: list[Diagnostic] = []
        self.gaps: list[Gap] = []

    def under(self, world: World) -> "Tree":
        """A copy whose statements are in force in ``world`` only, because their include is."""
        copy = Tree(self.source)
        copy.diagnostics, copy.gaps = self.diagnostics, self.gaps
        stack = [(self.roots, copy.roots)]
        while stack:
            nodes, copies = stack.pop()
            for node in nodes:
                other = Node(node.source, node.name, node.args, node.start, node.head, world + node.world)
                other.end = node.end
                copies.append(other)
                if node.name == "include":
                    copy.includes.append(other)
                    copy.including.add(id(copies))
                if node.children is not None:
                    other.children = []
                    stack.append((node.children, other.children))
        return copy

    def blame_braces(self) -> None:
        """Report braces that do not balance where they were noticed."""
        self.faults += [stray_brace(self.source, offset) for offset in self.strays]
        self.faults += open_blocks(self.open)

    def report(self, in_template: bool) -> None:
        """Turn faults into diagnostics; in a template they are gaps, because the rendered text may be sound."""
        for fault in _runs(sorted(self.faults, key=lambda fault: fault.start)):
            span = Span(self.source, fault.start, fault.end)
            if not in_template:
                diagnostic = Diagnostic(fault.kind, span, fault.message, fault.help, fault.related)
                self.diagnostics.append(diagnostic)
            elif fault.kind is DiagnosticKind.SYNTAX:
                self.gaps.append(Gap(span, f"in the template as it stands, {fault.message}"))
            else:
                diagnostic = Diagnostic(fault.kind, span, fault.message, fault.help, fault.related, False)
                self.diagnostics.append(diagnostic)


def _runs(faults: Sequence[Fault]) -> Iterator[Fault]:
    """The faults without those that repeat the one before them with nothing but blanks between."""
    before, message = -1, ""
    for fault in faults:
        if fault.message != message or before < 0 or fault.source.masked[before : fault.start].strip():
            yield fault
        before, message = fault.end, fault.message


_tuple = tuple.__new__  # as in values: blocks are many


class Level(NamedTuple):
    """An open block in the chain of open blocks."""

    node: Node
    outer: "Level | None"
    depth: int


class Blocks:
    """The open blocks of a pass.  With a ``plain`` tree whose braces did not balance, as many braces are
    guessed from the indentation as that tree had too many or too few."""

    __slots__ = ("children", "extra", "guessing", "missing", "parent", "source", "text", "top", "tree")

    def __init__(self, source: SourceFile, plain: Tree | None) -> None:
        self.source = source
        self.text = source.masked
        self.tree = Tree(source)
        self.top: Level | None = None
        self.parent: Node | None = None
        self.children = self.tree.roots
        self.guessing = plain is not None
        self.missing = len(plain.open) if plain else 0
        self.extra = len(plain.strays) if plain else 0

    def add(self, node: Node) -> None:
        if self.guessing and self.missing:
            self._close_dedented(node)
        self.children.append(node)
        if node.name == "include":
            self.include(node)

    def include(self, node: Node) -> None:
        """``node``, which is in the innermost block, includes files."""
        self.tree.includes.append(node)
        self.tree.including.add(id(self.children))

    def open(self, node: Node) -> list[Node]:
        """Make ``node`` the innermost block; returns its children."""
        children: list[Node] = []
        node.children = self.children = children
        self.top = _tuple(Level, (node, self.top, self.top.depth + 1 if self.top else 1))
        self.parent = node
        return children

    def open_nameless(self, offset: int) -> None:
        """A brace without a directive: its statements belong to the block around it."""
        node = Node(self.source, "", (), offset, offset)
        node.children = self.children
        self._enter(Level(node, self.top, self.top.depth + 1 if self.top else 1))

    def _enter(self, level: Level | None) -> list[Node]:
        self.top = level
        self.parent = level.node if level else None
        inner = level.node.children if level else self.tree.roots
        assert inner is not None  # noqa: S101 - a block is entered through open()
        self.children = inner
        return inner

    def close(self, offset: int) -> list[Node]:
        """A closing brace; returns the children of the block around."""
        if self.guessing:
            if self._too_deep(offset):
                return self.children
            self._close_unclosed(offset)
        top = self.top
        if top is None:
            self.tree.strays.append(offset)
            return self.children
        block, outer, _ = top
        block.end = offset + 1
        self.top = outer
        if outer is None:
            self.parent, self.children = None, self.tree.roots
        else:
            self.parent = parent = outer[0]
            self.children = parent.children  # type: ignore[assignment]  # it was entered through open()
        return self.children

    def restore(self, level: Level | None, offset: int) -> None:
        """Go back to the blocks that were open at the start of a template's condition; what its first
        branch left open ends here, and what else it may hold is not known."""
        depth = level.depth if level else 0
        while self.top is not None and self.top.depth > depth:
            node = self.top.node
            node.end = offset
            if node.children is not None:
                node.children.append(Node(self.source, HOLE, (), offset, offset, node.world))
            self.top = self.top.outer
        self._enter(level)

    def finish(self, size: int) -> None:
        """The end of the file."""
        while self.top is not None:
            self.top.node.end = size
            if self.top.node.name:
                self.tree.open.append(self.top.node)
            self.top = self.top.outer
        self.tree.open.reverse()
        if self.guessing and len(self.tree.open) <= self.missing and len(self.tree.strays) <= self.extra:
            self.tree.blame_braces()
            self.tree.open, self.tree.strays = [], []

    def _unclosed(self, level: Level, end: int) -> None:
        self.tree.faults.append(open_block(level.node))
        self.missing -= 1
        level.node.end = end
        self._enter(level.outer)

    def _close_dedented(self, node: Node) -> None:
        """Close blocks whose statements are indented, when one comes that is not."""
        column = indentation(self.text, node.start)
        while column is not None and self.missing and self.top is not None:
            block = self.top.node
            own = indentation(self.text, block.start)
            first = indentation(self.text, block.children[0].start) if block.children else None
            if own is None or first is None or not column <= own < first:
                return
            self._unclosed(self.top, node.start)

    def _close_unclosed(self, offset: int) -> None:
        """Close inner blocks first when the brace stands under an outer block's statement."""
        column = indentation(self.text, offset)
        if column is None or not self.missing:
            return
        inner: list[Level] = []
        for level in self._chain():
            own = indentation(self.text, level.node.start)
            if own == column:
                break
            if own is None or own < column or len(inner) == min(self.missing, _REACH):
                return
            inner.append(level)
        else:
            return
        for level in inner:
            self._unclosed(level, offset)

    def _chain(self) -> Iterator[Level]:
        level = self.top
        while level is not None:
            yield level
            level = level.outer

    def _too_deep(self, offset: int) -> bool:
        """The brace is indented deeper than the block that it would close: it is the one too many."""
        if not self.extra or self.top is None:
            return False
        column, own = indentation(self.text, offset), indentation(self.text, self.top.node.start)
        if column is None or own is None or column <= own:
            return False
        self.extra -= 1
        self.tree.faults.append(stray_brace(self.source, offset))
        return True


def indentation(text: str, offset: int) -> int | None:
    """The column of a statement that is the first of its line, else None."""
    low = max(0, offset - 256)
    start = text.rfind("\n", low, offset) + 1
    if not start and low:
        return None
    blank = text[start:offset]
    return None if blank.strip(" \t") else len(blank.expandtabs(4))


def open_block(node: Node) -> Fault:
    message = f"the block of {quote(node.name)} is never closed"
    return Fault(node.source, node.start, node.head + 1, message, "close it with '}'")


def open_blocks(nodes: Sequence[Node]) -> list[Fault]:
    """What to say of blocks that the end of the file left open, outermost first."""
    if len(nodes) <= _SHOWN:
        return [open_block(node) for node in nodes]
    inner = nodes[-1]
    message = f"the file ends within {len(nodes)} blocks; the innermost is that of {quote(inner.name)}"
    related = tuple(
        (Span(n.source, n.start, n.head + 1), "open as well") for n in reversed(nodes[-1 - _SHOWN : -1])
    )
    return [Fault(inner.source, inner.start, inner.head + 1, message, "close the blocks", related=related)]


def stray_brace(source: SourceFile, offset: int) -> Fault:
    return Fault(source, offset, offset + 1, "unexpected '}': no block is open here", "remove it")


def swallowed(text: str, words: Sequence[Word]) -> Iterator[int]:
    """Indexes of the words that look like the next directive: on a line of their own, not indented deeper
    than the statement's first word, and named like a directive."""
    from lbconflint.knowledge.nginx_directives import is_directive

    start = words[0].start
    margin = start - (text.rfind("\n", max(0, start - 4096), start) + 1)
    for index in range(1, len(words)):
        word = words[index]
        newline = text.rfind("\n", words[index - 1].end, word.start)
        if newline < 0 or word.quoted or not is_directive(word.value):
            continue
        if word.start - newline - 1 <= margin and not text[newline + 1 : word.start].strip(" \t"):
            yield index


def opens_without_brace(text: str, words: Sequence[Word]) -> int | None:
    """The words are ``server`` (or another block's name) and a statement on the next line, indented deeper:
    the index of that statement's name, behind which the brace is missing."""
    from lbconflint.knowledge.nginx_directives import DIRECTIVES, is_directive

    if not any(row.block for row in DIRECTIVES.get(words[0].value, ())):
        return None
    outer = indentation(text, words[0].start)
    for index in range(1, min(len(words), 5)):
        if "\n" in text[words[index - 1].end : words[index].start]:
            column = indentation(text, words[index].start)
            deeper = column is not None and outer is not None and column > outer
            return index if deeper and is_directive(words[index].value) else None
    return None


def too_long(faults: list[Fault], source: SourceFile, start: int, end: int, what: str) -> None:
    """nginx refuses a word or a comment that does not fit its buffer."""
    size = len(source.text[start:end].encode("utf-8", "surrogatepass"))
    if what == "quoted word":
        size -= 1
    if size > LONGEST:
        message = f"this {what} has {size} bytes, more than the {LONGEST} that nginx reads"
        faults.append(Fault(source, start, end, message, "shorten it or split it"))


def has_odd_spaces(text: str) -> bool:
    """Some character of the text only looks like white space; most texts are answered at once."""
    return not text.isascii() and _odd().search(text) is not None


@cache
def _odd() -> "re.Pattern[str]":
    return re.compile(f"[{ODD_SPACES}]")


def odd_spaces(text: str, start: int, end: int, edges_only: bool) -> list[int]:
    """Offsets of characters that only look like white space: all of them, or those around a word."""
    found = [match.start() for match in _odd().finditer(text, start, end)]
    if not edges_only:
        return found
    leading = [offset for index, offset in enumerate(found) if offset == start + index]
    trailing = [offset for index, offset in enumerate(reversed(found)) if offset == end - 1 - index]
    return leading + trailing


def blank(source: SourceFile, offsets: Iterable[int]) -> None:
    """Read white space that nginx takes for a part of a word as white space nevertheless."""
    text = source.masked
    pieces, at = [], 0
    for offset in sorted(set(offsets)):
        pieces += [text[at:offset], " "]
        at = offset + 1
    source.masked = "".join([*pieces, text[at:]])


def blame_space(source: SourceFile, offset: int) -> Fault:
    char = source.text[offset]
    if char == "\ufeff":
        message = "a byte order mark, which nginx takes for a part of the directive's name"
        return Fault(source, offset, offset + 1, message, "save the file without it")
    message = (
        f"this character (U+{ord(char):04X}) only looks like white space: nginx takes it for a part of the word"
    )
    return Fault(source, offset, offset + 1, message, "put a space there")
