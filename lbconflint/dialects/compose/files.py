"""Compose files as they lie in the tree: reading them, and which of them make one project."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zlib import crc32

from lbconflint.files import Files
from lbconflint.source import SourceFile
from lbconflint.tree import ALWAYS, World
from lbconflint.yaml import Document, Fault
from lbconflint.yaml import read as read_yaml

_TEMPLATE_MARKS = ("{{", "{%", "<%")
DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What ``docker compose`` looks for, the first one first (cli/options.go of compose-go)."""
_OVERRIDES = ("compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
              "docker-compose.override.yaml")  # fmt: skip
"""Of these too it takes the first one alone."""


class ComposeFile(NamedTuple):
    """One file as it was read.  ``template``: it is no YAML before it is rendered."""

    path: str
    source: SourceFile
    documents: list[Document]
    faults: list[Fault]
    template: bool


class Plan(NamedTuple):
    """One project: its files, the later ones over the earlier.  Files of one directory that are not read
    together are alternatives: their worlds exclude each other."""

    paths: tuple[str, ...]
    default: bool
    world: World


def load(files: Files, path: str) -> ComposeFile:
    """Raises ``UnreadableError``."""
    source = files.source(path)
    reading = read_yaml(source)
    broken = reading.faults or any(document.strange for document in reading.documents)
    if broken and any(mark in source.text for mark in _TEMPLATE_MARKS):
        from lbconflint.yaml import templated

        template = templated.mask(source.text, path)
        if template is not None:
            source.masked = template.masked.text
            reading = read_yaml(source, template.masked.world)
            templated.settle(reading.documents, template)
            return ComposeFile(path, source, reading.documents, reading.faults, True)
    return ComposeFile(path, source, reading.documents, reading.faults, False)


def projects(paths: Sequence[str]) -> Iterable[Plan]:
    """The default file of a directory with its override is one project, every other file is one."""
    by_directory: dict[str, list[str]] = {}
    for path in paths:
        by_directory.setdefault(path.rpartition("/")[0], []).append(path)
    for directory, members in by_directory.items():
        groups = list(_groups(members))
        condition = crc32(f"compose {directory}".encode("utf-8", "surrogateescape")) << 32
        for number, group in enumerate(groups):
            world = ((condition, number),) if len(groups) > 1 else ALWAYS
            yield Plan(tuple(group), _name(group[0]) in DEFAULTS, world)


def _groups(paths: Sequence[str]) -> Iterable[list[str]]:
    names = {_name(path): path for path in paths}
    main = next((names[name] for name in DEFAULTS if name in names), None)
    together = [main] if main else []
    if main:
        together += next(([names[name]] for name in _OVERRIDES if name in names), [])
        yield together
    for path in sorted(set(paths).difference(together)):
        yield [path]


def _name(path: str) -> str:
    return path.rpartition("/")[2].lower()
