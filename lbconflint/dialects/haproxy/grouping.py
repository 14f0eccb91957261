"""Which files run together: the ordered ``-f`` files of one process."""

import re
from collections.abc import Callable, Iterable, Sequence

from lbconflint.dialects import Plan
from lbconflint.files import Files
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile

_SUFFIXES = r"(\.(j2|jinja2?|erb|epp|tmpl|tftpl|tpl|gotmpl|ctmpl|template|in|dist|sample|example|default|inc))*"
_MAIN = re.compile(rf"(^|/)haproxy\.(cfg|conf){_SUFFIXES}$", re.IGNORECASE)
_MEMBER = re.compile(rf"(^|/)[^./][^/]*\.cfg{_SUFFIXES}$", re.IGNORECASE)
_DROP_IN = re.compile(r"(^|/)[^/]*\.d$")
_GLOBAL = re.compile(r"^[ \t]*global[ \t\r]*(?:#.*)?$", re.MULTILINE)
_ANCHOR = re.compile(r"^[ \t]*(?:global|defaults)\b", re.MULTILINE)

Opener = Callable[[str], SourceFile | None]


class FileSet(NamedTuple):
    """The files of one process in reading order.  ``complete`` is False for a fragment: files without
    ``global`` and ``defaults``, which some unseen main file is loaded with."""

    paths: tuple[str, ...]
    complete: bool


def group(files: Files, paths: Sequence[str], plan: Plan, opener: Opener) -> list[FileSet]:
    """The processes that these files make.

    The plan's entries come first.  Then the files of a drop-in directory run together with the one
    ``haproxy.cfg`` beside or above it: HAProxy loads ``-f haproxy.cfg -f conf.d/``, the directory's ``*.cfg``
    sorted bytewise.  Every other file is a process of its own.
    """
    found = [FileSet(tuple(_expanded(files, entry)), True) for entry in plan.processes]
    taken = {path for entry in found for path in entry.paths}
    found = [entry for entry in found if entry.paths]
    left = [path for path in paths if path not in taken]
    joined = _drop_ins(left, opener)
    members = {path for entry in joined for path in entry}
    sets: dict[str, tuple[str, ...]] = {entry[0]: entry for entry in joined}
    for path in left:
        if path not in members:
            sets[path] = (path,)
    for first in sorted(sets, key=left.index):
        entry = sets[first]
        found.append(FileSet(entry, _has(opener, entry, _ANCHOR)))
    return found


def _expanded(files: Files, entry: Iterable[str]) -> list[str]:
    """The files behind ``-f`` options: a directory stands for its ``*.cfg`` files, sorted bytewise."""
    found: list[str] = []
    for said in entry:
        path = said.rstrip("/") or said
        if files.is_dir(path):
            prefix = "" if path == "." else f"{path}/"
            found.extend(
                f"{prefix}{name}"
                for name in files.listdir(path)
                if name.endswith(".cfg") and not name.startswith(".") and files.is_file(f"{prefix}{name}")
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _drop_ins(paths: Sequence[str], opener: Opener) -> list[tuple[str, ...]]:
    """Sets of files that belong together by their place, the main file first."""
    directories: dict[str, list[str]] = {}
    for path in paths:
        directory = path.rpartition("/")[0]
        if _DROP_IN.search(directory) and _MEMBER.search(path) and "haproxy" in path.lower():
            directories.setdefault(directory, []).append(path)
    by_main: dict[str, list[tuple[str, ...]]] = {}
    found: list[tuple[str, ...]] = []
    for directory, held in directories.items():
        if sum(_has(opener, (path,), _GLOBAL) for path in held) > 1:
            continue
        members = tuple(sorted(held, key=lambda path: path.encode("utf-8", "surrogateescape")))
        mains = _mains(paths, directory)
        if len(mains) == 1:
            by_main.setdefault(mains[0], []).append(members)
        elif not mains:
            found.append(members)
    for main, groups in by_main.items():
        if len(groups) == 1:
            found.append((main, *(path for path in groups[0] if path != main)))
    return found


def _mains(paths: Iterable[str], directory: str) -> list[str]:
    """The ``haproxy.cfg`` files beside the directory; one in it is a member like the others."""
    parent = directory.rpartition("/")[0]
    return [path for path in paths if path.rpartition("/")[0] == parent and _MAIN.search(path)]


def _has(opener: Opener, paths: Iterable[str], pattern: re.Pattern[str]) -> bool:
    for path in paths:
        source = opener(path)
        if source is not None and pattern.search(source.text):
            return True
    return False
