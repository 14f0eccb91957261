"""Write the list of ports that browsers block in ``lbconflint/knowledge/ports.py`` anew.

    python -m tests.tools.refresh_ports FILE [--check]

FILE is a text with the standard's list: ``fetch/api/request/request-bad-port.any.js`` of the web platform
tests, or ``net/base/port_util.cc`` of Chromium; the numbers of its longest list in brackets or braces are
taken.  ``--check``
writes nothing, and fails when the lists differ.
"""

import re
import sys
import textwrap
from pathlib import Path

from lbconflint.knowledge.ports import BROWSER_BLOCKED

KNOWLEDGE = Path(__file__).resolve().parents[2] / "lbconflint" / "knowledge" / "ports.py"
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_LIST = re.compile(r"[\[{]([\d\s,]+)[\]}]")
_PLACE = re.compile(r"(BROWSER_BLOCKED = frozenset\(\{\n).*?(\n\}\)  # fmt: skip)", re.DOTALL)


def listed(text: str) -> set[int]:
    """The numbers of the longest list of numbers in a program's text."""
    lists = [set(map(int, re.findall(r"\d+", found))) for found in _LIST.findall(_COMMENT.sub("", text))]
    return max(lists, key=len, default=set())


def main(arguments: list[str]) -> None:
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__)
    found = listed(Path(arguments[0]).read_text(encoding="utf-8"))
    if "--check" in arguments:
        differing = sorted(found ^ BROWSER_BLOCKED)
        sys.exit(f"only one of the lists has {differing}" if differing else 0)
    if not found:
        sys.exit("there is no list of numbers")
    words = ", ".join(map(str, sorted(found))) + ","
    numbers = textwrap.indent(textwrap.fill(words, 108), "    ")
    text = KNOWLEDGE.read_text(encoding="utf-8")
    KNOWLEDGE.write_text(_PLACE.sub(lambda place: place[1] + numbers + place[2], text), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
