"""A place that was read and not understood."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.model import Gap


@each(Gap)
def check(gap: Gap, _: Context) -> Iterator[Hit]:
    yield Hit(gap.span, f"not understood: {gap.reason}", help="findings may be missing here")
