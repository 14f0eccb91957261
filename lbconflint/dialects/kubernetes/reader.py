"""Files -> objects -> units: the manifests of one directory are one unit."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from lbconflint.cluster import Meta, Workload
from lbconflint.dialects import Machine, Plan, Reading
from lbconflint.dialects.kubernetes import common
from lbconflint.dialects.kubernetes.kernel import lower_kernel
from lbconflint.dialects.kubernetes.kustomize import Kustomizations, Placed, is_kustomization, parse
from lbconflint.dialects.kubernetes.meta import Identity, identity, meta_of
from lbconflint.dialects.kubernetes.objects import check_shape, known, lower_object
from lbconflint.dialects.kubernetes.shape import Shaper
from lbconflint.files import Files
from lbconflint.inset import Room
from lbconflint.knowledge.versions import Target
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.record import NamedTuple
from lbconflint.report import SkippedFile
from lbconflint.scripts.embedded import Part, read_parts
from lbconflint.source import SourceFile
from lbconflint.unit import Unit
from lbconflint.yaml import Document, Fault
from lbconflint.yaml.either import read_either
from lbconflint.yaml.nodes import LIST, YamlNode

_ORIGIN = re.compile(r"^# Source: (\S+)[ \t]*\r?$", re.MULTILINE)
_LIST_DEPTH = 3
_ON_NODES = frozenset({
    ("machineconfiguration.openshift.io", "MachineConfig"), ("tuned.openshift.io", "Tuned"),
    *(("bootstrap.cluster.x-k8s.io", kind) for kind in ("KubeadmConfig", "KubeadmConfigTemplate")),
    *(("controlplane.cluster.x-k8s.io", kind) for kind in ("KubeadmControlPlane", "KubeadmControlPlaneTemplate")),
})  # fmt: skip
"""Objects that put files onto nodes."""


class Manifest(NamedTuple):
    """One file as it was read.  ``template``: it is no YAML before it is rendered."""

    path: str
    source: SourceFile
    documents: list[Document]
    faults: list[Fault]
    template: bool


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:  # noqa: ARG001
    """The units of these manifests; kustomizations are read for what they say about the others."""
    declined: list[SkippedFile] = []
    manifests: list[Manifest] = []
    seen: set[int] = set()
    for path, source in files.sources(paths, declined):
        if id(source) not in seen:
            seen.add(id(source))
            manifests.append(_manifest(path, source))
    kustomizations = Kustomizations(
        parse(manifest.path, manifest.documents[0].root)
        for manifest in manifests
        if is_kustomization(manifest.path) and manifest.documents
    )
    patches = {one.path: one.source.text for one in manifests if one.path in kustomizations.patch_files}
    patched, relabelled = kustomizations.patched(patches), kustomizations.relabelled(patches)
    units: dict[str, Unit] = {}
    machines: list[Machine] = []
    for manifest in manifests:
        if not _worth(manifest):
            declined.append(SkippedFile(manifest.path, _why_not(manifest)))
            continue
        directory = manifest.path.rpartition("/")[0]
        unit = units.get(directory)
        if unit is None:
            unit = units[directory] = Unit(manifest.path, "kubernetes", complete=False)
        unit.sources.append(manifest.source)
        patch = kustomizations.is_patch(manifest.path)
        lowering = _Lowering(unit, manifest, kustomizations.placed(manifest.path, patched, relabelled), patch)
        lowering.run()
        if is_kustomization(manifest.path):
            _references(manifest, files, unit)
        machines += lowering.machines
    for unit in units.values():
        common.lower(unit)
    return Reading(list(units.values()), declined, machines)


def _references(manifest: Manifest, files: Files, unit: Unit) -> None:
    from lbconflint.dialects.kubernetes.references import look

    for document in manifest.documents:
        look(document.root, manifest.path.rpartition("/")[0], files, unit)


def lower_text(source: SourceFile, unit: Unit, placed: Placed) -> list[Machine]:
    """Put the objects of one text into a unit whose common nouns are filled later; the files that they hold."""
    manifest = _manifest(source.path, source)
    if _worth(manifest):
        unit.sources.append(source)
        lowering = _Lowering(unit, manifest, placed, False)
        lowering.run()
        return lowering.machines
    return []


def _worth(manifest: Manifest) -> bool:
    """It holds objects, or something that could not be read."""
    if manifest.faults or is_kustomization(manifest.path):
        return True
    return any(identity(document.root) for document in manifest.documents)


def _why_not(manifest: Manifest) -> str:
    roots = [document.root for document in manifest.documents]
    if manifest.template and any(root.get("apiVersion") or root.get("kind") for root in roots):
        return "a template decides what kind of object it holds"
    return "it holds no Kubernetes objects"


def _manifest(path: str, source: SourceFile) -> Manifest:
    return Manifest(path, source, *read_either(source))


class _Lowering:
    """The objects of one file into its unit."""

    def __init__(self, unit: Unit, manifest: Manifest, placed: Placed, patch: bool) -> None:
        self._unit = unit
        self._manifest = manifest
        self._placed = placed
        self._patch = patch
        self._shaper = Shaper(unit.diagnostics)
        self._taken: set[int] = set()
        self._parts: list[Part] = []
        self._room = Room()
        self.machines: list[Machine] = []
        origins = list(_ORIGIN.finditer(manifest.source.text)) if "# Source: " in manifest.source.text else []
        self._origins = [(match.end(), match[1]) for match in origins]

    def run(self) -> None:
        self._faults()
        if self._patch or is_kustomization(self._manifest.path):
            return
        for document in self._manifest.documents:
            objects = 0
            for root, who in self._objects(document.root, _LIST_DEPTH):
                objects += 1
                self._object(root, who)
            if objects:
                self._unit.roots.append(document.root)
                self._duplicates(document)
        read_parts(self._manifest.source, self._unit, self._parts)

    def _faults(self) -> None:
        for fault in self._manifest.faults:
            if self._manifest.template or not fault.broken:
                reason = "a template that is no YAML before it is rendered" if fault.broken else fault.message
                self._unit.gaps.append(Gap(fault.span, reason))
            else:
                kind = DiagnosticKind.SYNTAX
                self._unit.diagnostics.append(Diagnostic(kind, fault.span, fault.message, fault.help))

    def _duplicates(self, document: Document) -> None:
        for duplicate in document.duplicates:
            if id(duplicate.mapping) in self._shaper.mended:
                continue
            again, first = duplicate.again, duplicate.first
            same = again.args == first.args and again.form == first.form and bool(again.args)
            effect = "with the same value" if same else "and only the last one counts"
            self._unit.diagnostics.append(
                Diagnostic(
                    DiagnosticKind.DUPLICATE_KEY,
                    again.word(0),
                    f"'{again.name}' stands twice in this mapping, {effect}",
                    "kubectl and kustomize refuse the object; older readers drop the first value",
                    ((first.word(0), "the first one"),),
                    certain=not same,
                )
            )

    def _objects(
        self, root: YamlNode, depth: int, default: Identity | None = None
    ) -> Iterator[tuple[YamlNode, Identity]]:
        """The object, or those of a list; a list that an alias repeats is taken once."""
        who = identity(root) or default
        if who is None or id(root.children) in self._taken:
            return
        self._taken.add(id(root.children))
        items = root.get("items")
        if who.kind.endswith("List") and items is not None and items.form is LIST and depth:
            inner = None if who.kind == "List" else who._replace(kind=who.kind.removesuffix("List"))
            for item in items.items:
                yield from self._objects(item, depth - 1, inner)
        else:
            yield root, who

    def _object(self, root: YamlNode, who: Identity) -> None:
        unit = self._unit
        if (who.group, who.kind) in _ON_NODES:
            from lbconflint.dialects.kubernetes.machines import machines_of

            self.machines += machines_of(root, who, unit.gaps, self._room)
        if not known(who):
            meta = meta_of(root, who, self._placed, "")
            unit.nouns.setdefault(Meta, []).append(meta)
            return
        check_shape(root, who, self._shaper)
        meta = meta_of(root, who, self._placed, self._origin(root))
        unit.nouns.setdefault(Meta, []).append(meta)
        if who.kind == "ConfigMap" and (files := self._files(root)):
            name = f"{self._manifest.path}:{root.start}"
            self.machines.append(Machine(name, files, dict.fromkeys(files, frozenset()), False))
        made = len(unit.nouns.get(Workload, ()))
        lower_object(root, who, meta, unit, unit.diagnostics)
        if len(unit.nouns.get(Workload, ())) > made:
            self._parts += lower_kernel(root, who.kind, unit)

    def _files(self, root: YamlNode) -> dict[str, SourceFile]:
        from lbconflint.dialects.kubernetes.files import files_of

        return files_of(root, self._unit.gaps)

    def _origin(self, root: YamlNode) -> str:
        index = bisect_right(self._origins, (root.start, "\U0010ffff"))
        return self._origins[index - 1][1] if index else ""
