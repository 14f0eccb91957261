"""nginx: which files are its own, which belong together, and what they say."""

from collections.abc import Iterable, Sequence

from lbconflint.dialects import Claim, Plan, Reading
from lbconflint.dialects.nginx.context import infer, is_main
from lbconflint.dialects.nginx.deployment import Deployment
from lbconflint.dialects.nginx.lines import KNOWN
from lbconflint.dialects.nginx.lower import Lowering
from lbconflint.dialects.nginx.recovery import Tree
from lbconflint.dialects.nginx.sniff import claims
from lbconflint.dialects.nginx.support import check
from lbconflint.dialects.nginx.syntax import parse
from lbconflint.files import Files, UnreadableError
from lbconflint.knowledge.versions import Target
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.report import SkippedFile
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import HOLE

__all__ = ["claims", "read"]

_BEGINNING = 4096
"""Characters in which a dump tells that it is one."""
_DROP_INS = {"conf.d": ".conf", "http.d": ".conf", "stream.d": ".conf", "streams-enabled": "", "sites-enabled": ""}
"""Directories that the packages' nginx.conf includes, and how the names of the files it loads end."""


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:  # noqa: ARG001 - the plan is HAProxy's
    """The units of nginx among ``paths``, which are files that it claims."""
    dumps = [path for path in paths if _is_dump(files, path)]
    if not dumps:
        return _Reader(files, target).read(paths)
    from lbconflint.dialects.nginx.dump import machine

    reading = _Reader(files, target).read([path for path in paths if path not in dumps])
    return reading._replace(machines=[machine(files.source(path)) for path in dumps])


def _is_dump(files: Files, path: str) -> bool:
    """The file is what ``nginx -T`` printed."""
    try:
        text = files.source(path).text
    except UnreadableError:
        return False
    if "# configuration file /" not in text[:_BEGINNING]:
        return False
    from lbconflint.dialects.nginx.dump import is_dump

    return is_dump(text)


class _Reader:
    """One run over the claimed files; each file is parsed once."""

    def __init__(self, files: Files, target: Target) -> None:
        self._files = files
        self._target = target
        self._trees: dict[str, Tree | None] = {}
        self._reasons: dict[str, str] = {}

    def read(self, paths: Sequence[str]) -> Reading:
        claimed: dict[str, str] = {}
        for path in paths:
            real = self._files.resolve(path) or path
            if real not in claimed or _loaded(path) > _loaded(claimed[real]):
                claimed[real] = path
        trees = {real: tree for real in claimed if (tree := self._tree(real)) is not None}
        KNOWN.clear()  # its room is taken by the model
        skipped = [
            SkippedFile(claimed[real], self._reasons.get(real, "")) for real in claimed if real not in trees
        ]
        mains = self._mains(trees)
        units: list[Unit] = []
        reached: set[str] = set()
        for real, deployment in mains:
            reached.update(deployment.files_read)
            units.append(self._unit(claimed[real], [trees[real]], deployment, "M"))
        rest = {real: tree for real, tree in trees.items() if real not in reached}
        for directory, group in self._drop_ins(rest, claimed, [claimed[real] for real, _ in mains]):
            units.append(self._directory(directory, [rest.pop(real) for real in group]))
        units += self._lone(rest, claimed, skipped)
        return Reading(units, skipped)

    def _tree(self, path: str) -> Tree | None:
        """The statements of a file of the tree, parsed at the first call; None when it is not readable."""
        real = self._files.resolve(path)
        if real is None:
            self._reasons[path] = "it leads out of the linted tree"
            return None
        if real not in self._trees:
            self._trees[real] = self._parse(real)
        return self._trees[real]

    def _parse(self, real: str) -> Tree | None:
        try:
            source = self._files.source(real)
        except UnreadableError as error:
            self._reasons[real] = str(error)
            return None
        if "\0" in source.text:
            self._reasons[real] = "it holds NUL bytes: it is no text"
            return None
        return parse(source)

    def _mains(self, trees: dict[str, Tree]) -> list[tuple[str, Deployment]]:
        """The main files that no other main file includes, with what they include."""
        found = []
        for real, tree in trees.items():
            if is_main(tree.roots, real):
                deployment = Deployment(self._files, self._tree, real, complete=True)
                deployment.add(tree)
                found.append((real, deployment))
        included: set[str] = set()
        for real, deployment in found:
            if real not in included:
                included.update(path for path in deployment.files_read if path != real)
        return [(real, deployment) for real, deployment in found if real not in included]

    def _drop_ins(
        self, rest: dict[str, Tree], claimed: dict[str, str], mains: Iterable[str]
    ) -> list[tuple[str, list[str]]]:
        """Directories whose files an unseen main file loads together, with those files."""
        beside = {main.rpartition("/")[0] for main in mains}
        groups: dict[str, list[str]] = {}
        for real in rest:
            directory = claimed[real].rpartition("/")[0]
            if _loaded(claimed[real]) and directory.rpartition("/")[0] not in beside:
                groups.setdefault(directory, []).append(real)
        return list(groups.items())

    def _lone(self, rest: dict[str, Tree], claimed: dict[str, str], skipped: list[SkippedFile]) -> list[Unit]:
        """A unit for every file that nothing includes."""
        deployments: dict[str, Deployment] = {}
        for real, tree in rest.items():
            if _foreign(tree, claimed[real]):
                skipped.append(SkippedFile(claimed[real], "it does not read like nginx configuration"))
                continue
            deployments[real] = Deployment(self._files, self._tree, real, complete=False)
            deployments[real].add(tree)
        included: set[str] = set()
        for real, deployment in deployments.items():
            if real not in included:
                included.update(path for path in deployment.files_read if path != real)
        units = []
        for real, deployment in deployments.items():
            if real not in included:
                tree = rest[real]
                unit = self._unit(claimed[real], [tree], deployment, infer(tree.roots, claimed[real]))
                if claims(claimed[real], tree.source.text[:65536]) is not Claim.SURE:
                    unit.diagnostics = [_doubted(diagnostic) for diagnostic in unit.diagnostics]
                units.append(unit)
        return units

    def _directory(self, directory: str, trees: list[Tree]) -> Unit:
        """The files of one drop-in directory as one unit."""
        by_context: dict[str, list[Tree]] = {}
        for tree in trees:
            by_context.setdefault(infer(tree.roots, tree.source.path), []).append(tree)
        first = next(iter(trees)).source.path
        deployment = Deployment(self._files, self._tree, first, complete=False)
        for tree in trees:
            deployment.add(tree)
        unit = self._start(directory, deployment)
        for context, group in by_context.items():
            self._fill(unit, deployment, group, context)
        return unit

    def _unit(self, name: str, trees: list[Tree], deployment: Deployment, context: str) -> Unit:
        unit = self._start(name, deployment)
        self._fill(unit, deployment, trees, context)
        return unit

    def _start(self, name: str, deployment: Deployment) -> Unit:
        unit = Unit(name, "nginx", deployment.complete)
        unit.sources = list(dict.fromkeys(tree.source for tree in deployment.trees))
        for tree in deployment.trees:
            unit.roots += tree.roots
            for node in tree.includes:
                unit.included[id(node)] = deployment.brought(node)
            unit.diagnostics += tree.diagnostics
            unit.gaps += tree.gaps
        return unit

    def _fill(self, unit: Unit, deployment: Deployment, trees: list[Tree], context: str) -> None:
        """Lower the files of one context and check their directives."""
        nodes = deployment.roots(trees)
        lowering = Lowering(unit, deployment, _anchor(trees[0], nodes))
        lowering.top(context, nodes)
        unit.diagnostics += lowering.diagnostics()
        check(unit, deployment, trees, context, self._target)
        unit.diagnostics += deployment.diagnostics
        unit.gaps += deployment.gaps
        deployment.diagnostics, deployment.gaps = [], []


def _loaded(path: str) -> bool:
    """The file stands where the packages' nginx.conf includes it from."""
    directory, _, name = path.rpartition("/")
    ending = _DROP_INS.get(directory.rpartition("/")[2])
    return ending is not None and name.endswith(ending)


def _anchor(tree: Tree, nodes: list[Node]) -> Node:
    """A node for the whole of the files."""
    node = Node(tree.source, "", (), 0, 0)
    node.children = nodes
    node.end = len(tree.source.text)
    return node


def _doubted(diagnostic: Diagnostic) -> Diagnostic:
    """A file that is nginx's by its content alone may belong to something alike with its own directives."""
    unsure = diagnostic.kind is DiagnosticKind.UNKNOWN_DIRECTIVE and not diagnostic.help.startswith("did you mean")
    return diagnostic._replace(certain=False) if unsure else diagnostic


def _foreign(tree: Tree, path: str) -> bool:
    """The file was claimed by its content alone, and on the whole it is something else."""
    from lbconflint.knowledge.nginx_directives import is_directive, third_party

    if claims(path, tree.source.text[:65536]) is Claim.SURE:
        return False
    known = sum(HOLE in node.name or is_directive(node.name) or node.name in third_party() for node in tree.roots)
    return known * 2 < len(tree.roots)
