"""A suppression comment that is malformed, or suppresses nothing."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.finding import Suppression


@each(Suppression)
def check(comment: Suppression, _: Context) -> Iterator[Hit]:
    if comment.problem:
        yield Hit(comment.span, comment.problem, help=comment.help)
