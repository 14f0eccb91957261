"""One line a finding, for editors, grep and problem matchers.

A finding matches ``^(.+?):(\\d+):(\\d+): (error|warning|note)\\[(LB\\d+)\\] ([a-z0-9-]+): (.+)$``: path, line,
column (from 1, in code points), level, code, name, message.  Every other line begins with ``# ``: what was
not read or not understood, and the summary.  No finding begins so, and none of them matches.
"""

from collections.abc import Iterator

from lbconflint.report import Report
from lbconflint.reporters.characters import one_line
from lbconflint.reporters.style import Paint, Style, level_paint
from lbconflint.reporters.summary import hidden, partial_lines, skipped_lines, totals, verdict


def render(report: Report, style: Style) -> Iterator[str]:
    """Findings in the order of the report, then the summary."""
    for finding in report.findings:
        position = finding.span.position
        path = one_line(finding.span.source.path)
        if path.startswith("# "):
            path = f"./{path}"
        place = f"{style.paint(path, Paint.STRONG)}:{position.line}:{position.column}"
        level = style.paint(f"{finding.level.word}[{finding.code}]", level_paint(finding.level))
        yield f"{place}: {level} {finding.rule}: {one_line(finding.message)}\n"
    for lines in (skipped_lines(report), partial_lines(report)):
        for index, line in enumerate(lines):
            yield f"#   {line}\n" if index else f"# {line}\n"
    for line in (totals(report), hidden(report), verdict(report)):
        if line:
            yield f"# {line}\n"
