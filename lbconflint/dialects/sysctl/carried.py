"""Tasks of Ansible that set something by other modules than ``sysctl``: commands, and files that they write.

``command`` runs no shell: a redirection in it is an argument, and sets nothing.
"""

import re
from collections.abc import Iterator
from zlib import crc32

from lbconflint.dialects.sysctl.arguments import Arguments, fields_of_line, items_of, of_item
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.model import Gap
from lbconflint.record import NamedTuple
from lbconflint.scripts.embedded import Part
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.tree import World
from lbconflint.unit import Unit
from lbconflint.values import Setting, written
from lbconflint.yaml.nodes import LIST, MAP, YamlNode

_SHELLS = ("shell", "raw")
_FILES = {"copy": "files", "template": "templates"}
_LINES = ("lineinfile", "blockinfile")
CARRIERS = frozenset({*_SHELLS, "command", *_FILES, *_LINES})
_SYSCTL_FILE = re.compile(r"/(?:(?:etc|run|usr/local/lib|usr/lib|lib)/sysctl\.d/[^/]+|etc/sysctl\.conf)")
_SYSCTL_DIRECTORY = re.compile(r"/(?:etc|run|usr/local/lib|usr/lib|lib)/sysctl\.d/?")
_COPIES = 20
"""Files with the same content that a loop may make."""
_SETS_ITEM = re.compile(r"(?:\S*/)?sysctl(?:\s+-\w+)*\s+(['\"]?)\{\{\s*item\s*\}\}\1")
_ASKS = re.compile(r"sysctl|/proc/sys/")
_OF_A_SHELL = re.compile(r"[<>|&;`]")


class Given(NamedTuple):
    """A task and its module; ``ignores``: a failure of the task is foreseen."""

    task: YamlNode
    module: YamlNode
    unit: Unit
    world: World
    ignores: bool


class Brought(NamedTuple):
    """A file of the tree that ends up as the sysctl file ``file``; it is looked for as ``source``, below
    directories called ``folder`` too."""

    given: Given
    source: str
    folder: str
    file: str
    settings: Settings


class _InTask(Settings):
    """Settings under the conditions of a task."""

    def __init__(self, given: Given, world: World) -> None:
        super().__init__(given.unit)
        self._around = world
        self._ignores = given.ignores

    def put(self, setting: KernelSetting) -> None:
        ignores = setting.ignores_failure or self._ignores
        super().put(setting._replace(world=(*self._around, *setting.world), ignores_failure=ignores))


def carried(given: Given) -> Iterator[Part | Brought]:
    """What remains to be read of one task."""
    name = given.module.name.removeprefix("ansible.builtin.")
    arguments = Arguments(given.task, given.module)
    texts: dict[int | str, set[str]] = {}
    for item in items_of(given.task):
        if name in _FILES:
            found = _file(given, arguments, item, _FILES[name])
        elif name in _LINES:
            found = _lines(given, arguments, item)
        else:
            found = _command(given, arguments, item, name in _SHELLS)
        for one in found:
            # What is the same for every item is read once.
            files = texts.setdefault(id(one.nodes[0]) if isinstance(one, Part) else one.source, set())
            if one.file not in files and len(files) <= _COPIES:
                files.add(one.file)
                if len(files) <= _COPIES:
                    yield one
                else:
                    span = given.module.span.first_line()
                    given.unit.gaps.append(Gap(span, f"more than {_COPIES} files with this content are not read"))


def _command(given: Given, arguments: Arguments, item: YamlNode | None, shell: bool) -> Iterator[Part | Brought]:
    module = given.module
    settings = _InTask(given, given.world)
    words = (module if module.form is LIST else arguments.node(item, "argv")) if not shell else None
    if words is not None and words.form is LIST:
        if words.items and all(word.args for word in words.items):
            yield Part(words.items, settings)
        return
    line = module if module.form is not MAP else arguments.node(item, "cmd")
    if line is None or not line.args or not _ASKS.search(line.args[0]):
        return
    if item is not None and item.args and _SETS_ITEM.fullmatch(line.args[0].strip()):
        key, equals, value = item.args[0].partition("=")
        if equals and not item.filled:
            at = len(key) + 1
            name = written(key.strip(), item, 1, (0, len(key)))
            number = written(value.strip(), item, 1, (at, at + len(value)))
            settings.put(setting_of(name, number, Carrier.COMMAND, item))
    elif shell or not _OF_A_SHELL.search(line.args[0]):
        yield Part([line], settings, script=True)


def _file(given: Given, arguments: Arguments, item: YamlNode | None, folder: str) -> Iterator[Part | Brought]:
    """``copy`` with its content, or ``copy`` and ``template`` of a file."""
    source = arguments.text(item, "src")
    file = arguments.text(item, "dest")
    if _SYSCTL_DIRECTORY.fullmatch(file):
        file = f"{file.rstrip('/')}/{source.rpartition('/')[2]}"
    if not _SYSCTL_FILE.fullmatch(file):
        return
    world = given.world
    content = arguments.node(item, "content") if folder == "files" else None
    if "{{" in file or (content is not None and "{%" in (content.text or "")):
        # Which name the file has decides what is applied after what; a condition may leave any line out.
        world = (*world, (crc32(f"{given.module.source.path} {given.module.start}".encode()), 0))
    settings = _InTask(given, world)
    if content is not None and content.args:
        yield Part([content], settings, file=file)
    elif source:
        yield Brought(given, source, folder, file, settings)


def _lines(given: Given, arguments: Arguments, item: YamlNode | None) -> Iterator[Part | Brought]:
    """Lines that are put into a sysctl file."""
    file = arguments.text(item, "path", "dest", "destfile", "name")
    if not _SYSCTL_FILE.fullmatch(file) or arguments.text(item, "state") == "absent":
        return
    settings = _InTask(given, given.world)
    line = arguments.node(None, "line", "value", "block", "content")
    if line is None:
        _line_of_words(arguments.of(None, "line"), settings, file)
        return
    if not line.args:
        return
    fields = fields_of_line(line.args[0], item)
    if fields is None:
        node = of_item(line, item)
        if node.args:
            yield Part([node], settings, file=file)
    elif not fields[0].filled and fields[0].args and fields[1].args and not fields[1].filled:
        name, value = (written(node.args[0], node) for node in fields)
        settings.put(setting_of(name, value, Carrier.SCRIPT_FILE, line, file))


def _line_of_words(line: Setting[str] | None, settings: Settings, file: str) -> None:
    """``line="a = b"`` among the arguments of one line."""
    if line is None or line.value is None or line.part is None:
        return
    key, equals, value = line.value.partition("=")
    if equals and key.strip():
        low, node = line.part[0], line.node
        name = written(key.strip(), node, 1, (low, low + len(key.rstrip())))
        at = low + len(line.value) - len(value.lstrip())
        number = written(value.strip(), node, 1, (at, at + len(value.strip())))
        settings.put(setting_of(name, number, Carrier.SCRIPT_FILE, node, file))


def unread(brought: Brought) -> None:
    """Say that the file is not in the tree."""
    span = brought.given.module.span.first_line()
    brought.given.unit.gaps.append(Gap(span, f"what '{brought.file}' holds is not known"))
