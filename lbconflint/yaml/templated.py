"""Templates around YAML (Helm, Jinja, ERB): the text as far as it is YAML, and what stays in doubt.

Lines never join here as trim marks would have it: YAML lives by its indentation, and charts are written so
that the text without tags is indented as the output is.
"""

import re
from typing import NamedTuple

from lbconflint.template.branches import Branches
from lbconflint.template.detect import detect
from lbconflint.template.masked import Masked
from lbconflint.template.scan import Scanner
from lbconflint.template.tags import Kind, Tag
from lbconflint.values import HOLE
from lbconflint.yaml.documents import Document
from lbconflint.yaml.nodes import LIST, YamlNode

_INDENT = re.compile(r"\bn?indent\s+\(?(?:int\s+)?(\d+)")
_INLINE = 20
"""A block of more tags than this is not taken for one value."""
_NOT_NEWLINE = re.compile(r"[^\n]")


class Insert(NamedTuple):
    """Lines that an expression puts in at ``offset``, indented by ``indent``."""

    start: int
    end: int
    indent: int


class Template(NamedTuple):
    """``masked.text`` has the length of the original: expressions are ``HOLE``s, statements blanks."""

    masked: Masked
    inserts: tuple[Insert, ...]


def mask(text: str, path: str) -> Template | None:
    """The YAML of a template, or None when ``text`` is none."""
    syntax = detect(text, path)
    tags = list(Scanner(text, syntax).tags()) if syntax else []
    if not tags:
        return None
    branches = Branches(path)
    branches.follow(tags)
    characters = _Mask(text, tags)
    for construct in branches.constructs:
        characters.inline(construct.first, construct.last)
    inserts = characters.take_inserts()
    masked = Masked(characters.text(), (), tuple(branches.marks))
    return Template(masked, tuple(inserts))


class _Mask:
    """``pieces[2 * i]`` is the text before ``tags[i]`` and ``pieces[2 * i + 1]`` what stands for the tag."""

    def __init__(self, text: str, tags: list[Tag]) -> None:
        self._original = text
        self._tags = tags
        self._pieces: list[str] = []
        self._inserts: list[Insert] = []
        at = 0
        for tag in tags:
            self._pieces.append(text[at : tag.start])
            length = tag.end - tag.start
            blank = _NOT_NEWLINE.sub(" ", text[tag.start : tag.end])
            self._pieces.append(HOLE * length if tag.kind is Kind.EXPRESSION else blank)
            at = tag.end
        self._pieces.append(text[at:])

    def text(self) -> str:
        return "".join(self._pieces)

    def _line(self, first: int, last: int) -> tuple[str, str]:
        """What stands on the line before tag ``first`` and after tag ``last``, tags included."""
        pieces = self._pieces
        before, after = pieces[2 * first].rpartition("\n")[2], pieces[2 * last + 2].partition("\n")[0]
        index = 2 * first
        while index >= 2 and "\n" not in pieces[index]:
            index -= 2
            before = pieces[index].rpartition("\n")[2] + pieces[index + 1] + before
        index = 2 * last + 2
        while index + 2 < len(pieces) and "\n" not in pieces[index]:
            index += 2
            after += pieces[index - 1] + pieces[index].partition("\n")[0]
        return before, after

    def inline(self, first: int, last: int) -> None:
        """A block within one line becomes one unknown value; alone on its line, it is an insert."""
        pieces = self._pieces
        inner = pieces[2 * first + 1 : 2 * last + 2]
        if last - first > _INLINE or any("\n" in piece for piece in inner) or not any(map(str.strip, inner)):
            return
        before, after = self._line(first, last)
        filling = HOLE if before.strip() or after.strip() else " "
        for index in range(2 * first + 1, 2 * last + 2):
            pieces[index] = filling * len(pieces[index])
        if filling == " ":
            self._inserts.append(Insert(self._tags[first].start, self._tags[last].end, len(before)))

    def take_inserts(self) -> list[Insert]:
        """Everything that puts in whole lines; expressions alone on their lines are blanked."""
        blanks = HOLE + " \t\r"
        found = []
        for index, tag in enumerate(self._tags):
            if self._pieces[2 * index + 1][:1] != HOLE:
                continue
            before, after = self._line(index, index)
            if not before.strip(blanks) and not after.strip(blanks):
                indent = _INDENT.search(self._original, tag.start, tag.end)
                found.append((index, Insert(tag.start, tag.end, int(indent[1]) if indent else len(before))))
        for index, insert in found:
            self._pieces[2 * index + 1] = _NOT_NEWLINE.sub(" ", self._original[insert.start : insert.end])
        return sorted([*self._inserts, *(insert for _, insert in found)])


def settle(documents: list[Document], template: Template) -> None:
    """Mark what a template may add to or take away."""
    for document in documents:
        for node in document.root.walk():
            for child in node.children or ():
                if isinstance(child, YamlNode) and isinstance(node, YamlNode):
                    if child.world != node.world:
                        node.partial = child.partial = True
                    if HOLE in child.name:
                        node.partial = True
    roots = sorted((document.root for document in documents), key=lambda root: root.start)
    for insert in template.inserts:
        holder = next((root for root in reversed(roots) if root.start <= insert.start), None)
        if holder is not None:
            _mark(holder, insert)


def _mark(root: YamlNode, insert: Insert) -> None:
    """The container that the inserted lines belong to, by their indentation."""
    holder, node = root, root
    while True:
        inside = [child for child in node.children or () if child.start < insert.start]
        if not inside:
            break
        last = inside[-1]
        if not isinstance(last, YamlNode):
            break
        dash = 2 if node.form is LIST else 0
        column = last.source.position(last.start).column - 1 - dash
        if column > insert.indent:
            break
        holder = node
        if last.null and column < insert.indent:
            holder = last
            break
        node = last
    holder.partial = True
