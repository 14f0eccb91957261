"""``include``: the files that a Compose file brings in, with the directory that their own paths start from.

As compose-go does it (loader/include.go, read 2026-07): paths start from the project's directory, in an included
file from its own; several paths of one entry are a file with overrides; what the including file says is stronger.
"""

import posixpath
from collections.abc import Callable, Iterable, Iterator

from lbconflint.dialects.compose.files import DEFAULTS
from lbconflint.dialects.compose.services import unknown
from lbconflint.files import Files, UnreadableError
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.record import NamedTuple
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import LIST, MAP, YamlNode

_DEPTH = 50
_REMOTE = ("git@", "github.com/")

Roots = Callable[[str], Iterable[YamlNode]]
"""(path of a file) -> the roots of its documents.  Raises ``UnreadableError``."""


class Entry(NamedTuple):
    """One entry of ``include``: ``paths`` are a file and its overrides."""

    paths: tuple[YamlNode, ...]
    directory: YamlNode | None


def entries(roots: Iterable[YamlNode]) -> Iterator[Entry]:
    """What a file includes."""
    for root in roots:
        listed = root.get("include") if root.form is MAP else None
        for item in listed.items if listed is not None else ():
            named = item.get("path") if item.form is MAP else item
            if named is not None:
                paths = named.items if named.form is LIST else [named]
                yield Entry(tuple(paths), item.get("project_directory") if item.form is MAP else None)


class Includes:
    """Follows the includes of one project; what is wrong with them goes to its unit."""

    def __init__(self, files: Files, roots: Roots, unit: Unit) -> None:
        self._files = files
        self._roots = roots
        self._unit = unit
        self._seen: set[str] = set()

    def follow(self, path: str, directory: str, around: tuple[str, ...] = ()) -> list[str]:
        """The file and all that it includes, the weakest first, each once.  ``directory`` is the project's,
        ``around`` the files that are being read."""
        weaker: list[str] = []
        if path not in self._seen:
            self._seen.add(path)
            # The first of two includes that speak of one service is the stronger one.
            for entry in reversed(list(entries(self._roots(path)))):
                weaker += self._entry(entry, directory, (*around, path))
            weaker.append(path)
        return weaker

    def _entry(self, entry: Entry, directory: str, around: tuple[str, ...]) -> list[str]:
        if not entry.paths:
            return []
        if len(around) > _DEPTH:
            where = entry.paths[0].span.first_line()
            self._unit.gaps.append(Gap(where, f"includes deeper than {_DEPTH} are not read"))
            return []
        main = self._resolve(entry.paths[0], directory, around)
        inner = posixpath.dirname(main or "")
        if entry.directory is not None:
            told = entry.directory.text
            if told is None or unknown(entry.directory) or told.startswith("/"):
                return [main] if main and main not in self._seen else []
            inner = join(directory, told)
        found = self.follow(main, inner, around) if main else []
        for override in entry.paths[1:]:
            path = self._resolve(override, directory, around)
            found += self.follow(path, inner, around) if path else []
        return found

    def _resolve(self, node: YamlNode, directory: str, around: tuple[str, ...]) -> str | None:
        """The path in the tree, None where it cannot be followed."""
        text = node.text or ""
        path = join(directory, text)
        reason = self._unread(node, path)
        if reason:
            self._unit.gaps.append(Gap(node.span.first_line(), reason))
        elif path in around:
            message = f"'{text}' is included while it is being read: docker compose refuses the project"
            self._tell(node, DiagnosticKind.REPEATED_INCLUDE, message, "break the circle of includes")
        elif not self._files.is_file(path):
            message = f"the included file '{text}' does not exist"
            cure = "docker compose refuses the project without it"
            self._tell(node, DiagnosticKind.MISSING_INCLUDE, message, cure)
        else:
            return path
        return None

    def _unread(self, node: YamlNode, path: str) -> str:
        """Why the file is not read, where that is no mistake of the project."""
        text = node.text
        if not text or unknown(node):
            return "the file that this include names is not known"
        if "://" in text or text.startswith(_REMOTE):
            return "an include from elsewhere is not read"
        if text.startswith("/") or self._files.resolve(path) is None or self._files.made(path):
            return "the included file is not in the linted tree"
        try:
            if self._files.is_file(path):
                self._roots(path)
        except UnreadableError as error:
            return str(error)
        return ""

    def _tell(self, node: YamlNode, kind: DiagnosticKind, message: str, cure: str) -> None:
        self._unit.diagnostics.append(Diagnostic(kind, node.word(1), message, cure))


def join(directory: str, path: str) -> str:
    """``path`` from ``directory``, without ``..`` where the tree has it."""
    return posixpath.normpath(posixpath.join(directory, path))


def mains(paths: Iterable[str], roots: Roots) -> list[str]:
    """The files that none of the others brings in; of a circle, one."""
    paths = sorted(paths, key=lambda path: posixpath.basename(path).lower() not in DEFAULTS)
    targets = {path: set(_targets(path, roots)) - {path} for path in paths}
    included = {other for found in targets.values() for other in found}
    kept = [path for path in paths if path not in included]
    reached: set[str] = set()
    pending = list(kept)
    for path in (*kept, *paths):
        if path not in reached and path not in kept:
            kept.append(path)
            pending.append(path)
        while pending:
            current = pending.pop()
            if current not in reached:
                reached.add(current)
                pending += targets.get(current, ())
    return sorted(kept)


def _targets(path: str, roots: Roots) -> Iterator[str]:
    for entry in entries(roots(path)):
        for node in entry.paths:
            if node.text and not unknown(node):
                yield join(posixpath.dirname(path), node.text)
