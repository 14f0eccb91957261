"""Kustomizations: which files are applied together, which are patches, and what they change.

A patch is no object.  Rendering is kustomize's own business: what a kustomization changes is unknown here.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping

from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile
from lbconflint.values import HOLE, Setting, written
from lbconflint.yaml.nodes import LIST, YamlNode

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "kustomization")
_HOLDS = ("resources", "bases", "components", "crds")
_TOUCHES = re.compile(r"port|selector|label|network|rules|backend|host|listener|paths|args|command", re.I)
"""Words of a patch that changes something of what rules look at; other patches (replicas) change nothing here."""
_MAX_SETS = 16
_MAX_DEPTH = 16


class Placed(NamedTuple):
    """What is known of the objects of one file: the kustomizations that apply it, the namespaces that they set,
    and (kind, name) of objects that a patch changes."""

    sets: tuple[str, ...]
    namespaces: tuple[Setting[str], ...]
    patched: frozenset[tuple[str, str]]


class Kustomization(NamedTuple):
    """One kustomization by its directory; paths are relative to the linted root."""

    directory: str
    holds: tuple[str, ...]
    patch_files: tuple[str, ...]
    inline: tuple[tuple[str, str, str], ...]
    namespace: Setting[str] | None


def is_kustomization(path: str) -> bool:
    return path.rpartition("/")[2].lower() in FILE_NAMES


def parse(path: str, root: YamlNode) -> Kustomization:
    """What the kustomization at ``path`` says."""
    directory = path.rpartition("/")[0]
    holds = [_join(directory, item.args[0]) for key in _HOLDS for item in _items(root, key) if item.args]
    patches: list[str] = []
    inline: list[tuple[str, str, str]] = []
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        for item in _items(root, key):
            _patch(directory, item, patches, inline)
    node = root.get("namespace")
    namespace = written(node.args[0], node) if node is not None and node.args and node.args[0] else None
    return Kustomization(directory, tuple(holds), tuple(patches), tuple(inline), namespace)


def _patch(directory: str, item: YamlNode, files: list[str], inline: list[tuple[str, str, str]]) -> None:
    if item.args:
        text = item.args[0]
        if "\n" in text:
            inline.append(("", "", text))
        else:
            files.append(_join(directory, text))
        return
    path, patch = item.get("path"), item.get("patch")
    named = [item.at_path("target", key) for key in ("kind", "name")]
    target = [node.args[0] if node is not None and node.args else "" for node in named]
    if path is not None and path.args:
        files.append(_join(directory, path.args[0]))
        inline.append((target[0], target[1], ""))
    if patch is not None and patch.args:
        inline.append((target[0], target[1], patch.args[0]))


def _items(root: YamlNode, key: str) -> list[YamlNode]:
    node = root.get(key)
    return node.items if node is not None and node.form is LIST else []


def _join(directory: str, path: str) -> str:
    if "://" in path or HOLE in path:
        return ""
    joined = posixpath.normpath(posixpath.join(directory, path))
    return "" if joined.startswith("..") else joined


_PATCH_NAME = re.compile(r"(?:^|[-_./])patch(?:es)?(?=[-_./])")


class Kustomizations:
    """All kustomizations of the linted tree."""

    def __init__(self, found: Iterable[Kustomization]) -> None:
        self._by_directory = {one.directory: one for one in found}
        self.patch_files = {path for one in self._by_directory.values() for path in one.patch_files}
        self._sets: dict[str, dict[str, None]] = {}
        self._namespaces: dict[str, dict[str, Setting[str]]] = {}
        for one in self._by_directory.values():
            self._apply(one)

    def is_patch(self, path: str) -> bool:
        """The file is a patch: a kustomization says so, or it is called one and none applies it as a resource."""
        if path in self.patch_files:
            return True
        near = path.rpartition("/")[0] in self._by_directory
        return near and path not in self._sets and _PATCH_NAME.search(path.rpartition("/")[2]) is not None

    def _apply(self, top: Kustomization) -> None:
        """Follow one kustomization to the files below it; the outermost namespace wins."""
        pending: list[tuple[str, Setting[str] | None]] = [(path, top.namespace) for path in top.holds]
        seen = {top.directory}
        while pending:
            path, namespace = pending.pop()
            inner = self._by_directory.get(path)
            if inner is not None:
                if path not in seen and len(seen) < 1000:
                    seen.add(path)
                    pending += [(held, namespace or inner.namespace) for held in inner.holds]
                continue
            sets = self._sets.setdefault(path, {})
            if len(sets) < _MAX_SETS:
                sets[top.directory or "."] = None
            if namespace is not None and namespace.value is not None:
                self._namespaces.setdefault(path, {})[namespace.value] = namespace

    def patched(self, texts: Mapping[str, str]) -> frozenset[tuple[str, str]]:
        """(kind, name) of what is patched; ``texts`` are the contents of the patch files."""
        found = set()
        for one in self._by_directory.values():
            for kind, name, text in one.inline:
                if not text or _TOUCHES.search(text):
                    found.update(_targets(kind, name, text))
            for path in one.patch_files:
                text = texts.get(path, "")
                if _TOUCHES.search(text):
                    found.update(_targets("", "", text))
        return frozenset(found)

    def placed(self, path: str, patched: frozenset[tuple[str, str]]) -> Placed:
        return Placed(tuple(self._sets.get(path, ())), tuple(self._namespaces.get(path, {}).values()), patched)


def _targets(kind: str, name: str, text: str) -> set[tuple[str, str]]:
    """Whom a patch changes: its target, else what it names itself."""
    if kind:
        return {(kind, name)}
    from lbconflint.yaml import read

    found = set()
    for document in read(SourceFile("", text)).documents:
        named = [document.root.get("kind"), document.root.at_path("metadata", "name")]
        texts = [node.args[0] for node in named if node is not None and node.args]
        if len(texts) == len(named):
            found.add((texts[0], texts[1]))
    return found
