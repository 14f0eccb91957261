"""Text -> sections and lines, by HAProxy's own rules, and every line that it refuses.

The words of a line without quotes, escapes and comments are found by ``str.split``, those of a line with quoted
words by ``lexer.quoted``; every other line goes through ``lexer.scan``.  A broken line costs one diagnostic,
and the rest is read.
"""

import re
from collections.abc import Sequence

from lbconflint.dialects.haproxy.document import Document
from lbconflint.dialects.haproxy.lexer import MAX_WORDS, Words, locate, quoted, scan
from lbconflint.dialects.haproxy.places import MAX_PLACES, Places
from lbconflint.dialects.haproxy.preprocessor import Preprocessor, PreprocessorError
from lbconflint.knowledge.haproxy_sections import SECTIONS
from lbconflint.model import DiagnosticKind
from lbconflint.source import SourceFile, Span
from lbconflint.template import Masked, mask_of
from lbconflint.tree import ALWAYS, Node, World

_ODD_ASCII = "\0\v\f\r\x1c\x1d\x1e\x1f"
_ODD = re.compile(f"[{_ODD_ASCII}\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
"""Characters about which HAProxy and ``str.split`` disagree, and those that end a line early."""

_ENVIRONMENT = frozenset({"setenv", "presetenv", "unsetenv", "resetenv"})
_MESSAGES = (".diag", ".notice", ".warning", ".alert")
_SPECIAL = frozenset(SECTIONS) | _ENVIRONMENT
_SCOPE = re.compile(r"\[([A-Za-z0-9_.:-]+)\][ \t\v\f\r]*(?:#|\Z)")
_NEVER = 1 << 62


def read_file(source: SourceFile, document: Document) -> None:
    """Append the sections of one file to the document.

    The file goes on with the document's environment, but not with its last section, as in HAProxy.
    """
    masked = mask_of(source)
    source.words = locate
    if masked is not None:
        source.masked = masked.text
    _FileReader(source, document, masked).read()


class _FileReader:
    def __init__(self, source: SourceFile, document: Document, masked: Masked | None) -> None:
        self.source = source
        self.document = document
        self.text = source.masked
        self.template = masked
        self.places = Places()
        self.preprocessor = Preprocessor(source.path, document.environment, document.target, document.bounds)
        self.world: World = ALWAYS
        self.outer: World = ALWAYS
        self.mark = 0
        self.home: list[Node] | None = None

    # The hot loop: one turn per line, everything that is rare is a call.
    def read(self) -> None:
        source = self.source
        odd = _odd(self.text)
        marks = self.template.marks if self.template else ()
        next_mark = marks[0][0] if marks else _NEVER
        keywords: dict[str, str] = {}
        names: dict[str, str] = {}
        tails: dict[str, tuple[str, ...]] = {}
        self._start()
        new = Node.__new__
        after = 0
        for line in self.text.split("\n"):
            start = after
            after += len(line) + 1
            words = line.split(None, 3)
            if not words:
                continue
            name = words[0]
            if next_mark < after:
                next_mark = self._enter_template_world(start + line.index(name))
            strange = odd and _ODD.search(line.rstrip("\r")) is not None
            if '"' in line or "'" in line or "\\" in line or strange:
                if name[0] == "#" and not strange:
                    continue
                slow = self._slow_words(line, start, strange)
                if not slow:
                    continue
                words, at = slow
                name = words[0]
                args = tuple(words[1:])
            else:
                if "#" in line:
                    words = line[: line.index("#")].split(None, 3)
                    if not words:
                        continue
                    name = words[0]
                at = start + line.index(name)
                if len(words) > 3:
                    # Many lines end like another one, servers most of all: those share the words of their tail.
                    rest = words[3]
                    tail = tails.get(rest)
                    if tail is None:
                        tail = tails[rest] = tuple(rest.split())
                    args = (names.setdefault(words[1], words[1]), words[2], *tail)
                else:
                    args = tuple(words[1:])
            if len(args) >= MAX_WORDS:
                self._too_many(start, start + len(line))
                continue
            known = keywords.get(name)
            if known is not None:
                name = known
            elif name not in _SPECIAL and name[0] not in ".[":
                keywords[name] = name
            elif self._special((name, *args), at, start + len(line)):
                continue
            node = new(Node)  # like Node(...), without its call: there is one for nearly every line
            node.source = source
            node.name = name
            node.args = args
            node.start = at
            node.head = node.end = start + len(line)
            node.world = self.world
            node.children = None
            if self.home is not None:
                self.home.append(node)
            elif not self.preprocessor.dead:
                self._attach(node)
        self._end()

    def _start(self) -> None:
        """The byte order mark, NUL bytes, and what a template inserts unseen."""
        if self.text.startswith("\ufeff"):
            self._syntax(0, 1, "the file begins with a byte order mark, which HAProxy takes for a keyword")
            self.text = " " + self.text[1:]
        nul = self.text.find("\0")
        if nul >= 0:
            certain = self.document.target.surely_since((2, 3))
            self._syntax(nul, nul + 1, "NUL character: since HAProxy 2.3 the file is refused", certain=certain)

    def _end(self) -> None:
        for section in self.document.sections:
            if section.children:
                section.end = section.children[-1].end
        for place in self.preprocessor.unclosed:
            self._syntax(place, place + len(".if"), "'.if' without '.endif'")
        for insert in self.template.inserts if self.template else ():
            self._insert(insert.start, insert.end)
        text = self.source.text
        if text and not text.endswith("\n") and not self.template:
            self._missing_newline(text)

    def _missing_newline(self, text: str) -> None:
        target = self.document.target
        if target.maybe_since((2, 2)):
            start = text.rfind("\n") + 1
            self.document.report(
                DiagnosticKind.MISSING_FINAL_NEWLINE,
                Span(self.source, start, len(text)),
                "the last line does not end with a newline: HAProxy 2.2 warns, later versions refuse the file",
                "end the file with a newline",
                certain=target.surely_since((2, 3)),
            )

    def _insert(self, start: int, end: int) -> None:
        """A template's expression that may bring any number of lines and sections."""
        self.document.complete = False
        self.document.gap(Span(self.source, start, end), "the lines that this expression inserts are not known")
        before = [
            section
            for section in self.document.sections
            if section.source is self.source and section.start < start
        ]
        if before:
            self.document.holed.add(before[-1])

    # Worlds.

    def _enter_template_world(self, place: int) -> int:
        """Take the world of the template's branches at ``place``; where the next branch begins."""
        marks = self.template.marks if self.template else ()
        while self.mark < len(marks) and marks[self.mark][0] <= place:
            self.outer = marks[self.mark][1]
            self.mark += 1
        self._settle()
        return marks[self.mark][0] if self.mark < len(marks) else _NEVER

    def _settle(self) -> None:
        """Find the world of the lines that follow, and the list that they go to."""
        self.world = self.places.merge(self.outer, self.preprocessor.world)
        section = None if self.preprocessor.dead else self.places.sole(self.world)
        self.home = section.children if section else None

    def _attach(self, node: Node) -> None:
        """A line that no section or more than one may hold."""
        places = self.places.of(self.world)
        for section, world in places:
            copy = node
            if world != node.world:
                copy = Node(self.source, node.name, node.args, node.start, node.head, world)
            if section.children is not None:
                section.children.append(copy)
            if len(places) > 1:
                self.document.torn.add(copy)
        if not places:
            self.document.strays.append(node)
        elif len(places) == MAX_PLACES:
            self.document.gap(node.span, "too many conditional section headers come before this line")

    def _hole(self) -> None:
        """Something in the section at hand was not read."""
        for section, _ in self.places.of(self.world):
            self.document.holed.add(section)

    # Words and their faults.

    def _slow_words(self, line: str, start: int, strange: bool) -> tuple[list[str], int] | None:
        """The words of a line with quotes, escapes or odd characters, and where the first one stands."""
        simple = None if strange else quoted(line)
        if simple:
            return simple, start + len(line) - len(line.lstrip())
        words = scan(self.text, start, start + len(line), self.document.environment)
        if words.fault:
            self._fault(words, start + len(line))
            return None
        if words.ignored is not None:
            message = "a carriage return ends the line: HAProxy ignores what stands behind it"
            self._syntax(words.ignored, start + len(line), message, certain=False)
        if not words.values:
            return None
        if words.empty is not None and not self.preprocessor.dead:
            self._empty_word(words, words.empty)
        values = words.values[: words.empty] if words.empty is not None else words.values
        return (values, words.spans[0][0]) if values else None

    def _fault(self, words: Words, end: int) -> None:
        fault = words.fault
        if fault is None:
            return
        self._syntax(fault.start, max(fault.end, fault.start + 1), fault.message)
        name = words.values[0] if words.values else ""
        if name in SECTIONS and not self.preprocessor.dead:
            self._open_section(words.values, words.spans[0][0], end)
        self._hole()

    def _empty_word(self, words: Words, index: int) -> None:
        """HAProxy takes an empty word for the end of the line; since 3.3 it refuses it."""
        target = self.document.target_in(self.world)
        start, end = words.spans[index]
        if index and target.maybe_since((3, 3)):
            message = "empty argument: it ends the list of arguments, and HAProxy 3.3 refuses it"
            self._syntax(start, end, message, certain=target.surely_since((3, 3)))
        elif index + 1 < len(words.values):
            message = "empty argument: HAProxy ignores the rest of the line"
            self._syntax(start, words.spans[-1][1], message, certain=False)

    def _too_many(self, start: int, end: int) -> None:
        if self.text[start:end] != self.source.text[start:end]:
            self._hole()  # a template chooses among the words
            return
        span = locate(self.text, start, end)[MAX_WORDS]
        self._syntax(*span, f"more than {MAX_WORDS} words on one line")
        self._hole()

    def _syntax(self, start: int, end: int, message: str, certain: bool = True) -> None:
        self.document.report(DiagnosticKind.SYNTAX, Span(self.source, start, end), message, certain=certain)

    # Lines that are not plain statements.

    def _special(self, words: tuple[str, ...], start: int, end: int) -> bool:
        """Follow a section header, a directive or a scope; False for a line that is a statement as well."""
        name = words[0]
        if name[0] == ".":
            self._directive(words, start, end)
            return True
        if name[0] == "[":
            self._scope(start, end)
            return True
        if self.preprocessor.dead:
            return True
        if name in SECTIONS:
            self._open_section(words, start, end)
            return True
        if name in _ENVIRONMENT and any(held.name == "global" for held, _ in self.places.of(self.world)):
            self._change_environment(name, words[1:])
        return False

    def _open_section(self, words: Sequence[str], start: int, end: int) -> None:
        section = Node(self.source, words[0], tuple(words[1:]), start, end, self.world)
        section.children = []
        self.document.sections.append(section)
        self.places.enter(section)
        self._settle()

    def _scope(self, start: int, end: int) -> None:
        """``[name]``, as in files of SPOE: the rest of the line is not read."""
        if not _SCOPE.match(self.text, start, end):
            self._syntax(start, end, "a line that begins with '[' names a scope, alone on its line: [name]")

    def _change_environment(self, name: str, arguments: Sequence[str]) -> None:
        environment = self.document.environment
        certain = self.world is ALWAYS or not self.world
        if name == "resetenv":
            environment.reset(arguments)
        elif name == "unsetenv":
            for variable in arguments:
                environment.assign(variable, None, certain)
        elif len(arguments) >= 2:
            environment.assign(arguments[0], arguments[1], certain)

    def _directive(self, words: tuple[str, ...], start: int, end: int) -> None:
        name, arguments = words[0], words[1:]
        if self.document.target.surely_before((2, 4)) and not self.preprocessor.dead:
            span = Span(self.source, start, start + len(name))
            self.document.report(
                DiagnosticKind.UNKNOWN_DIRECTIVE, span, f"'{name}' is known since HAProxy 2.4 only"
            )
        try:
            handled = self.preprocessor.directive(name, arguments, start)
        except PreprocessorError as error:
            handled = True
            spans = locate(self.text, start, end)
            low = spans[1][0] if len(spans) > 1 and len(arguments) else start
            self._syntax(low, spans[-1][1] if spans else end, f"'{name}': {error}" if low > start else str(error))
        if handled:
            if self.preprocessor.exhausted:
                outer = self.places.merge(self.outer, self.preprocessor.world)
                self.places.leave(outer, self.preprocessor.exhausted)
            self._settle()
        elif not self.preprocessor.dead:
            self._message(name, arguments, start, end)

    def _message(self, name: str, arguments: Sequence[str], start: int, end: int) -> None:
        """``.notice`` and its kin say one word; no other directive exists."""
        spans = locate(self.text, start, end)
        if name not in _MESSAGES:
            span = Span(self.source, *spans[0])
            help_text = "the directives are .if, .elif, .else, .endif, " + ", ".join(_MESSAGES)
            self.document.report(DiagnosticKind.UNKNOWN_DIRECTIVE, span, f"unknown directive '{name}'", help_text)
        elif len(arguments) > 1:
            self._syntax(spans[2][0], spans[-1][1], f"'{name}' takes one argument: put its message into quotes")


def _odd(text: str) -> bool:
    """Whether there is any odd character.  Single ones are looked for a hundred times as fast as a set."""
    if text.isascii():
        return any(character in text for character in _ODD_ASCII)
    return _ODD.search(text) is not None
