"""Words of the configuration in messages."""

import re

from lbconflint.values import HOLE

_LONGEST = 120
_HOLES = re.compile(f"{HOLE}+")


def quote(text: str) -> str:
    """``text`` in apostrophes, cut when it is long, without characters that disturb a terminal."""
    text = _HOLES.sub("…", text)
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "'" + "".join(char if char.isprintable() else "�" for char in shown) + "'"
