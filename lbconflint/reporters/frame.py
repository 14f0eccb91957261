"""The code frame: the lines of a finding with its places marked under them, in the look of a compiler."""

from collections.abc import Iterable, Iterator

from lbconflint.finding import Finding
from lbconflint.record import NamedTuple
from lbconflint.reporters.characters import cells, one_line
from lbconflint.reporters.style import Paint, Style, level_paint
from lbconflint.source import SourceFile, Span

_LEAD = 16
"""Characters shown before a mark when a long line is trimmed."""

MOST_RELATED = 10
"""Related places that a frame shows."""


class Mark(NamedTuple):
    """A place to mark: code points ``start`` to ``end`` (exclusive, at least one) of a line (from 1)."""

    line: int
    start: int
    end: int
    label: str
    primary: bool


class _View(NamedTuple):
    """A part of a line as it is shown, with the marks in it as columns of that text."""

    line: int
    text: str
    marks: tuple[Mark, ...]


def frame(finding: Finding, style: Style) -> Iterator[str]:
    """The lines of the frame, without newlines: the finding's place and its first ``MOST_RELATED`` related ones.

    The cost does not depend on the length of the source's lines.
    """
    files = _files(finding)
    gutter = gutter_width(finding)
    paint = level_paint(finding.level)
    pad = " " * gutter
    bar = style.paint(f"{pad} {'│' if style.unicode else '|'}", Paint.DIM)
    for index, (source, marks) in enumerate(files):
        place = marks[0]
        arrow = _arrow(index, style)
        path = f"{one_line(source.path)}:{place.line}:{place.start + 1}"
        if index:
            yield bar
        yield f"{style.paint(pad + arrow, Paint.DIM)} {path}"
        yield bar
        yield from _snippet(source, marks, style, gutter, paint)


def gutter_width(finding: Finding) -> int:
    """Digits of the highest line number that the frame shows."""
    lines = [finding.span.line, *(related.span.line for related in finding.related[:MOST_RELATED])]
    return len(str(max(lines)))


def _arrow(index: int, style: Style) -> str:
    if style.unicode:
        return "├─▸" if index else "╭─▸"
    return ":::" if index else "-->"


def _files(finding: Finding) -> list[tuple[SourceFile, list[Mark]]]:
    """The marks by file, the primary one first."""
    files: dict[str, tuple[SourceFile, list[Mark]]] = {}
    primary = _mark(finding.span, "", True)
    files[finding.span.source.path] = (finding.span.source, [primary])
    for span, message in finding.related[:MOST_RELATED]:
        mark = _mark(span, one_line(message), False)
        marks = files.setdefault(span.source.path, (span.source, []))[1]
        if mark not in marks:
            marks.append(mark)
    return list(files.values())


def _mark(span: Span, label: str, primary: bool) -> Mark:
    span = span.first_line()
    line, column = span.position
    return Mark(line, column - 1, column - 1 + max(span.end - span.start, 1), label, primary)


def _snippet(source: SourceFile, marks: Iterable[Mark], style: Style, gutter: int, paint: Paint) -> Iterator[str]:
    """The marked lines of one file; a single line between two of them is shown too, more are elided."""
    bar = "│" if style.unicode else "|"
    empty = style.paint(f"{'':{gutter}} {bar}", Paint.DIM)
    dots = style.paint("┄" * 3 if style.unicode else "...", Paint.DIM)
    last = 0
    for view in _views(source, marks, max(style.width - gutter - 3, 40), style):
        if last and view.line == last + 2:
            between = next(_cut(source, last + 1, [], max(style.width - gutter - 3, 40), style))
            yield _row(style.paint(f"{between.line:{gutter}} {bar}", Paint.DIM), between.text)
        elif last and view.line != last + 1:
            yield dots
        yield _row(style.paint(f"{view.line:{gutter}} {bar}", Paint.DIM), view.text)
        for row in _underline(view.marks, style, paint):
            yield _row(empty, row)
        last = view.line


def _row(head: str, text: str) -> str:
    return f"{head} {text}" if text else head


def _views(source: SourceFile, marks: Iterable[Mark], columns: int, style: Style) -> Iterator[_View]:
    lines: dict[int, list[Mark]] = {}
    for mark in marks:
        lines.setdefault(mark.line, []).append(mark)
    for line in sorted(lines):
        yield from _cut(source, line, sorted(lines[line], key=_left_first), columns, style)


def _left_first(mark: Mark) -> tuple[int, int, bool]:
    return (mark.start, -mark.end, not mark.primary)


def _cut(source: SourceFile, line: int, marks: list[Mark], columns: int, style: Style) -> Iterator[_View]:
    """The line as one view, or as one for each group of marks that are near each other when it is long."""
    _, start, end = source.line_span(line)
    length = end - start
    rest = marks
    while True:
        low, high = 0, length
        if length > columns:
            high = min(length, max(0, rest[0].start - _LEAD if rest else 0) + columns - 6)
            low = max(0, high - columns + 6)
        inside = len(rest) if high == length else sum(mark.start < high for mark in rest)
        yield _view(source.text[start + low : start + high], line, rest[:inside], low, high < length, style)
        rest = rest[inside:]
        if not rest:
            return


def _view(text: str, line: int, marks: list[Mark], low: int, more: bool, style: Style) -> _View:
    """``text`` as shown, with its trimmed ends dotted, and the marks moved to its columns."""
    shown, column = cells(text)
    dots = "…" if style.unicode else "..."
    lead = dots if low else ""
    moved = []
    for mark in marks:
        first = min(max(mark.start - low, 0), len(text))
        last = min(mark.end - low, len(text))
        left = (first if column is None else column[first]) + len(lead)
        right = (last if column is None else column[last]) + len(lead)
        moved.append(mark._replace(start=left, end=max(right, left + 1)))
    return _View(line, f"{lead}{shown}{dots if more else ''}".rstrip(), tuple(moved))


def _underline(marks: tuple[Mark, ...], style: Style, paint: Paint) -> Iterator[str]:
    """The rows below a line: the marks, the label of the rightmost beside it, the others hanging below."""
    if not marks:
        return
    row = _Row()
    for mark in sorted(marks, key=lambda mark: mark.primary):
        sign = "^" if mark.primary else "-"
        row.put(mark.start, sign * (mark.end - mark.start), paint if mark.primary else Paint.RELATED)
    hanging = [mark for mark in marks if mark.label]
    hanging.sort(key=lambda mark: (mark.start, mark.end))
    if hanging and hanging[-1].end >= max(mark.end for mark in marks):
        mark = hanging.pop()
        row.put(mark.end + 1, mark.label, Paint.RELATED)
    yield row.text(style)
    starts = sorted({mark.start for mark in hanging})
    if hanging:
        yield _stems(starts, style).text(style)
    while hanging:
        mark = hanging.pop()
        row = _stems([start for start in starts if start < mark.start], style)
        row.put(mark.start, mark.label, Paint.RELATED)
        yield row.text(style)


def _stems(starts: list[int], style: Style) -> "_Row":
    row = _Row()
    for start in starts:
        row.put(start, "│" if style.unicode else "|", Paint.RELATED)
    return row


class _Row:
    """One row of text in several colours; what is put later lies on top."""

    def __init__(self) -> None:
        self._chars: list[str] = []
        self._paints: list[Paint | None] = []

    def put(self, column: int, text: str, paint: Paint) -> None:
        end = column + len(text)
        missing = end - len(self._chars)
        if missing > 0:
            self._chars += " " * missing
            self._paints += [None] * missing
        self._chars[column:end] = text
        self._paints[column:end] = [paint] * len(text)

    def text(self, style: Style) -> str:
        if not style.colour:
            return "".join(self._chars).rstrip()
        pieces = []
        start = 0
        for index in range(1, len(self._chars) + 1):
            if index == len(self._chars) or self._paints[index] is not self._paints[start]:
                piece, paint = "".join(self._chars[start:index]), self._paints[start]
                pieces.append(style.paint(piece, paint) if paint else piece)
                start = index
        return "".join(pieces)
