"""A sysctl file as it stands -> settings."""

from lbconflint.kernel import Carrier
from lbconflint.model import Gap
from lbconflint.scripts.lines import Lines, file_words
from lbconflint.scripts.settings import Settings
from lbconflint.source import SourceFile, Span
from lbconflint.template import mask_of
from lbconflint.tree import ALWAYS
from lbconflint.unit import Unit


def read_file(source: SourceFile, unit: Unit, settings: Settings, file: str) -> None:
    """``file`` is its path on the machine."""
    masked = mask_of(source)
    source.words = file_words
    if masked is not None:
        source.masked = masked.text
    lines = Lines(source, unit, masked.world if masked else lambda _: ALWAYS)
    for node, ignores_failure, excluded in lines.assignments(0, len(source.masked)):
        settings.add(node, Carrier.FILE, file, node.world, ignores_failure, excluded)
    for node in lines.remarks(0, len(source.masked)):
        settings.remark(node, Carrier.FILE, file)
    for insert in masked.inserts if masked else ():
        span = Span(source, insert.start, insert.end)
        unit.gaps.append(Gap(span, "the lines that this expression inserts are not known"))
