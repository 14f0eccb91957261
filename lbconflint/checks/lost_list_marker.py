"""A mapping where a list must be: the dashes are gone."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, _: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.LOST_LIST_MARKER:
        yield told(diagnostic)
