"""For people at a terminal: each finding with its code frame, then a summary."""

from collections.abc import Iterator

from lbconflint.finding import Finding
from lbconflint.report import Report
from lbconflint.reporters.characters import one_line
from lbconflint.reporters.frame import MOST_RELATED, frame, gutter_width
from lbconflint.reporters.style import Paint, Style, level_paint
from lbconflint.reporters.summary import clean, counted, hidden, partial_lines, skipped_lines, totals, verdict


def render(report: Report, style: Style) -> Iterator[str]:
    """Findings in the order of the report, each followed by an empty line; the summary is last."""
    explained: set[str] = set()
    for finding in report.findings:
        yield "\n".join(_finding(finding, report, style, explained)) + "\n\n"
    for lines in (skipped_lines(report), partial_lines(report)):
        for index, line in enumerate(lines):
            yield f"  {line}\n" if index else f"{style.paint(line, Paint.STRONG)}\n"
    yield f"{style.paint(totals(report), Paint.GOOD) if clean(report) else totals(report)}\n"
    if line := hidden(report):
        yield f"{line}\n"
    if line := verdict(report):
        yield f"{style.paint(line, Paint.ERROR)}\n"


def _finding(finding: Finding, report: Report, style: Style, explained: set[str]) -> Iterator[str]:
    info = report.rules.get(finding.rule)
    url = info.url if info else ""
    code = style.link(f"{finding.level.word}[{finding.code}]", url)
    message = style.paint(one_line(finding.message), Paint.STRONG)
    yield f"{style.paint(code, level_paint(finding.level))} {finding.rule}: {message}"
    yield from frame(finding, style)
    notes = list(_notes(finding, "" if style.links else url, explained))
    if notes:
        pad = " " * gutter_width(finding)
        yield style.paint(f"{pad} {'│' if style.unicode else '|'}", Paint.DIM)
        for name, text in notes:
            yield f"{pad} {style.paint('=', Paint.DIM)} {style.paint(name, Paint.STRONG)}: {text}"


def _notes(finding: Finding, url: str, explained: set[str]) -> Iterator[tuple[str, str]]:
    more = len(finding.related) - MOST_RELATED
    if more > 0:
        yield "note", f"and {counted(more, 'more place')}; see --format json"
    if finding.help:
        yield "help", one_line(finding.help)
    if finding.rule not in explained:
        explained.add(finding.rule)
        if url:
            yield "docs", url
        yield "note", f"allow with `# lbconflint: ignore[{finding.rule}] reason`"
