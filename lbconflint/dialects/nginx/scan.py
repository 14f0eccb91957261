"""nginx's token rules as regular expressions: words, terminators, quotes.

Read off ngx_conf_read_token() and tried against nginx 1.22 and 1.31: white space is space, tab, CR and LF
only; ``;`` and ``{`` end a word anywhere, except ``{`` behind ``$``; ``}``, ``#`` and quotes mean something
at the start of a word only; a backslash takes the next character into the word.
"""

import re
from collections.abc import Iterator

from lbconflint.record import NamedTuple
from lbconflint.regex import lazy

ODD_SPACES = "\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
"""Characters that look like white space (or like nothing) and belong to words for nginx; a class body.  Those
that ``str.split`` takes for white space are among them."""

_SPECIAL = r";{}\"'\\#\x0b\x0c\x1c-\x1f"
"""What ends the fast path.  Other odd spaces would only lengthen the compilation of every expression: texts
that hold them are read word by word."""
LONG = 1000
"""Statements and comments above this many characters leave the fast path, which does not look at lengths: they
may have more bytes than ``LONGEST``."""

LONGEST = 4095
"""Bytes of a word (or of a comment) that fit nginx's buffer; a quoted word must be one byte shorter."""

_BLANK = rf"(?:[ \t\r\n]++|\#[^\n]{{0,{LONG}}}+(?=\n|\Z))*+"

_BARE = rf"(?:[^ \t\r\n{_SPECIAL}]++|\\[^ \t\r\n])++"
_CLOSED = rf"(?:(?=[ \t\r\n;{{])|(?=\)){_BARE})"
_ANY_WORD = rf"(?:{_BARE}|\"(?:[^\"\\\r\n]++|\\[^\r\n])*+\"{_CLOSED}|'(?:[^'\\\r\n]++|\\[^\r\n])*+'{_CLOSED})"

STATEMENT = re.compile(
    rf"{_BLANK}(?:"
    rf"([^ \t\r\n{_SPECIAL}][^\r\n{_SPECIAL}]{{0,{LONG}}}+)[ \t\r\n]*+(;|(?<!\$)\{{)"
    rf"|(\}})"
    rf"|({_BARE}(?:[ \t]++{_ANY_WORD})*+)[ \t\r\n]*+(;|(?<!\$)\{{)"
    rf"|(.)|\Z)",
    re.DOTALL,
)
"""A statement of plain words on one line (group 1, terminator 2), a closing brace (3), a statement of bare
and quoted words on one line (4, terminator 5), or the first character of anything that needs a closer look (6)."""

REST = re.compile(rf"[ \t\r]*+(?:#[^\n]{{0,{LONG}}}+)?\Z")
"""What may follow a statement on its line."""

_WORD = re.compile(r"\"((?:[^\"\\]++|\\.)*+)\"|'((?:[^'\\]++|\\.)*+)'|([^ \t]+)")
"""The words of a statement of the second kind."""

BLANK = lazy(r"(?:[ \t\r\n]++|\#[^\n]*+)*+")
COMMENT = lazy(r"[ \t\r\n]*+(\#[^\n]*+)")

_TOKEN = lazy(
    r"""(?:[ \t\r\n]++|\#[^\n]*+)*+
    (?: "((?:[^"\\]++|\\.)*+)\\?("?)
      | '((?:[^'\\]++|\\.)*+)\\?('?)
      | ([;{}])
      | ((?:[^ \t\r\n;{\\$]++|\\.|\$\{*+|\\\Z)++)
      | \Z )""",
    re.DOTALL | re.VERBOSE,
)

_ESCAPE = lazy(r"""\\(["'\\trn])""")
_ESCAPED = {"t": "\t", "r": "\r", "n": "\n"}


class Word(NamedTuple):
    """One word: ``text[start:end]`` with its quotes, and what nginx makes of it.

    ``closed`` is False for a quoted word whose closing quote is missing.
    """

    start: int
    end: int
    value: str
    quoted: bool
    closed: bool = True


def decode(raw: str) -> str:
    """A word without its backslashes, as nginx hands it to a directive."""
    if "\\" not in raw:
        return raw
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), raw)


def split(text: str) -> list[str]:
    """The values of the words of a statement of bare and quoted words on one line."""
    words = ["".join(groups) for groups in _WORD.findall(text)]
    return [decode(word) for word in words] if "\\" in text else words


def scan(text: str, start: int, end: int) -> Iterator[Word | tuple[int, str]]:
    """The words from ``start`` on; ``;``, ``{`` and ``}`` come as (offset, character)."""
    match = _TOKEN.match
    at = start
    while True:
        token = match(text, at, end)
        if token is None or token.lastindex is None:
            return
        kind = token.lastindex
        at = token.end()
        if kind == 6:
            yield Word(token.start(6), at, decode(token[6]), False)
        elif kind == 5:
            yield at - 1, token[5]
        else:
            content, quote = (1, 2) if kind == 2 else (3, 4)
            yield Word(token.start(content) - 1, at, decode(token[content]), True, bool(token[quote]))


_PUNCTUATION = lazy(r"[;{}\"'\\#]")
_RUN = lazy(r"[^ \t\r\n]+")


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of the words of the statement at ``text[start:end]``, quotes included."""
    if _PUNCTUATION.search(text, start, end) is None:
        return [match.span() for match in _RUN.finditer(text, start, end)]
    return [word[:2] for word in scan(text, start, end) if isinstance(word, Word)]
