"""Texts of files inside of YAML: plain, with places that are filled in, or in base64."""

import base64
import binascii
import re
from collections.abc import Iterator

from lbconflint.inset import Inset, Piece, Room
from lbconflint.yaml.insets import lines_of, pieces_of, raw, text_of
from lbconflint.yaml.nodes import BLOCK, YamlNode

_FILLED = re.compile(r"\$\{[^{}\n]*\}")
_BASE64 = ("b64", "base64")


def contents(content: YamlNode, room: Room, encoding: str = "", filled: bool = False) -> list[Piece]:
    """The text of a scalar that is a file of its own; none where it is not known.  ``encoding`` is cloud-init's.
    ``filled``: something may fill ``${}`` in before, as it does in most files that have such a thing."""
    if encoding in _BASE64 and not content.unknown and content.args:
        held = Inset(content.source.path, pieces_of(content))
        return list(of_base64(held, 0)) if room.take(len(held.text)) else []
    if encoding or not content.args:
        return []
    pieces = text_of(content)
    if not filled or not any(mark in raw(content) for mark in ("${", "%{")):
        return pieces
    if any(mark in raw(content) for mark in ("%{", "{{", "{%")):
        return []  # directives, or two languages of templates in one text
    lines = lines_of(content) if content.form is BLOCK and not isinstance(content.source, Inset) else pieces
    parts = [part for piece in lines for part in _with_holes(piece)]
    known = "".join(part.text for part in parts if not part.hole)
    return parts if known.strip() and "${" not in known else []


def _with_holes(piece: Piece) -> Iterator[Piece]:
    at = 0
    for found in _FILLED.finditer(piece.text) if piece.exact else ():
        low, high = found.span()
        yield Piece(piece.text[at:low], piece.source, piece.start + at, piece.start + low)
        yield Piece(found[0], piece.source, piece.start + low, piece.start + high, hole=True)
        at = high
    if at < len(piece.text):
        yield piece._replace(text=piece.text[at:], start=piece.start + at) if at else piece


def of_base64(held: Inset, start: int) -> Iterator[Piece]:
    """Each line, at the characters that hold it."""
    try:
        content = base64.b64decode(held.text[start:].rstrip(), validate=True)
    except (binascii.Error, ValueError):
        return
    at = 0
    for line in content.splitlines(keepends=True):
        end = at + len(line)
        low, high = start + at // 3 * 4, min(len(held.text), start + -(-end // 3) * 4)
        yield Piece(line.decode("utf-8", "replace"), held, low, high)
        at = end
