"""Configuration files in a ConfigMap, for their own dialects."""

import re

from lbconflint.inset import Inset, Piece
from lbconflint.model import Gap
from lbconflint.source import SourceFile
from lbconflint.values import HOLE
from lbconflint.yaml.insets import pieces_of
from lbconflint.yaml.nodes import BLOCK, QUOTED, YamlNode

_NAME = re.compile(r"[\w.-]+\.(?:conf|cfg|vhost|nginx)")
_OURS = re.compile(r"nginx|haproxy|\.(?:cfg|vhost)$", re.IGNORECASE)
_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def files_of(root: YamlNode, gaps: list[Gap]) -> dict[str, SourceFile]:
    """The files of several lines, by the names of their entries; ``gaps`` takes those that cannot be read."""
    data = root.get("data")
    found: dict[str, SourceFile] = {}
    for entry in data.entries if data is not None else ():
        if not entry.args or not _NAME.fullmatch(entry.name):
            continue
        pieces = _pieces(entry)
        if pieces:
            found[entry.name] = Inset(entry.name, pieces)
        elif _OURS.search(entry.name) and (entry.unknown or not _one_word(entry)):
            # A file that is told by its suffix alone is, more often than not, another program's.
            gaps.append(Gap(entry.word(0), f"what a template puts into '{entry.name}' is not known"))
    return found


def _raw(entry: YamlNode) -> str:
    """The value as it stands in the file."""
    start, end = entry.words()[1]
    return entry.source.text[start:end]


def _one_word(entry: YamlNode) -> bool:
    """The value is no file, but the name of one, or nothing."""
    return "\n" not in entry.args[0] and HOLE not in entry.args[0] and "{{" not in _raw(entry)


def _pieces(entry: YamlNode) -> list[Piece]:
    text, raw = entry.args[0], _raw(entry)
    known = HOLE not in text and not entry.partial
    if entry.form is BLOCK and not isinstance(entry.source, Inset) and (not known or "{{" in raw):
        return _template(entry)
    readable = entry.form is BLOCK or (entry.form is QUOTED and "\n" in text and "\n" not in raw)
    return pieces_of(entry) if known and readable else []


def _template(entry: YamlNode) -> list[Piece]:
    """The lines of a block as they are written, tags and all: their dialect's reader knows templates."""
    source = entry.source
    start, end = entry.words()[1]
    first = source.text.find("\n", start, end) + 1
    text = source.text[first:end]
    plain = _TAG.sub("", text)
    indents = [len(line) - len(line.lstrip(" ")) for line in plain.splitlines() if line.strip()]
    if not first or not indents:
        return []
    pieces, at, indent = [], first, min(indents)
    for line in text.splitlines(keepends=True):
        blanks = min(len(line) - len(line.lstrip(" ")), indent)
        if line[blanks:]:
            pieces.append(Piece(line[blanks:], source, at + blanks, at + len(line)))
        at += len(line)
    return pieces
