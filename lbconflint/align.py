"""Which characters of a file a literal's text is made of, escapes, quotes and indentation aside."""

import re
from collections.abc import Iterator

from lbconflint.inset import Piece
from lbconflint.source import SourceFile

_OPENING = re.compile(r"<<-?[^\n]*\n")
_ESCAPE = r"\\(?:[nrt\"\\]|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})"
_REST = r"(?P<doubled>\$(?=\$\{)|%(?=%\{))|(?P<blank>\s+)|(?P<plain>(?:[^\s\\$%]|\$(?!\$\{)|%(?!%\{))+|.)"
_QUOTED = re.compile(rf"(?P<escape>{_ESCAPE})|{_REST}", re.DOTALL)
_BARE = re.compile(rf"(?P<escape>(?!)){'|'}{_REST}", re.DOTALL)
_BLANKS = re.compile(r"\s*")


def aligned(value: str, source: SourceFile, start: int, end: int, quoted: bool | None = None) -> Iterator[Piece]:
    """``value`` as pieces of ``source.text[start:end]``: a quoted string, a heredoc, or a part of one.

    Both are walked through side by side, so the cost is that of the text.
    """
    text = source.text
    if quoted is None:
        quoted = text.startswith('"', start) and text.startswith('"', end - 1) and end - start > 1
        if quoted:
            start, end = start + 1, end - 1
        elif opening := _OPENING.match(text, start, end):
            start = opening.end()
        else:
            quoted = _in_quotes(text, start)
    if text.startswith(value, start) and start + len(value) <= end:
        yield Piece(value, source, start, start + len(value))
        return
    run = (0, start)
    done = start
    for done, stop, low, high in _steps(value, text, start, end, quoted):
        # What follows without a gap in both is one piece.
        if stop - done == high - low and run[1] + done - run[0] == low and value[done:stop] == text[low:high]:
            continue
        if done > run[0]:
            yield Piece(value[run[0] : done], source, run[1], run[1] + done - run[0])
        exact = stop - done == high - low and value[done:stop] == text[low:high]
        if not exact and stop > done:
            yield Piece(value[done:stop], source, low, high)
        run = (done, low) if exact else (stop, high)
    if len(value) > run[0]:
        yield Piece(value[run[0] :], source, run[1], run[1] + len(value) - run[0])


def _in_quotes(text: str, start: int) -> bool:
    """A part of a template lies in a quoted string when a quote is open on its line."""
    line = text.rfind("\n", 0, start) + 1
    return text.count('"', line, start) % 2 == 1


def _steps(value: str, text: str, start: int, end: int, quoted: bool) -> Iterator[tuple[int, int, int, int]]:
    """(from, to) in the value, (from, to) in the text, until the value is used up."""
    done = 0
    for token in (_QUOTED if quoted else _BARE).finditer(text, start, end):
        low, high = token.span()
        if done >= len(value):
            return
        if token["doubled"]:
            yield done, done, low, high
            continue
        if token["escape"]:
            stop = done + 1
        elif token["blank"] and not quoted:
            found = _BLANKS.match(value, done)
            stop = found.end() if found else done
            if token[0].endswith(value[done:stop]):
                low = high - (stop - done)
        else:
            stop = done + high - low
            if not value.startswith(token[0], done):
                stop = len(value)
        yield done, min(stop, len(value)), low, high
        done = stop
    if done < len(value):
        yield done, len(value), end, end
