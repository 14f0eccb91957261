"""What a reporter is given: the findings of a run, the rules behind them, and what was read.  Floor 1."""

import os
from collections.abc import Callable, Mapping

from lbconflint.finding import Confidence, Finding, Level
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile, Span


class RuleInfo(NamedTuple):
    """What people read about one rule.  ``markdown()`` is the whole card, without test markers."""

    name: str
    code: str
    summary: str
    level: Level
    confidence: Confidence
    tags: tuple[str, ...]
    reads: tuple[str, ...]
    since: str
    url: str
    markdown: Callable[[], str]


class SkippedFile(NamedTuple):
    """A file that looked like configuration, or was asked for, and was not read."""

    path: str
    reason: str


class PartialFile(NamedTuple):
    """A file that was read and not wholly understood: ``gaps`` are (line, reason), in order of lines."""

    path: str
    gaps: tuple[tuple[int, str], ...]


class Report(NamedTuple):
    """The result of one run.

    ``findings`` are those to show, in order.  ``suppressed`` counts findings that a comment took away,
    ``hidden`` those below the level or confidence shown.  ``read`` names every file read, sorted.
    ``internal`` counts findings about lbconflint itself: the run is not a verdict then.  ``unread`` is why
    standard input, whose name tells nothing, could not be looked at: no verdict either.  ``unopened`` counts
    what was asked for by name and could not be opened.
    """

    version: str
    root: str
    findings: tuple[Finding, ...]
    rules: Mapping[str, RuleInfo]
    read: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    partial: tuple[PartialFile, ...]
    suppressed: int
    hidden: int
    fail_on: Level
    internal: int
    unread: str = ""
    unopened: int = 0

    def count(self, level: Level) -> int:
        """How many findings are shown at exactly this level."""
        return sum(finding.level is level for finding in self.findings)

    @property
    def failing(self) -> int:
        """How many findings are at or above ``fail_on``."""
        return sum(finding.level >= self.fail_on for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings at or above ``fail_on``, 2 the job could not be done."""
        if self.internal or self.unread or self.unopened:
            return 2
        return 1 if self.failing else 0


def seen_from(report: Report, directory: str) -> Report:
    """The report with all paths relative to ``directory`` (absolute) instead of the linted root."""
    if directory == report.root:
        return report
    sources: dict[str, SourceFile] = {}

    def path(old: str) -> str:
        return os.path.relpath(os.path.join(report.root, old), directory).replace(os.sep, "/")

    def span(old: Span) -> Span:
        source = old.source
        if source.path not in sources:
            sources[source.path] = source.renamed(path(source.path))
        return old._replace(source=sources[source.path])

    return report._replace(
        root=directory,
        findings=tuple(
            finding._replace(
                span=span(finding.span),
                related=tuple(one._replace(span=span(one.span)) for one in finding.related),
                edits=tuple(one._replace(span=span(one.span)) for one in finding.edits),
            )
            for finding in report.findings
        ),
        read=tuple(map(path, report.read)),
        skipped=tuple(one._replace(path=path(one.path)) for one in report.skipped),
        partial=tuple(one._replace(path=path(one.path)) for one in report.partial),
    )
