"""Reading within the linted tree, and never outside it.

Paths are relative to the root, with forward slashes.  A symbolic link is followed when its target lies in
the tree; an absolute target or include path that names a place on the deployed machine is looked up below
the tree's own ``etc/``-like directories by ``locate``.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from errno import ENOENT, ENXIO
from stat import S_ISDIR, S_ISREG

from lbconflint.report import SkippedFile
from lbconflint.source import SourceFile

MAX_BYTES = 32 * 1024 * 1024
"""Files above this size (bytes) are not read."""

_WORDS = 8
"""Words with dots between them that a file's name is taken apart to."""

_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""O_NONBLOCK: opening a FIFO must not wait for a writer."""


_MANY = 16
"""Files of one directory from which on it is looked through for links."""


class UnreadableError(Exception):
    """A file that cannot be read; ``str()`` is the reason, for people."""


class Files:
    """The files below ``root`` (an absolute directory).  ``overlay`` replaces or adds contents, for stdin."""

    _absolute = False
    """Paths with a slash in front are files of their own, and none of the tree's."""

    def __init__(self, root: str, overlay: Mapping[str, bytes] | None = None, max_bytes: int = MAX_BYTES) -> None:
        self.root = os.path.realpath(root)
        self._prefix = self.root if self.root.endswith(os.sep) else self.root + os.sep
        self._overlay = dict(overlay or {})
        self._max_bytes = max_bytes
        self._bytes: dict[str, bytes] = {}
        self._sources: dict[str, SourceFile] = {}
        self._resolved: dict[str, str | None] = {}
        self._real_directories: dict[str, str] = {}
        self._asked: dict[str, int] = {}
        self._links: dict[str, frozenset[str]] = {}
        self._listings: dict[str, tuple[str, ...]] = {}
        self._parts: dict[str, frozenset[str]] = {}

    def resolve(self, path: str) -> str | None:
        """The real path of ``path`` (links followed, ``..`` removed) relative to the root; None outside it."""
        if path in self._overlay:
            return path
        try:
            return self._resolved[path]
        except KeyError:
            self._resolved[path] = found = self._relative(self._real(path))
            return found

    def _real(self, path: str) -> str:
        """realpath, with the directory's answer remembered: it is the same for all files in it."""
        directory, _, name = path.rpartition("/")
        if name in ("", ".", "..") or os.path.isabs(path):
            return os.path.realpath(os.path.join(self.root, path))
        known = self._real_directories.get(directory)
        if known is None:
            known = self._real_directories[directory] = os.path.realpath(os.path.join(self.root, directory))
        full = f"{known}{os.sep}{name}"
        return os.path.realpath(full) if self._is_link(known, name, full) else full

    def _is_link(self, directory: str, name: str, full: str) -> bool:
        """Where many files of a directory are asked for, it is looked through once instead of asked for each."""
        links = self._links.get(directory)
        if links is None:
            asked = self._asked[directory] = self._asked.get(directory, 0) + 1
            if asked < _MANY:
                return os.path.islink(full)
            try:
                with os.scandir(directory) as entries:
                    links = frozenset([entry.name for entry in entries if entry.is_symlink()])
            except OSError:
                return os.path.islink(full)
            self._links[directory] = links
        return name in links

    def _relative(self, real: str) -> str | None:
        if real == self.root:
            return "."
        if not real.startswith(self._prefix):
            return None
        relative = real[len(self._prefix) :]
        return relative if os.sep == "/" else relative.replace(os.sep, "/")

    def is_file(self, path: str) -> bool:
        if path in self._overlay:
            return True
        real = self.resolve(path)
        if real is None:
            return False
        # What was read is a file: there are as many of these as there are files behind a wildcard.
        return real in self._sources or real in self._bytes or os.path.isfile(os.path.join(self.root, real))

    def is_dir(self, path: str) -> bool:
        real = self.resolve(path)
        return real is not None and os.path.isdir(os.path.join(self.root, real))

    def content(self, path: str) -> bytes:
        """The content of a regular file; raises ``UnreadableError`` with the reason."""
        if path in self._overlay:
            return self._overlay[path]
        real = self.resolve(path)
        if real is None:
            if self._void(path):
                return b""
            raise UnreadableError("it leads out of the linted tree")
        if real in self._bytes:
            return self._bytes[real]
        try:
            handle = os.open(self._prefix + real, _OPENING)
        except OSError as error:
            raise UnreadableError(_reason(error, os.path.join(self.root, path))) from None
        try:
            content = self._read(handle)
        except OSError as error:
            raise UnreadableError((error.strerror or str(error)).lower()) from None
        finally:
            os.close(handle)
        self._bytes[real] = content
        return content

    def _void(self, path: str) -> bool:
        """A link to /dev/null, which says that the file is empty."""
        full = os.path.join(self.root, path)
        return os.path.islink(full) and os.readlink(full) == os.devnull

    def _read(self, handle: int) -> bytes:
        status = os.fstat(handle)
        if S_ISDIR(status.st_mode):
            raise UnreadableError("it is a directory")
        if not S_ISREG(status.st_mode):
            raise UnreadableError("it is not a regular file")
        if status.st_size > self._max_bytes:
            size, limit = status.st_size >> 20, self._max_bytes >> 20
            raise UnreadableError(f"it has {size} MiB, more than the {limit} MiB that are read")
        # A regular file gives less than is asked for at its end only.
        wanted = status.st_size + 1
        content = piece = os.read(handle, wanted)
        while len(piece) == wanted:
            piece = os.read(handle, wanted)
            content += piece
        return content

    def forget(self, path: str) -> None:
        """Drop the bytes of a file that no reader wants."""
        real = self.resolve(path)
        if real is not None:
            self._bytes.pop(real, None)

    def source(self, path: str) -> SourceFile:
        """The decoded text; the same object for every path that leads to the file.  Raises ``UnreadableError``.

        Bytes that are not UTF-8 become surrogates, so that offsets and the rest of the text stand.
        """
        real = self.resolve(path)
        if real is None:
            if self._void(path):
                return SourceFile(path, "")
            raise UnreadableError("it leads out of the linted tree")
        known = self._sources.get(real)
        if known is None:
            text = self.content(real).decode("utf-8", "surrogateescape")
            known = self._sources[real] = SourceFile(real, text)
            self._bytes.pop(real, None)
        return known

    def sources(self, paths: Iterable[str], declined: list[SkippedFile]) -> Iterator[tuple[str, SourceFile]]:
        """Each path with its source; those that cannot be read go to ``declined`` with the reason."""
        for path in paths:
            try:
                source = self.source(path)
            except UnreadableError as error:
                declined.append(SkippedFile(path, str(error)))
                continue
            yield path, source

    def listdir(self, directory: str) -> tuple[str, ...]:
        """Names in a directory of the tree, sorted bytewise; empty when there is no such directory."""
        directory = directory or "."
        known = self._listings.get(directory)
        if known is None:
            real = self.resolve(directory)
            try:
                names = os.listdir(os.path.join(self.root, real)) if real is not None else []
            except OSError:
                names = []
            known = self._listings[directory] = tuple(sorted(names))
        return known

    def made(self, path: str) -> bool:
        """The file is not there and no mistake: it belongs to a submodule, or is made of one beside it."""
        if self.is_file(path):
            return False
        directory, _, name = path.rpartition("/")
        if directory not in self._parts:
            self._parts[directory] = _dotted_parts(self.listdir(directory))
        return not self._parts[directory] or name in self._parts[directory]

    def glob(self, pattern: str) -> list[str]:
        """Files that match a shell pattern as glob(3) does (``*``, ``?`` and ``[...]`` within one path
        component, no leading dots), sorted bytewise."""
        found = ["/" if self._absolute and pattern.startswith("/") else ""]
        for part in filter(None, os.path.normpath(pattern).replace(os.sep, "/").split("/")):
            if not re.search(r"[*?\[]", part):
                found = [_below(base, part) for base in found]
                continue
            matches = _pattern(part)
            found = [
                _below(base, name)
                for base in found
                for name in self.listdir(base)
                if matches.fullmatch(name) and (not name.startswith(".") or part.startswith("."))
            ]
        return [path for path in found if self.is_file(path)]

    def locate(self, absolute: str, near: str) -> str:
        """The path in the tree for an absolute path of the deployed machine, as seen from the file ``near``.

        ``/etc/nginx/x`` seen from ``hosts/a/etc/nginx/nginx.conf`` is ``hosts/a/etc/nginx/x``: the longest
        leading part of the absolute path that ``near``'s directory ends with is its root; otherwise the
        nearest ancestor below which the path's first component that exists is found.  A path without a
        place in the tree is returned as its best guess, which does not exist.
        """
        parts = [part for part in absolute.split("/") if part]
        above = near.split("/")[:-1]
        for depth in range(len(above), 0, -1):
            for length in range(min(depth, len(parts)), 0, -1):
                if above[depth - length : depth] == parts[:length]:
                    return "/".join(above[: depth - length] + parts)
        for depth in range(len(above), -1, -1):
            for skip in range(len(parts)):
                guess = "/".join(above[:depth] + parts[skip:])
                fixed = re.split(r"[*?\[]", guess, maxsplit=1)[0].rpartition("/")[0] if "*" in guess else guess
                if fixed and (self.is_file(fixed) or (fixed != guess and self.is_dir(fixed))):
                    return guess
        return "/".join(parts)


def _below(directory: str, name: str) -> str:
    return f"{directory.rstrip('/')}/{name}" if directory else name


def _dotted_parts(names: Iterable[str]) -> frozenset[str]:
    """The names, and what is left of each without its first or last words: ``b.yml`` of ``b.yml.example``."""
    found = set(names)
    for name in names:
        words = name.split(".")[:_WORDS]
        found.update(".".join(words[:end]) for end in range(1, len(words)))
        found.update(".".join(words[start:]) for start in range(1, len(words)))
    return frozenset(found)


def _reason(error: OSError, path: str) -> str:
    """Why a file cannot be opened."""
    if error.errno == ENXIO:
        return "it is not a regular file"  # a socket
    if error.errno == ENOENT and os.path.islink(path):
        return "the link leads nowhere"
    return (error.strerror or str(error)).lower()


def _pattern(part: str) -> "re.Pattern[str]":
    """One path component of a shell pattern as a regular expression."""
    pieces = [""]
    index = 0
    while index < len(part):
        char = part[index]
        index += 1
        if char == "*":
            pieces.append("")
        elif char == "?":
            pieces[-1] += "[^/]"
        elif char == "[" and "]" in part[index + 1 :]:
            end = part.index("]", index + 1)
            inner = part[index:end].replace("\\", "\\\\")
            pieces[-1] += "[" + ("^" + inner[1:] if inner.startswith(("!", "^")) else inner) + "]"
            index = end + 1
        else:
            pieces[-1] += re.escape(char)
    return re.compile(starred(pieces), re.DOTALL)


def starred(pieces: Sequence[str]) -> str:
    """The expression for ``pieces`` (expressions of fixed length) with ``*`` between them.

    Each piece is taken at its first place for good: no pattern costs more than its length times the name's.
    """
    first, *inner = pieces
    if not inner:
        return first
    return first + "".join(f"(?>[^/]*?{piece})" for piece in inner[:-1]) + "[^/]*" + inner[-1]
