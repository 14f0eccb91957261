"""Which template languages a text is written in, by the suffixes of its name and by its content."""

import re

from lbconflint.record import NamedTuple

JINJA = "jinja"
GO = "go"
ERB = "erb"
EPP = "epp"

_CERTAIN = {
    "j2": JINJA,
    "jinja": JINJA,
    "jinja2": JINJA,
    "gotmpl": GO,
    "ctmpl": GO,
    "mustache": GO,
    "erb": ERB,
    "epp": EPP,
}
"""Suffixes that name a language.  ``.tmpl``, ``.tpl`` and ``.template`` name none: the content decides."""


class Syntax(NamedTuple):
    """The tags to look for: ``curly`` is JINJA, GO (with Mustache) or "", ``angle`` ERB, EPP or "", ``lines``
    are the prefixes of Jinja line statements, as a regular expression."""

    curly: str = ""
    angle: str = ""
    lines: str = ""


STATEMENTS = (
    "if|elif|elseif|elsif|else|endif|for|endfor|set|endset|block|endblock|macro|endmacro|call|endcall|filter|"
    "endfilter|with|endwith|include|import|from|extends|raw|endraw|do|autoescape|endautoescape|break|continue|"
    "case|when|endcase|unless|endunless|verbatim|endverbatim|comment|endcomment|while|endwhile"
)

_JINJA_STATEMENT = re.compile(rf"\{{%[-+]?\s*(?:{STATEMENTS})\b")
_LINE_STATEMENT = re.compile(
    r"^[ \t]*%%?[ \t]*(?:if|for|elif|else|endif|endfor|set|macro|endmacro)\b", re.MULTILINE
)
_LINE_END = re.compile(r"^[ \t]*(%%?|##?)[ \t]*end(?:if|for)[ \t]*$", re.MULTILINE)

_GO_ACTION = re.compile(
    r"""\{\{(?:-\s)?\s*(?:
        (?:if|range|with|define|block|template|include|else|end|break|continue)(?=\s|-?\}\})
      | /\*
      | \$[\w.]*(?:\s*,\s*\$\w*)?(?:\s|\}\})
      | \.(?:[A-Za-z_][\w.]*)?\s*(?:\||-?\}\})
      | [\#^/>!&]\s*[A-Za-z_.]
    )""",
    re.VERBOSE,
)

_EXPRESSION = re.compile(
    r"""(?<![({,])(?<![=({,][ \t])\{\{[-~+]?[ \t]*
        (?:[A-Za-z_.$][\w.$]*|"[^"{}\n]*")                  # Lua's {{1, 2}} and {{a = 1}} are no expressions
        (?:[ \t]*\|[ \t]*[A-Za-z_][\w.]*
          |\[[^\]{}\n]*\]
          |\([^(){}\n]*\)
          |[ \t]+(?:"[^"{}\n]*"|[.$]?\w[\w.]*|\.)
        )*
        [ \t]*[-~+]?\}\}""",
    re.VERBOSE,
)

_ERB = re.compile(r"<%(?:[-=#]|\s)")
_EPP_PARAMETERS = re.compile(r"<%-?\s*\|")


def _followed(pattern: "re.Pattern[str]", text: str, closer: str) -> bool:
    """``pattern`` occurs in ``text``, and ``closer`` somewhere after it."""
    match = pattern.search(text)
    return match is not None and text.find(closer, match.end()) >= 0


def _curly(text: str, named: set[str]) -> str:
    if JINJA in named and ("{{" in text or "{%" in text or "{#" in text):
        return JINJA
    if GO in named and "{{" in text:
        return GO
    if "{%" in text and _followed(_JINJA_STATEMENT, text, "%}"):
        return JINJA
    if "{{" in text and (_followed(_GO_ACTION, text, "}}") or _EXPRESSION.search(text)):
        return GO
    return ""


def _angle(text: str, named: set[str]) -> str:
    if "<%" not in text:
        return ""
    if EPP in named:
        return EPP
    if ERB in named:
        return ERB
    if not _followed(_ERB, text, "%>"):
        return ""
    return EPP if _EPP_PARAMETERS.search(text) else ERB


def _lines(text: str, named: set[str], curly: str) -> str:
    ends = "endif" in text or "endfor" in text
    prefixes = {match.group(1) for match in _LINE_END.finditer(text)} if ends else set()
    if curly != JINJA and JINJA not in named:
        prefixes -= {"#", "##"}
    if JINJA in named and _LINE_STATEMENT.search(text):
        prefixes |= {"%", "%%"}
    return "|".join(sorted(prefixes, reverse=True))


def goes(text: str, start: int, end: int) -> bool:
    """``text[start:end]`` holds an unmistakable action of a Go template."""
    return _GO_ACTION.search(text, start, end) is not None


def detect(text: str, path: str) -> Syntax | None:
    """The languages of ``text``, or None when nothing in it is a template.  Linear in the text."""
    if "{{" not in text and "{%" not in text and "<%" not in text and "{#" not in text:
        if "endif" not in text and "endfor" not in text:
            return None
    suffixes = path.rpartition("/")[2].lower().split(".")[1:]
    named = {_CERTAIN[suffix] for suffix in suffixes if suffix in _CERTAIN}
    curly = _curly(text, named)
    syntax = Syntax(curly, _angle(text, named), _lines(text, named, curly))
    return syntax if any(syntax) else None
