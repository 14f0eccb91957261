"""A field whose value has the wrong type."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, _: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.WRONG_TYPE:
        yield told(diagnostic)
