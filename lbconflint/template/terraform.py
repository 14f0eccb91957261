"""The tags of Terraform's templates: ``${ }`` and ``%{ }``, with ``$${`` and ``%%{`` for the signs themselves."""

import re
from collections.abc import Iterator

from lbconflint.template.tags import Action, Kind, Step, Tag, Trim

_DIRECTIVE = re.compile(r"%\{~?\s*(?:if|for|else|endif|endfor)\b")
_OPENER = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_INSIDE = re.compile(r'"(?:[^"\\\n]++|\\.)*+"|[{}]')
_WORD = re.compile(r"~?\s*(\w+)")
_STEPS = {
    "if": (Step(Action.OPEN, "if"),),
    "for": (Step(Action.OPEN, "for"),),
    "else": (Step(Action.NEXT),),
    "endif": (Step(Action.CLOSE, "if"),),
    "endfor": (Step(Action.CLOSE, "for"),),
}
_LONGEST = 4_000
_SHORT = 80
"""Characters of one sequence, and of one in a text with many that are never closed."""
_PATIENCE = 50
"""Sequences without an end before only short ones are looked for."""


def written(text: str) -> bool:
    """The text has directives of Terraform's."""
    return _DIRECTIVE.search(text) is not None


def tags(text: str) -> Iterator[Tag]:
    """The sequences of the text, in order."""
    at = open_ = 0
    while (found := _OPENER.search(text, at)) is not None:
        start, opener = found.start(), found[0]
        if len(opener) == 3:
            at = start + 1
            yield Tag(start, at, Kind.LITERAL)
            at = found.end()
            continue
        end = _end(text, found.end(), _LONGEST if open_ < _PATIENCE else _SHORT)
        if end < 0:
            open_ += 1
            at = found.end()
            continue
        before = Trim.BLANKS if text.startswith("~", found.end()) else Trim.NOTHING
        after = Trim.BLANKS if text[end - 2] == "~" else Trim.NOTHING
        if opener == "${":
            yield Tag(start, end, Kind.EXPRESSION, (), before, after)
        else:
            word = _WORD.match(text, found.end(), end)
            yield Tag(start, end, Kind.CONTROL, _STEPS.get(word[1], ()) if word else (), before, after)
        at = end


def _end(text: str, at: int, longest: int) -> int:
    """Past the brace that closes the sequence; -1 when none does."""
    depth = 1
    for found in _INSIDE.finditer(text, at, at + longest):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
            if not depth:
                return found.end()
    return -1
