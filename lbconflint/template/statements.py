"""What the code inside a tag does: opens, changes or closes a block, or puts something into the output.

Only as much of each language is understood as that takes.
"""

import re

from lbconflint.template.tags import CONTROL, EXPRESSION, Action, Kind, Meaning, Step

_WORD = re.compile(r"\s*([A-Za-z_]\w*)")

_JINJA_BLOCKS = frozenset(
    {
        "if",
        "for",
        "block",
        "macro",
        "call",
        "filter",
        "with",
        "autoescape",
        "trans",
        "set",
        "case",
        "unless",
        "while",
    }
)
_JINJA_BRANCHES = frozenset({"elif", "else", "elseif", "elsif", "when", "empty"})
_JINJA_INSERTS = frozenset({"include", "extends", "call"})

UNCONDITIONAL = frozenset({"with", "filter", "autoescape", "trans"})
"""Jinja blocks whose body is always there, once (``with`` of Go is a condition and has no name here)."""


def jinja(code: str) -> Meaning:
    """A statement between ``{%`` and ``%}``, without trim marks."""
    match = _WORD.match(code)
    if match is None:
        return CONTROL
    word = match.group(1)
    kind = Kind.EXPRESSION if word in _JINJA_INSERTS else Kind.CONTROL
    if word in _JINJA_BRANCHES:
        return Meaning(kind, (Step(Action.NEXT),))
    if word.startswith("end") and word[3:] in _JINJA_BLOCKS:
        return Meaning(kind, (Step(Action.CLOSE, word[3:]),))
    if word in _JINJA_BLOCKS and not (word == "set" and "=" in code):
        return Meaning(kind, (Step(Action.OPEN, word),))
    return Meaning(kind)


_GO_KEYWORD = re.compile(r"(if|range|with|define|block|else|end|break|continue)(?=\s|\(|$)")
_GO_ASSIGNMENT = re.compile(r"\$\w*(?:\s*,\s*\$\w*)?\s*:?=(?!=)")

_OPEN = Meaning(Kind.CONTROL, (Step(Action.OPEN),))
_NEXT = Meaning(Kind.CONTROL, (Step(Action.NEXT),))
_CLOSE = Meaning(Kind.CONTROL, (Step(Action.CLOSE),))
_MUSTACHE = {"#": _OPEN, "^": _OPEN, "/": _CLOSE, "!": CONTROL}


def go(code: str) -> Meaning:
    """An action of a Go template or of Mustache between ``{{`` and ``}}``, without trim marks."""
    code = code.strip()
    if code[:1] in _MUSTACHE:
        return _MUSTACHE[code[:1]]
    match = _GO_KEYWORD.match(code)
    if match is None:
        return CONTROL if _GO_ASSIGNMENT.match(code) else EXPRESSION
    word = match.group(1)
    if word == "else":
        return _NEXT
    if word == "end":
        return _CLOSE
    return CONTROL if word in ("break", "continue") else _OPEN


_RUBY_TOKEN = re.compile(
    r"""(?P<skip>"(?:[^"\\]++|\\.)*+"?|'(?:[^'\\]++|\\.)*+'?|\#[^\n]*)
      | (?P<name>[@$.:]*[A-Za-z_]\w*[?!]?:?)
      | (?P<parameters>\|[^|\n]*\|)
      | (?P<sign>[{}\n;=(]|\S)""",
    re.VERBOSE | re.DOTALL,
)
_RUBY_OPENERS = frozenset({"if", "unless", "while", "until", "for", "case", "begin", "def"})
_RUBY_LOOPS = frozenset({"while", "until", "for"})
_RUBY_BRANCHES = frozenset({"elsif", "else", "when", "in", "rescue", "ensure"})


def ruby(code: str) -> tuple[Step, ...]:
    """The blocks that Ruby code opens and closes: keywords at the start of a statement, ``do`` and braces."""
    steps: list[Step] = []
    fresh, loop = True, False
    for token in _RUBY_TOKEN.finditer(code):
        kind, value = token.lastgroup, token.group()
        if kind == "name":
            step = _ruby_step(value, fresh, loop)
            if step is not None:
                steps.append(step)
            loop = loop or (fresh and value in _RUBY_LOOPS)
            fresh = value in ("then", "do", "else", "begin", "ensure")
        elif kind == "sign":
            if value == "{":
                steps.append(Step(Action.OPEN, "{"))
            elif value == "}":
                steps.append(Step(Action.CLOSE, "{"))
            fresh = value in "\n;=({"
            loop = loop and value not in "\n;"
        elif kind == "skip" and not value.startswith("#"):
            fresh = False
    return tuple(steps)


def _ruby_step(word: str, fresh: bool, loop: bool) -> Step | None:
    if word == "end":
        return Step(Action.CLOSE, "end")
    if word == "do":
        return None if loop else Step(Action.OPEN, "end")
    if fresh and word in _RUBY_BRANCHES:
        return Step(Action.NEXT)
    return Step(Action.OPEN, "end") if fresh and word in _RUBY_OPENERS else None


def puppet(code: str) -> tuple[Step, ...]:
    """The blocks that Puppet code opens and closes: braces, and the word before them."""
    steps: list[Step] = []
    words: list[str] = []
    closed = False
    for token in _RUBY_TOKEN.finditer(code):
        kind, value = token.lastgroup, token.group()
        if kind == "name":
            words.append(value)
        elif value == "\n" and not closed:
            words = []
        elif value == "}":
            steps.append(Step(Action.CLOSE))
            words, closed = [], True
        elif value == "{":
            if closed and words[:1] in (["else"], ["elsif"]):
                steps[-1] = Step(Action.NEXT)
            else:
                steps.append(Step(Action.OPEN, "case" if words[:1] == ["case"] else ""))
            words, closed = [], False
    return tuple(steps)
