"""The Terraform reader: which directories are deployments, what they call, and their model."""

import posixpath
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from lbconflint.dialects import Claim, Machine, Plan, Reading
from lbconflint.dialects.terraform import syntax
from lbconflint.dialects.terraform.given import given_values
from lbconflint.dialects.terraform.instances import Deployment, source_directory
from lbconflint.dialects.terraform.module import CONFIGURATION, VARIABLES, Module, ordered
from lbconflint.dialects.terraform.sniff import claims as looks_like
from lbconflint.dialects.terraform.syntax import Body
from lbconflint.files import Files, UnreadableError
from lbconflint.knowledge.terraform_sources import CARRIERS
from lbconflint.knowledge.terraform_types import INTERESTING
from lbconflint.knowledge.versions import Target
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.report import SkippedFile
from lbconflint.unit import Unit

if TYPE_CHECKING:
    from lbconflint.dialects.terraform.plan_json import PlanFile

__all__ = ["claims", "read"]


def claims(path: str, head: str) -> Claim:
    """Whether the file at ``path`` is Terraform's."""
    return looks_like(path, head)


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:
    """The deployments: directories that no other one of the tree calls, each with the modules it calls."""
    del target
    tree = _Tree(files, paths)
    plans = [path for path in paths if not CONFIGURATION.search(path) and not VARIABLES.search(path)]
    for path in paths:
        if path not in plans:
            tree.file(path)
    for directory in sorted({posixpath.dirname(path) for path in paths if CONFIGURATION.search(path)}):
        tree.module(directory)
    tree.follow_calls()
    roots = tree.roots()
    shown = tree.plans(plans, roots) if plans else {}
    units = [tree.unit(root, plan, found) for root in roots for found in shown.get(root, (None,))]
    units += [tree.planned(found) for found in shown.get(None, ())]
    units += tree.carried
    units += [tree.alone(path) for path in paths if VARIABLES.search(path) and path not in tree.placed]
    return Reading([unit for unit in units if unit is not None], tree.declined, tree.machines, tree.rendered)


class _Tree:
    def __init__(self, files: Files, claimed: Sequence[str]) -> None:
        self.files = files
        self.claimed = frozenset(claimed)
        self.modules: dict[str, Module] = {}
        self.calls: dict[str, list[str]] = {}
        self.declined: list[SkippedFile] = []
        self.placed: set[str] = set()
        self.carried: list[Unit] = []
        self.machines: list[Machine] = []
        self.rendered: frozenset[str] = frozenset()
        self._bodies: dict[str, Body | None] = {}
        self._kinds: dict[str, frozenset[str]] = {}

    def file(self, path: str) -> Body | None:
        """The parsed file; None (and a word in ``declined``) when it cannot be read."""
        if path not in self._bodies:
            self._bodies[path] = None
            try:
                source = self.files.source(path)
            except UnreadableError as error:
                # Files that nobody claimed are told of by whoever looked for files.
                if path in self.claimed:
                    self.declined.append(SkippedFile(path, str(error)))
                return None
            if path.endswith(".json"):
                from lbconflint.dialects.terraform import json_syntax

                self._bodies[path] = json_syntax.read(source, bool(VARIABLES.search(path)))
            else:
                self._bodies[path] = syntax.read(source)
        return self._bodies[path]

    def module(self, directory: str) -> Module | None:
        """The module of a directory, read on first need; None when no file of Terraform lies there."""
        if directory not in self.modules:
            names = [name for name in self.files.listdir(directory) if CONFIGURATION.search(name)]
            if not names:
                return None
            module = self.modules[directory] = Module(directory)
            for path in ordered(posixpath.join(directory, name) for name in names):
                body = self.file(path)
                if body is None:
                    module.whole = False
                else:
                    module.add(body)
        return self.modules[directory]

    def follow_calls(self) -> None:
        """Read every local module that is called, however far away."""
        pending = list(self.modules)
        while pending:
            directory = pending.pop()
            if directory in self.calls:
                continue
            module = self.modules[directory]
            found = [source_directory(module, call) for call in module.calls.values()]
            self.calls[directory] = []
            for called in found:
                if called is None or called.startswith("..") or self.files.resolve(called or ".") is None:
                    continue
                if self.module(called) is not None:
                    self.calls[directory].append(called)
                    pending.append(called)

    def roots(self) -> list[str]:
        """Directories that nobody calls; of a ring of calls the first."""
        called = {other for directory, others in self.calls.items() for other in others if other != directory}
        roots = [directory for directory in sorted(self.modules) if directory not in called]
        reached: set[str] = set()
        for root in roots:
            reached.update(self.closure(root))
        for directory in sorted(self.modules):
            if directory not in reached:
                roots.append(directory)
                reached.update(self.closure(directory))
        return roots

    def closure(self, root: str) -> list[str]:
        """The directory and all that it calls, callers first."""
        found, seen = [root], {root}
        for directory in found:
            for other in self.calls.get(directory, ()):
                if other not in seen:
                    seen.add(other)
                    found.append(other)
        return found

    def plans(self, paths: Sequence[str], roots: Sequence[str]) -> "dict[str | None, list[PlanFile]]":
        """The plans by the directory that they were made of."""
        from lbconflint.dialects.terraform import plan_json, planned

        found: dict[str | None, list[PlanFile]] = {}
        for _, source in self.files.sources(paths, self.declined):
            shown = plan_json.read(source)
            found.setdefault(planned.home_of(shown, self.modules, roots), []).append(shown)
        return found

    def planned(self, shown: "PlanFile") -> Unit:
        """A plan whose sources are not in the tree."""
        from lbconflint.dialects.terraform import planned

        return planned.unit_of(shown)

    def unit(self, root: str, plan: Plan, shown: "PlanFile | None" = None) -> Unit | None:
        """A deployment, as ``shown`` says it will be."""
        module = self.modules[root]
        if not module.sources:
            return None
        main = posixpath.join(root, "main.tf")
        paths = [source.path for source in module.sources]
        unit = Unit(main if main in paths else paths[0], "terraform", True)
        variables = [posixpath.join(root, name) for name in self.files.listdir(root) if VARIABLES.search(name)]
        self._sources(unit, root, variables)
        if len(variables) > 1:
            from lbconflint.dialects.terraform import overridden

            overridden.find(unit, self.file, variables)
        interesting, carrying = self._holds(root, INTERESTING), self._carries(root)
        if not interesting and not carrying and shown is None:
            return unit
        deployment = Deployment(root, self.modules, given_values(self.file, root, variables, plan))
        known: Collection[str] = ()
        if shown is not None:
            from lbconflint.dialects.terraform import planned

            known = planned.join(deployment, shown)
        if interesting:
            from lbconflint.dialects.terraform.lower import lower

            lower(deployment, unit)
        if shown is not None:
            planned.add(unit, shown, known)
        if carrying:
            from lbconflint.dialects.terraform.carried import Carried

            inside = Carried(deployment, unit.name, self.files)
            inside.read()
            unit.gaps += inside.gaps
            self.carried += inside.units()
            self.machines += inside.machines
            self.rendered |= inside.rendered
        return unit

    def _sources(self, unit: Unit, root: str, variables: Iterable[str]) -> None:
        for directory in self.closure(root):
            module = self.modules[directory]
            self._bodies_into(unit, module.bodies)
            unit.complete = unit.complete and module.whole
            _note_calls(unit, self, module)
            if module.repeated:
                from lbconflint.dialects.terraform.repeated import repetitions

                unit.diagnostics.extend(repetitions(module))
        bodies = [body for path in variables if path in self._bodies and (body := self.file(path))]
        self.placed.update(body.root.source.path for body in bodies)
        self._bodies_into(unit, bodies)

    def _bodies_into(self, unit: Unit, bodies: Iterable[Body]) -> None:
        for body in bodies:
            unit.sources.append(body.root.source)
            unit.roots.append(body.root)
            unit.diagnostics.extend(body.problems)
            unit.gaps.extend(body.gaps)

    def _holds(self, root: str, kinds: frozenset[str]) -> bool:
        """Something in it is of these types; everything else need not be evaluated."""
        return any(not self._kinds_of(directory).isdisjoint(kinds) for directory in self.closure(root))

    def _carries(self, root: str) -> bool:
        """Some resource has what may be another dialect's."""
        return any(
            not (wanted := CARRIERS[kind]) or any("." in name or name in block.attributes for name in wanted)
            for directory in self.closure(root)
            for (kind, _), block in self.modules[directory].resources.items()
            if kind in CARRIERS
        )

    def _kinds_of(self, directory: str) -> frozenset[str]:
        if directory not in self._kinds:
            self._kinds[directory] = frozenset(kind for kind, _ in self.modules[directory].resources)
        return self._kinds[directory]

    def alone(self, path: str) -> Unit | None:
        """A file of values whose module is not in the tree: nothing but its syntax can be judged."""
        body = self.file(path)
        if body is None:
            return None
        unit = Unit(path, "terraform", False)
        self._bodies_into(unit, [body])
        return unit


def _note_calls(unit: Unit, tree: _Tree, module: Module) -> None:
    """Modules that are not in the tree: what they hold is not known."""
    for name, call in module.calls.items():
        item = call.attributes.get("source")
        if item is None:
            continue
        word = item.word(1)
        directory = source_directory(module, call)
        if directory is None:
            unit.gaps.append(Gap(word, f"module '{name}' is not in the linted tree"))
        elif directory.startswith("..") or tree.files.resolve(directory or ".") is None:
            unit.gaps.append(Gap(word, f"module '{name}' leads out of the linted tree"))
        elif directory not in tree.modules:
            message = f"module '{name}' is read from '{directory or '.'}', where no Terraform file lies"
            cure = "terraform init fails: correct the path"
            unit.diagnostics.append(Diagnostic(DiagnosticKind.MISSING_INCLUDE, word, message, cure))
        elif module.directory in tree.closure(directory):
            unit.gaps.append(Gap(word, f"module '{name}' calls itself in the end"))
