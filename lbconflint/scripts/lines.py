"""Text -> assignments, by the rules of procps and systemd-sysctl.

A line is blank, a comment (``#`` or ``;`` first), or ``key = value``; a leading ``-`` says that it may fail.
Nothing continues a line, nothing is quoted, and a comment behind a value is part of the value (measured with
procps 4.0.2 and systemd 252).
"""

import re
from collections.abc import Callable, Iterator

from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile, Span
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.unit import Unit
from lbconflint.values import HOLE

_LINE = re.compile(r"[^\n]+")
_REMARK = re.compile(r"[#;][#; \t]*(-?(?:fs|kernel|net|vm)[./][\w./-]+[ \t]*=[ \t]*[^\s#;][^\n]*?)[ \t\r]*$")
_PROC = re.compile(r"/proc/sys/[^\s;|&<>\"'()]+")
_BLANKS = " \t\r\v\f"
_EDGES = _BLANKS + "\"'\\"


class Assignment(NamedTuple):
    """One statement: ``node`` has the key as its name and the value, if any, as its argument."""

    node: Node
    ignores_failure: bool
    excluded: bool


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of key and value of the assignment at ``text[start:end]``: of ``key = value``, or of
    ``value > /proc/sys/key`` in a script."""
    equals = text.find("=", start, end)
    if equals < 0 or text.startswith("/proc/sys/", start):
        found = _PROC.search(text, start, end)
        if found:
            before = text[start : found.start()].rstrip(">|").rstrip()
            value = re.split(r"[>|]", before, maxsplit=1)[0]
            return [found.span(), _trimmed(text, start, start + len(value))]
        return [_trimmed(text, start, end)]
    key = _trimmed(text, start + (text[start : start + 1] == "-"), equals)
    return [key, _trimmed(text, equals + 1, end)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def file_words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """``words`` of a sysctl file, where quotes are part of the value."""
    equals = text.find("=", start, end)
    bounds = (
        [(start + (text[start : start + 1] == "-"), equals), (equals + 1, end)] if equals >= 0 else [(start, end)]
    )
    found = []
    for low, high in bounds:
        piece = text[low:high]
        left = len(piece) - len(piece.lstrip(_BLANKS))
        found.append((low + left, low + max(left, len(piece.rstrip(_BLANKS)))))
    return found


class Lines:
    """Reads the lines of ``source.masked[start:end]`` as a sysctl file has them.

    ``world(offset)`` tells the branches around a line.  Diagnostics and gaps go to the unit.
    """

    def __init__(self, source: SourceFile, unit: Unit, world: Callable[[int], World] = lambda _: ALWAYS) -> None:
        self._source = source
        self._unit = unit
        self._world = world

    def assignments(self, start: int, end: int) -> Iterator[Assignment]:
        text = self._source.masked
        for found in _LINE.finditer(text, start, end):
            line = found[0]
            begin = found.start() + len(line) - len(line.lstrip(_BLANKS + "\ufeff"))
            stop = found.start() + len(line.rstrip(_BLANKS))
            if begin >= stop or text[begin] in "#;":
                continue
            if "\ufeff" in text[found.start() : begin]:
                self._note(found.start(), stop, "a byte order mark stands before this line: its key is not found")
                continue
            assignment = self._assignment(text, begin, stop)
            if assignment:
                yield assignment

    def remarks(self, start: int, end: int) -> Iterator[Node]:
        """Assignments that stand in comments."""
        text = self._source.masked
        for found in _LINE.finditer(text, start, end):
            remark = _REMARK.match(found[0].lstrip(_BLANKS))
            if remark and HOLE not in remark[1]:
                at = text.index(remark[1], found.start())
                yield self._node(at, at + len(remark[1]))

    def _assignment(self, text: str, begin: int, stop: int) -> Assignment | None:
        line = text[begin:stop]
        if "=" not in line or line.startswith(("//", "[")):
            return self._without_value(line, begin, stop)
        key = line.partition("=")[0].strip(_BLANKS)
        ignores = key.startswith("-")
        if ignores and key[1:2] in (" ", "\t"):
            self._note(begin, begin + len(key), "sysctl(8) takes the blank after '-' for a part of the key", False)
        key = key.lstrip("-").strip(_BLANKS)
        filled = HOLE in key or "{{" in key
        if not filled and not self._plausible(key, begin, stop):
            return None
        if filled:
            span = Span(self._source, begin, stop)
            self._unit.gaps.append(Gap(span, "the setting that this expression names is not known"))
            return None
        return Assignment(self._node(begin, stop), ignores, False)

    def _node(self, begin: int, stop: int) -> Node:
        source = self._source
        (key, key_end), *rest = file_words(source.masked, begin, stop)
        value = tuple(source.masked[low:high] for low, high in rest)
        return Node(source, source.masked[key:key_end], value, begin, stop, self._world(begin))

    def _without_value(self, line: str, begin: int, stop: int) -> Assignment | None:
        if HOLE in line or "{{" in line or "{%" in line:
            self._unit.gaps.append(
                Gap(Span(self._source, begin, stop), "the lines that this expression inserts are not known")
            )
            return None
        if line.startswith("-") and " " not in line.strip():
            return Assignment(self._node(begin, stop), True, True)
        if line.startswith(("//", "[")):
            said = f"'{line.split(maxsplit=1)[0]}' begins no comment and no section here"
            self._note(
                begin, stop, f"{said}: a sysctl file has '#' and ';' comments and 'key = value' lines", False
            )
        elif "\uff1d" in line:
            self._note(begin, stop, "the '\uff1d' here is a full-width sign, not '=': the line sets nothing")
        else:
            self._note(begin, stop, f"'{_short(line)}' has no '=': the line sets nothing")
        return None

    def _plausible(self, key: str, begin: int, stop: int) -> bool:
        first = key.split(None, 1)[0] if key.strip() else ""
        if not key:
            self._note(begin, stop, "there is no key before '='")
        elif first in ("sysctl", "export", "echo", "sudo", "set"):
            self._note(begin, stop, f"'{first}' is a command: a sysctl file holds 'key = value' lines only")
        elif any(char.isspace() for char in key):
            self._note(begin, stop, f"the key '{_short(key)}' has a blank in it: no such setting exists")
        elif key.startswith(("/proc/sys", "/")):
            self._note(begin, stop, f"the key '{_short(key)}' must be relative to /proc/sys")
        else:
            return True
        return False

    def _note(self, begin: int, stop: int, message: str, certain: bool = True) -> None:
        span = Span(self._source, begin, stop)
        self._unit.diagnostics.append(
            Diagnostic(DiagnosticKind.SYNTAX, span, message, "write 'key = value'", certain=certain)
        )


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
