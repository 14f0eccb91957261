"""Compose files as they lie in the tree: reading them, and which of them make one project."""

import posixpath
import re
from collections.abc import Iterable, Sequence
from zlib import crc32

from lbconflint.files import Files, UnreadableError
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.source import SourceFile
from lbconflint.tree import ALWAYS, World
from lbconflint.yaml import Document, Fault
from lbconflint.yaml import read as read_yaml

_TEMPLATE_MARKS = ("{{", "{%", "<%")
DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What ``docker compose`` looks for, the first one first (cli/options.go of compose-go)."""
OVERRIDES = ("compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
              "docker-compose.override.yaml")  # fmt: skip
"""Of these too it takes the first one alone."""

_VARIABLE = lazy(r"^[ \t]*(?:export[ \t]+)?(COMPOSE_FILE|COMPOSE_PATH_SEPARATOR)=[\"']?([^\"'\s#]*)", re.MULTILINE)


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


def projects(paths: Sequence[str], files: Files) -> Iterable[Plan]:
    """What ``COMPOSE_FILE`` in the ``.env`` of a directory names is one project, else its default file with its
    override; every other file is one."""
    by_directory: dict[str, list[str]] = {}
    for path in paths:
        by_directory.setdefault(path.rpartition("/")[0], []).append(path)
    told = {directory: _told(directory, files) for directory in by_directory}
    known, used = set(paths), {path for group in told.values() for path in group}
    for directory, members in by_directory.items():
        group = told[directory]
        groups = [group] if group and known.issuperset(group) else []
        groups += _groups([path for path in members if path not in used or (not groups and path in group)])
        condition = crc32(f"compose {directory}".encode("utf-8", "surrogateescape")) << 32
        for number, one in enumerate(groups):
            world = ((condition, number),) if len(groups) > 1 else ALWAYS
            yield Plan(tuple(one), one == group or _name(one[0]) in DEFAULTS, world)


def _told(directory: str, files: Files) -> list[str]:
    """The files that the environment of a project names; of the other variables nothing is looked at."""
    place = f"{directory}/.env" if directory else ".env"
    if ".env" not in files.listdir(directory):
        return []
    try:
        text = files.content(place).decode("utf-8", "replace")
    except UnreadableError:
        return []
    named = {found[1]: found[2] for found in _VARIABLE.finditer(text)}
    listed = named.get("COMPOSE_FILE", "").split(named.get("COMPOSE_PATH_SEPARATOR") or ":")
    return [posixpath.normpath(posixpath.join(directory, one)) for one in listed if one and "$" not in one]


def _groups(paths: Sequence[str]) -> list[list[str]]:
    names = {_name(path): path for path in paths}
    main = next((names[name] for name in DEFAULTS if name in names), None)
    together = [main] if main else []
    if main:
        together += next(([names[name]] for name in OVERRIDES if name in names), [])
    alone = [[path] for path in sorted(set(paths).difference(together))]
    return [together, *alone] if together else alone


def _name(path: str) -> str:
    return path.rpartition("/")[2].lower()
