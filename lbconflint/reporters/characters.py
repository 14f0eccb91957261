"""Text as a terminal shows it: nothing invisible, nothing that moves the cursor, and how wide it is."""

import re
from unicodedata import category, east_asian_width

from lbconflint.regex import lazy

TAB = "    "
"""A tab in a code frame."""

_HIDDEN = lazy(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""Controls, direction marks, invisible characters and the surrogates of undecodable bytes."""

_SURROGATE = lazy("[\ud800-\udfff]")
_CONTROL = lazy("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def _escape(match: "re.Match[str]") -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str) -> str:
    """``text`` on one line with everything invisible written out: a tab is a blank, ESC is ``\\x1b``."""
    return _HIDDEN.sub(_escape, re.sub(r"[\r\n\t]+", " ", text))


def unicode_text(text: str) -> str:
    """``text`` that every encoder takes: undecodable bytes become U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def without_controls(text: str) -> str:
    """``text`` with the controls written out that do more than end a line."""
    return text if text.isprintable() else _CONTROL.sub(_escape, text)


def width(text: str) -> int:
    """Columns of a terminal; ``text`` holds nothing that ``one_line`` would write out."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    if char < "\u0300":
        return 1
    if category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def cells(text: str) -> tuple[str, list[int] | None]:
    """A piece of a source line as it is shown, and the column (from 0) of each of its characters and of its
    end; None for the columns when each character is one column wide."""
    if text.isascii() and text.isprintable():
        return text, None
    shown: list[str] = []
    columns = [0]
    for char in text:
        piece = TAB if char == "\t" else _HIDDEN.sub(_escape, char)
        shown.append(piece)
        columns.append(columns[-1] + width(piece))
    return "".join(shown), columns
