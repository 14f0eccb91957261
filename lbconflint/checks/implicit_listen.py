"""An nginx server without listen: it takes port 80."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.model import Listener


@each(Listener)
def check(listener: Listener, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product == "nginx" and any(bind.implicit for bind in listener.binds):
        yield Hit(
            listener.node.word(0),
            "this server has no listen: nginx binds port 80 for it (8000 when not started as root)",
            help="write the listen that is meant",
        )
