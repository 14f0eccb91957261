"""Several servers, and nothing that takes a dead one away."""

from collections.abc import Iterator

from lbconflint.analysis.chain import running, targets
from lbconflint.check import Context, Hit, Level, Related, Unit


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
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
