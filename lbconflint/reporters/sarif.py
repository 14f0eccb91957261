"""SARIF 2.1.0 as GitHub code scanning consumes it: one result on each line.

Every region is one line with UTF-16 columns.  A message links its related places as ``[text](id)``.  The
fingerprint ``primaryLocationLineHash`` is GitHub's own; ``lbconflintConflict/v1`` is the finding's key.
Findings that no rule of the catalogue stands behind, and files that were not or only partly understood, are
notifications of the invocation, which only says that it was successful when lbconflint itself did not fail.
"""

import re
from collections.abc import Iterator
from typing import Any

from lbconflint.finding import Finding, Related
from lbconflint.report import Report, RuleInfo
from lbconflint.reporters.characters import one_line, unicode_text
from lbconflint.reporters.compact import array, compact
from lbconflint.reporters.sarif_places import BASE, Places, file_location, line_location
from lbconflint.reporters.sarif_rules import SEVERITIES, cut_texts, descriptor, sentence
from lbconflint.reporters.style import Style

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
MOST_LOCATIONS = 1_000
_MOST_NOTIFICATIONS = 1_000

_SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_IN_LINK = re.compile(r"[\[\]\\]")
_LINK = re.compile(r"\[(?=[^\[\]]*\]\(\d+\))")


def render(report: Report, style: Style) -> Iterator[str]:  # noqa: ARG001
    """The log, ASCII only.  The same report gives the same text."""
    known = [finding for finding in report.findings if finding.rule in report.rules]
    unknown = [finding for finding in report.findings if finding.rule not in report.rules]
    results = _most_severe(known)
    rules = sorted({report.rules[finding.rule] for finding in results}, key=lambda rule: rule.code)
    indices = {rule.code: index for index, rule in enumerate(rules)}
    places = Places()
    yield f'{{\n"$schema":{compact(SCHEMA)},\n"version":"2.1.0",\n"runs":[{{\n"tool":{{"driver":{{\n'
    yield ",\n".join(f"{compact(name)}:{compact(value)}" for name, value in _driver(report).items())
    yield from array(',\n"rules":', map(descriptor, rules))
    yield '\n}},\n"automationDetails":{"id":"lbconflint/"},\n"columnKind":"utf16CodeUnits",\n'
    bases = {BASE: {"description": {"text": "The directory that was linted."}}}
    yield f'"originalUriBaseIds":{compact(bases)},\n'
    successful = "false" if report.internal or report.unread or report.unopened or unknown else "true"
    yield f'"invocations":[{{"executionSuccessful":{successful},"exitCode":{report.exit_code},'
    notifications = [*_internal(unknown, places), *_cuts(known, results, rules), *_unread(report)]
    yield from array('\n"toolExecutionNotifications":', _limited(notifications))
    yield "}]"
    yield from array(
        ',\n"results":',
        (_result(finding, indices[report.rules[finding.rule].code], places) for finding in results),
    )
    yield "\n}]\n}\n"


def _driver(report: Report) -> dict[str, str]:
    semantic = _SEMANTIC_VERSION.fullmatch(report.version)
    driver = {
        "name": "lbconflint",
        "fullName": f"lbconflint {report.version}",
        "semanticVersion" if semantic else "version": report.version,
    }
    # The pages of our rules lie below the page about the program.
    urls = sorted(rule.url for rule in report.rules.values() if rule.url and rule.code.startswith("LB"))
    if urls:
        driver["informationUri"] = urls[0].rpartition("/")[0] + "/"
    return driver


def _most_severe(findings: list[Finding]) -> list[Finding]:
    """As many findings as code scanning takes, in order; the least severe ones are left out."""
    if len(findings) <= MOST_RESULTS:
        return findings
    order = sorted(range(len(findings)), key=lambda index: -findings[index].level)
    return [findings[index] for index in sorted(order[:MOST_RESULTS])]


def _result(finding: Finding, index: int, places: Places) -> dict[str, Any]:
    related = _distinct(finding)[: MOST_LOCATIONS - 1]
    result = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": SEVERITIES.get(finding.level, "note"),
        "message": {"text": _message(finding, related)},
        "locations": [places.location(finding.span)],
    }
    if related:
        result["relatedLocations"] = [
            {"id": number, **places.location(span), "message": {"text": _plain(message)}}
            for number, (span, message) in enumerate(related, 1)
        ]
    result["partialFingerprints"] = {
        "primaryLocationLineHash": places.fingerprint(finding.span),
        "lbconflintConflict/v1": unicode_text(finding.key),
    }
    result["properties"] = {"confidence": finding.confidence.word}
    return result


def _distinct(finding: Finding) -> list[Related]:
    """The related places without repetitions."""
    return list(dict.fromkeys(finding.related))


def _message(finding: Finding, related: list[Related]) -> str:
    """What is wrong as the first sentence, which becomes the alert's title; then what to do, then the links."""
    parts = [_sentence(finding.message)]
    if finding.help:
        parts.append(_sentence(finding.help))
    for number, (span, message) in enumerate(related, 1):
        path = _IN_LINK.sub(r"\\\g<0>", _plain(span.source.path))
        label = _sentence(message or "See also").rstrip(".")
        parts.append(f"{label}: [{path}:{span.line}]({number}).")
    return " ".join(parts)


def _sentence(text: str) -> str:
    """A sentence in which nothing is taken for a link."""
    return _LINK.sub(r"\\[", sentence(_plain(text)))


def _plain(text: str) -> str:
    """One line of visible characters; undecodable bytes are U+FFFD."""
    return one_line(unicode_text(text))


def _notification(id_: str, level: str, text: str, location: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "descriptor": {"id": id_},
        "level": level,
        "message": {"text": sentence(_plain(text))},
    }
    if location:
        found["locations"] = [location]
    return found


def _internal(findings: list[Finding], places: Places) -> Iterator[dict[str, Any]]:
    for finding in findings:
        text = f"{finding.code} {finding.rule}: {finding.message}"
        yield _notification("internal-error", "error", text, places.location(finding.span))


def _cuts(known: list[Finding], results: list[Finding], rules: list[RuleInfo]) -> Iterator[dict[str, Any]]:
    """What GitHub's limits made us leave out."""
    if len(results) < len(known):
        missing = f"{len(known) - len(results)} of {len(known)} results were left out, the least severe ones"
        yield _notification("cut", "warning", missing, None)
    for finding in results:
        more = len(_distinct(finding)) - MOST_LOCATIONS + 1
        if more > 0:
            text = f"{more} related places of {finding.code} were left out"
            yield _notification("cut", "warning", text, line_location(finding.span.source.path, finding.span.line))
    for rule in rules:
        for text in cut_texts(rule):
            yield _notification("cut", "note", f"Of {rule.code} {rule.name} was cut: {text}", None)


def _unread(report: Report) -> Iterator[dict[str, Any]]:
    for path, reason in report.skipped:
        yield _notification("skipped-file", "warning", f"Not read: {reason}", file_location(path))
    for path, gaps in report.partial:
        for line, reason in gaps:
            text = f"Not understood: {reason}"
            yield _notification("partly-understood", "note", text, line_location(path, line))


def _limited(notifications: list[dict[str, Any]]) -> list[dict[str, Any]]:
    more = len(notifications) - _MOST_NOTIFICATIONS
    if more <= 0:
        return notifications
    last = _notification("cut", "warning", f"{more} more notifications were left out; see --format json", None)
    return [*notifications[:_MOST_NOTIFICATIONS], last]
