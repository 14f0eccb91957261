"""HCL text -> tree.

One regular expression reads a whole statement when its value is plain (a string without sequences, a number, a
reference); everything else goes through the expression parser.  After a mistake, reading goes on at the next block
that begins in the first column.
"""

import re

from lbconflint.dialects.terraform.expressions import BLANKS, SPACE, Parser
from lbconflint.dialects.terraform.templates import quoted
from lbconflint.dialects.terraform.terms import SyntaxProblem, TooDeepProblem
from lbconflint.dialects.terraform.tree import Block, Item, words
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.source import SourceFile, Span

_ID = r"[A-Za-z_][A-Za-z0-9_-]*+"
_STRING = r'"[^"\\$%\r\n\0]*+"'
_PATH = rf"{_ID}(?:\.{_ID})*+"
_PLAIN = rf"(?:{_STRING}|\d++|{_PATH}|\[(?:{_STRING}|(?!for\b){_PATH})?+\]|\{{\}}|\"\$\{{{_PATH}\}}\")"
_END = r"[ \t]*+(?:(?:#|//)[^\n]*+)?(?:\r?\n|(?=\0\Z))"
_ITEM = re.compile(
    rf"{SPACE.pattern}(?:"
    rf"({_ID})[ \t]*+(?:=(?![=>])[ \t]*+(?:({_PLAIN}){_END})?+|((?:(?:{_STRING}|{_ID})[ \t]*+)*+)\{{)"
    r"|(\}))"
)
_NAME, _VALUE, _LABELS, _CLOSE = 1, 2, 3, 4
_LABEL = re.compile(rf'"([^"]*)"|({_ID})')
_LINE_END = re.compile(rf"{BLANKS.pattern}(?:(?:#|//)[^\n]*+)?(?:\r?\n|(?=\0\Z))")
_TOP = re.compile(rf"^(?:{_ID})(?:[ \t]++(?:\"[^\"\n]*+\"|{_ID}))*+[ \t]*+\{{", re.MULTILINE)


class Body:
    """What one file says.  ``problems`` are in order; ``whole`` is False when something was not read."""

    __slots__ = ("gaps", "problems", "root", "whole")

    def __init__(self, source: SourceFile) -> None:
        self.root = Block(source, "", (), 0, 0)
        self.problems: list[Diagnostic] = []
        self.gaps: list[Gap] = []
        self.whole = True


def read(source: SourceFile) -> Body:
    """Parse the file; its ``masked`` text and its words become those of HCL."""
    if source.words is not words:
        source.words = words
        source.masked = source.text + "\0"
    body = Body(source)
    _Reader(source, body).run()
    body.root.end = len(source.text)
    return body


class _Reader:
    def __init__(self, source: SourceFile, body: Body) -> None:
        self.source = source
        self.text = source.masked
        self.body = body
        self.parser = Parser(self.text)
        self.columns = False

    def run(self) -> None:
        at = 1 if self.text.startswith("\ufeff") else 0
        while True:
            stack = [self.body.root]
            try:
                self._statements(at, stack)
            except SyntaxProblem as problem:
                self._note(problem)
                at = self._resume(stack, problem)
                if at < 0:
                    return
            else:
                return

    def _note(self, problem: SyntaxProblem) -> None:
        span = Span(self.source, problem.start, problem.end)
        if isinstance(problem, TooDeepProblem):
            self.body.gaps.append(Gap(span, str(problem)))
        else:
            self.body.problems.append(Diagnostic(DiagnosticKind.SYNTAX, span, str(problem), problem.help))
        self.body.whole = False

    def _resume(self, stack: list[Block], problem: SyntaxProblem) -> int:
        """Where to read on after a problem; -1 at the end.  The open blocks stay, marked as partial."""
        at = problem.start
        for block in stack[1:]:
            block.partial = True
            block.end = max(at, block.head)
        if len(stack) > 1 and problem.start == stack[-1].start:
            # A block without its end: from now on a block of the first column ends what is open.
            self.columns = True
            at = stack[1].head
            del stack[1].children[:]
            stack[1].attributes.clear()
        line_end = self.text.find("\n", at)
        found = _TOP.search(self.text, line_end + 1) if line_end >= 0 else None
        return found.start() if found else -1

    def _statements(self, at: int, stack: list[Block]) -> None:
        """Read statements into the innermost open block until the file ends."""
        text, source, match_item = self.text, self.source, _ITEM.match
        block = stack[-1]
        attributes, children = block.attributes, block.children
        while True:
            match = match_item(text, at)
            if match is None:
                at = self._odd(at, stack)
                if at < 0:
                    return
                continue
            kind = match.lastindex
            if kind == _VALUE or kind == _NAME:  # noqa: SIM109  (twice as fast)
                name, start = match[_NAME], match.start(_NAME)
                if kind == _VALUE:
                    at = match.end()
                    item = Item(source, name, start, match.start(_VALUE), match.end(_VALUE), None)
                else:
                    item = self._complex(name, start, match.end())
                    at = self._line_end(self.parser.at, "the value")
                self._add(item, attributes)
                children.append(item)
            elif kind == _LABELS:
                start = match.start(_NAME)
                if self.columns and len(stack) > 1 and self._first_column(start):
                    raise _unclosed_block(stack[-1])
                found = Block(source, match[_NAME], _labels(match[_LABELS]), start, match.end() - 1)
                children.append(found)
                at = self._opened(found, match.end(), stack)
                block = stack[-1]
                attributes, children = block.attributes, block.children
            else:
                at = match.end()
                if len(stack) == 1:
                    raise SyntaxProblem(at - 1, at, "this '}' closes nothing")
                block.end = at
                stack.pop()
                block = stack[-1]
                attributes, children = block.attributes, block.children
                at = self._line_end(at, "the block")

    def _first_column(self, start: int) -> bool:
        return start == 0 or self.text[start - 1] == "\n"

    def _complex(self, name: str, start: int, value: int) -> Item:
        parser = self.parser
        parser.at, parser.lines, parser.depth = value, True, 0
        term = parser.expression()
        return Item(self.source, name, start, term.start, term.end, term)

    def _add(self, item: Item, attributes: dict[str, Item]) -> None:
        first = attributes.setdefault(item.name, item)
        if first is not item:
            line = self.source.position(first.start).line
            self.body.problems.append(
                Diagnostic(
                    DiagnosticKind.SYNTAX,
                    Span(self.source, item.start, item.start + len(item.name)),
                    f"'{item.name}' is set twice in this block, first on line {line}",
                    "Terraform refuses this: remove one of them",
                    ((Span(self.source, first.start, first.end), "the first time"),),
                )
            )

    def _line_end(self, at: int, what: str) -> int:
        match = _LINE_END.match(self.text, at)
        if match:
            return match.end()
        self.parser.at, self.parser.lines = at, True
        seen = self.parser.seen()
        if self.text.startswith(",", self.parser.at):
            raise self.parser.fail(
                f"expected a line end behind {what}, found ','", "arguments are not separated by commas"
            )
        raise self.parser.fail(f"expected a line end behind {what}, found {seen}")

    def _opened(self, block: Block, at: int, stack: list[Block]) -> int:
        """Read on behind an opening brace: a body of lines, an empty one, or one argument on the same line."""
        match = _LINE_END.match(self.text, at)
        if match:
            stack.append(block)
            return match.end()
        blanks = BLANKS.match(self.text, at)
        at = blanks.end() if blanks else at
        if self.text[at] != "}":
            stack.append(block)
            at = self._single(block, at)
            stack.pop()
        block.end = at + 1
        return self._line_end(at + 1, "the block")

    def _single(self, block: Block, at: int) -> int:
        """``{ name = value }``: the place of the closing brace."""
        parser = self.parser
        parser.at, parser.lines, parser.depth = at, True, 0
        name = parser.identifier()
        if name is None:
            raise parser.fail(f"expected an argument or a line end behind '{{', found {parser.seen()}")
        if parser.peek() != "=" or self.text.startswith(("==", "=>"), parser.at):
            raise parser.fail("a block on one line holds one argument and no block: write it on several lines")
        item = self._complex(name, at, parser.at + 1)
        block.attributes[name] = item
        block.children.append(item)
        if parser.peek() != "}":
            raise parser.fail(
                f"expected '}}' behind the only argument of a block on one line, found {parser.seen()}",
                "several arguments go on lines of their own",
            )
        return parser.at

    def _odd(self, at: int, stack: list[Block]) -> int:
        """A statement in a rarer spelling: the place behind it, or -1 at the end of the file."""
        space = SPACE.match(self.text, at)
        parser = self.parser
        parser.at, parser.lines, parser.depth = space.end() if space else at, True, 0
        start = parser.at
        if start >= len(self.text) - 1:
            if len(stack) > 1:
                raise _unclosed_block(stack[-1])
            return -1
        name = parser.identifier()
        if name is None:
            if self.text[start] == '"':
                raise parser.fail("expected an argument or a block: names of arguments are not quoted")
            raise parser.fail(f"expected an argument or a block, found {parser.seen()}")
        char = parser.peek()
        if char == "=" and not self.text.startswith(("==", "=>"), parser.at):
            item = self._complex(name, start, parser.at + 1)
            self._add(item, stack[-1].attributes)
            stack[-1].children.append(item)
            return self._line_end(parser.at, "the value")
        return self._header(name, start, stack)

    def _header(self, name: str, start: int, stack: list[Block]) -> int:
        """A block whose labels are not plain words."""
        parser = self.parser
        labels: list[str] = []
        while (char := parser.peek()) != "{":
            if char == '"':
                opening = parser.at
                term = quoted(parser)
                value = getattr(term, "value", None)
                if not isinstance(value, str):
                    raise SyntaxProblem(opening, parser.at, "a label of a block is a plain string")
                labels.append(value)
                continue
            label = parser.identifier()
            if label is None:
                raise parser.fail(
                    f"expected '=' and a value, or a block's label or '{{' behind '{name}', found {parser.seen()}",
                    "the '{' of a block stands on the line of its type",
                )
            labels.append(label)
        found = Block(self.source, name, tuple(labels), start, parser.at)
        stack[-1].children.append(found)
        return self._opened(found, parser.at + 1, stack)


def _labels(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(quoted or bare for quoted, bare in _LABEL.findall(text))


def _unclosed_block(block: Block) -> SyntaxProblem:
    label = f" '{block.args[-1]}'" if block.args else ""
    return SyntaxProblem(
        block.start, block.head, f"the {block.name} block{label} is not closed before the end of the file",
        "a '}' is missing in it or in a block within it",
    )  # fmt: skip
