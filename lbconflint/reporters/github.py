"""GitHub Actions workflow commands: findings as annotations of the changed files.

A step shows ten annotations of each level, so no more are written; a last notice says how many there are
beyond and in which files.
"""

from collections import Counter
from collections.abc import Iterator

from lbconflint.finding import Finding, Level
from lbconflint.report import Report
from lbconflint.reporters.characters import one_line, unicode_text, without_controls
from lbconflint.reporters.style import Style
from lbconflint.reporters.summary import counted

_MOST = 10
_MOST_PATHS = 5
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning"}


def render(report: Report, style: Style) -> Iterator[str]:  # noqa: ARG001
    """Errors, warnings and notices, each as one line."""
    written: dict[str, list[str]] = {"error": [], "warning": [], "notice": []}
    cut: Counter[str] = Counter()
    for finding in report.findings:
        lines = written[_COMMANDS.get(finding.level, "notice")]
        if len(lines) < _MOST:
            lines.append(_annotation(finding))
        else:
            cut[finding.span.source.path] += 1
    notices = list(_files(report))
    room = _MOST - len(written["notice"])
    if cut or len(notices) > room:
        # The last notice must not be the eleventh.
        for finding in _notes(report)[_MOST - 1 : _MOST]:
            cut[finding.span.source.path] += 1
        written["notice"] = written["notice"][: _MOST - 1]
        room = _MOST - 1 - len(written["notice"])
        kept, unsaid = notices[:room], len(notices) - min(room, len(notices))
        notices = [*kept, _command("notice", {"title": "lbconflint"}, _more(cut, unsaid))]
    for lines in (*written.values(), notices):
        for line in lines:
            yield f"{line}\n"


def _notes(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.level not in _COMMANDS]


def _annotation(finding: Finding) -> str:
    span = finding.span.first_line()
    start, end = span.position, span.source.position(span.end)
    place = {
        "file": span.source.path,
        "line": str(start.line),
        "endLine": str(end.line),
        "col": str(start.column),
        "endColumn": str(max(end.column, start.column + 1)),
        "title": f"{finding.code} {finding.rule}",
    }
    lines = [one_line(finding.message)]
    for other, message in finding.related:
        position = other.position
        lines.append(f"{one_line(other.source.path)}:{position.line}:{position.column}: {one_line(message)}")
    if finding.help:
        lines.append(f"help: {one_line(finding.help)}")
    return _command(_COMMANDS.get(finding.level, "notice"), place, "\n".join(lines))


def _files(report: Report) -> Iterator[str]:
    """Notices about the files that were not read or not wholly understood."""
    for path, reason in report.skipped:
        yield _command("notice", {"file": path, "title": "file skipped"}, reason)
    for path, gaps in report.partial:
        line, reason = gaps[0] if gaps else (1, "")
        more = f" (and {counted(len(gaps) - 1, 'more place')})" if len(gaps) > 1 else ""
        yield _command("notice", {"file": path, "line": str(line), "title": "partly understood"}, reason + more)


def _more(cut: "Counter[str]", unsaid: int) -> str:
    """What is not shown as an annotation, and where it is."""
    parts = []
    if cut:
        paths = sorted(cut, key=lambda path: (-cut[path], path))
        where = ", ".join(f"{cut[path]} in {one_line(path)}" for path in paths[:_MOST_PATHS])
        rest = len(paths) - _MOST_PATHS
        beyond = f", the rest in {counted(rest, 'more file')}" if rest > 0 else ""
        parts.append(f"{counted(sum(cut.values()), 'more finding')} without an annotation: {where}{beyond}.")
    if unsaid:
        parts.append(f"{counted(unsaid, 'more file')} skipped or only partly understood.")
    parts.append("GitHub shows 10 annotations of each level; --format text, json or sarif has everything.")
    return " ".join(parts)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return unicode_text(without_controls(text)).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
