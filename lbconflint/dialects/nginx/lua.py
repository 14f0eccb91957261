"""Where the body of a ``*_by_lua_block`` ends: braces count, but not in strings and comments."""

import re

from lbconflint.regex import lazy

_MARK = lazy(r"""--\[(=*)\[|--[^\n]*+|\[(=*)\[|"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+'|[{}]""", re.DOTALL)

SUFFIX = "_by_lua_block"


def body_end(text: str, opening: int) -> int:
    """Offset of the brace that closes the block opened at ``text[opening]``; -1 when none does."""
    depth = 0
    hopeless: set[str] = set()
    at = opening
    while True:
        mark = _MARK.search(text, at)
        if mark is None:
            return -1
        at = mark.end()
        level = mark[1] if mark[1] is not None else mark[2]
        if level is not None:
            closing = f"]{level}]"
            found = -1 if closing in hopeless else text.find(closing, at)
            if found < 0:
                hopeless.add(closing)
            else:
                at = found + len(closing)
        elif mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth -= 1
            if not depth:
                return mark.start()
