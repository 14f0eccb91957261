"""A text -> its documents by the parser, for what is not read at a glance."""

import re
from itertools import pairwise

from lbconflint.source import SourceFile, Span
from lbconflint.yaml import events
from lbconflint.yaml.build import Builder
from lbconflint.yaml.built import Built, TooBigError, WorldAt
from lbconflint.yaml.documents import BRACKETS, Fault, Reading, document
from lbconflint.yaml.nodes import marked

_SEPARATOR = re.compile(r"^(?:---(?=[ \t\r\n]|$)|%YAML|(?P<end>\.\.\.[ \t]*\r?(?:\n|$)))", re.MULTILINE)
_FLOW_COLON = "found unexpected ':'"


def parse(source: SourceFile, start: int, world_at: WorldAt | None, pure: bool) -> Reading:
    """The documents from ``start`` on, each by itself where the whole cannot be read."""
    text = source.masked
    reading = Reading([], [])
    try:
        builder = _run(source, start, len(text), world_at, pure)
    except (events.YAMLError, TooBigError):
        for low, high in _pieces(text, start):
            _piece(source, low, high, reading, world_at, pure)
        return reading
    _take(source, builder.documents, reading)
    return reading


def _take(source: SourceFile, found: list[Built], reading: Reading) -> None:
    """The documents, and the aliases in them that every loader refuses."""
    for built in found:
        reading.documents.append(document(built))
        # What a template puts in may bring the anchor.
        for start, end in built.astray if "{{" not in source.text else ():
            name = source.text[start + 1 : end].strip()
            message = f"alias '*{name}' names an anchor that is not defined before it in this document"
            cure = f"put '&{name}' in front of the value that is meant"
            reading.faults.append(Fault(Span(source, start, end), message, cure, True))


def _run(source: SourceFile, low: int, high: int, world_at: WorldAt | None, pure: bool) -> Builder:
    text = source.masked
    piece = text if not low and high == len(text) else text[low:high]
    builder = Builder(source, low, events.next_of(piece, pure), world_at, marked(piece))
    builder.run()
    return builder


def _pieces(text: str, start: int) -> list[tuple[int, int]]:
    """Where the documents of a text begin and end, by their separators alone."""
    found_cuts = (match.end() if match["end"] else match.start() for match in _SEPARATOR.finditer(text, start))
    cuts = [start, *found_cuts, len(text)]
    found = [(low, high) for low, high in pairwise(cuts) if text[low:high].strip()]
    return [piece for low, high in found for piece in _json(text, low, high)]


def _json(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """One JSON document after another, without separators."""
    start = low + len(text[low:high]) - len(text[low:high].lstrip())
    if text[start : start + 1] != "{":
        return [(low, high)]
    from json import JSONDecodeError, JSONDecoder

    decoder = JSONDecoder()
    pieces = []
    while start < high:
        try:
            _, end = decoder.raw_decode(text, start)
        except (JSONDecodeError, RecursionError):
            return [(low, high)]
        pieces.append((start, end))
        start = end + len(text[end:high]) - len(text[end:high].lstrip())
    return pieces


def _piece(
    source: SourceFile, low: int, high: int, reading: Reading, world_at: WorldAt | None, pure: bool
) -> None:
    try:
        builder = _run(source, low, high, world_at, pure)
    except TooBigError as error:
        reading.faults.append(Fault(Span(source, low, low), str(error), "", False))
    except events.YAMLError as error:
        if not pure and _FLOW_COLON in str(getattr(error, "problem", "")):
            # libyaml refuses ``[a::b]`` and URLs in flow collections; Go and the pure parser take them.
            _piece(source, low, high, reading, world_at, pure=True)
            return
        reading.faults.append(_fault(source, low, high, error))
    else:
        _take(source, builder.documents, reading)


_CURES = (
    ("mapping values are not allowed", "a value may not hold ': ' unless it is quoted",
     "quote the value, or mend the indentation of this line"),
    ("sequence entries are not allowed", "a list cannot begin behind a key on the same line",
     "begin it on the next line, or quote the value"),
    ("that cannot start any token", "this character cannot begin a value", "quote the value"),
    ("undefined alias", "this alias names an anchor that is not defined before it", ""),
    ("could not find expected ':'", "this line is no 'key: value' and no list item",
     "add the ':' behind the key, or quote the text"),
    ("unprintable", "a character that YAML does not allow", "remove it"),
    ("while parsing a block collection", "this line is no item of the list above it",
     "begin it with '- ', or indent it as the keys of the mapping"),
)  # fmt: skip


def _fault(source: SourceFile, low: int, high: int, error: events.YAMLError) -> Fault:
    """What the parser says, in words that name the cure."""
    offset, problem = events.place_of(error, source.masked[low:high])
    at = low + offset
    text = source.text
    opened = _opened(source, low, at, error, problem)
    if opened is not None:
        return opened
    if text[at : at + 1] == "\t" and "cannot start any token" in problem:
        return Fault(Span(source, at, at + 1), "a tab cannot indent YAML", "use spaces", True)
    line = source.position(min(at, max(len(text) - 1, 0))).line
    end = max(source.line_span(line).end, at)
    message, cure = next(((said, cure) for mark, said, cure in _CURES if mark in problem), ("", ""))
    if not message:
        start = source.line_span(line).start
        indent = len(text[start:at]) if not text[start:at].strip(" ") else -1
        message = f"this line is indented {indent}, which fits no line above it"
        cure = "indent it like the other keys of its mapping, or the other items of its list"
        if indent < 0:
            message, cure = "this does not fit what is before it", "quote the text, or put it on a line of its own"
    return Fault(Span(source, at, end), message, cure, True)


def _opened(source: SourceFile, low: int, at: int, error: events.YAMLError, problem: str) -> Fault | None:
    """What was opened and never closed is mended where it was opened, not where the parser gave up."""
    mark = getattr(error, "context_mark", None)
    if "quoted scalar" in problem and mark is not None:
        start = low + mark.index
        return Fault(Span(source, start, start + 1), "a quote is opened here and never closed", "close it", True)
    if "flow" not in problem:
        return None
    stack: list[int] = []
    for found in BRACKETS.finditer(source.masked, low, at):
        if found.group() in "[{":
            stack.append(found.start())
        elif stack:
            stack.pop()
    if not stack:
        return None
    start = stack[-1]
    sign = source.masked[start]
    closing = "]" if sign == "[" else "}"
    return Fault(Span(source, start, start + 1), f"this '{sign}' is not closed", f"add ',' or '{closing}'", True)
