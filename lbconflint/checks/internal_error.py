"""A rule crashed: what it looked at was not checked."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.finding import Crash


@each(Crash)
def check(crash: Crash, _: Context) -> Iterator[Hit]:
    yield Hit(
        crash.span,
        f"rule '{crash.rule}' crashed here: {crash.error}",
        help="this is a defect of lbconflint: please report it with this statement; the run is no verdict",
    )
