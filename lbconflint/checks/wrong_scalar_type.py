"""A field whose value has the wrong type."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, ctx: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.WRONG_TYPE:
        hit = told(diagnostic)
        # Docker's own reader is not among those that take the value wrongly.
        yield hit._replace(level=Level.NOTE) if ctx.unit.product == "compose" else hit
