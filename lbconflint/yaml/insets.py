"""The text of a scalar, as pieces of the file that it stands in."""

import re

from lbconflint.align import aligned
from lbconflint.inset import Inset, Piece, cut
from lbconflint.values import HOLE
from lbconflint.yaml.nodes import BLOCK, QUOTED, YamlNode

_TAG = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)


def pieces_of(node: YamlNode) -> list[Piece]:
    """``node`` is a scalar."""
    source = node.source
    start, end = node.words()[1]
    quoted = False
    if node.form is BLOCK:
        start = source.text.find("\n", start, end) + 1 or end
    elif node.form is QUOTED:
        quoted = source.text[start : start + 1] == '"'
        start, end = start + 1, end - 1
    pieces: list[Piece] = []
    for piece in aligned(node.args[0], source, start, end, quoted):
        pieces += cut(source, piece.start, piece.end) if piece.exact else [piece]
    return pieces


def raw(entry: YamlNode) -> str:
    """The value as it stands in the file."""
    start, end = entry.words()[1]
    return entry.source.text[start:end]


def text_of(entry: YamlNode) -> list[Piece]:
    """The lines of a text that is a file of its own, tags of a template and all; none where it is not readable."""
    text, written = entry.args[0], raw(entry)
    known = HOLE not in text and not entry.partial
    if (
        entry.form is BLOCK
        and not isinstance(entry.source, Inset)
        and (not known or "{{" in written or "{%" in written)
    ):
        return lines_of(entry)
    readable = entry.form is BLOCK or (entry.form is QUOTED and "\n" in text and "\n" not in written)
    return pieces_of(entry) if known and readable else []


def lines_of(entry: YamlNode) -> list[Piece]:
    """The lines of a block as they are written, each one piece: their dialect's reader knows templates."""
    source = entry.source
    start, end = entry.words()[1]
    first = source.text.find("\n", start, end) + 1
    text = source.text[first:end]
    plain = _TAG.sub("", text)
    indents = [len(line) - len(line.lstrip(" ")) for line in plain.splitlines() if line.strip()]
    if not first or not indents:
        return []
    pieces, at, indent = [], first, min(indents)
    for line in text.splitlines(keepends=True):
        blanks = min(len(line) - len(line.lstrip(" ")), indent)
        if line[blanks:]:
            pieces.append(Piece(line[blanks:], source, at + blanks, at + len(line)))
        at += len(line)
    return pieces
