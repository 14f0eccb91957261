"""Cookie persistence that one side of the configuration does not know of."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Pool


@each(Pool)
def check(pool: Pool, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product != "haproxy" or pool.partial or not pool.servers:
        return
    bare = [server for server in pool.servers if server.cookie.value is None and server.cookie.absent]
    with_value = next((server for server in pool.servers if not server.cookie.absent), None)
    name = pool.name.value
    if pool.cookie.written and pool.cookie.known:
        words = pool.cookie.node.args
        inserts = "insert" in words or "prefix" in words or "rewrite" in words
        if pool.protocol.equals("tcp"):
            return
        if (
            not with_value
            and inserts
            and "dynamic" not in words
            and pool.cookie.node in (pool.node.children or ())
        ):
            yield Hit(
                pool.cookie.span,
                f"{pool.kind} '{name}' uses a cookie for persistence, and none of its servers has a cookie value",
                help="add 'cookie VALUE' to each server: without it no client is bound to a server",
            )
        elif with_value and bare and inserts and "dynamic" not in words:
            first = bare[0]
            if not first.backup.equals(True) and not first.disabled.equals(True):
                yield Hit(
                    first.span,
                    f"server '{first.name}' has no cookie value, the other servers of '{name}' have one",
                    (Related(with_value.cookie.span, "a server with a value"),),
                    help="its clients are not bound to it",
                )
    elif with_value and pool.cookie.absent and pool.protocol.equals("http"):
        yield Hit(
            with_value.cookie.span,
            f"servers of {pool.kind} '{name}' have cookie values, and the {pool.kind} has no 'cookie'",
            help="add 'cookie NAME insert indirect nocache' to the backend: the values do nothing without it",
        )
