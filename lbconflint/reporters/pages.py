"""The pages of ``explain`` and ``rules``: a card in the terminal, and the catalogue."""

import json
import re
from collections.abc import Iterable

from lbconflint.report import RuleInfo
from lbconflint.reporters.style import Paint, Style, level_paint

_CODE = re.compile(r"`([^`]+)`")


def card(rule: RuleInfo, style: Style) -> str:
    """The rule's card for the terminal."""
    level = style.paint(f"{rule.level.word}[{rule.code}]", level_paint(rule.level))
    reads, tags = ", ".join(rule.reads), ", ".join(rule.tags)
    facts = f"reads {reads} · confidence {rule.confidence.word} · tags {tags} · since {rule.since}"
    title = f"{level} {style.paint(rule.name, Paint.STRONG)}"
    return "\n".join([title, rule.summary, "", facts, "", *_lines(rule.markdown(), style), f"{rule.url}\n"])


def _lines(markdown: str, style: Style) -> Iterable[str]:
    fenced = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            fenced = not fenced
            name = line.strip("`").strip().partition(" ")[2]
            if fenced and name:
                yield style.paint(f"    [{name}]", Paint.DIM)
        elif fenced:
            yield f"    {line}" if line else ""
        elif line.startswith("#"):
            yield style.paint(
                line.lstrip("# ").upper() if line.startswith("## ") else line.lstrip("# "), Paint.STRONG
            )
        else:
            yield _CODE.sub(lambda match: style.paint(match[1], Paint.STRONG) if style.colour else match[0], line)
    yield ""


def catalogue(rules: Iterable[RuleInfo], style: Style) -> str:
    """One line a rule, aligned."""
    known = list(rules)
    width = max((len(rule.name) for rule in known), default=0)
    lines = [
        f"{rule.code}  {style.paint(rule.level.word.ljust(7), level_paint(rule.level))}  "
        f"{style.paint(rule.name.ljust(width), Paint.STRONG)}  {rule.summary}"
        for rule in known
    ]
    return "\n".join([*lines, "", f"{len(known)} rules; 'lbconflint explain RULE' shows one\n"])


def catalogue_json(rules: Iterable[RuleInfo]) -> str:
    """The catalogue as JSON, ordered by code."""
    rows = [
        {
            "code": rule.code,
            "name": rule.name,
            "summary": rule.summary,
            "level": rule.level.word,
            "confidence": rule.confidence.word,
            "tags": list(rule.tags),
            "reads": list(rule.reads),
            "since": rule.since,
            "url": rule.url,
            "help": rule.markdown(),
        }
        for rule in rules
    ]
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f'{{"schema": "lbconflint-rules/1", "rules": [\n{body}\n]}}\n'
