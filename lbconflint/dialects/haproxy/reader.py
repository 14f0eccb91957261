"""The HAProxy reader: which files run together, and their model."""

from collections.abc import Sequence

from lbconflint.dialects import Plan, Reading
from lbconflint.dialects.haproxy.document import Document
from lbconflint.dialects.haproxy.grouping import group
from lbconflint.dialects.haproxy.lower import lower
from lbconflint.dialects.haproxy.syntax import read_file
from lbconflint.files import Files, UnreadableError
from lbconflint.knowledge.versions import Target
from lbconflint.report import SkippedFile
from lbconflint.source import SourceFile
from lbconflint.unit import Unit


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:
    """The processes that these files configure.

    Files that HAProxy itself would open by name (maps, certificate lists, error pages, Lua) are not read.
    """
    declined: list[SkippedFile] = []
    sources: dict[str, SourceFile] = {}

    def source(path: str) -> SourceFile | None:
        if path not in sources:
            try:
                sources[path] = files.source(path)
            except UnreadableError as error:
                declined.append(SkippedFile(path, str(error)))
                return None
        return sources[path]

    units: list[Unit] = []
    for process in group(files, paths, plan, source):
        unit = Unit(process.paths[0], "haproxy", process.complete)
        document = Document(target)
        for path in process.paths:
            text = source(path)
            if text is not None:
                unit.add_source(text)
                read_file(text, document)
        if document.sections:
            lower(document, unit)
            units.append(unit)
        elif unit.sources:
            declined.extend(SkippedFile(path, "it has no section of HAProxy") for path in process.paths)
    return Reading(units, declined)
