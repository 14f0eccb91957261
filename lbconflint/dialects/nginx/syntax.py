"""nginx syntax: text to the neutral tree, with recovery after an error.

A statement of plain words on one line is read by one match of a compiled expression; everything else goes
word by word.  The second, careful way also follows template branches and, in a file whose braces do not
balance, looks at the indentation to find the brace that is missing or too many.
"""

from sys import intern

from lbconflint import template
from lbconflint.dialects.nginx import lua
from lbconflint.dialects.nginx.filled import puts_in
from lbconflint.dialects.nginx.lines import BLOCK, CLOSING, EMPTY, KNOWN, SIMPLE, Simple
from lbconflint.dialects.nginx.lines import read as read_line
from lbconflint.dialects.nginx.recovery import (
    Blocks,
    Fault,
    Tree,
    blame_space,
    blank,
    has_odd_spaces,
    odd_spaces,
    opens_without_brace,
    swallowed,
    too_long,
)
from lbconflint.dialects.nginx.scan import BLANK, COMMENT, LONG, STATEMENT, Word, scan, split, words
from lbconflint.dialects.nginx.wording import quote
from lbconflint.dialects.nginx.worlds import Branches
from lbconflint.model import Gap
from lbconflint.regex import lazy
from lbconflint.source import SourceFile
from lbconflint.tree import ALWAYS, Node
from lbconflint.values import HOLE

_QUANTIFIER = lazy(r"\{\d+(?:,\d*)?\}")
_SEPARATORS = " \t\r\n;{)"
_OPAQUE = frozenset({"map", "geo", "types", "split_clients", "charset_map", "match", "num_map", "map_hash"})
"""Blocks whose statements are entries, not directives."""


def parse(source: SourceFile) -> Tree:
    """The statements of one file; ``source.masked`` and ``source.words`` are set as a side effect.

    Cost is linear in the text: a sound file needs one pass, and no file more than four.
    """
    source.words = words
    masked = template.mask_of(source)
    branches = None
    if masked is not None:
        source.masked = masked.text
        branches = Branches(masked, source)
    reader = _Reader(source, None, branches)
    tree = reader.read()
    odd = reader.odd
    if odd:
        blank(source, odd)
    if (branches is not None and branches.settle()) or odd:
        tree = _Reader(source, None, branches).read()
    if tree.open or tree.strays:
        tree = _balanced(source, branches, tree)
    tree.faults += [blame_space(source, offset) for offset in sorted(set(odd))]
    tree.report(in_template=masked is not None)
    if branches is not None:
        tree.gaps += branches.gaps()
    return tree


def _balanced(source: SourceFile, branches: Branches | None, plain: Tree) -> Tree:
    """The tree by indentation, when that makes the braces balance, else the plain one."""
    guess = _Reader(source, plain, branches).read()
    if not guess.open and not guess.strays:
        return guess
    plain.blame_braces()
    return plain


class _Reader:
    """One pass over one text."""

    def __init__(self, source: SourceFile, unbalanced: Tree | None, branches: Branches | None) -> None:
        self.source = source
        self.text = source.masked
        self.blocks = Blocks(source, unbalanced)
        self.branches = branches
        self.tree = self.blocks.tree
        self.faults = self.tree.faults
        self.odd: list[int] = []
        self.lines: list[str] = []
        self.line = self.offset = 0

    def read(self) -> Tree:
        """Read the whole text."""
        fast = self.branches is None and not self.blocks.guessing and not has_odd_spaces(self.text)
        if fast:
            self.lines = self.text.split("\n")
        if self.branches is not None:
            self.branches.restart()
        at: int | None = 0
        while at is not None:
            if fast:
                at = self._fast(at)
                if at is None:
                    break
            at = self._statement(self._skip_blank(at))
        if self.branches is not None:
            self.branches.arrive(len(self.text), self.blocks)
            self.branches.patch()
        self.blocks.finish(len(self.text))
        return self.tree

    def _fast(self, at: int) -> int | None:
        """Read on from ``at``; returns where a closer look is needed, None at the end."""
        while at <= len(self.text):
            self._seek(at)
            if self.offset == at:
                at = self._whole_lines()
                if at > len(self.text):
                    break
            at, closer = self._statements(at)
            if closer:
                return at
        return None

    def _seek(self, at: int) -> None:
        """Come to the first line that begins at ``at`` or later."""
        while self.offset < at:
            self.offset += len(self.lines[self.line]) + 1
            self.line += 1

    def _whole_lines(self) -> int:
        """Read lines up to one that is no statement by itself; returns where that begins."""
        source, blocks, offset = self.source, self.blocks, self.offset
        children, known, new = blocks.children, KNOWN.get, Simple.__new__
        lines = self.lines
        for number in range(self.line, len(lines)):
            text = lines[number]
            kind, name, args, start, length = known(text) or read_line(text)
            if kind == SIMPLE:
                node = new(Simple)  # without a call of its own: there is one for nearly every line
                node.source = source
                node.name = name
                node.args = args
                node.start = offset + start
                node.length = length
                node.world = ALWAYS
                node.children = None
                children.append(node)
                if name == "include":
                    blocks.include(node)
            elif kind == BLOCK:
                block = Node(source, name, args, offset + start, offset + start + length)
                children.append(block)
                children = blocks.open(block)
            elif kind == CLOSING:
                children = blocks.close(offset + start)
            elif kind != EMPTY:
                self.line = number
                break
            offset += len(text) + 1
        self.offset = offset
        return offset

    def _statements(self, at: int) -> tuple[int, bool]:
        """Read statements from ``at`` to the end of a line; returns where that is, or where a closer look is
        needed, and whether it is."""
        source, blocks, text = self.source, self.blocks, self.text
        for match in STATEMENT.finditer(text, at):
            kind = match.lastindex
            end = match.end()
            if kind == 3:
                blocks.close(match.start(3))
            elif kind in (2, 5):
                start = match.start(kind - 1)
                if kind == 5 and end - start > LONG:
                    return start, True
                found = match[1].split() if kind == 2 else split(match[4])
                node = Node(source, intern(found[0]), tuple(found[1:]), start, end - 1)
                node.end = end
                if match[kind] == "{" and node.name.endswith(lua.SUFFIX):
                    return start, True
                blocks.children.append(node)
                if match[kind] == "{":
                    blocks.open(node)
                elif node.name == "include":
                    blocks.include(node)
            elif kind == 6:
                return match.start(6), True
            if text[end : end + 1] in "\n":
                return end + 1, False
        return len(text) + 1, False

    def _skip_blank(self, at: int) -> int:
        while True:
            match = COMMENT.match(self.text, at)
            if match is None:
                break
            at = match.end()
            if at - match.start(1) > 1000:
                too_long(self.faults, self.source, match.start(1), at, "comment")
        match = BLANK.match(self.text, at)
        return match.end() if match else at

    def _statement(self, at: int) -> int | None:
        """Read the statement, brace or stray character at ``at``; returns where to go on, None at the end."""
        if at >= len(self.text):
            return None
        if self.branches is not None:
            self.branches.arrive(at, self.blocks)
        char = self.text[at]
        if char == "}":
            self.blocks.close(at)
            return at + 1
        if char in ";{":
            self.faults.append(Fault(self.source, at, at + 1, f"unexpected '{char}'", _STRAY[char]))
            if char == "{":
                self.blocks.open_nameless(at)
            return at + 1
        return self._words(at)

    def _words(self, start: int) -> int:
        """Read the words of the statement at ``start`` up to its terminator."""
        found: list[Word] = []
        for token in scan(self.text, start, len(self.text)):
            if isinstance(token, Word):
                trouble = self._check(token, found)
                if trouble is not None:
                    return trouble
                continue
            at, char = token
            if char == "{":
                if found[0].value.endswith(lua.SUFFIX):
                    return self._lua(found, at)
                if self._quantifier(found, at):
                    continue
                line_end = self.text.find("\n", at)
                if self._literal(found[0], at, line_end):
                    message = f"{quote(found[0].value)} takes no block: this brace opens one"
                    self.faults.append(Fault(self.source, at, at + 1, message, "put the value in quotes"))
                    return self._cut(found, at, line_end)
            self._finish(found, at, char)
            return at if char == "}" else at + 1
        self._finish(found, len(self.text), "")
        return len(self.text)

    def _check(self, word: Word, found: list[Word]) -> int | None:
        """Take ``word`` into ``found``; returns where to go on when its quote is not closed."""
        text = self.text
        follower = text[word.end : word.end + 1]
        if word.quoted and (not word.closed or (follower and follower not in _SEPARATORS)):
            line_end = text.find("\n", word.start, word.end)
            if line_end >= 0 or not word.closed:
                return self._unclosed_quote(word, found, line_end if line_end >= 0 else len(text))
            message = f"unexpected {quote(follower)} after the closing quote"
            self.faults.append(Fault(self.source, word.end, word.end + 1, message, _AFTER_QUOTE))
        if not word.quoted and not word.value.isascii():
            self.odd += odd_spaces(text, word.start, word.end, edges_only=bool(found))
        if word.end - word.start > 1000:
            too_long(self.faults, self.source, word.start, word.end, "quoted word" if word.quoted else "word")
        found.append(word)
        return None

    def _quantifier(self, found: list[Word], brace: int) -> bool:
        """The brace is the ``{2,3}`` of a regular expression without quotes; told once for a statement."""
        if found[-1].quoted or found[-1].end != brace or not _QUANTIFIER.match(self.text, brace):
            return False
        message = "this '{' of the regular expression opens a block"
        found[-1] = found[-1]._replace(value=HOLE)
        last = self.faults[-1] if self.faults else None
        if last is None or last.message != message or last.start < found[0].start:
            self.faults.append(Fault(self.source, brace, brace + 1, message, "put the expression in quotes"))
        return True

    def _literal(self, name: Word, brace: int, line_end: int) -> bool:
        """The brace begins a value such as JSON: the directive takes no block, and the line ends with ";"."""
        from lbconflint.knowledge.nginx_directives import DIRECTIVES

        rows = DIRECTIVES.get(name.value)
        if not rows or any(row.block for row in rows) or line_end - brace > 4096:
            return False
        return self.text[brace:line_end].rstrip(" \t\r")[-1:] == ";"

    def _unclosed_quote(self, word: Word, found: list[Word], line_end: int) -> int:
        """End the statement with the line of the opening quote."""
        what = "quote" if self.text[word.start] == '"' else "apostrophe"
        end = word.start + len(self.text[word.start : line_end].rstrip(" \t\r;{"))
        span = (word.start, max(end, word.start + 1))
        self.faults.append(Fault(self.source, *span, f"this {what} is never closed", f"close the {what}"))
        return self._cut(found, word.start, line_end)

    def _cut(self, found: list[Word], start: int, line_end: int) -> int:
        """End the statement with its line, whose rest from ``start`` on is one word; returns where to go on."""
        text = self.text
        content = text[start:line_end].rstrip(" \t\r")
        char = content[-1] if len(content) > 1 and content[-1] in ";{" else ""
        end = start + len(content) - len(char)
        found.append(Word(start, end, text[start:end].lstrip("\"'"), True, False))
        self._finish(found, end, char or "\n")
        return end + len(char)

    def _lua(self, found: list[Word], opening: int) -> int:
        node = self._node(found, opening)
        end = lua.body_end(self.text, opening)
        if end < 0:
            self.faults.append(
                Fault(self.source, found[0].start, opening + 1, "the Lua block is never closed", "close it with }")
            )
            end = len(self.text) - 1
        node.children = []
        node.end = end + 1
        return end + 1

    def _finish(self, found: list[Word], at: int, char: str) -> None:
        """Put the statement of these words into the tree.  ``char`` is what ended it: a terminator, "" for
        the end of the file, a line feed for the end of a line that was cut."""
        if self.branches is not None:
            self.branches.within(found[0].start, at)
        found = self._inserted(found, char)
        if found[-1].start > found[0].start and not self._entries():
            *complete, found = self._split(found)
            for statement in complete:
                self._node(statement, statement[-1].end)
        if self.blocks.guessing and self.blocks.extra and char in (";", "}"):
            found = self._open_without_brace(found)
        node = self._node(found, at)
        if char == "{":
            self.blocks.open(node)
        elif char == ";":
            node.end = at + 1
        elif char != "\n":
            self._unterminated(node, found, char)

    def _entries(self) -> bool:
        """The statements of the innermost block are entries, not directives."""
        return self.blocks.parent is not None and self.blocks.parent.name in _OPAQUE

    def _open_without_brace(self, found: list[Word]) -> list[Word]:
        """Open the block whose brace is missing before the statement in ``found``; returns that statement."""
        index = opens_without_brace(self.text, found)
        if index is None:
            return found
        before, message = found[index - 1], f"the block of {quote(found[0].value)} has no '{{'"
        self.faults.append(Fault(self.source, before.start, before.end, message, "put a '{' after it"))
        self.blocks.extra -= 1
        self.blocks.open(self._node(found[:index], before.end))
        return found[index:]

    def _inserted(self, found: list[Word], char: str) -> list[Word]:
        """Take template expressions and placeholders that stand alone on their line off the statement."""
        while len(found) > 1 and "\n" in self.text[found[0].end : found[1].start] and puts_in(found[0]):
            self._node([found[0]._replace(value=HOLE)], found[0].end)
            found = found[1:]
        last = len(found) == 1 and char in ("}", "") and puts_in(found[0])
        return [found[0]._replace(value=HOLE)] if last else found

    def _split(self, found: list[Word]) -> list[list[Word]]:
        """The statements that missing semicolons have joined in ``found``."""
        statements = []
        begin = 0
        for index in swallowed(self.text, found):
            if index > begin:
                self.faults.append(Fault.semicolon(self.source, found[begin], found[index - 1], found[index]))
                statements.append(found[begin:index])
                begin = index
        return [*statements, found[begin:]]

    def _unterminated(self, node: Node, found: list[Word], char: str) -> None:
        last = found[-1]
        node.head = node.end = last.end
        if node.name == HOLE and not node.args:
            return
        message = f"the directive {quote(node.name)} is not terminated by ';'"
        if char != "}":
            message = f"the file ends within the directive {quote(node.name)}"
        self.faults.append(Fault(self.source, last.start, last.end, message, "put a ';' after it"))

    def _node(self, found: list[Word], head: int) -> Node:
        branches = self.branches
        world = ALWAYS
        values = [word.value for word in found]
        if branches is not None:
            world = branches.world
            for index, word in enumerate(found):
                if index and branches.foreign(word.start, word.end):
                    values[index] = HOLE * (word.end - word.start)
        name = values[0] if values[0].strip(HOLE) or not values[0] else HOLE
        node = Node(self.source, intern(name), tuple(values[1:]), found[0].start, head, world)
        if HOLE in name and not self._entries():
            self.tree.gaps.append(Gap(node.span, "a template expression fills in this directive"))
        self.blocks.add(node)
        return node


_STRAY = {
    ";": "remove it: a statement and a '}' need no further ';'",
    "{": "a block needs a directive's name before its brace",
}
_AFTER_QUOTE = "nginx wants white space, ';', '{' or ')' behind a closing quote"
