"""The reader of kernel settings: every file is a unit; which of them one host applies, and in which order, says
``analysis.effective``."""

from collections.abc import Sequence

from lbconflint.dialects import Plan, Reading
from lbconflint.dialects.sysctl.lower import Settings
from lbconflint.dialects.sysctl.scripts import read_script
from lbconflint.dialects.sysctl.sniff import is_script
from lbconflint.dialects.sysctl.syntax import Lines, file_words
from lbconflint.files import Files, UnreadableError
from lbconflint.kernel import Carrier, installed
from lbconflint.knowledge.versions import Target
from lbconflint.model import Gap
from lbconflint.report import SkippedFile
from lbconflint.source import SourceFile, Span
from lbconflint.template import mask
from lbconflint.tree import ALWAYS
from lbconflint.unit import Unit


def read(files: Files, paths: Sequence[str], target: Target, plan: Plan) -> Reading:
    """One unit for each file.  ``target`` and ``plan`` decide nothing here."""
    del target, plan
    units: list[Unit] = []
    declined: list[SkippedFile] = []
    for path in paths:
        try:
            source = files.source(path)
        except UnreadableError as error:
            declined.append(SkippedFile(path, str(error)))
            continue
        unit = Unit(path, "sysctl", complete=not is_script(path))
        # Several paths may lead to one file (99-sysctl.conf is a link to sysctl.conf): each is a file to sysctl.
        unit.add_source(source)
        (read_script if is_script(path) else _read_file)(source, unit)
        units.append(unit)
    return Reading(units, declined)


def _read_file(source: SourceFile, unit: Unit) -> None:
    masked = mask(source.text, source.path)
    source.words = file_words
    if masked is not None:
        source.masked = masked.text
    lines = Lines(source, unit, masked.world if masked else lambda _: ALWAYS)
    settings, file = Settings(unit), installed(unit.name)
    for node, ignores_failure, excluded in lines.assignments(0, len(source.masked)):
        settings.add(node, Carrier.FILE, file, node.world, ignores_failure, excluded)
    for node in lines.remarks(0, len(source.masked)):
        settings.remark(node, Carrier.FILE, file)
    for insert in masked.inserts if masked else ():
        span = Span(source, insert.start, insert.end)
        unit.gaps.append(Gap(span, "the lines that this expression inserts are not known"))
