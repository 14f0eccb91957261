"""The reader of kernel settings: every file is a unit; which of them one host applies, and in which order, says
``analysis.effective``."""

import re
from collections.abc import Sequence

from lbconflint.dialects import Machine, Plan, Reading
from lbconflint.dialects.sysctl.plain import read_file
from lbconflint.dialects.sysctl.sniff import is_profile, is_script, is_yaml
from lbconflint.files import Files, UnreadableError
from lbconflint.kernel import MODULE, installed
from lbconflint.knowledge.versions import Target
from lbconflint.model import Definition
from lbconflint.report import SkippedFile
from lbconflint.scripts.commands import read_script
from lbconflint.scripts.settings import Settings
from lbconflint.tree import ALWAYS, Node
from lbconflint.unit import Unit
from lbconflint.values import written


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:
    """One unit for each file, and for the hosts of each play.  ``target`` and ``plan`` decide nothing here."""
    del target, plan
    units: list[Unit] = []
    declined: list[SkippedFile] = []
    brought: set[str] = set()
    machines: list[Machine] = []
    yamls = [path for path in paths if is_yaml(path)]
    if yamls:
        from lbconflint.dialects.sysctl.yamls import read_yamls

        found, machines = read_yamls(files, yamls, declined, brought)
        units += found
    # A file that a task brings to its machine is the task's.
    others = [path for path in paths if not is_yaml(path) and path not in brought]
    for path, source in files.sources(others, declined):
        unit = Unit(path, "sysctl", complete=not is_script(path) and not is_profile(path))
        # Several paths may lead to one file (99-sysctl.conf is a link to sysctl.conf): each is a file to sysctl.
        unit.add_source(source)
        if is_script(path):
            read_script(source, unit)
        elif is_profile(path):
            from lbconflint.dialects.sysctl.tuned import read_profile

            read_profile(source, unit)
        else:
            read_file(source, unit, Settings(unit), installed(path))
            _read_modules(files, unit)
        units.append(unit)
    return Reading(units, declined, machines)


def _read_modules(files: Files, unit: Unit) -> None:
    """The modules that the same machine loads before it applies its settings: ``modules-load.d`` beside
    ``sysctl.d``."""
    found = re.match(r"(|.*/)(?:sysctl\.d/[^/]+|sysctl\.conf)$", unit.name)
    if found is None:
        return
    base = found[1]
    for name in files.listdir(f"{base}modules-load.d"):
        try:
            source = files.source(f"{base}modules-load.d/{name}")
        except UnreadableError:
            continue
        unit.add_source(source)
        for line in re.finditer(r"^[ \t]*([\w-]+)[ \t\r]*$", source.text, re.MULTILINE):
            node = Node(source, line[1], (), line.start(1), line.end(1))
            unit.definitions.append(Definition(MODULE, written(line[1].replace("-", "_"), node, 0), ALWAYS))
