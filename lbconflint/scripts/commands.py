"""Which settings a shell script or a Dockerfile writes: ``sysctl -w``, ``echo >> /etc/sysctl.conf``, ``tee``,
here-documents, ``> /proc/sys/...``."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lbconflint.kernel import Carrier
from lbconflint.model import Diagnostic, DiagnosticKind, Gap, LocalAddress
from lbconflint.record import NamedTuple
from lbconflint.scripts.addresses import COMMANDS, local_address
from lbconflint.scripts.docker import PROGRAMS, run_of
from lbconflint.scripts.lines import Lines, words
from lbconflint.scripts.settings import OfContainers, Settings, setting_of, value_of
from lbconflint.scripts.shell import Command, Redirect, Shell, Word
from lbconflint.scripts.wrappers import Where, unwrapped
from lbconflint.source import SourceFile, Span
from lbconflint.template import mask_of
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.unit import Unit
from lbconflint.values import HOLE, written


class Region(NamedTuple):
    """A part of the text that is written somewhere.  ``escapes``: ``\\n`` in it is a line feed; ``quoted``: it has
    several words, and quotes among them; ``escaped``: the characters that a backslash makes plain."""

    start: int
    end: int
    escapes: bool = False
    quoted: bool = False
    escaped: str = ""


class Written(NamedTuple):
    """A file that ``masked[start:end]`` fills, a here-document or a quoted text of some lines.  A backslash takes
    the meaning of the characters in ``escaped``; ``appended``: the file may hold more."""

    path: str
    start: int
    end: int
    escaped: str
    appended: bool
    world: World


_SYSCTL_FILE = re.compile(r"/(?:(?:etc|run|usr/local/lib|usr/lib|lib)/sysctl\.d/[^/]+|etc/sysctl\.conf)$")
_SHELLS = frozenset({"sh", "bash", "dash", "ash", "ksh", "zsh"})
_IN_COMMENT = re.compile(r"(?:net|vm|fs|kernel)\.[\w./-]+[ \t]*=[ \t]*[\w.-]+(?:[ \t]+\d+)*")
_INSTRUCTION = re.compile(r"^[ \t]*(?P<name>[A-Za-z]+)[ \t]+(?:--\S+[ \t]+)*", re.MULTILINE)
_HEREDOC = re.compile(r"<<-?[ \t]*[\"']?(\w+)[\"']?")
_DELETES = re.compile(r"/.*/d")
"""A sed script that takes lines away, mostly to add them anew."""
_DEPTH = 3
"""How deep a ``sh -c`` may be nested."""


def read_script(source: SourceFile, unit: Unit) -> None:
    template = mask_of(source)
    text = template.text if template else source.text
    source.words = words
    shell = Shell(text, source.path)
    docker = re.search(r"(docker|container)file", source.path.lower()) is not None
    regions = list(_instructions(text)) if docker else [("RUN", 0, len(text))]
    found = [(name, list(shell.commands(start, end))) for name, start, end in regions]
    source.masked = shell.masked()
    script = Script(source, unit)
    for name, commands in found:
        if name == "RUN":
            script.run(commands)
        else:
            script.copy(commands)
    script.comments(shell.comments)


def _instructions(text: str) -> Iterator[tuple[str, int, int]]:
    """The RUN, COPY and ADD instructions of a Dockerfile, with their continuation lines and here-documents."""
    at = 0
    while found := _INSTRUCTION.search(text, at):
        at = end = _end_of_instruction(text, found.end())
        name = found["name"].upper()
        for delimiter in _HEREDOC.findall(text, found.end(), end):
            closing = re.compile(rf"^\t*{delimiter}[ \t\r]*$", re.MULTILINE).search(text, end)
            at = end = closing.end() if closing else len(text)
        if name in ("RUN", "COPY", "ADD"):
            yield ("RUN" if name == "RUN" else "COPY"), found.end(), end


def _end_of_instruction(text: str, at: int) -> int:
    while True:
        stop = text.find("\n", at)
        if stop < 0:
            return len(text)
        line = text[text.rfind("\n", 0, stop) + 1 : stop].strip()
        if not (line.endswith("\\") or line.startswith("#")):
            return stop
        at = stop + 1


class Script:
    """Follows commands; ``settings`` takes what they write.  ``embedded``: the text is indented as a whole."""

    def __init__(
        self,
        source: SourceFile,
        unit: Unit,
        settings: Settings | None = None,
        depth: int = 0,
        embedded: bool = False,
        written: list[Written] | None = None,
    ) -> None:
        self._source = source
        self._written = written
        self._unit = unit
        self._depth = depth
        self._embedded = embedded
        self._settings = settings or Settings(unit)
        self._lines = Lines(source, unit)

    def run(self, commands: Iterable[Command]) -> None:
        """Follow the commands, pipeline by pipeline."""
        content: list[Region] = []
        for command in commands:
            content = self._command(command, content)
            if not command.piped:
                content = []

    def copy(self, commands: Iterable[Command]) -> None:
        """``COPY <<EOF /etc/sysctl.d/x.conf``."""
        for command in commands:
            for redirect in command.redirects:
                if redirect.body and command.words:
                    self._into([Region(*redirect.body)], command.words[-1], command.world)

    def comments(self, places: Iterable[tuple[int, int]]) -> None:
        """Settings that stand in comments."""
        source = self._source
        for start, end in places:
            for found in _IN_COMMENT.finditer(source.masked, start, end):
                if HOLE not in found[0]:
                    key, _, value = found[0].partition("=")
                    node = Node(source, key.strip(), (value.strip(),), found.start(), found.end())
                    self._settings.remark(node, Carrier.COMMAND, "")

    def _command(self, command: Command, content: list[Region]) -> list[Region]:
        """Follow one command; ``content`` is what it reads, the answer what it writes."""
        bodies = [self._document(redirect) for redirect in command.redirects if redirect.body]
        content = bodies or content
        arguments, where = unwrapped(command.words)
        if where is not Where.HERE:
            inner = self._settings.inside(where)
            if inner is None:
                return []
            if inner is not self._settings:
                script = Script(self._source, self._unit, inner, self._depth, self._embedded)
                return script._command(command._replace(words=tuple(arguments)), content)
        if not arguments:
            if bodies:
                self._again(bodies)
            return []
        name = arguments[0].text.rpartition("/")[2]
        rest = arguments[1:]
        if name == "sysctl":
            self._sysctl(rest, content, command.world)
        elif name in _SHELLS:
            self._shell(rest, bodies)
        elif name in ("echo", "printf"):
            content = self._printed(name, rest)
        elif name == "tee":
            for word in rest:
                if not word.text.startswith("-"):
                    appended = any(other.text in ("-a", "--append") for other in rest)
                    self._into(content, word, command.world, appended)
        elif name in PROGRAMS:
            self._container(arguments, command)
        elif name == "sed":
            self._edited(rest)
        elif name in COMMANDS:
            given = local_address(arguments, self._source, command.world)
            if given is not None:
                self._unit.nouns.setdefault(LocalAddress, []).append(given)
        for redirect in command.redirects:
            if redirect.operator in (">", ">>", ">|"):
                self._into(content, redirect.target, command.world, redirect.operator == ">>")
        return content

    def _container(self, arguments: list[Word], command: Command) -> None:
        """``docker run --sysctl``, and what a privileged container runs."""
        run = run_of(arguments)
        if run is None:
            return
        owner = Node(self._source, arguments[0].text, (), arguments[0].start, arguments[0].end, command.world)
        in_host = run.network == "host"
        for name, word in run.options:
            key, equals, value = word.text.partition("=")
            if name != "sysctl" or not equals or in_host:
                continue
            if HOLE in key:
                self._gap(word, "the setting that this expression names is not known")
                continue
            node = self._node(word, key.strip(), value.strip())
            made = setting_of(
                written(node.name, node, 0), value_of(node), Carrier.CONTAINER, node, world=command.world
            )
            self._settings.put(made._replace(owner=owner))
            self._unit.roots.append(node)
        if run.privileged and run.command and HOLE not in run.network:
            inner = OfContainers(self._unit, owner, in_host, run.said("pid") == "host")
            script = Script(self._source, self._unit, inner, self._depth + 1, self._embedded)
            if self._depth < _DEPTH:
                script._command(command._replace(words=tuple(run.command), redirects=()), [])

    def _document(self, redirect: Redirect) -> Region:
        start, end = redirect.body or (0, 0)
        word = redirect.target
        literal = self._source.text[word.start : word.end] != word.text
        return Region(start, end, escaped="" if literal else "\\$`\n")

    def _sysctl(self, arguments: list[Word], content: list[Region], world: World) -> None:
        flags = [word.text for word in arguments if word.text.startswith("-") and word.text != "-"]
        ignores = any(flag == "--ignore" or re.fullmatch(r"-\w*e\w*", flag) for flag in flags)
        loads = any(flag.startswith("--load") or re.fullmatch(r"-\w*[pf]\w*", flag) for flag in flags)
        named = [word for word in arguments if word.text not in flags]
        if loads:
            if any(word.text in ("-", "/dev/stdin") for word in named):
                self._assign(content, Carrier.COMMAND, "", world)
            return
        for word in named:
            key, equals, value = word.text.partition("=")
            if not key and equals:
                span = Span(self._source, word.start, word.end)
                message = "sysctl(8) takes 'key=value' without blanks around '='"
                cure = 'quote it ("key = value"), or leave the blanks out'
                self._unit.diagnostics.append(Diagnostic(DiagnosticKind.SYNTAX, span, message, cure))
            elif equals and HOLE in key:
                self._gap(word, "the setting that this expression names is not known")
            elif equals:
                node = self._node(word, key.strip(), value.strip())
                self._settings.add(node, Carrier.COMMAND, "", world, ignores)

    def _node(self, word: Word, key: str, value: str) -> Node:
        start, end = word.start, word.end
        quotes = self._source.masked[start : start + 1]
        if quotes in ("'", '"'):
            start, end = start + 1, end - 1 if self._source.masked[end - 1] == quotes else end
        return Node(self._source, key, (value,), start, end)

    def _shell(self, arguments: list[Word], bodies: list[Region]) -> None:
        """``sh -c '...'`` and ``sh <<EOF``."""
        script = next((word for flag, word in pairwise(arguments) if re.fullmatch(r"-\w*c", flag.text)), None)
        if script is not None:
            inside = int(self._source.masked[script.start : script.start + 1] in ("'", '"'))
            self._again([Region(script.start + inside, script.end - inside)])
        elif not any(not word.text.startswith("-") for word in arguments):
            self._again(bodies)

    def _again(self, regions: list[Region]) -> None:
        """Read texts that are scripts themselves."""
        if self._depth >= _DEPTH:
            return
        inner = Script(self._source, self._unit, self._settings, self._depth + 1, self._embedded, self._written)
        for start, end, *_ in regions:
            shell = Shell(self._source.masked, f"{self._source.path}:{start}", self._embedded)
            inner.run(list(shell.commands(start, end)))

    def _printed(self, name: str, arguments: list[Word]) -> list[Region]:
        """The texts that echo or printf writes."""
        escapes = name == "printf"
        while arguments and name == "echo" and re.fullmatch(r"-[neE]+", arguments[0].text):
            escapes = escapes or "e" in arguments[0].text
            arguments = arguments[1:]
        if not arguments:
            return []
        if name == "printf" and "%" in arguments[0].text:
            arguments, apart = arguments[1:], True
        else:
            apart = False
        groups = [[word] for word in arguments] if apart else [arguments]
        return [self._region(group, escapes) for group in groups if group]

    def _region(self, group: list[Word], escapes: bool) -> Region:
        """From the first to the last word, without the quotes around a single one."""
        start, end = group[0].start, group[-1].end
        masked = self._source.masked
        if len(group) > 1:
            return Region(start, end, escapes, quoted=True)
        if end - start > 1 and masked[start] in "'\"" and masked[end - 1] == masked[start]:
            return Region(start + 1, end - 1, escapes, escaped='\\$`\n"' if masked[start] == '"' else "")
        return Region(start, end, escapes)

    def _unfold(self, region: Region) -> None:
        """Blank the quotes and break the lines of a region, at unchanged offsets."""
        start, end, escapes, quoted, *_ = region
        masked = self._source.masked
        text = masked[start:end]
        if quoted:
            text = re.sub("[\"']", " ", text)
        if escapes:
            text = text.replace("\\n", "\n ")
        if text != masked[start:end]:
            self._source.masked = masked[:start] + text + masked[end:]

    def _into(self, content: list[Region], target: Word, world: World, appended: bool = False) -> None:
        """Text is written to a file: a sysctl file, or a setting itself."""
        path = target.text
        if self._written is not None:
            self._note(content, path, world, appended)
            return
        if path.startswith("/proc/sys/"):
            self._proc(content, target, world)
            return
        place = _SYSCTL_FILE.search(path)
        if place and content:
            self._assign(content, Carrier.SCRIPT_FILE, place[0], world)
        elif place:
            self._gap(target, f"what is written to '{place[0]}' is not known")

    def _note(self, content: list[Region], path: str, world: World, appended: bool) -> None:
        """A file of several lines is written, perhaps."""
        if self._written is None or len(content) != 1 or not path.startswith("/") or HOLE in path:
            return
        start, end, escapes, quoted, escaped = content[0]
        if not escapes and not quoted and "\n" in self._source.masked[start:end]:
            self._written.append(Written(path, start, end, escaped, appended, world))

    def file(self, start: int, end: int, file: str) -> None:
        """The text is what ``file`` holds on the machine."""
        self._assign([Region(start, end)], Carrier.SCRIPT_FILE, file, ALWAYS)

    def _assign(self, content: list[Region], carrier: Carrier, file: str, world: World) -> None:
        for region in content:
            self._unfold(region)
            start, end = region.start, region.end
            for node, ignores, excluded in self._lines.assignments(start, end):
                node.world = world
                self._settings.add(node, carrier, file, world, ignores, excluded)
            for node in self._lines.remarks(start, end):
                self._settings.remark(node, carrier, file)

    def _proc(self, content: list[Region], target: Word, world: World) -> None:
        key = target.text.removeprefix("/proc/sys/")
        if HOLE in key:
            self._gap(target, "the setting that this expression names is not known")
        elif len(content) != 1 or content[0].end > target.start:
            self._gap(target, f"what is written to '{target.text}' is not known")
        else:
            self._unfold(content[0])
            start, end = content[0].start, content[0].end
            value = self._source.masked[start:end].strip()
            node = Node(self._source, key, (value,), start, target.end, world)
            self._settings.add(node, Carrier.COMMAND, "", world)

    def _edited(self, arguments: list[Word]) -> None:
        if any(_DELETES.fullmatch(word.text) for word in arguments):
            return
        for word in arguments:
            place = _SYSCTL_FILE.search(word.text)
            if place:
                self._gap(word, f"what sed makes of '{place[0]}' is not known")

    def _gap(self, word: Word, reason: str) -> None:
        self._unit.gaps.append(Gap(Span(self._source, word.start, word.end), reason))
