"""A bind in a HAProxy backend: the socket is opened, and nobody answers."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, each
from lbconflint.model import Listener


@each(Listener)
def check(listener: Listener, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product == "haproxy" and listener.kind == "backend":
        for bind in listener.binds:
            yield Hit(
                bind.span,
                f"backend '{listener.name}' opens {words.bind(bind)} and never answers: connections hang",
                help="HAProxy warns that it ignores this bind, and opens the port all the same: "
                "move it to a frontend, or make this section a listen",
            )
