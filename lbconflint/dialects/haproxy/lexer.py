"""One line of an HAProxy configuration: words, quotes, escapes, comments and environment variables.

Blanks separate words; ``#`` starts a comment anywhere outside quotes, in the middle of a word too; pieces
with and without quotes make one word; only double quotes expand variables.  A line ends at LF, at CR unless
a blank stands before it, and at NUL.  Source: configuration.txt, 2.1 to 2.3, and ``haproxy -dC,line``.
"""

import re

from lbconflint.dialects.haproxy.environment import Environment
from lbconflint.record import NamedTuple
from lbconflint.values import HOLE

MAX_WORDS = 64
"""Words that a line may have; one more is refused."""

_LEADING = re.compile(r"[ \t\v\f\r]*")
_BLANKS = re.compile(r"[ \t\v\f][ \t\v\f\r]*")
_PLAIN = re.compile(r"[^ \t\v\f\r\n\0\"'\\#]+")
_SINGLE = re.compile(r"[^'\r\n\0]*")
_DOUBLE = re.compile(r"[^\"\\$\r\n\0]+")
_NAME = re.compile(r"\.?[A-Za-z0-9_]*")
_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_SIMPLE = re.compile(r"[^ \t\v\f\r\n]+")
_LETTERS = {"t": "\t", "n": "\n", "r": "\r"}
_NOTHING_KNOWN = Environment()


class Fault(NamedTuple):
    """Why HAProxy refuses a line, and where in the text."""

    message: str
    start: int
    end: int


class Words(NamedTuple):
    """The words of a line.  ``end`` is where they end: a comment, the end of the line, or the fault.

    ``empty`` is the index of the first word that is certainly empty: it ends HAProxy's list of arguments.
    ``ignored`` is the offset of text behind a carriage return, which HAProxy does not see.
    """

    values: list[str]
    spans: list[tuple[int, int]]
    end: int
    fault: Fault | None = None
    empty: int | None = None
    ignored: int | None = None


class _FaultError(Exception):
    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.fault = Fault(message, start, end)


def quoted(line: str) -> list[str] | None:
    """The words of a line with whole words in double quotes, no escape, variable, comment or odd character;
    None for any other line.  Four times as fast as ``scan``, and such lines are common."""
    pieces = line.split('"')
    if len(pieces) % 2 == 0 or "'" in line or "\\" in line or "$" in line or "#" in line:
        return None
    words = pieces[0].split()
    for index in range(1, len(pieces), 2):
        before, inside, behind = pieces[index - 1 : index + 2]
        apart = before[-1] in " \t" if before else index == 1
        if not inside or not apart or (behind and behind[0] not in " \t"):
            return None
        words.append(inside)
        words += behind.split()
    return words if len(words) <= MAX_WORDS else None


def scan(text: str, start: int, end: int, environment: Environment) -> Words:
    """The words of ``text[start:end]``, which is one line; the words before a fault are kept."""
    return _Line(text, start, end, environment).words()


def locate(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of the words of the statement at ``text[start:end]``."""
    line = text[start:end]
    if '"' not in line and "'" not in line and "\\" not in line and "#" not in line and "\r" not in line:
        return [(start + found.start(), start + found.end()) for found in _SIMPLE.finditer(line)]
    return scan(text, start, end, _NOTHING_KNOWN).spans


class _Line:
    """The scanner of one line; every step moves ``at`` forward."""

    def __init__(self, text: str, start: int, end: int, environment: Environment) -> None:
        self.text = text
        self.at = start
        self.end = end
        self.environment = environment
        self.values: list[str] = []
        self.spans: list[tuple[int, int]] = []
        self.pieces: list[str] = []
        self.word: int | None = None
        self.empty: int | None = None

    def words(self) -> Words:
        fault = None
        try:
            self._scan()
        except _FaultError as error:
            fault = error.fault
            self.at = fault.start
        self._finish()
        ignored = None
        if fault is None and self.at < self.end and self.text[self.at] == "\r":
            rest = _LEADING.match(self.text, self.at, self.end)
            ignored = rest.end() if rest and rest.end() < self.end else None
        return Words(self.values, self.spans, self.at, fault, self.empty, ignored)

    def _scan(self) -> None:
        text, end = self.text, self.end
        leading = _LEADING.match(text, self.at, end)
        self.at = leading.end() if leading else self.at
        while self.at < end:
            plain = _PLAIN.match(text, self.at, end)
            if plain:
                self._take(plain[0], plain.end())
                continue
            char = text[self.at]
            if char == '"':
                self._double_quoted()
            elif char == "'":
                self._single_quoted()
            elif char == "\\":
                self._take(*self._escape(self.at, quoted=False))
            elif char in " \t\v\f":
                self._finish()
                blanks = _BLANKS.match(text, self.at, end)
                self.at = blanks.end() if blanks else self.at + 1
            else:
                return

    def _take(self, piece: str, after: int) -> None:
        """Add a piece to the current word, or start one."""
        if self.word is None:
            if len(self.values) >= MAX_WORDS:
                raise _FaultError(f"more than {MAX_WORDS} words on one line", self.at, after)
            self.word = self.at
        self.pieces.append(piece)
        self.at = after

    def _finish(self) -> None:
        """End the current word; a NUL in it ends its value."""
        if self.word is None:
            return
        value = "".join(self.pieces).partition("\0")[0]
        if not value and self.empty is None:
            self.empty = len(self.values)
        self.values.append(value)
        self.spans.append((self.word, self.at))
        self.pieces.clear()
        self.word = None

    def _single_quoted(self) -> None:
        start = self.at
        content = _SINGLE.match(self.text, start + 1, self.end)
        after = content.end() if content else start + 1
        if after >= self.end or self.text[after] != "'":
            raise _FaultError("unmatched single quote", start, start + 1)
        self._take(self.text[start + 1 : after], after + 1)

    def _double_quoted(self) -> None:
        """A quoted piece: its text, escapes and variables become one piece of the word."""
        text, end, start = self.text, self.end, self.at
        pieces: list[str] = []
        at = start + 1
        while at < end:
            plain = _DOUBLE.match(text, at, end)
            if plain:
                pieces.append(plain[0])
                at = plain.end()
                continue
            char = text[at]
            if char == '"':
                self._take("".join(pieces), at + 1)
                return
            if char == "\\":
                piece, at = self._escape(at, quoted=True)
            elif char == "$":
                piece, at = self._variable(at)
            else:
                break
            pieces.append(piece)
        raise _FaultError("unmatched double quote", start, start + 1)

    def _escape(self, at: int, quoted: bool) -> tuple[str, int]:
        """The character that a backslash stands for, and where the text goes on."""
        char = self.text[at + 1] if at + 1 < self.end else ""
        if char and char in " \\#'\"":
            return char, at + 2
        if char in _LETTERS:
            return _LETTERS[char], at + 2
        if char == "$" and quoted:
            return char, at + 2
        if char == "x":
            digits = _HEX.match(self.text, at + 2, self.end)
            if not digits:
                after = min(at + 4, self.end)
                raise _FaultError("truncated or invalid hexadecimal sequence", at, after)
            code = int(digits[0], 16)
            return chr(code if code < 128 else 0xDC00 + code), at + 4
        return "\\", at + 1

    def _variable(self, at: int) -> tuple[str, int]:
        """The value of the reference at ``at``, and where it ends."""
        text, end = self.text, self.end
        braced = text.startswith("{", at + 1, end)
        first = at + 2 if braced else at + 1
        name = _NAME.match(text, first, end)
        after = name.end() if name else first
        word = text[first:after]
        if not word or word[0].isdigit() or (word[0] == "." and word not in (".LINE", ".FILE", ".SECTION")):
            if first < end and text[first] == HOLE:
                return HOLE, self._past_hole(first, braced)
            raise _FaultError("forbidden first character in the name of an environment variable", at, first + 1)
        if not braced:
            return self._value(word, None), after
        spread = text.startswith("[*]", after, end)
        if spread:
            after += 3
        elif text.startswith("[", after, end):
            raise _FaultError("truncated or invalid word expansion, only [*] is known", after, after + 1)
        default = None
        if text.startswith("-", after, end):
            close = text.find("}", after, end)
            default = text[after + 1 : close]
        else:
            close = after if text.startswith("}", after, end) else -1
        if close < 0:
            raise _FaultError("unmatched brace in the name of an environment variable", at + 1, at + 2)
        # "${LIST[*]}" is any number of words, none as well: one hole stands for them.
        return HOLE if spread else self._value(word, default), close + 1

    def _past_hole(self, at: int, braced: bool) -> int:
        """Behind a name that a template fills in."""
        while at < self.end and self.text[at] == HOLE:
            at += 1
        return at + 1 if braced and self.text.startswith("}", at, self.end) else at

    def _value(self, name: str, default: str | None) -> str:
        return HOLE if name[0] == "." else self.environment.expand(name, default)
