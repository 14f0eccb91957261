"""Files -> projects -> units."""

import posixpath
from collections.abc import Sequence

from lbconflint.dialects import Plan, Reading
from lbconflint.dialects.compose.files import DEFAULTS, OVERRIDES, ComposeFile, load, projects
from lbconflint.dialects.compose.includes import Includes, mains
from lbconflint.dialects.compose.lower import Lowering
from lbconflint.dialects.compose.services import Layer, service_of
from lbconflint.files import Files, UnreadableError
from lbconflint.knowledge.versions import Target
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.report import SkippedFile
from lbconflint.unit import Unit
from lbconflint.yaml import Document
from lbconflint.yaml.nodes import MAP, YamlNode


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:
    """One unit for each project.  ``target`` and ``plan`` decide nothing here."""
    del target, plan
    declined: list[SkippedFile] = []
    tree = _Tree(files)
    readable: list[str] = []
    for path in paths:
        try:
            tree.file(path)
        except UnreadableError as error:
            declined.append(SkippedFile(path, str(error)))
        else:
            readable.append(path)
    units = []
    brought: set[str] = set()
    chosen = mains(readable, tree.roots)
    for project in projects(_without_overrides(chosen, readable, declined), files):
        unit = Unit(project.paths[0], "compose", complete=project.default)
        layers: dict[str, list[Layer]] = {}
        includes = Includes(files, tree.roots, unit)
        directory = posixpath.dirname(project.paths[0])
        followed = [path for main in project.paths for path in includes.follow(main, directory)]
        brought.update(set(followed).difference(project.paths))
        for path in followed:
            file = tree.file(path)
            unit.add_source(file.source)
            _remark(file, unit)
            for name, layer in tree.services(path).items():
                layers.setdefault(name, []).insert(0, layer)
        lowering = Lowering(unit, project.world)
        for name, own in layers.items():
            service = service_of(name, own, tree.find)
            if service.open:
                unit.gaps.append(Gap(service.node.word(0), "it extends a service that is not in the tree"))
            lowering.service(service)
        lowering.commands()
        units.append(unit)
    return Reading([unit for unit in units if unit.name not in brought], declined)


def _without_overrides(chosen: list[str], every: Sequence[str], declined: list[SkippedFile]) -> list[str]:
    """``include`` names a file and leaves the override beside it out."""
    included = {posixpath.dirname(path) for path in set(every).difference(chosen) if _is(path, DEFAULTS)}
    defaults = {posixpath.dirname(path) for path in chosen if _is(path, DEFAULTS)}
    kept = []
    for path in chosen:
        if _is(path, OVERRIDES) and posixpath.dirname(path) in included - defaults:
            declined.append(SkippedFile(path, "it overrides a project that another one includes without it"))
        else:
            kept.append(path)
    return kept


def _is(path: str, names: Sequence[str]) -> bool:
    return posixpath.basename(path).lower() in names


class _Tree:
    """The Compose files by path, each read once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known: dict[str, ComposeFile] = {}
        self._services: dict[str, dict[str, Layer]] = {}

    def file(self, path: str) -> ComposeFile:
        """Raises ``UnreadableError``."""
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = load(self._files, path)
        return found

    def roots(self, path: str) -> list[YamlNode]:
        """Raises ``UnreadableError``."""
        return [document.root for document in self.file(path).documents]

    def services(self, path: str) -> dict[str, Layer]:
        if path in self._services:
            return self._services[path]
        found: dict[str, Layer] = {}
        for document in self.file(path).documents:
            services = document.root.get("services") if document.root.form is MAP else None
            for node in services.entries if services is not None else ():
                if node.form is MAP:
                    found[node.name] = Layer(node, path)
        self._services[path] = found
        return found

    def find(self, asking: str, file: str, name: str) -> list[Layer] | None:
        """The service that an ``extends`` names; ``file`` is relative to the asking one."""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(asking), file)) if file else asking
        try:
            layer = self.services(path).get(name)
        except UnreadableError:
            return None
        return [layer] if layer else None


def _remark(file: ComposeFile, unit: Unit) -> None:
    """What is broken, and what stands twice."""
    for fault in file.faults:
        if file.template or not fault.broken:
            reason = "a template that is no YAML before it is rendered" if fault.broken else fault.message
            unit.gaps.append(Gap(fault.span, reason))
        else:
            unit.diagnostics.append(Diagnostic(DiagnosticKind.SYNTAX, fault.span, fault.message, fault.help))
    for document in file.documents:
        unit.roots.append(document.root)
        _duplicates(document, unit)


def _duplicates(document: Document, unit: Unit) -> None:
    for duplicate in document.duplicates:
        again, first = duplicate.again, duplicate.first
        unit.diagnostics.append(
            Diagnostic(
                DiagnosticKind.DUPLICATE_KEY,
                again.word(0),
                f"'{again.name}' stands twice in this mapping",
                "docker compose refuses the file; other readers drop the first value",
                ((first.word(0), "the first one"),),
            )
        )
