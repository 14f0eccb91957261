"""``.tf.json`` and ``.tfvars.json``: JSON text -> the same tree as HCL's, with places.

A text is a template, as in HCL; whether an object is an argument or a nested block is the schema's business, so
both are arguments here.
"""

import json
import re
from typing import Any

from lbconflint.dialects.terraform import templates
from lbconflint.dialects.terraform.expressions import MAX_DEPTH, Parser
from lbconflint.dialects.terraform.numerals import number
from lbconflint.dialects.terraform.syntax import Body
from lbconflint.dialects.terraform.terms import Literal, Object, SyntaxProblem, Term, TooDeepProblem, Tuple
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.source import SourceFile, Span

_BLANK = re.compile(r"[ \t\r\n]*+")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?")
_WORDS = {"true": True, "false": False, "null": None}
_LABELS = {
    "resource": 2,
    "data": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "locals": 0,
    "terraform": 0,
}


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Name and value of a JSON property; a block is its key."""
    key = _STRING.match(text, start)
    if key is None or key.end() >= end:
        return [(start, end)]
    at = _BLANK.match(text, key.end())
    colon = at.end() if at else key.end()
    value = _BLANK.match(text, colon + 1) if text[colon : colon + 1] == ":" else None
    return [(start, key.end()), (value.end(), end)] if value and value.end() < end else [(start, key.end())]


def read(source: SourceFile, variables: bool = False) -> Body:
    """Parse the file; ``variables``: its properties are values, not declarations."""
    source.words = words
    source.masked = source.text + "\0"
    body = Body(source)
    body.root.end = len(source.text)
    try:
        pairs = Reader(source.masked).document()
    except TooDeepProblem as problem:
        body.gaps.append(Gap(Span(source, problem.start, problem.end), str(problem)))
        body.whole = False
    except SyntaxProblem as problem:
        span = Span(source, problem.start, problem.end)
        body.problems.append(Diagnostic(DiagnosticKind.SYNTAX, span, str(problem), problem.help))
        body.whole = False
    else:
        for key, value in pairs:
            if variables:
                _attribute(body.root, key, value)
            elif str(key.value) in _LABELS:
                _blocks(body.root, str(key.value), (), _LABELS[str(key.value)], key, value)
    return body


def _blocks(root: Block, kind: str, labels: tuple[str, ...], depth: int, key: Literal, value: Term) -> None:
    """Blocks of this kind: objects below ``depth`` levels of labels, or lists of them."""
    members = value.items if isinstance(value, Tuple) else (value,)
    for member in members:
        if not isinstance(member, Object):
            continue
        if depth:
            for name, inner in member.items:
                if isinstance(name, Literal) and name.value != "//":
                    _blocks(root, kind, (*labels, str(name.value)), depth - 1, name, inner)
            continue
        block = Block(root.source, kind, labels, key.start, key.end)
        block.end = member.end
        for name, inner in member.items:
            if isinstance(name, Literal) and name.value != "//":
                _attribute(block, name, inner)
        root.children.append(block)


def _attribute(block: Block, key: Literal, value: Term) -> None:
    item = Item(block.source, str(key.value), key.start, value.start, value.end, value)
    block.attributes[item.name] = item
    block.children.append(item)


class Reader:
    """Reads one JSON text, a NUL at its end, into terms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 1 if self.text.startswith("\ufeff") else 0
        self.depth = 0

    def document(self) -> list[tuple[Literal, Term]]:
        """The properties of the file's object.  Raises ``SyntaxProblem``."""
        if self._peek() == "[":
            found = self._value()
            objects = found.items if isinstance(found, Tuple) else ()
            pairs = [pair for each in objects if isinstance(each, Object) for pair in each.items]
        else:
            found = self._value()
            if not isinstance(found, Object):
                raise SyntaxProblem(found.start, found.end, "the file must hold one JSON object")
            pairs = list(found.items)
        if self._peek() != "\0" or self.at < len(self.text) - 1:
            raise self._fail("expected the end of the file behind the object")
        return [(key, value) for key, value in pairs if isinstance(key, Literal)]

    def _peek(self) -> str:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at]

    def _fail(self, message: str) -> SyntaxProblem:
        at = min(self.at, len(self.text) - 1)
        return SyntaxProblem(at, min(at + 1, len(self.text) - 1), message)

    def _value(self) -> Term:
        char, start = self._peek(), self.at
        if char == '"':
            return self.string(template=True)
        if char in "{[":
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise TooDeepProblem(start, start + 1, f"brackets nested more than {MAX_DEPTH} levels deep")
            self.at += 1
            term = self._object(start) if char == "{" else self._array(start)
            self.depth -= 1
            return term
        match = _NUMBER.match(self.text, start)
        if match:
            self.at = match.end()
            plain = number(match[0].removeprefix("-"))
            negative = match[0].startswith("-") and not isinstance(plain, str | None)
            return Literal(-plain if negative else plain, start, self.at)  # type: ignore[operator]
        for word, value in _WORDS.items():
            if self.text.startswith(word, start):
                self.at += len(word)
                return Literal(value, start, self.at)
        raise self._fail("expected a JSON value")

    def _array(self, start: int) -> Term:
        items: list[Term] = []
        if self._peek() == "]":
            self.at += 1
            return Tuple((), start, self.at)
        while True:
            items.append(self._value())
            char = self._peek()
            self.at += 1
            if char == "]":
                return Tuple(tuple(items), start, self.at)
            if char != ",":
                self.at -= 1
                raise self._fail("expected ',' or ']'")

    def _object(self, start: int) -> Term:
        items: list[tuple[Term, Term]] = []
        if self._peek() == "}":
            self.at += 1
            return Object((), start, self.at)
        while True:
            if self._peek() != '"':
                raise self._fail("expected a quoted name")
            key = self.string(template=False)
            if self._peek() != ":":
                raise self._fail("expected ':' behind the name")
            self.at += 1
            items.append((key, self._value()))
            char = self._peek()
            self.at += 1
            if char == "}":
                return Object(tuple(items), start, self.at)
            if char != ",":
                self.at -= 1
                raise self._fail("expected ',' or '}'")

    def string(self, template: bool) -> Term:
        """A text; ``template``: it may hold sequences."""
        start = self.at
        match = _STRING.match(self.text, start)
        if match is None:
            raise self._fail("the text is not closed or holds what JSON does not allow")
        self.at = match.end()
        raw = match[0][1:-1]
        value = json.loads(match[0]) if "\\" in raw else raw
        if not template or ("${" not in value and "%{" not in value):
            return Literal(value, start, self.at)
        # Escapes shift what is inside: only the whole is ever pointed at.
        whole: Term = _moved(templates.bare(Parser(value + "\0")), start, self.at)
        return whole


def _moved(term: Any, start: int, end: int) -> Any:
    """The term, and all that is in it, at one place."""
    if not isinstance(term, tuple):
        return term
    inner = [_moved(one, start, end) for one in term]
    kind: Any = type(term)
    # The places are the last two fields of every term.
    return kind(*inner[:-2], start, end) if hasattr(term, "_fields") else tuple(inner)
