"""Cookie persistence that one side of the configuration does not know of."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Related, each
from lbconflint.model import Pool


@each(Pool)
def check(pool: Pool, ctx: Context) -> Iterator[Hit]:
    if ctx.unit.product != "haproxy" or pool.partial or not pool.servers:
        return
    silent = [server for server in pool.servers if server.cookie.value is None]
    if any(server.cookie.unknown for server in silent):
        return
    bare = [server for server in silent if server.cookie.absent]
    with_value = next((server for server in pool.servers if server.cookie.known), None)
    if pool.cookie.written and pool.cookie.known:
        written = pool.cookie.node.args
        inserts = "insert" in written or "prefix" in written or "rewrite" in written
        if pool.protocol.equals("tcp"):
            return
        if (
            not with_value
            and inserts
            and "dynamic" not in written
            and pool.cookie.node in (pool.node.children or ())
        ):
            yield Hit(
                pool.cookie.span,
                f"{words.pool(pool)} uses a cookie for persistence, and none of its servers has a cookie value",
                help="add 'cookie VALUE' to each server: without it no client is bound to a server",
            )
        elif with_value and bare and inserts and "dynamic" not in written:
            first = bare[0]
            if not first.backup.equals(True) and not first.disabled.equals(True):
                yield Hit(
                    first.span,
                    f"server '{first.name}' has no cookie value, the other servers of {words.pool(pool)} have one",
                    (Related(with_value.cookie.span, "a server with a value"),),
                    help="its clients are not bound to it",
                )
    elif with_value and pool.cookie.absent and pool.protocol.equals("http"):
        yield Hit(
            with_value.cookie.span,
            f"servers of {words.pool(pool)} have cookie values, and the {pool.kind} has no 'cookie'",
            help="add 'cookie NAME insert indirect nocache' to the backend: the values do nothing without it",
        )
