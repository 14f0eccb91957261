"""For programs: everything that the run knows, as versioned JSON with one finding on each line.

``line`` and ``column`` count from 1; a column counts code points (as the text reporter does; SARIF counts
UTF-16 units); ``end`` is the place after the last character.  Undecodable bytes are U+FFFD.  Fields may be
added within ``lbconflint/1``; none changes or goes.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from lbconflint.finding import Finding, Level
from lbconflint.report import Report
from lbconflint.reporters.characters import unicode_text
from lbconflint.reporters.compact import array, compact
from lbconflint.reporters.style import Style
from lbconflint.source import Span

SCHEMA = "lbconflint/1"


def render(report: Report, style: Style) -> Iterator[str]:  # noqa: ARG001
    """One JSON object; each member on a line of its own, each finding too."""
    yield "{"
    head = {
        "schema": SCHEMA,
        "version": report.version,
        "root": report.root,
        "exit_code": report.exit_code,
        "fail_on": report.fail_on.word,
        "counts": _counts(report),
    }
    yield "\n" + ",\n".join(f"{_text(name)}:{_text(value)}" for name, value in head.items())
    yield from _array("findings", (_finding(finding) for finding in report.findings))
    yield from _array("rules", _rules(report))
    yield from _array("skipped", ({"path": path, "reason": reason} for path, reason in report.skipped))
    yield from _array("partly_understood", _partial(report))
    yield from _array("read", report.read)
    yield "\n}\n"


def _text(value: Any) -> str:
    return compact(_clean(value))


def _clean(value: Any) -> Any:
    """The value with undecodable bytes replaced; JSON's own escapes would keep them as lone surrogates."""
    if isinstance(value, str):
        return unicode_text(value)
    if isinstance(value, dict):
        return {name: _clean(item) for name, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value


def _array(name: str, items: Iterable[Any]) -> Iterator[str]:
    return array(f',\n"{name}":', map(_clean, items))


def _counts(report: Report) -> dict[str, int]:
    return {
        **{level.word: report.count(level) for level in (Level.ERROR, Level.WARNING, Level.NOTE)},
        "failing": report.failing,
        "suppressed": report.suppressed,
        "hidden": report.hidden,
        "internal": report.internal,
        "read": len(report.read),
        "skipped": len(report.skipped),
        "partly_understood": len(report.partial),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "code": finding.code,
        "level": finding.level.word,
        "confidence": finding.confidence.word,
        "message": finding.message,
        "help": finding.help,
        **_place(finding.span),
        "related": [{**_place(span), "message": message} for span, message in finding.related],
        "edits": [{**_place(span), "text": text} for span, text in finding.edits],
        "key": finding.key,
    }


def _place(span: Span) -> dict[str, Any]:
    start, end = span.position, span.source.position(span.end)
    return {
        "path": span.source.path,
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    }


def _rules(report: Report) -> Iterator[dict[str, str]]:
    """The rules that the findings name, in order of their codes."""
    named = {finding.rule for finding in report.findings}
    for rule in sorted((report.rules[name] for name in named if name in report.rules), key=lambda rule: rule.code):
        yield {"name": rule.name, "code": rule.code, "summary": rule.summary, "url": rule.url}


def _partial(report: Report) -> Iterator[dict[str, Any]]:
    for path, gaps in report.partial:
        yield {"path": path, "gaps": [{"line": line, "reason": reason} for line, reason in gaps]}
