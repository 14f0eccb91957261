"""The scanner: where the tags of a template are.  Linear in the text, whatever the text is."""

import re
from collections.abc import Iterator

from lbconflint.template import statements
from lbconflint.template.detect import EPP, GO, JINJA, STATEMENTS, Syntax, goes
from lbconflint.template.tags import CONTROL, EXPRESSION, Kind, Meaning, Tag, Trim

_QUOTED = {
    '"': re.compile(r'"(?:[^"\\\n]++|\\.)*+"'),
    "'": re.compile(r"'(?:[^'\\\n]++|\\.)*+'"),
    "`": re.compile(r"`[^`]*+`"),
}
_IN_EXPRESSION = re.compile(r"[\"'`{}]")
_IN_STATEMENT = re.compile(r"[\"'`]|%\}|\{%")
_GO_COMMENT = re.compile(r"\{\{(?:-\s)?\s*/\*")
_GO_COMMENT_END = re.compile(r"\*/\s*-?\}\}")
_ERB_END = re.compile(r"(?<!%)%>")
_RAW = re.compile(r"\s*(raw|verbatim|comment)\s*$")
_RAW_END = re.compile(r"\{%[-+]?\s*end(raw|verbatim|comment)\s*[-+]?%\}")

_PATIENCE = 1_000_000
"""Characters that may be scanned in vain for the ends of tags before quotes are no longer respected."""


class Scanner:
    """Finds the tags of ``text`` in the languages of ``syntax``, in order and without overlap."""

    def __init__(self, text: str, syntax: Syntax) -> None:
        self._text = text
        self._syntax = syntax
        self._opener = _opener(syntax)
        self._next: dict[str, tuple[int, int]] = {}
        self._matches: dict[re.Pattern[str], tuple[int, re.Match[str] | None]] = {}
        self._unquoted = {"'": -1, '"': -1, "`": -1}
        self._wasted = 0

    def tags(self, start: int = 0, stop: int | None = None) -> Iterator[Tag]:
        text = self._text
        stop = len(text) if stop is None else stop
        position = start
        while (match := self._opener.search(text, position, stop)) is not None:
            opener = match.group(1) or ""
            if opener == "{{":
                tag = self._curly(match.start(1))
            elif opener == "{%":
                tag = self._statement(match.start(1))
            elif opener == "{#":
                tag = self._jinja_comment(match.start(1))
            elif opener:
                tag = self._angle(match.start(1))
            else:
                meaning = statements.jinja(match.group(2))
                tag = Tag(match.start(), match.end(), Kind.CONTROL, meaning.steps)
            yield tag
            position = tag.end
            if opener == "{%" and (raw := _RAW.match(text[tag.start + 2 : tag.end - 2].strip("-+"))):
                end = self._find(_RAW_END, position)
                if end is None:
                    continue
                if raw.group(1) == "comment":
                    yield Tag(position, end.start(), Kind.CONTROL)
                elif goes(text, position, end.start()):
                    yield from Scanner(text, Syntax(GO)).tags(position, end.start())
                yield _trimmed(end.start(), end.end(), text, CONTROL)
                position = end.end()

    def _find(self, pattern: "re.Pattern[str]", start: int) -> "re.Match[str] | None":
        """The next match.  The last one found is remembered, so that a far one is looked for only once."""
        since, match = self._matches.get(pattern, (start + 1, None))
        if start < since or (match is not None and match.start() < start):
            match = pattern.search(self._text, start)
            self._matches[pattern] = (start, match)
        return match

    def _index(self, needle: str, start: int) -> int:
        """The offset of the next ``needle``, or the length of the text; remembered like a match."""
        since, found = self._next.get(needle, (start + 1, 0))
        if start < since or found < start:
            found = self._text.find(needle, start)
            found = len(self._text) if found < 0 else found
            self._next[needle] = (start, found)
        return found

    def _line_end(self, start: int) -> int:
        return self._index("\n", start)

    def _unterminated(self, start: int) -> int:
        """A tag without end counts up to the next tag or the end of its line."""
        eol = self._line_end(start)
        following = self._opener.search(self._text, start + 2, eol)
        if following is not None and following.start(1) >= 0:
            return following.start(1)
        return eol

    def _quoted_end(self, quote: str, start: int) -> int:
        """The offset past the string that starts here; past the quote when the string has no end."""
        if start < self._unquoted[quote]:
            return start + 1
        match = _QUOTED[quote].match(self._text, start)
        if match is not None:
            return match.end()
        self._unquoted[quote] = len(self._text) if quote == "`" else self._line_end(start)
        return start + 1

    def _expression_end(self, start: int) -> int | None:
        """The offset past the ``}}`` of the tag at ``start``, strings and nested braces skipped."""
        text = self._text
        position, depth = start + 2, 0
        while (match := _IN_EXPRESSION.search(text, position)) is not None:
            char, position = match.group(), match.end()
            if char == "{":
                if text[position : position + 1] in ("{", "%"):
                    break
                depth += 1
            elif char != "}":
                position = self._quoted_end(char, match.start())
            elif depth:
                depth -= 1
            elif text[position : position + 1] == "}":
                return position + 1
        self._wasted += (len(text) if match is None else position) - start
        return None

    def _statement_end(self, start: int) -> int | None:
        """The offset past the ``%}`` of the tag at ``start``, strings skipped."""
        text = self._text
        position = start + 2
        while (match := _IN_STATEMENT.search(text, position)) is not None:
            found, position = match.group(), match.end()
            if found == "%}":
                return position
            if found == "{%":
                break
            position = self._quoted_end(found, match.start())
        self._wasted += (len(text) if match is None else position) - start
        return None

    def _plain_end(self, start: int, closer: str) -> int | None:
        """The offset past the next ``closer`` on the line."""
        end = self._index(closer, start + 2)
        return end + len(closer) if end < self._unterminated(start) else None

    def _end(self, start: int, closer: str) -> int | None:
        if self._index(closer, start + 2) == len(self._text):
            return None
        end = None
        if self._wasted < _PATIENCE:
            end = self._expression_end(start) if closer == "}}" else self._statement_end(start)
        return self._plain_end(start, closer) if end is None else end

    def _curly(self, start: int) -> Tag:
        text = self._text
        jinja = self._syntax.curly == JINJA
        if not jinja and _GO_COMMENT.match(text, start):
            comment = self._find(_GO_COMMENT_END, start)
            return _trimmed(start, comment.end() if comment else self._unterminated(start), text, CONTROL)
        if not jinja and text.startswith("{{{", start):
            triple = self._index("}}}", start)
            if triple < self._line_end(start):
                return Tag(start, triple + 3, Kind.EXPRESSION)
        end = self._end(start, "}}")
        if end is None:
            end = self._unterminated(start)
            code = text[start + 2 : end]
        else:
            code = text[start + 2 : end - 2]
        if jinja:
            return _trimmed(start, end, text, EXPRESSION)
        return _trimmed(start, end, text, statements.go(code.removeprefix("-").removesuffix("-")))

    def _statement(self, start: int) -> Tag:
        end = self._end(start, "%}")
        if end is None:
            end = self._unterminated(start)
            code = self._text[start + 2 : end]
        else:
            code = self._text[start + 2 : end - 2]
        return _trimmed(start, end, self._text, statements.jinja(code.lstrip("-+").rstrip("-+")))

    def _jinja_comment(self, start: int) -> Tag:
        end = self._index("#}", start + 2)
        if end == len(self._text):
            return Tag(start, start + 2, Kind.LITERAL)
        return _trimmed(start, end + 2, self._text, CONTROL)

    def _angle(self, start: int) -> Tag:
        text = self._text
        if text.startswith("<%%", start):
            return Tag(start, start + 3, Kind.LITERAL)
        match = self._find(_ERB_END, start + 2)
        following = text.find("<%", start + 2, match.start() if match else self._line_end(start))
        if match is None or (following >= 0 and not text.startswith("<%%", following)):
            end = self._unterminated(start)
            code = text[start + 2 : end]
        else:
            end = match.end()
            code = text[start + 2 : end - 2]
        meaning = self._embedded(code)
        after = Trim.NEWLINE if code.endswith("-") else Trim.NOTHING
        return Tag(start, end, meaning.kind, meaning.steps, Trim.NOTHING, after)

    def _embedded(self, code: str) -> Meaning:
        """The meaning of Ruby or Puppet code."""
        kind = Kind.CONTROL
        if code.startswith("="):
            kind, code = Kind.EXPRESSION, code[1:]
        code = code.removeprefix("-").removesuffix("-")
        if code.startswith("#"):
            return CONTROL
        steps = statements.puppet(code) if self._syntax.angle == EPP else statements.ruby(code)
        return Meaning(kind, steps)


def _trimmed(start: int, end: int, text: str, meaning: Meaning) -> Tag:
    """A tag whose trim marks eat all white space beside it."""
    before = Trim.BLANKS if text[start + 2 : start + 3] == "-" else Trim.NOTHING
    after = Trim.BLANKS if text[end - 3 : end - 2] == "-" and end - start > 5 else Trim.NOTHING
    return Tag(start, end, meaning.kind, meaning.steps, before, after)


def _opener(syntax: Syntax) -> "re.Pattern[str]":
    openers = []
    if syntax.angle:
        openers.append("<%")
    if syntax.curly:
        openers.append(r"\{\{")
    if syntax.curly == JINJA:
        openers.append(r"\{[%#]")
    alternatives = [f"({'|'.join(openers)})"] if openers else ["((?!))"]
    if syntax.lines:
        alternatives.append(rf"^[ \t]*(?:{syntax.lines})[ \t]*((?:{STATEMENTS})\b[^\n]*)")
    return re.compile("|".join(alternatives), re.MULTILINE)
