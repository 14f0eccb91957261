"""Kustomizations: which files are applied together, which are patches, and what they change.

A patch is no object.  Rendering is kustomize's own business: what a kustomization changes is unknown here.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from lbconflint.dialects.kubernetes.relabels import (
    UNKNOWN,
    Labels,
    Relabels,
    patch_writes,
    targets_of,
    together,
    written_by,
)
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile
from lbconflint.values import HOLE, Setting, written
from lbconflint.yaml.nodes import LIST, YamlNode

FILE_NAMES = ("kustomization.yaml", "kustomization.yml", "kustomization")
_HOLDS = ("resources", "bases", "components", "crds")
_TOUCHES = re.compile(r"port|selector|label|network|rules|backend|host|listener|paths|args|command", re.I)
"""Words of a patch that changes something of what rules look at; other patches (replicas) change nothing here."""
_ELSEWHERE = "?"
"""The path of a component or patch that is not in the tree, or not known."""
_MAX_SETS = 16
_MAX_PARTS = 64
"""More components than that, and nobody follows them."""


class Placed(NamedTuple):
    """What is known of the objects of one file: the kustomizations that apply it, the namespaces that they set,
    (kind, name) of objects that a patch changes, and the labels that they may write into selectors and pods."""

    sets: tuple[str, ...]
    namespaces: tuple[Setting[str], ...]
    patched: frozenset[tuple[str, str]]
    relabels: Relabels = Relabels()


class Patch(NamedTuple):
    """The target that is written beside it, "" for none, and where the patch stands: a file, or a text."""

    kind: str
    name: str
    path: str
    text: str


class Kustomization(NamedTuple):
    """One kustomization by its directory; paths are relative to the linted root.  ``components`` are among
    ``holds``: they change what the kustomization has collected.  ``labels`` are those that it writes itself."""

    directory: str
    holds: tuple[str, ...]
    components: tuple[str, ...]
    patches: tuple[Patch, ...]
    namespace: Setting[str] | None
    labels: Labels


def is_kustomization(path: str) -> bool:
    return path.rpartition("/")[2].lower() in FILE_NAMES


def parse(path: str, root: YamlNode) -> Kustomization:
    """What the kustomization at ``path`` says."""
    directory = path.rpartition("/")[0]
    holds = [_join(directory, item.args[0]) for key in _HOLDS for item in _items(root, key) if item.args]
    keys = ("patches", "patchesStrategicMerge", "patchesJson6902")
    patches = [patch for key in keys for item in _items(root, key) for patch in _patches(directory, item)]
    components = [item.args[0] if item.args else HOLE for item in _items(root, "components")]
    node = root.get("namespace")
    namespace = written(node.args[0], node) if node is not None and node.args and node.args[0] else None
    return Kustomization(
        directory,
        tuple(holds),
        tuple(_join(directory, component) or _ELSEWHERE for component in components),
        tuple(patches),
        namespace,
        written_by(root),
    )


def _patches(directory: str, item: YamlNode) -> Iterator[Patch]:
    if item.args:
        text = item.args[0]
        yield Patch("", "", "", text) if "\n" in text else Patch("", "", _join(directory, text), "")
        return
    path, patch = item.get("path"), item.get("patch")
    named = [item.at_path("target", key) for key in ("kind", "name")]
    target = [node.args[0] if node is not None and node.args else "" for node in named]
    if path is not None and path.args:
        yield Patch(target[0], target[1], _join(directory, path.args[0]), "")
    if patch is not None and patch.args:
        yield Patch(target[0], target[1], "", patch.args[0])
    elif path is None or not path.args:
        yield Patch("", "", _ELSEWHERE, "")


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
        self.patch_files = {
            patch.path for one in self._by_directory.values() for patch in one.patches if not patch.text
        }
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
            for patch in one.patches:
                if not patch.text and patch.kind:
                    found.add((patch.kind, patch.name))
                text = patch.text or texts.get(patch.path, "")
                if _TOUCHES.search(text):
                    found.update(_targets(patch.kind if patch.text else "", patch.name, text))
        return frozenset(found)

    def relabelled(self, texts: Mapping[str, str]) -> dict[str, Relabels]:
        """What each kustomization, by its name among ``sets``, writes into selectors and pods."""
        own = {directory: _relabels(one, texts) for directory, one in self._by_directory.items()}
        return {
            directory or ".": together(own.get(part, UNKNOWN) for part in self._parts(directory))
            for directory in self._by_directory
        }

    def _parts(self, directory: str) -> Iterator[str]:
        """A kustomization and the components that change what it collects."""
        pending, seen = [directory], {directory}
        while pending:
            part = pending.pop()
            yield part
            inner = self._by_directory.get(part)
            new = [path for path in inner.components if path not in seen] if inner is not None else []
            seen.update(new)
            pending += new
            if len(seen) > _MAX_PARTS:
                yield _ELSEWHERE
                return

    def placed(self, path: str, patched: frozenset[tuple[str, str]], relabelled: Mapping[str, Relabels]) -> Placed:
        sets = tuple(self._sets.get(path, ()))
        relabels = together(relabelled[one] for one in sets) if len(sets) < _MAX_SETS else UNKNOWN
        return Placed(sets, tuple(self._namespaces.get(path, {}).values()), patched, relabels)


def _relabels(one: Kustomization, texts: Mapping[str, str]) -> Relabels:
    found = [Relabels(one.labels)]
    for patch in one.patches:
        text = patch.text or texts.get(patch.path)
        if patch_writes(text):
            found.append(targets_of(_targets(patch.kind, patch.name, text or "")))
    return together(found)


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
