"""The text of a scalar, as pieces of the file that it stands in."""

from lbconflint.align import aligned
from lbconflint.inset import Piece, cut
from lbconflint.yaml.nodes import BLOCK, QUOTED, YamlNode


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
