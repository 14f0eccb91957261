"""The mask: a template's text without its template language, at unchanged offsets."""

import re
from itertools import accumulate, pairwise

from lbconflint.template import terraform
from lbconflint.template.braces import in_braces
from lbconflint.template.branches import Branches, Construct
from lbconflint.template.detect import detect
from lbconflint.template.masked import Insert, Masked
from lbconflint.template.scan import Scanner
from lbconflint.template.tags import Kind, Tag, Trim
from lbconflint.values import HOLE

_VISIBLE = re.compile(r"\S")
_NOT_NEWLINE = re.compile(r"[^\n]")


def mask(text: str, path: str) -> Masked | None:
    """The template's configuration, or None when ``text`` is no template.

    ``path`` helps to tell the language by its suffixes, and its conditions from those of other files.
    """
    syntax = detect(text, path)
    if syntax is not None:
        tags = list(Scanner(text, syntax).tags())
    else:
        tags = list(terraform.tags(text) if terraform.written(text) else in_braces(text))
    if not tags:
        return None
    branches = Branches(path)
    branches.follow(tags)
    return _Mask(text, tags, branches).masked()


class _Mask:
    """``gaps[i]`` is the text before ``tags[i]``; the last gap follows the last tag."""

    def __init__(self, text: str, tags: list[Tag], branches: Branches) -> None:
        self._tags = tags
        self._branches = branches
        starts = [0, *(tag.end for tag in tags)]
        ends = [*(tag.start for tag in tags), len(text)]
        self._gaps = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        self._masks = [
            HOLE * (tag.end - tag.start) if tag.kind is not Kind.CONTROL else _blank(text[tag.start : tag.end])
            for tag in tags
        ]
        self._trim()

    def masked(self) -> Masked:
        self._mask_inline()
        inserts = tuple(sorted([*self._alternatives(), *self._inserts()]))
        pieces = [self._gaps[0]]
        for piece, gap in zip(self._masks, self._gaps[1:], strict=True):
            pieces += (piece, gap)
        return Masked("".join(pieces), inserts, tuple(self._branches.marks))

    def _trim(self) -> None:
        """Blank the newlines that trim marks eat; the end of the text keeps its own."""
        gaps = self._gaps
        last = len(gaps) - 1
        for index, tag in enumerate(self._tags):
            if tag.before is Trim.BLANKS:
                gap = gaps[index]
                kept = gap.rstrip()
                gaps[index] = kept + gap[len(kept) :].replace("\n", " ")
            if tag.after is not Trim.NOTHING and not (index + 1 == last and not gaps[last].strip()):
                gaps[index + 1] = _trim_start(gaps[index + 1], tag.after)

    def _mask_inline(self) -> None:
        """Blocks within a statement: their content becomes unknown words of that statement."""
        around = _Surroundings(self._gaps, self._masks)
        covered = -1
        for construct in self._branches.constructs:
            if construct.first >= covered and around.inline(construct):
                self._cover(construct)
                covered = construct.last

    def _cover(self, construct: Construct) -> None:
        gaps, masks = self._gaps, self._masks
        first, last = construct.first, construct.last
        before = gaps[first][-1:] or (masks[first - 1][-1:] if first else "")
        after = gaps[last + 1][:1] or (masks[last + 1][:1] if last + 1 < len(masks) else "")
        starts = [gaps[tag + 1][:1] or HOLE for tag in construct.tags[:-1]]
        ends = [gaps[tag][-1:] or HOLE for tag in construct.tags[1:]]
        if len(construct.tags) == 2:
            starts.append(after)
            ends.append(before)
        for index in range(first, last + 1):
            masks[index] = HOLE * len(masks[index])
            if index > first:
                gaps[index] = _VISIBLE.sub(HOLE, gaps[index])
        # A known word beside the block stays known when a blank parts them in every branch.
        if not _blanks([before]) and _blanks(starts):
            masks[first] = " " * len(masks[first])
        if not _blanks([after]) and _blanks(ends):
            masks[last] = " " * len(masks[last])

    def _alternatives(self) -> list[Insert]:
        """Branches whose unpaired braces repeat those of the first branch, blanked."""
        braces = list(accumulate(gap.count("{") - gap.count("}") for gap in self._gaps))
        gone = bytearray(len(self._tags))
        inserts = []
        for construct in self._branches.constructs:
            if gone[construct.first]:
                continue
            tags = construct.tags
            unpaired = [braces[end] - braces[start] for start, end in pairwise(tags)]
            for start, end, open_ in zip(tags[1:], tags[2:], unpaired[1:], strict=False):
                if unpaired[0] and open_ == unpaired[0]:
                    inserts.append(Insert(self._tags[start].end, self._tags[end].start))
                    for index in range(start + 1, end + 1):
                        self._gaps[index] = _blank(self._gaps[index])
                    for index in range(start + 1, end):
                        self._masks[index] = _blank(self._masks[index])
                        gone[index] = 1
        return inserts

    def _inserts(self) -> list[Insert]:
        """Expressions alone on their lines, blanked: those that no ``;`` or ``{`` makes a statement of."""
        alone = _Surroundings(self._gaps, self._masks).alone()
        inserts = []
        for index, tag in enumerate(self._tags):
            if alone[index] and tag.kind is Kind.EXPRESSION and self._masks[index][:1] == HOLE:
                inserts.append(Insert(tag.start, tag.end))
                self._masks[index] = " " * len(self._masks[index])
        return inserts


class _Surroundings:
    """What stands before and after each tag on its line, as far as the masked text tells."""

    def __init__(self, gaps: list[str], masks: list[str]) -> None:
        self._gaps = gaps
        self._masks = masks
        self._lines = list(accumulate(_newlines(gap) for gap in gaps))
        inner = list(accumulate((_newlines(mask) for mask in masks), initial=0))
        self._lines = [line + mask for line, mask in zip(self._lines, inner, strict=True)]
        self._semicolons = list(accumulate(gap.count(";") for gap in gaps))
        self._braces = list(accumulate(gap.count("{") - gap.count("}") for gap in gaps))
        self._before = self._characters_before()
        self._after = self._characters_after()

    def inline(self, construct: Construct) -> bool:
        """The block lies within one statement: on one line, with other words of the statement beside it."""
        first, last = construct.first, construct.last
        if self._lines[first] != self._lines[last] or "\n" in self._masks[last]:
            return False
        if self._semicolons[first] != self._semicolons[last] or self._braces[first] != self._braces[last]:
            return False
        return self._before[first] not in ("", ";", "{", "}") or self._after[last] not in ("", "}", "#")

    def _characters_before(self) -> list[str]:
        """The last visible character before each tag on its line, or ""."""
        found = []
        last = ""
        for gap, piece in zip(self._gaps, self._masks, strict=False):
            line = gap.rpartition("\n")
            last = line[2].rstrip()[-1:] or ("" if line[1] else last)
            found.append(last)
            if piece[:1] == HOLE:
                last = HOLE
            elif "\n" in piece:
                last = ""
        return found

    def _characters_after(self) -> list[str]:
        """The first visible character after each tag on its line, or ""."""
        found = []
        first = ""
        for gap, piece in zip(reversed(self._gaps), reversed(["", *self._masks]), strict=True):
            line = gap.partition("\n")
            first = line[0].lstrip()[:1] or ("" if line[1] else first)
            found.append(first)
            if piece[:1] == HOLE:
                first = HOLE
            elif "\n" in piece:
                first = ""
        return found[-2::-1]

    def alone(self) -> list[bool]:
        """Whether each tag shares its line with nothing but blanks, expressions and a closing brace after it, and
        no ``;`` or ``{`` follows."""
        solid_before = self._solid(self._gaps, self._masks, last=True)
        solid_after = self._solid(self._gaps[::-1], self._masks[::-1], last=False)[::-1]
        result = []
        following = ""
        for index in range(len(self._masks) - 1, -1, -1):
            following = self._gaps[index + 1].lstrip()[:1] or following
            result.append(not solid_before[index] and not solid_after[index] and following not in (";", "{"))
            if self._masks[index][:1] == HOLE:
                following = HOLE
        return result[::-1]

    @staticmethod
    def _solid(gaps: list[str], masks: list[str], last: bool) -> list[bool]:
        """For each tag: the line has visible text of the configuration before it (after it, read backwards)."""
        found = []
        solid = False
        for gap, piece in zip(gaps, masks, strict=False):
            line = gap.rpartition("\n") if last else gap.partition("\n")[::-1]
            beside = line[2].strip()
            if beside or line[1]:
                # A closing brace ends what a line-long expression inserts before it.
                solid = bool(beside) and (last or beside[0] != "}")
            found.append(solid)
            if "\n" in piece and piece[:1] != HOLE:
                solid = False
        return found


def _newlines(text: str) -> int:
    return 0 if text[:1] == HOLE else text.count("\n")


def _blank(text: str) -> str:
    return _NOT_NEWLINE.sub(" ", text) if "\n" in text else " " * len(text)


def _blanks(characters: list[str]) -> bool:
    """Every one is white space or the end of the text or of the statement."""
    return all(not char or char.isspace() or char == ";" for char in characters)


def _trim_start(gap: str, trim: Trim) -> str:
    kept = gap.lstrip() if trim is Trim.BLANKS else gap.removeprefix("\r").removeprefix("\n")
    if trim is Trim.NEWLINE and not kept and gap == "\r":
        return gap
    return gap[: len(gap) - len(kept)].replace("\n", " ") + kept
