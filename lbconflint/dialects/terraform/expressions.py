"""The expressions of HCL: text -> terms, by recursive descent.

Line ends separate statements, and are blanks inside parentheses, brackets and ``${ }``; inside the braces of an
object they separate items.
"""

import re

from lbconflint.dialects.terraform import templates
from lbconflint.dialects.terraform.numerals import number
from lbconflint.dialects.terraform.terms import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Element,
    For,
    Index,
    Literal,
    Name,
    Object,
    Parentheses,
    Scalar,
    Splat,
    SyntaxProblem,
    Term,
    TooDeepProblem,
    Tuple,
    Unary,
)

MAX_DEPTH = 90
"""Brackets, templates and conditionals within each other; what lies deeper is not read."""

IDENTIFIER = re.compile(r"[^\W\d][\w-]*+")
BLANKS = re.compile(r"(?:[ \t]++|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+")
"""Blanks and comments within a line."""
SPACE = re.compile(r"(?:[ \t\n]++|\r\n|(?:#|//)[^\n]*+\n?|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+")
"""Blanks, comments and line ends."""

_SKIPPED = " \t\r\n#/"
"""What a blank, a comment or a line end begins with."""
_MORE = re.compile(r"[\w-]*+")
_NUMBER = re.compile(r"\d(?:[\d.]|[eE][+-]?\d)*+")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_OPERATOR = re.compile(r"\|\||&&|[=!]=|[<>]=|[<>](?!<)|[-+*/%]")
_LEVELS = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
_KEYWORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}


def end_of(pattern: "re.Pattern[str]", text: str, at: int) -> int:
    """Where a match that begins at ``at`` ends; ``at`` when there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at


class Parser:
    """Reads expressions of one text.  ``at`` is where it reads on; ``lines``: line ends are significant here.

    ``text`` ends with a NUL that is no part of the file.
    """

    __slots__ = ("at", "depth", "lines", "text", "unclosed")

    def __init__(self, text: str, at: int = 0, lines: bool = True) -> None:
        self.text = text
        self.at = at
        self.lines = lines
        self.depth = 0
        self.unclosed: set[str] = set()

    def peek(self) -> str:
        """The next character that is no blank: a line end only where it is significant, NUL at the end."""
        text = self.text
        char = text[self.at]
        if char not in _SKIPPED:
            return char
        match = (BLANKS if self.lines else SPACE).match(text, self.at)
        # A comment at the end of the file takes the NUL behind it along.
        self.at = at = min(match.end(), len(text) - 1) if match else self.at
        char = text[at]
        ends = char == "#" or (char == "/" and text[at + 1] == "/") or (char == "\r" and text[at + 1] == "\n")
        return "\n" if ends else char

    def fail(self, message: str, help: str = "", start: int | None = None) -> SyntaxProblem:  # noqa: A002
        """The problem at the place where the parser stands."""
        start = self.at if start is None else start
        word = IDENTIFIER.match(self.text, start)
        end = min(word.end() if word else start + 1, len(self.text) - 1)
        return SyntaxProblem(min(start, len(self.text) - 1), max(end, start), message, help)

    def seen(self) -> str:
        """What stands here, for messages."""
        char = self.peek()
        if char == "\0" and self.at >= len(self.text) - 1:
            return "the end of the file"
        if char == "\n":
            return "the end of the line"
        word = IDENTIFIER.match(self.text, self.at)
        return f"'{word[0] if word else char}'"

    def identifier(self) -> str | None:
        """The identifier that stands here, read; None when there is none."""
        self.peek()
        match = IDENTIFIER.match(self.text, self.at)
        if match is None:
            return None
        end = match.end()
        # ``\w`` lacks the combining marks that identifiers may hold.
        while self.text[end] > "\x7f" and ("a" + self.text[end]).isidentifier():
            end = end_of(_MORE, self.text, end + 1)
        start, self.at = self.at, end
        return self.text[start:end]

    def expression(self) -> Term:
        """One expression.  Raises ``SyntaxProblem``."""
        self._deeper()
        term = self._operations(1)
        if self.peek() == "?":
            self.at += 1
            then = self.expression()
            if self.peek() != ":":
                raise self.fail(f"expected ':' and the other value of the condition, found {self.seen()}")
            self.at += 1
            otherwise = self.expression()
            term = Conditional(term, then, otherwise, term.start, otherwise.end)
        self.depth -= 1
        return term

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeepProblem(self.at, self.at + 1, f"brackets nested more than {MAX_DEPTH} levels deep")

    def _operations(self, level: int) -> Term:
        """Operators of this level and above, by precedence climbing."""
        left = self._traversal()
        while True:
            char = self.peek()
            match = _OPERATOR.match(self.text, self.at) if char in "|&=!<>-+*/%" else None
            if match is None:
                return left
            operator = match[0]
            own = _LEVELS[operator]
            if own < level:
                return left
            self.at = match.end()
            right = self._operations(own + 1)
            left = Binary(operator, left, right, left.start, right.end)

    def _traversal(self) -> Term:
        """A term with signs before it and ``.name``, ``[key]``, ``[*]`` behind it."""
        signs: list[tuple[str, int]] = []
        while (char := self.peek()) == "-" or char == "!":
            signs.append((char, self.at))
            self.at += 1
        term = self._steps(self._term(char))
        for operator, start in reversed(signs):
            term = Unary(operator, term, start, term.end)
        return term

    def _steps(self, term: Term) -> Term:
        while True:
            char = self.peek()
            if char == ".":
                if self.text.startswith("...", self.at):
                    return term
                self.at += 1
                term = self._dot(term)
            elif char == "[":
                self.at += 1
                term = self._bracket(term)
            else:
                return term

    def _dot(self, term: Term) -> Term:
        char = self.peek()
        if char == "*":
            self.at += 1
            each: Term = Element(self.at, self.at)
            while self.peek() == "." and not self.text.startswith("...", self.at):
                self.at += 1
                if self.peek() == "*":
                    raise self.fail("'*' cannot stand inside what another '.*' takes of each element")
                each = self._dot(each)
            return Splat(term, each, term.start, self.at)
        if char.isdigit() and char.isascii():
            digits = self.text[self.at : end_of(_NUMBER, self.text, self.at)].rstrip(".")
            if not digits.isdigit():
                raise self.fail(f"'.{digits}' chains two indexes: write [{digits.replace('.', '][')}]")
            key = Literal(int(digits), self.at, self.at + len(digits))
            self.at += len(digits)
            return Index(term, key, term.start, self.at)
        name = self.identifier()
        if name is None:
            raise self.fail(f"expected a name behind the '.', found {self.seen()}")
        return Attribute(term, name, term.start, self.at)

    def _bracket(self, term: Term) -> Term:
        # Behind the star line ends count as they do around it.
        if self.peek() == "*":
            self.at += 1
            self._expect("]", "behind '[*'")
            self._deeper()
            each = self._steps(Element(self.at, self.at))
            self.depth -= 1
            return Splat(term, each, term.start, self.at)
        with_lines, self.lines = self.lines, False
        key = self.expression()
        self._expect("]", "behind the index")
        self.lines = with_lines
        return Index(term, key, term.start, self.at)

    def _expect(self, wanted: str, where: str) -> None:
        if self.peek() != wanted:
            raise self.fail(f"expected '{wanted}' {where}, found {self.seen()}")
        self.at += 1

    def _term(self, char: str) -> Term:
        start = self.at
        if char == '"':
            return templates.quoted(self)
        match = IDENTIFIER.match(self.text, start)
        if match:
            return self._word()
        if char == "(":
            return self._parentheses(start)
        if char == "[":
            return self._tuple(start)
        if char == "{":
            return self._object(start)
        if char.isascii() and char.isdigit():
            return self._number()
        if char == "<" and self.text[start + 1] == "<":
            return templates.heredoc(self)
        raise self.fail(f"expected an expression, found {self.seen()}")

    def _number(self) -> Term:
        start = self.at
        digits = self.text[start : end_of(_NUMBER, self.text, start)].rstrip(".")
        if not _DECIMAL.fullmatch(digits):
            raise SyntaxProblem(start, start + len(digits), f"'{digits}' is no number")
        self.at = start + len(digits)
        return Literal(number(digits), start, self.at)

    def _word(self) -> Term:
        start = self.at
        name = self.identifier() or ""
        char = self.peek()
        if char == "(" or self.text.startswith("::", self.at):
            return self._call(name, start)
        end = start + len(name)
        if name in _KEYWORDS:
            return Literal(_KEYWORDS[name], start, end)
        return Name(name, start, end)

    def _call(self, name: str, start: int) -> Term:
        while self.text.startswith("::", self.at):
            self.at += 2
            following = self.identifier()
            if following is None:
                raise self.fail(f"expected the name of a function behind '::', found {self.seen()}")
            name = f"{name}::{following}"
            self.peek()
        self._expect("(", f"behind '{name}'")
        with_lines, self.lines = self.lines, False
        arguments: list[Term] = []
        expand = False
        while self.peek() != ")":
            arguments.append(self.expression())
            char = self.peek()
            if self.text.startswith("...", self.at):
                self.at += 3
                expand = True
                if self.peek() != ")":
                    raise self.fail(f"expected ')' behind '...', found {self.seen()}")
            elif char == ",":
                self.at += 1
            elif char != ")":
                raise self.fail(f"expected ',' or ')' behind an argument of {name}(), found {self.seen()}")
        self.at += 1
        self.lines = with_lines
        return Call(name, tuple(arguments), expand, start, self.at)

    def _parentheses(self, start: int) -> Term:
        self.at += 1
        with_lines, self.lines = self.lines, False
        inner = self.expression()
        self._expect(")", "at the end of the parentheses")
        self.lines = with_lines
        return Parentheses(inner, start, self.at)

    def _for_ahead(self) -> bool:
        """The word behind the opening bracket is ``for``; line ends do not matter here."""
        word = IDENTIFIER.match(self.text, end_of(SPACE, self.text, self.at))
        return word is not None and word[0] == "for"

    def _tuple(self, start: int) -> Term:
        self.at += 1
        with_lines, self.lines = self.lines, False
        if self._for_ahead():
            term = self._for(start, "]")
            self.lines = with_lines
            return term
        items: list[Term] = []
        while self.peek() != "]":
            items.append(self.expression())
            char = self.peek()
            if char == ",":
                self.at += 1
            elif char != "]":
                raise self.fail(f"expected ',' or ']' behind an item of the list, found {self.seen()}")
        self.at += 1
        self.lines = with_lines
        return Tuple(tuple(items), start, self.at)

    def _object(self, start: int) -> Term:
        self.at += 1
        with_lines, self.lines = self.lines, True
        if self._for_ahead():
            self.lines = False
            term = self._for(start, "}")
            self.lines = with_lines
            return term
        items: list[tuple[Term, Term]] = []
        while (char := self.peek()) != "}":
            if char == "\n":
                self._next_line()
                continue
            items.append(self._item())
            char = self.peek()
            if char == ",":
                self.at += 1
            elif char not in "}\n":
                raise self.fail(f"expected a line end or ',' behind the item, found {self.seen()}")
        self.at += 1
        self.lines = with_lines
        return Object(tuple(items), start, self.at)

    def _next_line(self) -> None:
        self.at = self.text.find("\n", self.at) + 1 or len(self.text) - 1

    def _item(self) -> tuple[Term, Term]:
        key = self.expression()
        # Also ``null`` and ``true`` are words here.
        if isinstance(key, Name) or (isinstance(key, Literal) and isinstance(key.value, bool | None)):
            key = Literal(self.text[key.start : key.end], key.start, key.end)
        char = self.peek()
        if char not in "=:" or self.text.startswith(("==", "=>"), self.at):
            raise self.fail(f"expected '=' and a value behind the key, found {self.seen()}")
        self.at += 1
        return key, self.expression()

    def _for(self, start: int, closer: str) -> Term:
        self.peek()
        self.at += len("for")
        key_name, value_name, collection = self.for_head()
        if self.peek() != ":":
            raise self.fail(f"expected ':' behind the collection of 'for', found {self.seen()}")
        self.at += 1
        value = self.expression()
        key: Term | None = None
        self.peek()
        if self.text.startswith("=>", self.at):
            if closer == "]":
                raise self.fail("'=>' makes an object: a 'for' that makes a list has no key")
            self.at += 2
            key, value = value, self.expression()
            self.peek()
        elif closer == "}":
            raise self.fail(f"expected '=>' and a value: a 'for' in braces makes an object, found {self.seen()}")
        group = self.text.startswith("...", self.at)
        if group:
            if closer == "]":
                raise self.fail("'...' groups the values of an object: a list has none")
            self.at += 3
        condition: Term | None = None
        self.peek()
        word = IDENTIFIER.match(self.text, self.at)
        if word and word[0] == "if":
            self.at = word.end()
            condition = self.expression()
        self._expect(closer, "at the end of 'for'")
        return For(key_name, value_name, collection, key, value, condition, group, start, self.at)

    def for_head(self) -> tuple[str, str, Term]:
        """``k, v in collection``: the names (the first "" when there is one only) and the collection."""
        key, value = "", self.identifier()
        if value is not None and self.peek() == ",":
            self.at += 1
            key, value = value, self.identifier()
        if value is None:
            raise self.fail(f"expected the name of a variable in 'for', found {self.seen()}")
        if self.identifier() != "in":
            raise self.fail("expected 'in' behind the variables of 'for'")
        return key, value, self.expression()
