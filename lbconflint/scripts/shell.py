"""A shell script's simple commands, with their words, redirections and here-documents.

Only what it takes to see which settings a script writes: expansions are not made but masked with ``HOLE``
characters, and the conditions around a command are its world.
"""

import re
from collections.abc import Iterator
from zlib import crc32

from lbconflint.record import NamedTuple
from lbconflint.tree import World
from lbconflint.values import HOLE

_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|[;&|()\n]")
_REDIRECT = re.compile(r"\d*(?:&>>|&>|>>|>\||>&|>|<<<|<<-|<<|<&|<)")
_PLAIN = re.compile(r"[^\s;&|()<>'\"\\$`]+")
_NAME = re.compile(r"\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])")
_EXPANSION = re.compile(r"\\.|\$\(|\$\{|\$(?:[A-Za-z_]\w*|[0-9@*#?$!-])|`")
_OPENS = {"if": "if", "while": "loop", "until": "loop", "for": "loop", "select": "loop", "case": "case"}
_CLOSES = {"fi", "done", "esac", "}"}
_PREFIXES = frozenset({"if", "while", "until", "elif", "then", "do", "else", "fi", "done", "esac", "{", "}", "!",
                       "time"})  # fmt: skip
_TESTS = frozenset({"[", "[[", "test", "grep", "command", "which", "type", "mountpoint", "!"})
_DEEP = 40
"""Conditions within each other that are told apart; more of them belong to no script."""


class Word(NamedTuple):
    """``text`` is without quotes; expansions are holes."""

    start: int
    end: int
    text: str


class Redirect(NamedTuple):
    """``body`` is the text of a here-document."""

    operator: str
    target: Word
    body: tuple[int, int] | None = None


class Command(NamedTuple):
    """``piped``: its output goes to the next command."""

    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    piped: bool
    world: World


class Shell:
    """Reads ``text``; ``masks`` are the places of expansions, ``comments`` those of comments.

    ``embedded``: blanks before the end of a here-document belong to the text around the script.
    """

    def __init__(self, text: str, name: str, embedded: bool = False) -> None:
        self.text = text
        self._margin = "[ \t]*" if embedded else "\t*"
        self.masks: list[tuple[int, int]] = []
        self.comments: list[tuple[int, int]] = []
        self._name = name
        self._stack: list[tuple[str, int, int]] = []
        self._chain: World = ()

    def commands(self, start: int, end: int) -> Iterator[Command]:
        """The simple commands of ``text[start:end]``."""
        words: list[Word] = []
        redirects: list[Redirect] = []
        line: list[tuple[list[Word], list[Redirect], bool, World]] = []
        at, function = start, False
        while at <= end:
            operator = _OPERATOR.match(self.text, at, end) if at < end else None
            if operator or at == end:
                sign = operator[0] if operator else "\n"
                if sign == "(" and len(words) == 1:
                    function, words = True, []
                at = operator.end() if operator else end + 1
                if words or redirects:
                    line.append((words, redirects, sign in ("|", "|&"), self._world()))
                if words or redirects or sign not in ("(", ")"):
                    self._continue(sign, words)
                words, redirects = [], []
                if sign == "\n":
                    for *_, asked, _, _ in line:
                        at = self._bodies(asked, at, end)
                    yield from (Command(tuple(said), tuple(to), piped, world) for said, to, piped, world in line)
                    line = []
                continue
            if self.text[at] in " \t\r\f\v":
                at += 1
            elif self.text.startswith("\\\n", at):
                at += 2
            elif self.text.startswith("\\\r\n", at):
                at += 3
            elif self.text[at] == "#":
                stop = self.text.find("\n", at, end)
                stop = end if stop < 0 else stop
                self.comments.append((at, stop))
                at = stop
            elif redirect := _REDIRECT.match(self.text, at, end):
                at = self._skip_blanks(redirect.end(), end)
                target = self._word(at, end)
                at = max(target.end, at)
                redirects.append(Redirect(redirect[0].lstrip("0123456789"), target))
            else:
                word = self._word(at, end)
                at = max(word.end, at + 1)
                if not words and self._reserved(word, function):
                    function = False
                    continue
                words.append(word)

    def _continue(self, sign: str, words: list[Word]) -> None:
        """What the operator behind a command means for the next one."""
        if sign in (";", "&", "\n", ")"):
            self._chain = ()
        elif sign == "||" or (sign == "&&" and words and words[0].text in _TESTS):
            self._chain = (*self._chain, (self._identity(words[0].start if words else 0), 0))
        elif sign.startswith(";") and self._stack and self._stack[-1][0] == "case":
            self._next_branch()
            self._chain = ()

    def _reserved(self, word: Word, function: bool) -> bool:
        """Follow a reserved word; True when the command begins behind it."""
        text = word.text
        if self.text[word.start : word.end] != text:
            return False
        if text in _OPENS:
            self._stack.append((_OPENS[text], self._identity(word.start), 0))
        elif text == "{":
            self._stack.append(("function" if function else "group", self._identity(word.start), 0))
        elif text in ("elif", "else"):
            self._next_branch()
        elif text in _CLOSES and self._stack:
            self._stack.pop()
        return text in _PREFIXES

    def _next_branch(self) -> None:
        if self._stack:
            kind, condition, branch = self._stack[-1]
            self._stack[-1] = (kind, condition, branch + 1)

    def _identity(self, at: int) -> int:
        return crc32(f"{self._name}:{at}".encode("utf-8", "replace"))

    def _world(self) -> World:
        around = tuple((condition, branch) for kind, condition, branch in self._stack[:_DEEP] if kind != "group")
        return around + self._chain

    def _skip_blanks(self, at: int, end: int) -> int:
        while at < end and self.text[at] in " \t":
            at += 1
        return at

    def _word(self, at: int, end: int) -> Word:
        text = self.text
        start = at
        pieces: list[str] = []
        while at < end:
            plain = _PLAIN.match(text, at, end)
            if plain:
                pieces.append(plain[0])
                at = plain.end()
                continue
            char = text[at]
            if char == "'":
                stop = text.find("'", at + 1, end)
                stop = end if stop < 0 else stop
                pieces.append(text[at + 1 : stop])
                at = min(stop + 1, end)
            elif char == '"':
                piece, at = self._quoted(at + 1, end)
                pieces.append(piece)
            elif char == "\\" and text[at + 1 : at + 2] not in ("\n", "\r"):
                pieces.append(text[at + 1 : at + 2])
                at = min(at + 2, end)
            elif char in "$`":
                stop = self._expansion(at, end)
                pieces.append(HOLE * (stop - at) if stop > at + 1 else char)
                at = stop
            else:
                break
        return Word(start, at, "".join(pieces))

    def _quoted(self, at: int, end: int) -> tuple[str, int]:
        """The text from behind a double quote to its end, and where the next character is."""
        text = self.text
        pieces: list[str] = []
        while at < end and text[at] != '"':
            char = text[at]
            if char == "\\" and at + 1 < end:
                pieces.append(text[at + 1] if text[at + 1] in '"\\$`' else text[at : at + 2])
                at += 2
            elif char in "$`":
                stop = self._expansion(at, end)
                pieces.append(HOLE * (stop - at) if stop > at + 1 else char)
                at = stop
            else:
                pieces.append(char)
                at += 1
        return "".join(pieces), min(at + 1, end)

    def _expansion(self, at: int, end: int) -> int:
        """Where the expansion that begins at ``at`` ends; it is masked."""
        text = self.text
        if text.startswith("$(", at) or text.startswith("${", at):
            stop = self._closing(at + 1, end)
        elif text[at] == "`":
            stop = text.find("`", at + 1, end)
            stop = end if stop < 0 else stop + 1
        else:
            name = _NAME.match(text, at, end)
            stop = name.end() if name else at + 1
        if stop > at + 1:
            self.masks.append((at, stop))
        return stop

    def _closing(self, at: int, end: int) -> int:
        """Past the bracket that closes the one at ``at``."""
        opening = self.text[at]
        closing = ")" if opening == "(" else "}"
        depth = 0
        while at < end:
            char = self.text[at]
            if char == "\\":
                at += 1
            elif char == "'" and opening == "(":
                stop = self.text.find("'", at + 1, end)
                at = end if stop < 0 else stop
            elif char == opening:
                depth += 1
            elif char == closing:
                depth -= 1
                if not depth:
                    return at + 1
            at += 1
        return end

    def _bodies(self, redirects: list[Redirect], at: int, end: int) -> int:
        """Give the here-documents of one command, which begin at ``at``, their bodies."""
        for number, redirect in enumerate(redirects):
            if redirect.operator in ("<<", "<<-"):
                redirects[number], at = self._body(redirect, at, end)
        return at

    def _body(self, redirect: Redirect, at: int, end: int) -> tuple[Redirect, int]:
        """The here-document that begins at ``at``, and where the text goes on."""
        word = redirect.target
        literal = self.text[word.start : word.end] != word.text
        ending = re.compile(rf"^{self._margin}{re.escape(word.text)}[ \t\r]*$", re.MULTILINE)
        found = ending.search(self.text, at, end)
        stop, after = (found.start(), found.end()) if found else (end, end)
        if not literal:
            self._mask_body(at, stop)
        return redirect._replace(body=(at, stop)), min(after + 1, end)

    def _mask_body(self, start: int, end: int) -> None:
        at = start
        while found := _EXPANSION.search(self.text, at, end):
            at = (
                found.end() if found[0].startswith("\\") else max(self._expansion(found.start(), end), found.end())
            )

    def masked(self) -> str:
        """The text with its expansions masked."""
        pieces = []
        at = 0
        for begin, stop in sorted(self.masks):
            if stop > at:
                start = max(begin, at)
                pieces += [self.text[at:start], re.sub(r"[^\n]", HOLE, self.text[start:stop])]
                at = stop
        pieces.append(self.text[at:])
        return "".join(pieces)
