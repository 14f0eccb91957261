"""Rules as SARIF describes them: the card as help, and the properties that GitHub reads."""

import re
from typing import Any

from lbconflint.finding import Confidence, Level
from lbconflint.report import RuleInfo
from lbconflint.reporters.characters import unicode_text

MOST_TAGS = 20
MOST_CHARACTERS = 1024

SEVERITIES = {Level.ERROR: "error", Level.WARNING: "warning"}
_PRECISIONS = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}
_SECURITY = {Level.ERROR: "8.0", Level.WARNING: "5.5"}
_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)


def descriptor(rule: RuleInfo) -> dict[str, Any]:
    """A ``reportingDescriptor``.  Texts over GitHub's limits are cut."""
    markdown = unicode_text(rule.markdown()).strip() or rule.summary
    properties: dict[str, Any] = {
        "tags": list(rule.tags[:MOST_TAGS]),
        "precision": _PRECISIONS[rule.confidence],
        "problem.severity": SEVERITIES.get(rule.level, "recommendation"),
    }
    if "security" in rule.tags:
        properties["security-severity"] = _SECURITY.get(rule.level, "2.0")
    found: dict[str, Any] = {
        "id": rule.code,
        "name": pascal(rule.name),
        "shortDescription": {"text": _cut(sentence(rule.summary))},
        "fullDescription": {"text": _cut(sentence(_first_paragraph(markdown) or rule.summary))},
        "help": {"text": markdown, "markdown": markdown},
        "defaultConfiguration": {"level": SEVERITIES.get(rule.level, "note")},
        "properties": properties,
    }
    if rule.url:
        found["helpUri"] = rule.url
    return found


def cut_texts(rule: RuleInfo) -> list[str]:
    """What of the rule's description GitHub's limits cut, in words."""
    texts = (rule.summary, _first_paragraph(rule.markdown()))
    said = []
    if any(len(sentence(text)) > MOST_CHARACTERS for text in texts):
        said.append(f"its description, to {MOST_CHARACTERS} characters")
    if len(rule.tags) > MOST_TAGS:
        said.append(f"its tags, to {MOST_TAGS}")
    return said


def pascal(name: str) -> str:
    """``duplicate-bind`` as ``DuplicateBind``."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def sentence(text: str) -> str:
    """The text with a full stop.  Its first word may be a directive's name and stays as it is."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _first_paragraph(markdown: str) -> str:
    """The first paragraph that is neither heading nor code."""
    for paragraph in re.split(r"\n\s*\n", _FENCE.sub("\n", markdown)):
        lines = [line.strip() for line in paragraph.splitlines() if not line.startswith("#")]
        if any(lines):
            return " ".join(filter(None, lines))
    return ""
