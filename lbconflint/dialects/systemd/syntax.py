"""The lines of a unit file: sections, ``Key=value``, comments, continuations (systemd.syntax(7))."""

import re
from collections.abc import Iterator

from lbconflint.source import SourceFile
from lbconflint.template.masked import Masked
from lbconflint.tree import ALWAYS, Node

_SECTION = re.compile(r"\[([^\]]*)\]")
_BLANK = " \t\r"


def assignments(source: SourceFile, masked: Masked | None, section: str) -> Iterator[Node]:
    """Every assignment of the section: the key as name, the value as argument.  A value that goes on behind a
    backslash keeps the line break, as nothing that is read here does."""
    text = source.masked
    current = ""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        while text[start:end].rstrip("\r").endswith("\\") and end < len(text) and text[start] not in "#;":
            following = text.find("\n", end + 1)
            end = len(text) if following < 0 else following
        line = text[start:end].strip(_BLANK)
        if line and line[0] not in "#;":
            found = _SECTION.fullmatch(line)
            if found:
                current = found[1]
            elif current == section and "=" in line:
                key, _, value = line.partition("=")
                begin = start + text[start:end].index(line[0])
                world = masked.world(begin) if masked else ALWAYS
                yield Node(source, key.rstrip(_BLANK), (value.strip(_BLANK),), begin, begin + len(line), world)
        start = end + 1


def words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The key and the value."""
    sign = text.index("=", start, end)
    key_end = start + len(text[start:sign].rstrip(_BLANK))
    value = sign + 1 + len(text[sign + 1 : end]) - len(text[sign + 1 : end].lstrip(_BLANK))
    return [(start, key_end), (value, max(value, end))]
