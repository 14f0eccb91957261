"""Scripts, commands and sysctl files that are values of a YAML text, read where they stand.

The escapes, quotes and folds of YAML are blanked in place, so that all offsets stay those of the file.
"""

import re
from collections.abc import Sequence

from lbconflint.record import NamedTuple
from lbconflint.scripts.commands import Script
from lbconflint.scripts.lines import words
from lbconflint.scripts.settings import Settings
from lbconflint.scripts.shell import Command, Shell, Word
from lbconflint.source import SourceFile
from lbconflint.tree import ALWAYS
from lbconflint.unit import Unit
from lbconflint.values import HOLE
from lbconflint.yaml.nodes import BLOCK, QUOTED, YamlNode

_EXPRESSION = re.compile(r"\$\([^()\n]*\)|\$\{[^{}\n]*\}|\{\{.*?\}\}|\{%.*?%\}")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NO_BREAK = re.compile(r"[^\n]")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BREAKS = re.compile(r"[\r\n]")
_ESCAPED = {"n": " \n", "t": " \t", "\n": "  ", "\r": "  "}


class Part(NamedTuple):
    """``nodes`` are the words of one command, or (``script``) the one scalar that is a script, or (``file``) the
    one scalar that the sysctl file of this path holds."""

    nodes: Sequence[YamlNode]
    settings: Settings
    script: bool = False
    file: str = ""


def read_parts(source: SourceFile, unit: Unit, parts: Sequence[Part]) -> None:
    """Follow all parts of one text."""
    if not parts:
        return
    source.masked = _plain(source.masked, [node for part in parts for node in part.nodes])
    shell = Shell(source.masked, source.path, embedded=True)
    scripts = [list(shell.commands(*_inside(part.nodes[0]))) if part.script else [] for part in parts]
    source.masked, source.words = shell.masked(), words
    for part, commands in zip(parts, scripts, strict=True):
        script = Script(source, unit, part.settings, embedded=True)
        if part.script:
            script.run(commands)
        elif part.file:
            script.file(*_inside(part.nodes[0]), part.file)
        else:
            script.run([Command(tuple(map(_word, part.nodes)), (), False, ALWAYS)])


def _word(node: YamlNode) -> Word:
    text = _EXPRESSION.sub(lambda found: HOLE * len(found[0]), node.args[0])
    return Word(*_inside(node), text)


def _inside(node: YamlNode) -> tuple[int, int]:
    """Where the characters of a scalar are, without its quotes or the header of its block."""
    start, end = node.words()[1]
    if node.form is QUOTED and node.source.text[start : start + 1] in ("'", '"'):
        return start + 1, max(start + 1, end - 1)
    if node.form is BLOCK:
        after = node.source.text.find("\n", start, end)
        return (after + 1, end) if after >= 0 else (end, end)
    return start, end


def _plain(text: str, nodes: Sequence[YamlNode]) -> str:
    """``text`` with these scalars as they are read: of the same length."""
    pieces: list[str] = []
    at = 0
    for node in sorted(nodes, key=lambda one: one.at):
        start, end = _inside(node)
        if start < at or start >= end:
            continue
        header = node.source.text[node.at]
        inner = text[start:end]
        if header == '"':
            inner = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], f" {found[1]}"), _folded(inner))
        elif header == "'":
            inner = _folded(inner).replace("''", " '")
        elif header == ">" or node.form is not BLOCK:
            inner = _folded(inner)
        if "{" in inner:
            inner = _TEMPLATE.sub(lambda found: _NO_BREAK.sub(HOLE, found[0]), inner)
        pieces += [text[at:start], inner]
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _folded(text: str) -> str:
    """A single line break is a blank; one before an empty line stays."""
    return _BREAKS.sub(" ", text) if "\n\n" not in text else re.sub(r"(?<!\n)\n(?!\n)", " ", text)
