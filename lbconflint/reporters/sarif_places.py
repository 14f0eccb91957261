"""Places as SARIF says them: percent-encoded relative URIs, one-line regions in UTF-16 columns."""

import re
from bisect import bisect_left
from typing import Any
from urllib.parse import quote

from lbconflint.reporters.fingerprints import Fingerprints
from lbconflint.source import SourceFile, Span

BASE = "%SRCROOT%"
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def artifact(path: str) -> dict[str, str]:
    """An ``artifactLocation`` below the root.  Bytes that are not UTF-8 are encoded as they are."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return {"uri": quote("/".join(parts).encode("utf-8", "surrogateescape"), safe="/"), "uriBaseId": BASE}


def line_location(path: str, line: int) -> dict[str, Any]:
    """A location that is known by its line only."""
    region = {"startLine": max(line, 1)}
    return {"physicalLocation": {"artifactLocation": artifact(path), "region": region}}


def file_location(path: str) -> dict[str, Any]:
    """A location that is a whole file."""
    return {"physicalLocation": {"artifactLocation": artifact(path)}}


class _File:
    """What is computed once for a source: its URI, its fingerprints and where its UTF-16 pairs are."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.artifact = artifact(source.path)
        self._fingerprints: Fingerprints | None = None
        text = source.text
        self._pairs = [] if text.isascii() else [match.start() for match in _ASTRAL.finditer(text)]

    def fingerprint(self, line: int) -> str:
        if self._fingerprints is None:
            self._fingerprints = Fingerprints(self.source)
        return self._fingerprints.line(line)

    def region(self, span: Span) -> dict[str, int]:
        """The span on its first line.  An empty one takes a neighbouring character in, for viewers that
        would show nothing."""
        line = span.line
        _, first, last = self.source.line_span(line)
        start, end = span.start, min(span.end, last)
        if start >= end:
            end = min(start + 1, last)
            start = max(first, min(start, end - 1))
        return {
            "startLine": line,
            "startColumn": self._column(first, start),
            "endLine": line,
            "endColumn": self._column(first, end),
        }

    def _column(self, line: int, offset: int) -> int:
        """The column (from 1) of ``offset`` in UTF-16 units, ``line`` being where its line starts."""
        pairs = bisect_left(self._pairs, offset) - bisect_left(self._pairs, line) if self._pairs else 0
        return offset - line + pairs + 1


class Places:
    """Locations and fingerprints of one run's findings."""

    def __init__(self) -> None:
        self._files: dict[SourceFile, _File] = {}

    def location(self, span: Span) -> dict[str, Any]:
        """A ``location`` with a region of one line."""
        file = self._file(span.source)
        return {"physicalLocation": {"artifactLocation": file.artifact, "region": file.region(span)}}

    def fingerprint(self, span: Span) -> str:
        """GitHub's hash of the line that the span begins on."""
        return self._file(span.source).fingerprint(span.line)

    def _file(self, source: SourceFile) -> _File:
        file = self._files.get(source)
        if file is None:
            file = self._files[source] = _File(source)
        return file
