"""GitHub code scanning's fingerprint of a line, ``primaryLocationLineHash``.

GitHub tells by it whether an alert is the same one after the file has changed.  Of the file as UTF-16 units,
without blanks and tabs and with LF for CR and CRLF, the 100 units from the line's first one are hashed: a
polynomial of base 37 modulo 2**64, in hexadecimal.  Beyond the end stand 0xFFFF once and then zeros.  A
colon and the number of lines up to this one with the same hash follow.
"""

import re

from lbconflint.source import SourceFile

_UNITS = 100
_BASE = 37
_MODULUS = 1 << 64
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_NO_BLANKS = {0x20: None, 0x09: None}


class Fingerprints:
    """The hashes of one file's lines.

    Lines with equal hashes are counted by their 100 units: two different ones with the same hash would need
    somebody to construct them.
    """

    def __init__(self, source: SourceFile) -> None:
        self._text = _units(source.text)
        self._counts: dict[str, int] = {}
        self._found: list[str] = []
        self._next = 0

    def line(self, number: int) -> str:
        """The fingerprint of line ``number`` (from 1)."""
        while len(self._found) < number and self._next >= 0:
            window = self._text[self._next : self._next + _UNITS]
            count = self._counts[window] = self._counts.get(window, 0) + 1
            self._found.append(f"{window}{count}")
            self._next = self._text.find("\n", self._next) + 1 or -1
        found = self._found[min(number, len(self._found)) - 1]
        return f"{_hash(found[:_UNITS]):x}:{found[_UNITS:]}"


def _units(text: str) -> str:
    """The text that is hashed; its characters are UTF-16 units."""
    if not text.isascii():
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        text = _ASTRAL.sub(_surrogates, text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_NO_BLANKS)
    return text + "\uffff" + "\0" * _UNITS


def _surrogates(match: "re.Match[str]") -> str:
    code = ord(match.group()) - 0x10000
    return chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _hash(window: str) -> int:
    value = 0
    for unit in window:
        value = (value * _BASE + ord(unit)) % _MODULUS
    return value
