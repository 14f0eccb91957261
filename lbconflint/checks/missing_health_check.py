"""Several servers, and nothing that takes a dead one away."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.chain import running, targets
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Pool, Server


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "haproxy" and unit.complete:
        # The defaults of a fragment are elsewhere, and may say 'default-server check'.
        for pool in unit.pools:
            yield from _pool(pool)
    elif unit.product == "kubernetes":
        yield from _pods(unit, ctx)


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


def _pods(unit: Unit, ctx: Context) -> Iterator[Hit]:
    """Pods behind a Service without any readiness probe: they get traffic before they can answer."""
    seen: set[int] = set()
    for service, workloads in targets(ctx.project, unit):
        for workload in workloads:
            if id(workload) in seen or workload.open or not service.ports:
                continue
            seen.add(id(workload))
            containers = running(workload)
            kinds = {probe.kind for container in containers for probe in container.probes}
            if containers and "readinessProbe" not in kinds:
                yield Hit(
                    workload.meta.span,
                    f"pods of {workload.meta.title} have no readinessProbe, and {service.meta.title} sends to "
                    "them",
                    (Related(service.meta.span, "the Service"),),
                    "a pod gets traffic as soon as it is started, and while it hangs",
                    level=Level.NOTE,
                )
