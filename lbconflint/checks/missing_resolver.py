"""A target that is computed for each request, and no resolver to look it up."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each
from lbconflint.model import Listener, TargetKind

_DYNAMIC = TargetKind.DYNAMIC


@each(Listener)
def check(listener: Listener, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product != "nginx" or listener.partial:
        return
    for route in listener.routes:
        if route.target.kind is not _DYNAMIC:
            continue
        resolver = route.settings.get("resolver")
        if resolver is not None and not resolver.absent:
            continue
        if not _looks_up(route.target.address.raw or " ".join(route.target.node.args)):
            continue
        yield Hit(
            route.target.address.span,
            "this name is looked up for each request, and no resolver is in force: clients get 502",
            help="add 'resolver ADDRESS;' to the server or to http",
            level=None if ctx.unit.complete else Level.WARNING,
        )


def _looks_up(text: str) -> bool:
    """Part of the host is a variable, beside letters that make it a name: an address needs no resolver, and a
    variable alone may hold one, or the name of an upstream."""
    host = text.partition("://")[2] or text
    host = host.partition("/")[0].rpartition(":")[0] or host.partition("/")[0]
    letters = host
    while "$" in letters:
        before, _, after = letters.partition("$")
        after = (
            after.partition("}")[2]
            if after.startswith("{")
            else after.lstrip("abcdefghijklmnopqrstuvwxyz_0123456789")
        )
        letters = before + after
    return "$" in host and "." in letters and any(char.isalpha() for char in letters)
