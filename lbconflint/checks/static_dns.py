"""A host name that is looked up once, at start: one that does not resolve stops everything."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, each
from lbconflint.model import Pool
from lbconflint.values import Family

_NAME = Family.NAME
_LATE = ("resolve", "resolvers", "init-addr")


@each(Pool)
def check(pool: Pool, ctx: Context) -> Iterator[Hit]:
    for server in pool.servers:
        address = server.address.value
        if address is None or address.family is not _NAME or address.host == "localhost":
            continue
        if any(name in server.options for name in _LATE):
            continue
        cure = (
            "add 'resolve' to the server with a resolver in force (since 1.27.3)"
            if ctx.unit.product == "nginx"
            else "add 'init-addr last,libc,none' and 'resolvers NAME'"
        )
        product = {"nginx": "nginx", "haproxy": "HAProxy"}[ctx.unit.product]
        yield Hit(
            server.address.span,
            f"'{address.host}' is looked up once, when {product} starts: if that fails, nothing starts",
            help=cure,
        )
