"""An nginx server without listen: it takes port 80."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.model import Listener


@each(Listener)
def check(listener: Listener, ctx: Context) -> Iterator[Hit]:
    # nginx opens the port for a server without any listen: that is its only bind, and no statement of its own.
    binds = listener.binds
    if len(binds) == 1 and binds[0].node is listener.node and ctx.unit.product == "nginx":
        yield Hit(
            listener.node.word(0),
            "this server has no listen: nginx binds port 80 for it (8000 when not started as root)",
            help="write the listen that is meant",
        )
