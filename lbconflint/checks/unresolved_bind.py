"""A bind whose host is an environment variable that may be unset: it then listens on every address."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each, told
from lbconflint.model import Diagnostic, DiagnosticKind


@each(Diagnostic)
def check(diagnostic: Diagnostic, _: Context) -> Iterator[Hit]:
    if diagnostic.kind is DiagnosticKind.UNRESOLVED_ADDRESS:
        yield told(diagnostic)
