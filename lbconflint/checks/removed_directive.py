"""A directive that the target version no longer has, or does not have yet."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, _: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.REMOVED_DIRECTIVE:
        yield told(diagnostic)
    elif diagnostic.kind is DiagnosticKind.DEPRECATED_DIRECTIVE:
        yield told(diagnostic)._replace(level=Level.NOTE)
