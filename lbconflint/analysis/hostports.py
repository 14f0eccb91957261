"""The ports of its node that a pod takes: ``hostPort``, declared ports in the host's network, and those that a
command line tells."""

from collections.abc import Iterator

from lbconflint.cluster import ContainerPort, Workload
from lbconflint.record import NamedTuple
from lbconflint.source import Span


class HostPort(NamedTuple):
    """``ip`` is "" for every address of the node.  ``guessed``: from a command line, not declared, so that the
    scheduler does not see it."""

    number: int
    protocol: str
    ip: str
    guessed: bool
    span: Span


def host_ports(workload: Workload) -> Iterator[HostPort]:
    """The node's ports that the pods of a workload are known to take."""
    for container in workload.containers:
        if not container.runs:
            continue
        for port in container.ports:
            yield from _taken(port, guessed=False)
        if workload.host_network.equals(True):
            for port in container.told:
                yield from _taken(port, guessed=True)


def _taken(port: ContainerPort, guessed: bool) -> Iterator[HostPort]:
    number, protocol = port.host_port.value, port.protocol.value
    if number and protocol and not port.host_ip.unknown:
        ip = port.host_ip.value or ""
        yield HostPort(number, protocol, "" if ip in ("0.0.0.0", "::") else ip, guessed, port.host_port.span)
