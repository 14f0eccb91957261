"""Words that somebody fills in before nginx reads them."""

import re

from lbconflint import template
from lbconflint.dialects.nginx.scan import Word
from lbconflint.values import HOLE

_SUSPECT = re.compile("[$%@<_]")
"""One of these (or a hole) is in every placeholder; most words have none, and this look is cheap."""


def filled_in(word: str) -> bool:
    """The word (or the words) holds a template's expression or another placeholder."""
    return (_SUSPECT.search(word) is not None or HOLE in word) and template.placeholder(word)


def puts_in(word: Word) -> bool:
    """Whole statements are put in for the word, where it stands alone on its line."""
    whole = word.value != "" and not word.value.strip(HOLE)
    return whole or (not word.quoted and template.stands_for_lines(word.value))
