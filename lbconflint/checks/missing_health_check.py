"""Several servers, and nothing that takes a dead one away."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Unit, each
from lbconflint.model import Pool, Server


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "haproxy" and unit.complete:
        # The defaults of a fragment are elsewhere, and may say 'default-server check'.
        for pool in unit.pools:
            yield from _pool(pool)
    elif unit.product == "terraform":
        from lbconflint.incloud import missing_health_check as in_cloud

        yield from in_cloud.hits(unit)
    elif unit.product == "kubernetes":
        from lbconflint.incluster import missing_health_check

        yield from missing_health_check.hits(unit, ctx)


def _pool(pool: Pool) -> Iterator[Hit]:
    if pool.partial or not pool.protocol.among("http", "tcp"):
        return
    active = count = 0
    for server in pool.servers:
        if not server.disabled.equals(True):
            if _checked(server):
                return
            active += 1
            count += server.number
    if not active:
        return
    written = pool.check_protocol.written and pool.check_protocol.node.source is pool.node.source
    if written and count:
        yield Hit(
            pool.name.span,
            f"{words.pool(pool)} says how to check its servers, and no server has 'check'",
            help="add 'check' to the servers, or 'default-server check' above them",
        )
    elif count > 1:
        yield Hit(
            pool.name.span,
            f"{count} servers share {words.pool(pool)}, and no check takes a dead one away",
            help="add 'check' to the servers, or 'default-server check' above them",
        )


def _checked(server: Server) -> bool:
    check = server.check
    if any(flag.unknown or flag.equals(True) for flag in (check.enabled, check.agent)):
        return True
    return any(name in server.options for name in ("track", "observe", "resolvers", "healthcheck"))
