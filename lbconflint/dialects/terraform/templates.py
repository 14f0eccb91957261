"""Quoted strings and heredocs: literal text, ``${ }`` and ``%{ }``.

The text between sequences comes in pieces as the language's own scanner cuts them (a heredoc's at each line
end): a ``~`` trims the neighbouring piece only, and ``<<-`` takes indentation off pieces.
"""

import re
from typing import TYPE_CHECKING

from lbconflint.dialects.terraform.terms import (
    Conditional,
    For,
    Join,
    Literal,
    SyntaxProblem,
    Template,
    Term,
    TooDeepProblem,
)
from lbconflint.record import NamedTuple

if TYPE_CHECKING:
    from lbconflint.dialects.terraform.expressions import Parser

_PLAIN = re.compile(r'"[^"\\$%\r\n\0]*+"')
_QUOTED_PIECE = re.compile(r'(?:[^"\\$%\r\n]|\\[^\r\n])++')
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*)\r?\n")
_HEREDOC_PIECE = re.compile(r"[^$%\n]*+\n?")
_BARE_PIECE = re.compile(r"[^$%]++")
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))')
_MAX_DEPTH = 90
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_SPACE = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"  # noqa: E501


class _Text:
    """A piece of literal text."""

    __slots__ = ("end", "start", "value")

    def __init__(self, value: str, start: int, end: int) -> None:
        self.value = value
        self.start = start
        self.end = end


class _Directive(NamedTuple):
    """``%{ if }``, ``%{ else }``, ``%{ endif }``, ``%{ for }``, ``%{ endfor }``; ``head`` is that of a loop."""

    word: str
    condition: Term | None
    head: tuple[str, str, Term] | None
    start: int
    end: int


_Piece = _Text | _Directive | Term


def quoted(parser: "Parser") -> Term:
    """The quoted string that begins here.  Raises ``SyntaxProblem``."""
    text, start = parser.text, parser.at
    plain = _PLAIN.match(text, start)
    if plain:
        parser.at = plain.end()
        return Literal(text[start + 1 : plain.end() - 1], start, plain.end())
    parser.at += 1
    pieces: list[_Piece] = []
    trim = False
    while True:
        at = parser.at
        char = text[at]
        if char == '"':
            parser.at += 1
            return _term(pieces, start, parser.at)
        if char in "\r\n":
            raise SyntaxProblem(
                start, at, "the string is not closed on its line", "a text of several lines is <<EOT"
            )
        if at >= len(text) - 1:
            raise SyntaxProblem(start, at, "the string is not closed")
        if char in "$%" and text[at + 1] == "{":
            trim = _sequence(parser, pieces, trim)
            continue
        if char in "$%":
            piece = _lone(text, at)
        else:
            match = _QUOTED_PIECE.match(text, at, len(text) - 1)
            if match is None:
                raise SyntaxProblem(at, at + 1, "the string ends with an open escape")
            piece = match[0]
        parser.at = at + len(piece)
        _append(pieces, _unescaped(piece, at), at, parser.at, trim)
        trim = False


def bare(parser: "Parser") -> Term:
    """The rest of the parser's text as a template: what a text of JSON is.  Raises ``SyntaxProblem``."""
    text, start = parser.text, parser.at
    pieces: list[_Piece] = []
    trim = False
    while (at := parser.at) < len(text) - 1:
        if text[at] in "$%" and text[at + 1] == "{":
            trim = _sequence(parser, pieces, trim)
            continue
        piece = _lone(text, at) if text[at] in "$%" else _BARE_PIECE.match(text, at, len(text) - 1)[0]  # type: ignore[index]
        parser.at = at + len(piece)
        _append(pieces, _unescaped_heredoc(piece), at, parser.at, trim)
        trim = False
    return _term(pieces, start, parser.at)


def _lone(text: str, at: int) -> str:
    """A ``$`` or ``%`` that opens no sequence, or the doubled sign that says so."""
    char = text[at]
    if text.startswith(char + "{", at + 1):
        return text[at : at + (4 if text[at + 3] == "~" else 3)]
    return char


def _append(pieces: list[_Piece], value: str, start: int, end: int, trim: bool) -> None:
    pieces.append(_Text(value.lstrip(_SPACE) if trim else value, start, end))


def _unescaped(piece: str, at: int) -> str:
    if piece[0] in "$%":
        return piece[1:] if len(piece) > 1 else piece
    if "\\" not in piece:
        return piece

    def plain(match: re.Match[str]) -> str:
        code = match[2] or match[3]
        if match[1]:
            return _SIMPLE[match[1]]
        start = at + match.start()
        if code is None or int(code, 16) > 0x10FFFF:
            raise SyntaxProblem(start, at + match.end(), f"'{match[0]}' is no escape of a string", _ESCAPES)
        return chr(int(code, 16))

    return _ESCAPE.sub(plain, piece)


_ESCAPES = r"the escapes are \n, \r, \t, \", \\, \uNNNN and \UNNNNNNNN; a backslash itself is \\"


def heredoc(parser: "Parser") -> Term:
    """The heredoc that begins here.  Raises ``SyntaxProblem``."""
    text, start = parser.text, parser.at
    opening = _HEREDOC.match(text, start)
    if opening is None:
        raise SyntaxProblem(start, start + 2, "expected a heredoc: '<<NAME' and a line end behind it")
    marker = opening[2]
    if marker in parser.unclosed or not _closed(parser, marker, opening.end()):
        parser.unclosed.add(marker)
        raise _unclosed(start, opening, marker)
    parser.at = opening.end()
    pieces: list[_Piece] = []
    trim, line_start = False, True
    while True:
        at = parser.at
        if text[at] in "$%" and text[at + 1] == "{":
            trim = _sequence(parser, pieces, trim)
            line_start = False
            continue
        piece = _heredoc_piece(text, at)
        if not piece or at + len(piece) >= len(text):
            raise _unclosed(start, opening, marker)
        ends = piece[-1] == "\n"
        if line_start and ends and piece.strip() == marker:
            # The line end behind the marker ends the statement.
            parser.at = at + len(piece.rstrip("\r\n"))
            break
        line_start = ends
        parser.at = at + len(piece)
        _append(pieces, _unescaped_heredoc(piece), at, parser.at, trim)
        trim = False
    if opening[1]:
        _flush(pieces)
    return _term(pieces, start, parser.at)


def _closed(parser: "Parser", marker: str, at: int) -> bool:
    """A line with the marker alone follows: looked for once, so that many open heredocs stay cheap."""
    pattern = re.compile(rf"^[ \t\r\f\v]*{re.escape(marker)}[ \t\r\f\v]*$(?=\n)", re.MULTILINE)
    return pattern.search(parser.text, at) is not None


def _unclosed(start: int, opening: re.Match[str], marker: str) -> SyntaxProblem:
    end = start + len(opening[0].rstrip())
    return SyntaxProblem(
        start, end, f"the heredoc is not closed: no line with '{marker}' alone follows",
        f"write {marker} on a line of its own, with a line end behind it",
    )  # fmt: skip


def _heredoc_piece(text: str, at: int) -> str:
    if text[at] in "$%":
        lone = _lone(text, at)
        if text.startswith("\n", at + len(lone)):
            return lone + "\n"
        if text.startswith("\r\n", at + len(lone)):
            return lone + "\r\n"
        return lone
    match = _HEREDOC_PIECE.match(text, at)
    return match[0] if match else ""


def _unescaped_heredoc(piece: str) -> str:
    return piece[1:] if piece.startswith(("$${", "%%{")) else piece


def _flush(pieces: list[_Piece]) -> None:
    """``<<-``: the smallest indentation of all lines is taken off each of them."""
    starts: list[tuple[_Text, int]] = []
    smallest: int | None = None
    line_start = True
    for piece in pieces:
        if line_start:
            line_start = False
            indent: int | None = 0
            if isinstance(piece, _Text):
                rest = piece.value.lstrip(_SPACE)
                if not rest and piece.value.endswith("\n"):
                    indent = None
                else:
                    indent = len(piece.value) - len(rest)
                    starts.append((piece, indent))
            if indent is not None and (smallest is None or indent < smallest):
                smallest = indent
        if isinstance(piece, _Text) and piece.value.endswith("\n"):
            line_start = True
    for text, _ in starts:
        text.value = text.value[smallest or 0 :]


def _sequence(parser: "Parser", pieces: list[_Piece], trim: bool) -> bool:
    """One ``${ }`` or ``%{ }``; whether the text behind it is trimmed."""
    text, start = parser.text, parser.at
    directive = text[start] == "%"
    parser.at += 2
    if text[parser.at] == "~":
        parser.at += 1
        if pieces and isinstance(pieces[-1], _Text) and pieces[-1].end == start:
            pieces[-1].value = pieces[-1].value.rstrip(_SPACE)
    with_lines, parser.lines = parser.lines, False
    piece = _directive(parser, start) if directive else parser.expression()
    char = parser.peek()
    trim = char == "~" and text[parser.at + 1] == "}"
    if char != "}" and not trim:
        raise parser.fail(f"expected '}}' at the end of '{text[start : start + 2]}', found {parser.seen()}")
    parser.at += 2 if trim else 1
    parser.lines = with_lines
    pieces.append(piece._replace(end=parser.at) if isinstance(piece, _Directive) else piece)
    return trim


def _directive(parser: "Parser", start: int) -> _Directive:
    word = parser.identifier()
    if word == "if":
        return _Directive(word, parser.expression(), None, start, parser.at)
    if word == "for":
        return _Directive(word, None, parser.for_head(), start, parser.at)
    if word in ("else", "endif", "endfor"):
        return _Directive(word, None, None, start, parser.at)
    raise parser.fail(f"expected if, else, endif, for or endfor behind '%{{', found {parser.seen()}")


def _term(pieces: list[_Piece], start: int, end: int) -> Term:
    """The pieces as one term."""
    if len(pieces) == 1 and not isinstance(pieces[0], _Text | _Directive):
        return Template((pieces[0],), True, start, end)
    _check_depth(pieces)
    parts, at = _parts(pieces, 0, None)
    if at < len(pieces):
        stray = _closing(pieces, at)
        raise SyntaxProblem(stray.start, stray.end, f"'%{{ {stray.word} }}' ends nothing")
    if not parts:
        return Literal("", start, end)
    if len(parts) == 1 and isinstance(parts[0], Literal) and isinstance(pieces[0], _Text):
        return parts[0]._replace(start=start, end=end)
    return Template(tuple(parts), False, start, end)


def _check_depth(pieces: list[_Piece]) -> None:
    depth = 0
    for piece in pieces:
        if isinstance(piece, _Directive):
            depth += (piece.word in ("if", "for")) - (piece.word in ("endif", "endfor"))
            if depth > _MAX_DEPTH:
                message = f"directives nested more than {_MAX_DEPTH} levels deep"
                raise TooDeepProblem(piece.start, piece.end, message)


def _parts(pieces: list[_Piece], at: int, opened: _Directive | None) -> tuple[list[Term], int]:
    """Parts up to the directive that ends what was ``opened``; neighbouring texts become one."""
    parts: list[Term] = []
    joinable = False
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, _Text):
            last = parts[-1] if parts and joinable else None
            if isinstance(last, Literal) and isinstance(last.value, str):
                parts[-1] = Literal(last.value + piece.value, last.start, piece.end)
            else:
                parts.append(Literal(piece.value, piece.start, piece.end))
            joinable = True
            at += 1
            continue
        joinable = False
        if not isinstance(piece, _Directive):
            parts.append(piece)
            at += 1
        elif piece.word in ("if", "for"):
            term, at = _block(pieces, at, piece)
            parts.append(term)
        else:
            break
    if at >= len(pieces) and opened is not None:
        message = f"'%{{ {opened.word} }}' has no '%{{ end{opened.word} }}'"
        raise SyntaxProblem(opened.start, opened.end, message)
    return parts, at


def _closing(pieces: list[_Piece], at: int) -> _Directive:
    """The directive at which reading parts stopped."""
    piece = pieces[at]
    if isinstance(piece, _Directive):
        return piece
    raise SyntaxProblem(piece.start, piece.end, "expected a directive")


def _block(pieces: list[_Piece], at: int, opened: _Directive) -> tuple[Term, int]:
    """``%{ if }`` or ``%{ for }`` with all that belongs to it, and where to read on."""
    inner, at = _parts(pieces, at + 1, opened)
    closing = _closing(pieces, at)
    otherwise: list[Term] = []
    if opened.word == "if" and closing.word == "else":
        otherwise, at = _parts(pieces, at + 1, opened)
        closing = _closing(pieces, at)
    if closing.word != f"end{opened.word}":
        message = f"expected '%{{ end{opened.word} }}', found '%{{ {closing.word} }}'"
        raise SyntaxProblem(closing.start, closing.end, message)
    start, end = opened.start, closing.end
    text = Template(tuple(inner), False, start, end)
    if opened.head is not None:
        key, value, collection = opened.head
        return Join(For(key, value, collection, None, text, None, False, start, end), start, end), at + 1
    condition = opened.condition or Literal(False, start, end)
    return Conditional(condition, text, Template(tuple(otherwise), False, start, end), start, end), at + 1
