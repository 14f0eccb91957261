"""The last line has no line feed."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, _: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.MISSING_FINAL_NEWLINE:
        yield told(diagnostic)
