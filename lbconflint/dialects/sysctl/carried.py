"""Tasks of Ansible that set something by other modules than ``sysctl``: commands, and files that they write.

``command`` runs no shell: a redirection in it is an argument, and sets nothing.
"""

import re
from collections.abc import Iterator
from zlib import crc32

from lbconflint.dialects.sysctl.arguments import Arguments
from lbconflint.dialects.sysctl.deposits import Deposit, is_ours
from lbconflint.dialects.sysctl.loops import Item, items_of
from lbconflint.dialects.sysctl.variables import Variables
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
    variables: Variables
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

    def __init__(self, given: Given, world: World, replaceable: bool = False) -> None:
        super().__init__(given.unit)
        self._around = world
        self._replaceable = replaceable
        self._ignores = given.ignores

    def put(self, setting: KernelSetting) -> None:
        ignores = setting.ignores_failure or self._ignores
        world = (*self._around, *setting.world)
        super().put(setting._replace(world=world, ignores_failure=ignores, replaceable=self._replaceable))


def carried(given: Given) -> Iterator[Part | Brought | Deposit]:
    """What remains to be read of one task."""
    name = given.module.name.removeprefix("ansible.builtin.")
    arguments = Arguments(given.task, given.module, given.variables)
    texts: dict[int | str, set[str]] = {}
    for item in items_of(given.task, given.variables, given.unit):
        if name in _FILES:
            found: Iterator[Part | Brought | Deposit] = _file(given, arguments, item, _FILES[name])
        elif name in _LINES:
            found = _lines(given, arguments, item)
        else:
            found = _command(given, arguments, item, name in _SHELLS)
        for one in found:
            # What is the same for every item is read once.
            text, file = _what(one)
            files = texts.setdefault(text, set())
            if file not in files and len(files) <= _COPIES:
                files.add(file)
                if len(files) <= _COPIES:
                    yield one
                else:
                    span = given.module.span.first_line()
                    given.unit.gaps.append(Gap(span, f"more than {_COPIES} files with this content are not read"))


def _what(one: Part | Brought | Deposit) -> tuple[int | str, str]:
    """The text, and the file that it goes into."""
    if isinstance(one, Deposit):
        return id(one.content), one.path
    return (id(one.nodes[0]) if isinstance(one, Part) else one.source), one.file


def _command(given: Given, arguments: Arguments, item: Item, shell: bool) -> Iterator[Part | Brought]:
    module = given.module
    settings = _InTask(given, given.world, item.replaceable)
    words = (module if module.form is LIST else arguments.node(item, "argv")) if not shell else None
    if words is not None and words.form is LIST:
        if words.items and all(word.args for word in words.items):
            yield Part(words.items, settings)
        return
    line = module if module.form is not MAP else arguments.node(item, "cmd")
    if line is None or not line.args or not _ASKS.search(line.args[0]):
        return
    if item.node is not None and item.node.args and _SETS_ITEM.fullmatch(line.args[0].strip()):
        if not item.node.filled:
            _assign(written(item.node.args[0], item.node), line, settings, Carrier.COMMAND, "")
    elif shell or not _OF_A_SHELL.search(line.args[0]):
        yield Part([line], settings, script=True)


def _file(given: Given, arguments: Arguments, item: Item, folder: str) -> Iterator[Part | Brought | Deposit]:
    """``copy`` with its content, or ``copy`` and ``template`` of a file."""
    source = arguments.text(item, "src")
    file = arguments.text(item, "dest")
    if _SYSCTL_DIRECTORY.fullmatch(file):
        file = f"{file.rstrip('/')}/{source.rpartition('/')[2]}"
    content = arguments.node(item, "content") if folder == "files" else None
    if content is not None and is_ours(file):
        elsewhere = given.task.get("delegate_to") is not None
        alone = elsewhere or bool(given.world) or item.node is not None or "{{" in file
        yield Deposit(given.unit, file, content, alone)
    if not _SYSCTL_FILE.fullmatch(file):
        return
    world = given.world
    if "{{" in file or (content is not None and "{%" in (content.text or "")):
        # Which name the file has decides what is applied after what; a condition may leave any line out.
        world = (*world, (crc32(f"{given.module.source.path} {given.module.start}".encode()), 0))
    settings = _InTask(given, world, item.replaceable)
    if content is not None and content.args:
        yield Part([content], settings, file=file)
    elif source:
        yield Brought(given, source, folder, file, settings)


def _lines(given: Given, arguments: Arguments, item: Item) -> Iterator[Part | Brought]:
    """Lines that are put into a sysctl file."""
    file = arguments.text(item, "path", "dest", "destfile", "name")
    if arguments.text(item, "state") == "absent":
        return
    if is_ours(file):
        reason = f"lines that are put into '{file}' are not read: what else it holds is not known"
        given.unit.gaps.append(Gap(given.module.span.first_line(), reason))
    if not _SYSCTL_FILE.fullmatch(file):
        return
    names = ("line", "value", "block", "content")
    line = arguments.node(item, *names)
    told, replaceable = arguments.of(item, *names)
    settings = _InTask(given, given.world, item.replaceable or replaceable)
    if line is None or (told is not None and told.node.source is not line.source):
        if told is not None:
            _assign(told, line or given.module, settings, Carrier.SCRIPT_FILE, file)
        return
    if not line.args:
        return
    fields = arguments.fields_of_line(line.args[0], item)
    if fields is None:
        yield Part([line], settings, file=file)
    elif all(held.node.args and not held.node.filled for held in fields):
        name, value = (written(held.node.args[0], held.node) for held in fields)
        settings.put(setting_of(name, value, Carrier.SCRIPT_FILE, line, file))


def _assign(line: Setting[str], place: YamlNode, settings: Settings, carrier: Carrier, file: str) -> None:
    """``a = b``, in the order of ``place``."""
    text, node = line.value or "", line.node
    key, equals, value = text.partition("=")
    if not equals or not key.strip() or "\n" in text.strip():
        return
    low = line.part[0] if line.part is not None else 0
    name = written(key.strip(), node, 1, (low, low + len(key.rstrip())))
    at = low + len(text) - len(value.lstrip())
    number = written(value.strip(), node, 1, (at, at + len(value.strip())))
    settings.put(setting_of(name, number, carrier, node if node.source is place.source else place, file))


def unread(brought: Brought) -> None:
    """Say that the file is not in the tree."""
    span = brought.given.module.span.first_line()
    brought.given.unit.gaps.append(Gap(span, f"what '{brought.file}' holds is not known"))
