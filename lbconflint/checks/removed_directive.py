"""A directive that the target version no longer has, or does not have yet."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, _: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.REMOVED_DIRECTIVE:
        yield told(diagnostic)
