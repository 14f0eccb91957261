"""The four outcomes of a start, and the judges that foretell them.

A judge gets a case and the versions of the binaries and says what will happen.  To put a whole linter to
the test, wrap a function of the texts alone and add it::

    JUDGES["linter"] = reading(verdict)      # verdict(files: dict[str, str], versions) -> Verdict

All files of a case belong to one host, whatever their paths are, and start in the order of the mapping.
"""

from collections.abc import Callable, Mapping
from enum import Enum

from .case import Case
from .predicate import expected_outcome
from .refusals import refusals_of


class Verdict(Enum):
    """What starting a case comes to; the first that applies.

    REFUSED: the product's own check says no.  FAILS: the check passes, and the start fails because of a
    bind.  SILENT: everything starts, and on some address and port that a listener asked for another one
    answers, or several take turns, and not merely because a more specific address wins.  FINE: otherwise.
    """

    REFUSED = "refused"
    FAILS = "fails"
    SILENT = "silent"
    FINE = "fine"


Versions = Mapping[str, str]
"""Product -> version of the binary, as the product prints it ("1.22.1")."""

Judge = Callable[[Case, Versions], Verdict]


def by_sockets(case: Case, versions: Versions) -> Verdict:
    """The socket predicate on the case's structured form, after the products' own refusals."""
    if refusals_of(case, versions):
        return Verdict.REFUSED
    return Verdict(expected_outcome(case))


def reading(verdict: Callable[[dict[str, str], Versions], Verdict]) -> Judge:
    """A judge that sees nothing but the texts."""

    def judge(case: Case, versions: Versions) -> Verdict:
        return verdict(case.files, versions)

    return judge


JUDGES: dict[str, Judge] = {"sockets": by_sockets}
