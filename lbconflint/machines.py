"""Reads the files of machines that resources describe, each with its own dialect's reader: none is on disk."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module

from lbconflint.config import Config
from lbconflint.dialects import Claim, Dialect, Machine, Plan, dialects_of
from lbconflint.files import Files, UnreadableError
from lbconflint.inset import Inset, origins
from lbconflint.knowledge.versions import target_of
from lbconflint.model import DiagnosticKind, Gap
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile
from lbconflint.unit import Unit

_SNIFFED = 64 * 1024
_READ = frozenset({"nginx", "haproxy", "sysctl", "keepalived", "systemd"})
"""Dialects whose files lie on machines."""

Sniffer = Callable[[Dialect], Callable[[str, str], Claim]]


class Inside(NamedTuple):
    """``templates`` are files of the tree whose own reading is worth less than that of what they become."""

    units: list[Unit]
    templates: frozenset[str]


class _Files(Files):
    """The files of one machine, and nothing else."""

    _absolute = True

    def __init__(self, held: Mapping[str, SourceFile]) -> None:
        super().__init__("/nonexistent")
        self._held = held
        self._names: dict[str, set[str]] = {}
        for path in held:
            directory, _, name = path.rpartition("/")
            while name:
                self._names.setdefault(directory, set()).add(name)
                directory, _, name = directory.rpartition("/")

    def resolve(self, path: str) -> str | None:
        return path if path in self._held or path in self._names else None

    def is_file(self, path: str) -> bool:
        return path in self._held

    def is_dir(self, path: str) -> bool:
        return path.removeprefix(".") in self._names

    def content(self, path: str) -> bytes:
        return self.source(path).text.encode("utf-8", "surrogateescape")

    def source(self, path: str) -> SourceFile:
        if path not in self._held:
            raise UnreadableError("it is not on the machine")
        return self._held[path]

    def listdir(self, directory: str) -> tuple[str, ...]:
        return tuple(sorted(self._names.get(directory.removeprefix("."), ())))


def read(machines: Iterable[Machine], config: Config, sniffer: Sniffer) -> Inside:
    """The units of these machines; what a text of the tree holds is left out where that text is rendered."""
    units: list[Unit] = []
    direct: list[Unit] = []
    templates: set[str] = set()
    for machine in machines:
        rendered = any(machine.templates.values())
        for dialect, paths in _claimed(machine, sniffer).items():
            target = config.targets.get(dialect.target) or target_of(dialect.target)
            reading = import_module(dialect.reader).read(_Files(machine.files), paths, target, Plan())
            for unit in reading.units:
                unit.machine = machine.name if machine.shared else f"{machine.name} {dialect.name}"
                _only_what_is_seen(unit)
            (units if rendered else direct).extend(reading.units)
            templates.update(name for path in paths for name in machine.templates[path])
    units += (unit for unit in direct if not templates.issuperset(_paths(unit)))
    return Inside(units, frozenset(templates))


def _paths(unit: Unit) -> set[str]:
    """The files of the tree that a unit's texts stand in."""
    return {one.path for source in unit.sources for one in origins(source)}


def without(units: Sequence[Unit], templates: frozenset[str]) -> list[Unit]:
    """The units without those of files that are rendered into others."""
    return [
        unit for unit in units if not unit.sources or not templates.issuperset(_path(one) for one in unit.sources)
    ]


def _path(source: SourceFile) -> str:
    """The path of a file of the tree; "" for a text inside one."""
    return "" if isinstance(source, Inset) else source.path


def _claimed(machine: Machine, sniffer: Sniffer) -> dict[Dialect, list[str]]:
    """The files of each dialect; they are known by their names as well as by what they hold."""
    found: dict[Dialect, list[str]] = {}
    for path, source in machine.files.items():
        surest: tuple[Claim, Dialect | None] = (Claim.NO, None)
        for dialect in dialects_of(path):
            if dialect.name in _READ:
                claim = sniffer(dialect)(path, source.text[:_SNIFFED])
                if claim > surest[0]:
                    surest = (claim, dialect)
        if surest[1] is not None:
            found.setdefault(surest[1], []).append(path)
    return found


def _only_what_is_seen(unit: Unit) -> None:
    """Packages put files onto the machine that nobody writes here: a file that is not seen may be there."""
    missing = [one for one in unit.diagnostics if one.kind is DiagnosticKind.MISSING_INCLUDE]
    unit.gaps += [Gap(one.span, "the included file is none of those that are written here") for one in missing]
    unit.diagnostics = [one for one in unit.diagnostics if one.kind is not DiagnosticKind.MISSING_INCLUDE]
