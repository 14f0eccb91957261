"""YAML that sets something: a cloud-config, or tasks of Ansible."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from lbconflint.dialects import Machine
from lbconflint.dialects.sysctl.carried import Brought, unread
from lbconflint.dialects.sysctl.deposits import Deposit, Deposits, is_ours
from lbconflint.dialects.sysctl.plain import read_file
from lbconflint.dialects.sysctl.sniff import is_cloud_config, is_ignition
from lbconflint.dialects.sysctl.tasks import Tasks
from lbconflint.dialects.sysctl.variables import Around, Definitions, Variables
from lbconflint.files import Files, UnreadableError
from lbconflint.inset import Inset, Room
from lbconflint.kernel import KernelSetting
from lbconflint.model import Gap
from lbconflint.record import NamedTuple
from lbconflint.report import SkippedFile
from lbconflint.scripts.embedded import Part, read_parts
from lbconflint.scripts.settings import Settings
from lbconflint.source import SourceFile
from lbconflint.unit import Unit
from lbconflint.yaml.either import read_either
from lbconflint.yaml.ignition import files_of
from lbconflint.yaml.nodes import YamlNode

_SYSCTL_FILE = re.compile(r"/(?:(?:etc|run|usr/local/lib|usr/lib|lib)/sysctl\.d/[^/]+|etc/sysctl\.conf)")
_MIRRORED = re.compile(r"(?:^|/)sysctl\.d/[^/]+$")
"""Files that stand where they are put."""
_PLAIN_TEXT = ("", "text/plain")


class Yamls(NamedTuple):
    """Units, and files for other dialects."""

    units: list[Unit]
    machines: list[Machine]


def read_yamls(files: Files, paths: Sequence[str], declined: list[SkippedFile], brought: set[str]) -> Yamls:
    """``brought`` takes the paths of the sysctl files that tasks bring along."""
    definitions = Definitions(files)
    found = Yamls([], [])
    for _, source in files.sources(paths, declined):
        if is_ignition(source.path, source.text):
            found.units.append(_ignition(source, found.machines))
        else:
            deposits = Deposits(source.path)
            found.units.extend(_read_yaml(files, source, brought, definitions, deposits))
            found.machines.extend(deposits.machines())
    return found


def _ignition(source: SourceFile, machines: list[Machine]) -> Unit:
    """The files of the machine that the configuration is for."""
    unit = _unit(source)
    reading = read_either(source)
    unit.gaps += [Gap(fault.span, f"this is no YAML: {fault.message}") for fault in reading.faults]
    for document in reading.documents[:1]:
        files = files_of(document.root, unit.gaps, Room())
        machines.append(Machine(source.path, files, dict.fromkeys(files, frozenset()), True))
    return unit


def _read_yaml(
    files: Files, source: SourceFile, brought: set[str], definitions: Definitions, deposits: Deposits
) -> list[Unit]:
    """The units of a text: the plays of a playbook for other hosts are units of their own."""
    cloud = is_cloud_config(source.text)
    reading = read_either(source)
    first = _unit(source)
    for fault in reading.faults:
        first.gaps.append(Gap(fault.span, f"this is no YAML: {fault.message}"))
    units = {"": first}
    parts: list[Part] = []
    files_of_tasks: list[Brought] = []
    variables = Variables(Around(definitions, source))
    for document in reading.documents:
        if cloud:
            parts += _cloud_config(document.root, first, deposits)
            continue
        for item in document.root.items:
            hosts = _hosts(item)
            if hosts not in units:
                units[hosts] = _unit(source)
            for rest in Tasks(units[hosts]).read(item, variables):
                if isinstance(rest, Part):
                    parts.append(rest)
                elif isinstance(rest, Deposit):
                    deposits.add(rest)
                else:
                    files_of_tasks.append(rest)
    read_parts(source, first, parts)
    starts: dict[int, int] = {}
    for one in files_of_tasks:
        found = _bring(files, source.path, one)
        if found is not None:
            brought.add(found.path)
            starts[id(found)] = one.given.module.start
    if not cloud:
        for unit in units.values():
            _in_order(unit, source, starts)
    return [unit for unit in units.values() if unit is first or unit.kernel_settings or unit.gaps]


def _bring(files: Files, tasks: str, brought: Brought) -> SourceFile | None:
    """Read the file that a task brings to its machine; None where that is not done: its place in the tree says
    where it belongs, or it is not there."""
    path = _found(files, tasks, brought)
    if path is not None and _MIRRORED.search(path):
        return None
    unit = brought.given.unit
    try:
        source = files.source(path) if path is not None else None
    except UnreadableError:
        source = None
    if source is None or source.path == tasks:
        unread(brought)
        return None
    unit.add_source(source)
    read_file(source, unit, brought.settings, brought.file)
    return source


def _found(files: Files, tasks: str, brought: Brought) -> str | None:
    """Where Ansible looks for a file of a task: in the role, then beside the tasks."""
    if "{{" in brought.source or brought.source.startswith("/"):
        return None
    directory = posixpath.dirname(tasks)
    role = re.match(r"(?:(.*)/)?(?:tasks|handlers)(?:/.*)?$", directory)
    for base in ([role[1] or ""] if role else []) + [directory]:
        for folder in (brought.folder, ""):
            path = posixpath.normpath(posixpath.join(base, folder, brought.source))
            if files.is_file(path):
                return path
    return None


def _in_order(unit: Unit, source: SourceFile, starts: Mapping[int, int]) -> None:
    """Put the settings into the order of their tasks, whatever carries them."""

    def place(setting: KernelSetting) -> int:
        node = setting.node
        return node.start if node.source is source else starts.get(id(node.source), 0)

    unit.kernel_settings.sort(key=place)
    unit.kernel_settings[:] = [one._replace(order=at) for at, one in enumerate(unit.kernel_settings)]


def _unit(source: SourceFile) -> Unit:
    unit = Unit(source.path, "sysctl", complete=False)
    unit.add_source(source)
    return unit


def _hosts(item: YamlNode) -> str:
    """The hosts that a play is for; "" for a task."""
    hosts = item.get("hosts")
    if hosts is None:
        return ""
    return ",".join(hosts.args or (word for one in hosts.items for word in one.args)) or "?"


def _cloud_config(root: YamlNode, unit: Unit, deposits: Deposits) -> Iterator[Part]:
    """The files that cloud-init writes, and the commands that it runs before and after."""
    settings = Settings(unit)
    yield from _commands(root.get("bootcmd"), settings)
    written = root.get("write_files")
    for item in written.items if written is not None else ():
        path, content = item.get("path"), item.get("content")
        if path is None or not path.args or content is None:
            continue
        encoding = item.get("encoding")
        # Who puts a cloud-config together from pieces looks at its files, too.
        if is_ours(path.args[0]) and not isinstance(path.source, Inset):
            coded = encoding.text or "" if encoding is not None and encoding.text not in _PLAIN_TEXT else ""
            alone = item.get("append") is not None or path.unknown
            deposits.add(Deposit(unit, path.args[0], content, alone, coded, filled=True))
        if not _SYSCTL_FILE.fullmatch(path.args[0]):
            continue
        if encoding is not None and encoding.text not in _PLAIN_TEXT:
            unit.gaps.append(Gap(content.span.first_line(), f"what '{path.args[0]}' holds is encoded"))
        elif content.args:
            yield Part([content], settings, file=path.args[0])
    yield from _commands(root.get("runcmd"), settings)


def _commands(listed: YamlNode | None, settings: Settings) -> Iterator[Part]:
    """An item is a line for sh, or a list of words."""
    for item in listed.items if listed is not None else ():
        words = item.items
        if item.args:
            yield Part([item], settings, script=True)
        elif len(words) > 1 and all(word.args for word in words):
            shell = (
                words[0].args[0].rpartition("/")[2] in ("sh", "bash")
                and words[1].args[0].endswith("c")
                and len(words) > 2
            )
            yield Part(words[2:3], settings, script=True) if shell else Part(words, settings)
