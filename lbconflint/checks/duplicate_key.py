"""One key twice in a mapping."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, _: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.DUPLICATE_KEY:
        yield told(diagnostic)
    elif diagnostic.kind is DiagnosticKind.REPEATED_FILE:
        yield told(diagnostic)._replace(level=Level.NOTE)
