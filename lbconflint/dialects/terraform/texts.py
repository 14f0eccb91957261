"""Texts of other languages inside HCL, with the place of every piece: heredocs, templates, files.

What is known is filled in at the place of its expression, what is not is a hole; a condition or a loop that nobody
can tell keeps its lines, in a world of their own.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from zlib import crc32

from lbconflint.align import aligned
from lbconflint.dialects.terraform import templates
from lbconflint.dialects.terraform.convert import text as as_text
from lbconflint.dialects.terraform.expressions import Parser
from lbconflint.dialects.terraform.follow import Place, of_item, origin
from lbconflint.dialects.terraform.lattice import Fields, Reference, Unknown, Value
from lbconflint.dialects.terraform.terms import (
    Attribute,
    Call,
    Conditional,
    For,
    Index,
    Join,
    Literal,
    Name,
    Object,
    SyntaxProblem,
    Template,
    Term,
    Tuple,
)
from lbconflint.files import Files, UnreadableError
from lbconflint.inset import Inset, Piece
from lbconflint.model import Gap
from lbconflint.source import SourceFile, Span
from lbconflint.template.holes import masked
from lbconflint.tree import ALWAYS, World

_DEEP = 12
_MOST = 1_000_000
"""Characters of a text, and rounds of a loop a thousandth of that."""
_ALL = 8 * _MOST
_SIGN = re.compile(r"[^\w.\-]+")
_LATER = Unknown("a loop's variable")


class Text:
    """A text as far as it is known.  ``templates`` are the files that were rendered into it."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.marks: list[tuple[int, World]] = []
        self.templates: set[str] = set()
        self.length = 0

    def add(self, piece: Piece) -> None:
        if piece.text:
            self.pieces.append(piece)
            self.length += len(piece.text)

    def inset(self, path: str) -> Inset:
        """The text as a source at ``path``."""
        found = Inset(path, self.pieces)
        if self.marks or any(piece.hole for piece in self.pieces):
            found.prepared = masked(found, self.marks)
        return found


class Renderer:
    """Follows expressions to texts; what a file has to do with it is read from ``files`` only."""

    def __init__(self, files: Files, root: str) -> None:
        self._files = files
        self._root = root
        self._parsed: dict[str, Term | None] = {}
        self.gaps: list[Gap] = []
        self._total = 0

    def texts(self, place: Place) -> Iterator[Text]:
        """The texts that an argument holds: one, or the parts of a cloud-init archive."""
        parts = _archive(place)
        if parts is None:
            text = Text()
            known = self._total <= _ALL and self._into(text, place, ALWAYS, 0) and bool(text.pieces)
            self._total += text.length
            if max(text.length, self._total - _ALL) > _MOST:
                # A text that is cut off would have faults of its own.
                self.unread(place, "the text is longer than what is followed")
            elif known:
                yield text
            elif isinstance(place.value, Unknown | Reference):
                self.unread(place, "the text is known only when Terraform runs")
            return
        for part in parts:
            yield from self.texts(part)

    def unread(self, place: Place, reason: str) -> None:
        """Tell of a text that is not looked into."""
        self.gaps.append(Gap(Span(place.source, place.term.start, place.term.end).first_line(), reason))

    def _into(self, text: Text, place: Place, world: World, depth: int) -> bool:
        """Add what the term gives; False when nothing of it is known."""
        place = origin(place)
        term = place.term
        if depth > _DEEP or text.length > _MOST:
            return False
        if isinstance(term, Literal):
            if isinstance(term.value, str):
                self._literal(text, term, place.source)
            elif term.value is not None:
                text.add(Piece(str(as_text(term.value)), place.source, term.start, term.end))
            return True
        if isinstance(term, Template):
            self._parts(text, term, place, world, depth)
            return True
        if isinstance(term, Call) and self._call(text, term, place, world, depth):
            return True
        rendered = _rendered(place)
        if rendered is not None:
            return self._old_template(text, rendered, world, depth)
        value = as_text(place.value)
        if not isinstance(value, str):
            return False
        text.add(Piece(value, place.source, term.start, term.end))
        return True

    def _literal(self, text: Text, term: Literal, source: SourceFile) -> None:
        for piece in aligned(str(term.value), source, term.start, term.end):
            text.add(piece)

    def _parts(self, text: Text, term: Template, place: Place, world: World, depth: int) -> None:
        for part in term.parts:
            if text.length > _MOST:
                return
            inner = place.to(part)
            if isinstance(part, Literal) and part[1:] == term[2:]:
                # In JSON a part has no place but that of the whole.
                text.add(Piece(str(part.value), place.source, part.start, part.end))
            elif isinstance(part, Literal):
                self._literal(text, part, place.source)
            elif isinstance(part, Join):
                self._loop(text, part, inner, world, depth)
            elif isinstance(part, Conditional) and place.source.text.startswith("%{", part.start):
                self._branches(text, part, inner, world, depth)
            else:
                self._expression(text, inner, world, depth)

    def _expression(self, text: Text, place: Place, world: World, depth: int) -> None:
        """``${ }``: a word stands where it is used, lines where they are written."""
        term, value = place.term, as_text(place.value)
        if isinstance(value, str) and "\n" not in value:
            text.add(Piece(value, place.source, term.start, term.end))
        elif not self._into(text, place, world, depth + 1):
            self._hole(text, place.source, term.start, term.end)

    def _hole(self, text: Text, source: SourceFile, start: int, end: int) -> None:
        word = _SIGN.sub("_", source.text[start:end])[:80]
        text.add(Piece(f"${{{word}}}", source, start, end, hole=True))

    def _branches(self, text: Text, term: Conditional, place: Place, world: World, depth: int) -> None:
        condition = place.to(term.condition).value
        if isinstance(condition, bool):
            self._into(text, place.to(term.then if condition else term.otherwise), world, depth + 1)
        elif _inline(text):
            self._hole(text, place.source, term.start, term.end)
        else:
            number = _number(place)
            for branch, side in enumerate((term.then, term.otherwise)):
                self._within(text, place.to(side), (*world, (number, branch)), depth)
            text.marks.append((text.length, world))

    def _within(self, text: Text, place: Place, world: World, depth: int) -> None:
        text.marks.append((text.length, world))
        self._into(text, place, world, depth + 1)

    def _loop(self, text: Text, term: Join, place: Place, world: World, depth: int) -> None:
        loop: For = term.loop
        pairs = place.instance.evaluator.pairs(place.to(loop.collection).value)
        body = place.to(loop.value)
        if not isinstance(pairs, Unknown):
            for key, value in pairs[: _MOST // 1_000]:
                self._into(text, body._replace(names=_with(place.names, loop, key, value)), world, depth + 1)
        elif _inline(text):
            self._hole(text, place.source, term.start, term.end)
        else:
            body = body._replace(names=_with(place.names, loop, _LATER, _LATER))
            self._within(text, body, (*world, (_number(place), 0)), depth)
            text.marks.append((text.length, world))

    def _call(self, text: Text, term: Call, place: Place, world: World, depth: int) -> bool:
        name, arguments = term.name.removeprefix("core::"), term.arguments
        if name in ("file", "filebase64") and arguments:
            source = self._file(place, arguments[0])
            if source is not None:
                text.add(Piece(source.text, source, 0, len(source.text)))
            return source is not None
        if name == "templatefile" and len(arguments) == 2:
            source = self._file(place, arguments[0])
            inside = _inside(place, place.to(arguments[1]))
            return source is not None and self._template(text, source, inside, world, depth)
        if name == "indent" and len(arguments) == 2:
            width = place.to(arguments[0]).value
            inner = Text()
            if (
                isinstance(width, int)
                and 0 <= width < 100
                and self._into(inner, place.to(arguments[1]), world, depth + 1)
            ):
                text.templates |= inner.templates
                _indented(text, inner, width)
                return True
        if name == "join" and len(arguments) == 2:
            return self._joined(text, place, arguments, world, depth)
        return False

    def _joined(self, text: Text, place: Place, arguments: tuple[Term, ...], world: World, depth: int) -> bool:
        separator, items = place.to(arguments[0]).value, origin(place.to(arguments[1]))
        if not isinstance(separator, str) or not isinstance(items.term, Tuple):
            return False
        for number, item in enumerate(items.term.items):
            if number:
                text.add(Piece(separator, items.source, item.start, item.start))
            if not self._into(text, items.to(item), world, depth + 1):
                self._hole(text, items.source, item.start, item.end)
        return True

    def _file(self, place: Place, term: Term) -> SourceFile | None:
        """The file that an argument names, seen from the root module's directory."""
        said = place.to(term).value
        if not isinstance(said, str) or said.startswith(("/", "~")):
            return None
        path = posixpath.normpath(posixpath.join(self._root, said))
        try:
            return self._files.source(path)
        except UnreadableError as error:
            span = Span(place.source, term.start, term.end)
            self.gaps.append(Gap(span.first_line(), f"'{path}' is not read: {error}"))
            return None

    def _template(self, text: Text, source: SourceFile, place: Place, world: World, depth: int) -> bool:
        """Render a file with the names of ``place``."""
        parsed = self._parse(source)
        if parsed is None:
            return False
        if not isinstance(source, Inset):
            text.templates.add(source.path)
        return self._into(text, place._replace(term=parsed, source=source), world, depth + 1)

    def _parse(self, source: SourceFile) -> Term | None:
        if source.path not in self._parsed:
            try:
                self._parsed[source.path] = templates.bare(Parser(f"{source.text}\0", 0, lines=False))
            except SyntaxProblem as problem:
                span = Span(source, problem.start, max(problem.end, problem.start + 1))
                self.gaps.append(Gap(span.first_line(), f"as a template of Terraform: {problem}"))
                self._parsed[source.path] = None
        return self._parsed[source.path]

    def _old_template(self, text: Text, place: Place, world: World, depth: int) -> bool:
        """``data.template_file.x.rendered``: its template is a text that is rendered once more."""
        block = place.instance.module.data.get(("template_file", place.names["name"]))  # type: ignore[arg-type]
        item = block.attributes.get("template") if block is not None else None
        if block is None or item is None:
            return False
        held = origin(of_item(item, place.instance, {}))
        given = block.attributes.get("vars")
        inside = _inside(held, of_item(given, place.instance, {}) if given is not None else None)
        if isinstance(held.term, Call) and held.term.name == "file" and held.term.arguments:
            source = self._file(held, held.term.arguments[0])
            return source is not None and self._template(text, source, inside, world, depth)
        # A text that is written out is a template only then: its own "$${" is a "${" to be filled in.
        first = Text()
        if not self._into(first, held, world, depth + 1) or not first.pieces:
            return False
        return self._template(
            text, Inset(f"{held.source.path}#{held.term.start}", first.pieces), inside, world, depth
        )


def _inline(text: Text) -> bool:
    """The text goes on in the midst of a line."""
    for piece in reversed(text.pieces):
        if "\n" in piece.text or piece.text.strip(" \t"):
            return bool(piece.text.rpartition("\n")[2].strip(" \t"))
    return False


def _number(place: Place) -> int:
    return crc32(f"{place.source.path}:{place.term.start}".encode("utf-8", "replace"))


def _with(names: Mapping[str, Value], loop: For, key: Value, value: Value) -> Mapping[str, Value]:
    inner = {**names, loop.value_name: value}
    if loop.key_name:
        inner[loop.key_name] = key
    return inner


def _inside(place: Place, variables: Place | None) -> Place:
    """The place of a template with these variables: what is not known is not known in it."""
    names: dict[str, Value] = {}
    given: dict[str, Place] = {}
    variables = origin(variables) if variables is not None else None
    if variables is not None and isinstance(variables.term, Object):
        for key, value in variables.term.items:
            name = key.value if isinstance(key, Literal) else variables.to(key).value
            if isinstance(name, str):
                given[name] = variables.to(value)
                names[name] = given[name].value
    elif variables is not None and isinstance(known := variables.value, Fields):
        names.update(known.members)
    return place._replace(names=names, given=given)


def _words(term: Term) -> tuple[str, ...]:
    """``data.cloudinit_config.web.rendered`` as words, without indexes; () for anything else."""
    found: list[str] = []
    while isinstance(term, Attribute | Index):
        if isinstance(term, Attribute):
            found.append(term.name)
        term = term.source
    return (term.name, *reversed(found)) if isinstance(term, Name) else ()


def _rendered(place: Place) -> Place | None:
    words = _words(place.term)
    if len(words) == 4 and words[:2] == ("data", "template_file") and words[3] == "rendered":
        return place._replace(names={"name": words[2]})
    return None


_ARCHIVES = ("cloudinit_config", "template_cloudinit_config")


def _archive(place: Place) -> list[Place] | None:
    """The parts of ``cloudinit_config``, which is a data source or a resource."""
    place = origin(place)
    words = _words(place.term)
    kind, *rest = words[1:] if words[:1] == ("data",) else words or ("",)
    if kind not in _ARCHIVES or len(rest) != 2 or rest[1] != "rendered":
        return None
    module = place.instance.module
    block = (module.data if words[0] == "data" else module.resources).get((kind, rest[0]))
    parts = [part.attributes.get("content") for part in block.blocks("part")] if block is not None else []
    return [of_item(item, place.instance, {}) for item in parts if item is not None]


def _indented(text: Text, inner: Text, width: int) -> None:
    """``indent()``: blanks behind every line end."""
    before = text.length
    whole = "".join(piece.text for piece in inner.pieces)
    counted, at = 0, 0
    for offset, world in inner.marks:
        counted, at = counted + whole.count("\n", at, offset), offset
        text.marks.append((before + offset + width * counted, world))
    for piece in inner.pieces:
        at, exact = 0, piece.exact
        for found in re.finditer(r"\n(?=.|\n|\Z)", piece.text) if not piece.hole else ():
            stop = found.end()
            text.add(_part(piece, exact, at, stop))
            place = piece.start + stop if exact else piece.start
            text.add(Piece(" " * width, piece.source, place, place))
            at = stop
        text.add(_part(piece, exact, at, len(piece.text)) if not piece.hole else piece)


def _part(piece: Piece, exact: bool, start: int, end: int) -> Piece:
    if not exact:
        return piece._replace(text=piece.text[start:end])
    return piece._replace(text=piece.text[start:end], start=piece.start + start, end=piece.start + end)
