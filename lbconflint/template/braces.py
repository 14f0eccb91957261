"""``{NAME}``: what ``sed`` replaces when an image starts."""

from collections.abc import Iterator

from lbconflint.regex import lazy
from lbconflint.template.tags import Kind, Tag

_IN_BRACES = lazy(r"(?<![$%\\\w{(=\"'])\{[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\}(?=[;:/.\s])")


def in_braces(text: str) -> Iterator[Tag]:
    """``{NAME}`` where no product takes a brace."""
    for found in _IN_BRACES.finditer(text):
        yield Tag(found.start(), found.end(), Kind.EXPRESSION)
