"""Texts that are put together with places that are not known."""

from collections.abc import Sequence

from lbconflint.inset import Inset
from lbconflint.template.masked import Insert, Masked
from lbconflint.tree import World
from lbconflint.values import HOLE


def prepared(inset: Inset) -> Inset:
    """An inset whose holes its readers know."""
    if inset.prepared is None and any(piece.hole for piece in inset.pieces):
        inset.prepared = masked(inset)
    return inset


def masked(inset: Inset, marks: Sequence[tuple[int, World]] = ()) -> Masked:
    """The text with holes; an expression alone on its line may put in any lines."""
    text = inset.text
    pieces: list[str] = []
    inserts: list[Insert] = []
    at = 0
    for start, end in inset.holes():
        line = text.rfind("\n", 0, start) + 1
        stop = text.find("\n", end)
        alone = not text[line:start].strip() and not text[end : stop if stop >= 0 else len(text)].strip()
        if alone:
            inserts.append(Insert(start, end))
        pieces += [text[at:start], (" " if alone else HOLE) * (end - start)]
        at = end
    return Masked("".join([*pieces, text[at:]]), tuple(inserts), tuple(marks))
