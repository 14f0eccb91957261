"""A target that is looked up at run time, and no resolver to do it."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Listener, Pool, Target, TargetKind
from lbconflint.values import Family

_ADDRESS, _DYNAMIC = TargetKind.ADDRESS, TargetKind.DYNAMIC

_IN_UPSTREAM = (1, 27, 3)
"""Before, only the commercial version knows ``resolve``: the word itself is refused, and told of elsewhere."""


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    for listener in unit.listeners:
        if not listener.partial:
            yield from _routes(listener, ctx)
    if not ctx.target().surely_before(_IN_UPSTREAM):
        for pool in unit.pools:
            if not pool.partial:
                yield from _servers(pool, unit)


def _servers(pool: Pool, unit: Unit) -> Iterator[Hit]:
    """What ``resolve`` of a server needs; told once for an upstream."""
    for asking in pool.servers:
        if "resolve" in asking.node.args and "resolve" in asking.options:
            break
    else:
        return
    here = asking.options["resolve"].span
    zone, resolver = pool.settings.get("zone"), pool.settings.get("resolver")
    if zone is None:
        yield Hit(
            here,
            f"'resolve' needs a zone in {words.pool(pool)}: nginx does not start",
            (Related(pool.name.span, "the upstream"),),
            help=f"add 'zone {pool.name.value or 'NAME'} 64k;' to the upstream",
        )
    elif resolver is None and unit.complete:
        yield Hit(
            here,
            f"'resolve' of {words.pool(pool)} needs a resolver: nginx does not start",
            help="add 'resolver ADDRESS;' to the upstream or to the block around it",
        )


def _routes(listener: Listener, ctx: Context) -> Iterator[Hit]:
    what, then = ("request", "clients get 502") if listener.module == "http" else ("connection", "it is closed")
    for route in listener.routes:
        target = route.target
        if target.kind is _DYNAMIC:
            asks = _looks_up(target.address.raw or " ".join(target.node.args))
        else:
            asks = target.kind is _ADDRESS and "$" in target.node.args[0] and _named(target)
        if not asks:
            continue
        resolver = route.settings.get("resolver")
        if resolver is not None and not resolver.absent:
            continue
        yield Hit(
            target.address.span,
            f"this name is looked up for each {what}, and no resolver is in force: {then}",
            (Related(target.node.word(1), "used here"),) if target.address.node is not target.node else (),
            help="add 'resolver ADDRESS;' to the server or to http",
            level=None if ctx.unit.complete else Level.WARNING,
        )


def _named(target: Target) -> bool:
    """A name that ``set`` gives is looked up like one that nobody knows before, ``localhost`` too."""
    address = target.address.value
    return address is not None and address.family is Family.NAME and not target.protocol.unknown


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
