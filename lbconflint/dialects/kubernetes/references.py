"""What a kustomization names and is not there: ``kubectl kustomize`` ends with an error.

A name that is no file is tried as a directory, and then as a repository to clone: what may be one is left alone.
"""

import posixpath
import re
from collections.abc import Iterator

from lbconflint.dialects.kubernetes.kustomize import FILE_NAMES
from lbconflint.files import Files
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.record import NamedTuple
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import LIST, YamlNode, filled_in

_FILE, _DIRECTORY, _EITHER, _OWN = "file", "directory", "file or directory", "file of one's own"
_LISTS = {
    "resources": _EITHER,
    "generators": _EITHER,
    "transformers": _EITHER,
    "validators": _EITHER,
    "bases": _DIRECTORY,
    "components": _DIRECTORY,
    "crds": _FILE,
    "configurations": _FILE,
    "patchesStrategicMerge": _FILE,
}
_PATHS = ("patches", "patchesJson6902", "replacements")
_GENERATORS = {"configMapGenerator": _FILE, "secretGenerator": _OWN}
_REMOTE = re.compile(r"//|::|@|\?|\.git(?:/|$)|_git/|^gh:|^\w[\w-]*(?:\.[\w-]+)+/")
"""A repository, with or without its scheme: ``github.com/acme/shop``."""


class _Named(NamedTuple):
    node: YamlNode
    path: str
    kind: str


def look(root: YamlNode, directory: str, files: Files, unit: Unit) -> None:
    """Tell what the kustomization of ``directory`` names and is not there."""
    for named in _names(root):
        path = posixpath.normpath(posixpath.join(directory, named.path))
        reason, message = "", _wrong(named, path, files)
        if named.path.startswith("/") or files.resolve(path) is None:
            reason = f"'{named.path}' is not in the linted tree"
        elif message and not files.is_dir(path) and (named.kind == _OWN or files.made(path)):
            reason = f"'{named.path}' is not there; it may be made of something else"
        if reason:
            unit.gaps.append(Gap(named.node.word(1), reason))
        elif message:
            cure = "kubectl kustomize and kubectl apply -k end with an error"
            unit.diagnostics.append(Diagnostic(DiagnosticKind.MISSING_INCLUDE, named.node.word(1), message, cure))


def _names(root: YamlNode) -> Iterator[_Named]:
    """The local names of the kustomization that are wholly known."""
    for node, path, kind in _written(root):
        text = node.text
        if text and not node.unknown and not filled_in(text) and "\n" not in text:
            if kind in (_FILE, _OWN) or not _REMOTE.search(path):
                yield _Named(node, path, kind)


def _written(root: YamlNode) -> Iterator[_Named]:
    for key, kind in _LISTS.items():
        for item in _items(root, key):
            yield _Named(item, item.text or "", kind)
    for key in _PATHS:
        for item in _items(root, key):
            node = item.get("path")
            if node is not None:
                yield _Named(node, node.text or "", _FILE)
    for key, kind in _GENERATORS.items():
        for item in _items(root, key):
            yield from _generated(item, kind)


def _generated(item: YamlNode, kind: str) -> Iterator[_Named]:
    """The files of one generator; ``key=path`` gives a file another name."""
    for node in _items(item, "files"):
        text = node.text or ""
        yield _Named(node, text.partition("=")[2] or text, kind)
    single = item.get("env")
    for node in (*_items(item, "envs"), *([single] if single is not None else [])):
        # What fills the environment is often each developer's own, and in no repository.
        yield _Named(node, node.text or "", _OWN)


def _items(root: YamlNode, key: str) -> list[YamlNode]:
    node = root.get(key)
    return node.items if node is not None and node.form is LIST else []


def _wrong(named: _Named, path: str, files: Files) -> str:
    """What is wrong with the name; "" where it can be followed."""
    if files.is_file(path):
        return ""
    if not files.is_dir(path):
        return f"the {named.kind} '{named.path}' does not exist"
    names = files.listdir(path)
    # A directory with nothing in it is a submodule that was not fetched.
    if not names or named.kind in (_FILE, _OWN) or any(name.lower() in FILE_NAMES for name in names):
        return ""
    return f"the directory '{named.path}' holds no kustomization"
