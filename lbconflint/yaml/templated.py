"""Templates around YAML (Helm, Jinja, ERB, Terraform's): the text as far as it is YAML, and what stays in doubt.

Lines never join here as trim marks would have it: YAML lives by its indentation, and charts are written so
that the text without tags is indented as the output is.
"""

import re
from bisect import bisect_left

from lbconflint.record import NamedTuple
from lbconflint.template import terraform
from lbconflint.template.branches import Branches
from lbconflint.template.detect import detect
from lbconflint.template.masked import Masked
from lbconflint.template.scan import Scanner
from lbconflint.template.tags import Kind, Tag
from lbconflint.tree import Node
from lbconflint.values import HOLE
from lbconflint.yaml.built import Duplicate
from lbconflint.yaml.documents import Document
from lbconflint.yaml.nodes import BLOCK, LIST, YamlNode

_INDENT = re.compile(r"\bn?indent\s+\(?(?:int\s+)?(\d+)")
_INLINE = 20
"""A block of more tags than this is not taken for one value."""
_ON_A_LINE = 64
"""More tags than this on one side of a tag's line are not looked at; they are taken for text."""
_NOT_NEWLINE = re.compile(r"[^\n]")
_BLANK_LINE = re.compile(r"^[ \t]+(?=\r?$)", re.MULTILINE)
_OPENS = re.compile(r"[ \t]*+(?:- ++)*+-?[ \t]*+|[^\n#]*:[ \t]++")
"""What stands before the first value of an item or a key."""
_NEXT_LINE = re.compile(r"(?:[ \t]*+\r?\n)*+(?P<indent>[ ]*+)(?P<entry>(?:- +)?[\w./\"'-]++:(?=\s)|- )?")
_BODY = re.compile(r"(?:\{\{-?\s*define\s|\{%[-+]?\s*macro\s)")
_DOCUMENT = "---"
_NOTHING = re.compile(r"^[ \t]+(?:\{\}|\[\])(?=[ \t]*\r?$)", re.MULTILINE)
_BLOCK = re.compile(r"[^\n]*:[ \t]+[|>][-+0-9]*[ \t]*")
_FEW = 100


class Insert(NamedTuple):
    """Lines that an expression puts in, indented by ``indent``.  ``place`` is where the value they go into is
    seen to go on, 0 where that is before them."""

    start: int
    end: int
    indent: int
    place: int = 0


class Template(NamedTuple):
    """``masked.text`` has the length of the original: expressions are ``HOLE``s, statements blanks."""

    masked: Masked
    inserts: tuple[Insert, ...]


def mask(text: str, path: str) -> Template | None:
    """The YAML of a template, or None when ``text`` is none."""
    syntax = detect(text, path)
    tags = list(Scanner(text, syntax).tags() if syntax else terraform.tags(text))
    if not tags:
        return None
    branches = Branches(path)
    branches.follow(tags)
    characters = _Mask(text, tags)
    for construct in branches.constructs:
        characters.inline(construct.first, construct.last)
        if _BODY.match(text, tags[construct.first].start):
            characters.part(construct.first, construct.last)
    inserts = characters.take_inserts()
    masked = Masked(characters.text(), (), tuple(branches.marks))
    # ``{}`` alone on a line of one branch, where the other branch has entries.
    without = _NOTHING.sub(
        lambda line: "\n" * len(line[0]) if masked.world(line.start()) else line[0], masked.text
    )
    return Template(masked._replace(text=without), tuple(inserts))


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
        """Blanks alone on a line become line breaks: the first lines of a block scalar may hold no blanks beyond
        its indentation, nor may any line begin with a tab."""
        return _BLANK_LINE.sub(lambda blanks: "\n" * len(blanks[0]), "".join(self._pieces))

    def part(self, first: int, last: int) -> None:
        """The body of a definition is a document of its own: it is put in elsewhere, if at all."""
        for index in (first, last):
            before, after = self._line(index, index)
            piece = self._pieces[2 * index + 1]
            line = piece.partition("\n")[0]
            if not before and not after.strip() and len(line) >= len(_DOCUMENT):
                self._pieces[2 * index + 1] = _DOCUMENT + piece[len(_DOCUMENT) :]

    def _line(self, first: int, last: int) -> tuple[str, str]:
        """What stands on the line before tag ``first`` and after tag ``last``, tags included."""
        pieces = self._pieces
        before, after = pieces[2 * first].rpartition("\n")[2], pieces[2 * last + 2].partition("\n")[0]
        index = 2 * first
        least = max(index - 2 * _ON_A_LINE, 2)
        while index >= least and "\n" not in pieces[index]:
            index -= 2
            before = pieces[index].rpartition("\n")[2] + pieces[index + 1] + before
        if index >= 2 and "\n" not in pieces[index]:
            before = HOLE + before
        index = 2 * last + 2
        most = min(index + 2 * _ON_A_LINE, len(pieces) - 2)
        while index < most and "\n" not in pieces[index]:
            index += 2
            after += pieces[index - 1] + pieces[index].partition("\n")[0]
        if index == most and index + 2 < len(pieces) and "\n" not in pieces[index]:
            after += HOLE
        return before, after

    def inline(self, first: int, last: int) -> None:
        """A block within one line becomes one unknown value; alone on its line, it is an insert."""
        pieces = self._pieces
        inner = pieces[2 * first + 1 : 2 * last + 2]
        if last - first > _INLINE or any("\n" in piece for piece in inner) or not any(map(str.strip, inner)):
            return
        before, after = self._line(first, last)
        filling = HOLE if before.strip() or after.strip() else " "
        commas = [inner[1].lstrip()[:1] == ",", inner[-2].rstrip()[-1:] == ","]
        for index in range(2 * first + 1, 2 * last + 2):
            pieces[index] = filling * len(pieces[index])
        # ``[a{% if x %}, b{% endif %}]``: items that may be there stay items of their own.
        if commas[0]:
            pieces[2 * first + 1] = f",{pieces[2 * first + 1][1:]}"
        if commas[1]:
            pieces[2 * last + 1] = f"{pieces[2 * last + 1][:-1]},"
        if filling == " ":
            self._inserts.append(Insert(self._tags[first].start, self._tags[last].end, len(before)))

    def take_inserts(self) -> list[Insert]:
        """Everything that puts in whole lines; expressions alone on their lines are blanked, and those that put
        the first keys into what the next line goes on with."""
        blanks = HOLE + " \t\r"
        found = []
        for index, tag in enumerate(self._tags):
            if self._pieces[2 * index + 1][:1] != HOLE:
                continue
            before, after = self._line(index, index)
            if not before.strip(blanks) and not after.strip(blanks):
                indent = _INDENT.search(self._original, tag.start, tag.end)
                found.append((index, Insert(tag.start, tag.end, int(indent[1]) if indent else len(before))))
            elif not after.strip(blanks):
                if _BLOCK.fullmatch(before):
                    found.append((index, Insert(tag.start, tag.end, len(before))))
                elif (lead := self._lead(index, before)) is not None:
                    found.append((index, lead))
        for index, insert in found:
            self._pieces[2 * index + 1] = _NOT_NEWLINE.sub(" ", self._original[insert.start : insert.end])
        return sorted([*self._inserts, *(insert for _, insert in found)])

    def _lead(self, index: int, before: str) -> Insert | None:
        """``- {{ toYaml . | trim }}`` or ``key: {{ ... }}`` with entries of the same value on the next lines."""
        text = before.rstrip()
        if not text.endswith(("-", ":")) or HOLE in before or not _OPENS.fullmatch(before):
            return None
        start = len(before) - len(before.lstrip(" -"))
        following = "".join(self._pieces[2 * index + 2 : 2 * index + 2 + 2 * _INLINE])
        line = _NEXT_LINE.match(following)
        if line is None or line["entry"] is None:
            return None
        indent = len(line["indent"])
        if indent != start if text.endswith("-") else indent <= start:
            return None
        tag = self._tags[index]
        return Insert(tag.start, tag.end, indent, tag.end + line.end())


def settle(documents: list[Document], template: Template) -> None:
    """Mark what a template may add to or take away."""
    for document in documents:
        for node in document.root.walk():
            for child in node.children or ():
                if isinstance(child, YamlNode) and isinstance(node, YamlNode):
                    if child.world != node.world:
                        node.partial = child.partial = True
                    if HOLE in child.name or (node.form is LIST and _hole(child)):
                        node.partial = True
        document.duplicates[:] = [one for one in document.duplicates if not _may_part(one, template.inserts)]
    roots = sorted((document.root for document in documents), key=lambda root: root.start)
    for insert in template.inserts:
        holder = next((root for root in reversed(roots) if root.start <= insert.start), None)
        if holder is not None:
            _mark(holder, insert)


def _hole(item: YamlNode) -> bool:
    """Nothing but an expression: one item, several or none."""
    return bool(item.args) and not item.args[0].strip(HOLE)


def _may_part(duplicate: Duplicate, inserts: tuple[Insert, ...]) -> bool:
    """Lines are put in between two equal keys, and another item may begin with them."""
    index = bisect_left(inserts, duplicate.first.start, key=lambda insert: insert.start)
    column = duplicate.first.source.position(duplicate.first.start).column - 1
    between = inserts[index : index + _FEW]
    if len(between) == _FEW and between[-1].start < duplicate.again.start:
        return True
    return any(one.indent <= column and one.start < duplicate.again.start for one in between)


def _mark(root: YamlNode, insert: Insert) -> None:
    """The container that the inserted lines belong to, by their indentation."""
    holder, node = root, root
    while True:
        last = _last_child(node, insert.place or insert.start)
        if last is None:
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
    deepest = _last_before(node, insert.start)
    if deepest.form is BLOCK or (deepest.children and deepest.at > insert.start > deepest.key_end):
        # The lines stand between a key and what is seen of its value, which they begin.
        deepest.partial = True


def _last_before(node: YamlNode, offset: int) -> YamlNode:
    """The innermost value that begins before the offset."""
    while (child := _last_child(node, offset)) is not None:
        node = child
    return node


def _last_child(node: YamlNode, offset: int) -> YamlNode | None:
    children = node.children or ()
    index = bisect_left(children, offset, key=_start)
    child = children[index - 1] if index else None
    return child if isinstance(child, YamlNode) and child.start < offset else None


def _start(node: Node) -> int:
    return node.start
