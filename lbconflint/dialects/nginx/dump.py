"""What ``nginx -T`` prints: every file that was read, each below a line with its name.

The files are read like those of a machine, and everything stands at its line of the dump.
"""

import re

from lbconflint.dialects import Machine
from lbconflint.inset import Inset, Piece
from lbconflint.source import SourceFile

_HEAD = re.compile(r"^# configuration file (/[^\n]+):[ \t]*\r?\n", re.MULTILINE)
_SAID = re.compile(r"(?:\ufeff?(?:nginx: |\d{4}/\d\d/\d\d )[^\n]*\n)*")
"""What nginx says of its test stands before the dump when both streams are kept."""


def is_dump(text: str) -> bool:
    """The text begins with the name of a file."""
    said = _SAID.match(text)
    return _HEAD.match(text, said.end() if said else 0) is not None


def machine(source: SourceFile) -> Machine:
    """The files of the dump, by their paths; ``source`` is a dump."""
    heads = list(_HEAD.finditer(source.text))
    ends = [head.start() for head in heads[1:]] + [len(source.text)]
    files: dict[str, SourceFile] = {}
    for head, end in zip(heads, ends, strict=True):
        text = source.text[head.end() : end]
        # nginx prints a file once, however often it is included.
        if text and head[1] not in files:
            files[head[1]] = Inset(head[1], [Piece(text, source, head.end(), end)])
    return Machine(source.path, files, dict.fromkeys(files, frozenset()), False)
