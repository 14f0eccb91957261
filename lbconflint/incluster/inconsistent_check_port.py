"""A check that goes to another port than the one that serves."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Level, Unit
from lbconflint.cluster import Container, Workload


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    for workload in unit.nouns.get(Workload, ()):
        for container in workload.containers:
            yield from _probes(container)


def _probes(container: Container) -> Iterator[Hit]:
    """A probe's port is looked up by name among the ports of its own container."""
    if container.open or any(port.name.unknown or not port.port.known for port in container.ports):
        return
    names = [port.name.value for port in container.ports if port.name.value]
    numbers = [port.port.value for port in (*container.ports, *container.told)]
    who = words.called("container", container.name, "its container")
    for probe in container.probes:
        wanted = probe.port.value
        if isinstance(wanted, str) and wanted not in names:
            known = f"its ports are named {words.several(names)}" if names else "its ports have no names"
            yield Hit(
                probe.port.span,
                f"{probe.kind} asks port '{wanted}', and {who} has no port of that name",
                help=f"{known}; the check fails for ever",
            )
        elif isinstance(wanted, int) and numbers and wanted not in numbers:
            yield Hit(
                probe.port.span,
                f"{probe.kind} asks port {wanted}, which {who} does not declare",
                help="a container may listen on ports that it does not declare",
                level=Level.NOTE,
            )
