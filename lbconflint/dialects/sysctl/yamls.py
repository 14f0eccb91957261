"""YAML that sets something: a cloud-config, or tasks of Ansible."""

import re
from collections.abc import Iterator

from lbconflint.dialects.sysctl.sniff import is_cloud_config
from lbconflint.dialects.sysctl.tasks import Tasks
from lbconflint.model import Gap
from lbconflint.scripts.embedded import Part, read_parts
from lbconflint.scripts.settings import Settings
from lbconflint.source import SourceFile
from lbconflint.unit import Unit
from lbconflint.yaml.either import read_either
from lbconflint.yaml.nodes import YamlNode

_SYSCTL_FILE = re.compile(r"/(?:(?:etc|run|usr/local/lib|usr/lib|lib)/sysctl\.d/[^/]+|etc/sysctl\.conf)")
_PLAIN_TEXT = ("", "text/plain")


def read_yaml(source: SourceFile) -> list[Unit]:
    """The units of a text: the plays of a playbook for other hosts are units of their own."""
    cloud = is_cloud_config(source.text)
    reading = read_either(source)
    first = _unit(source)
    for fault in reading.faults:
        first.gaps.append(Gap(fault.span, f"this is no YAML: {fault.message}"))
    units = {"": first}
    parts: list[Part] = []
    for document in reading.documents:
        if cloud:
            parts += _cloud_config(document.root, first)
            continue
        for item in document.root.items:
            hosts = _hosts(item)
            if hosts not in units:
                units[hosts] = _unit(source)
            Tasks(units[hosts]).read(item)
    read_parts(source, first, parts)
    return [unit for unit in units.values() if unit is first or unit.kernel_settings]


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


def _cloud_config(root: YamlNode, unit: Unit) -> Iterator[Part]:
    """The files that cloud-init writes, and the commands that it runs before and after."""
    settings = Settings(unit)
    yield from _commands(root.get("bootcmd"), settings)
    written = root.get("write_files")
    for item in written.items if written is not None else ():
        path, content = item.get("path"), item.get("content")
        if path is None or not path.args or content is None or not _SYSCTL_FILE.fullmatch(path.args[0]):
            continue
        encoding = item.get("encoding")
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
        elif len(words) > 2 and all(word.args for word in words):
            shell = words[0].args[0].rpartition("/")[2] in ("sh", "bash") and words[1].args[0].endswith("c")
            yield Part(words[2:3], settings, script=True) if shell else Part(words, settings)
