"""A listener on a port that the kernel also gives to outgoing connections."""

from collections.abc import Callable, Iterator
from functools import cache

from lbconflint.analysis import words
from lbconflint.analysis.claims import Opened, taken
from lbconflint.analysis.effective import sees_settings
from lbconflint.analysis.ephemeral import Ephemeral, ephemeral_of, joined, reservation
from lbconflint.check import Context, Hit, Host, Level, Project, Related, Target, whole
from lbconflint.knowledge.sysctl_history import defaults
from lbconflint.model import Transport
from lbconflint.values import PortRange


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    target = ctx.target("kernel")
    given = ephemeral_of(host, target)
    if given is None:
        return
    exposed = [
        one
        for unit in host.units
        for one in taken(unit, lambda ports: _given(ports, given) or None, Transport.TCP)
    ]
    if not sees_settings(host):
        exposed = [(opened, lost) for opened, lost in exposed if not _kept_elsewhere(ctx.project, target, lost)]
    if not exposed:
        return
    wanted = [ports for _, lost in exposed for ports in lost]
    line = reservation([*given.reserved, *wanted])
    for opened, lost in exposed:
        yield _hit(opened, lost, given, target, line)


def _hit(opened: Opened, lost: list[PortRange], given: Ephemeral, target: Target, line: str) -> Hit:
    usual = defaults("net.ipv4.ip_local_port_range", target.low, target.high) or (32768, 60999)
    widened = given.setting is not None and any(ports.low < usual[0] or ports.high > usual[1] for ports in lost)
    related = []
    if given.setting is not None:
        related.append(Related(given.setting.value.span, "the range of outgoing connections"))
    if given.reservation is not None:
        related.append(Related(given.reservation.value.span, "the ports that are kept back so far"))
    address = opened.socket.address
    said = "" if given.setting else ", the default"
    shown = words.endpoint(address, opened.ports, opened.bind.transport)
    return Hit(
        opened.bind.span,
        f"an outgoing connection may hold {shown} at the start: {_shown(lost, opened.ports)} "
        f"inside ip_local_port_range ({given.ports.low} to {given.ports.high}{said})",
        tuple(related),
        help=f"choose a port outside the range, or keep it back with: {line}",
        level=_level(opened, widened),
    )


def _level(opened: Opened, widened: bool) -> Level | None:
    """Connections that leave from another address do not disturb a bind to a specific one."""
    address = opened.socket.address
    if address.is_ip and not address.wildcard and not address.loopback:
        return Level.NOTE
    return None if widened else Level.WARNING


def _shown(lost: list[PortRange], ports: PortRange) -> str:
    if ports.single:
        return f"{ports} lies"
    return f"{', '.join(map(str, lost))} of it lie"


def _given(ports: PortRange, given: Ephemeral) -> list[PortRange]:
    """The parts of ``ports`` that connections may get."""
    shared = ports.overlap(given.ports)
    if shared is None:
        return []
    left = [shared]
    for kept in given.reserved:
        left = [piece for part in left for piece in _without(part, kept)]
    return joined(left)


def _without(ports: PortRange, kept: PortRange) -> Iterator[PortRange]:
    if ports.overlap(kept) is None:
        yield ports
        return
    if ports.low < kept.low:
        yield PortRange(ports.low, kept.low - 1)
    if kept.high < ports.high:
        yield PortRange(kept.high + 1, ports.high)


def _kept_elsewhere(project: Project, target: Target, lost: list[PortRange]) -> bool:
    """Kernel settings of the run that belong to no known machine keep these ports from connections: they may
    be this host's."""
    return any(
        given is None or not any(_given(ports, given) for ports in lost)
        for given in project.memo.once(_of_nobody(target), project)
    )


@cache
def _of_nobody(target: Target) -> Callable[[Project], list[Ephemeral | None]]:
    """Tells what the kernel settings say that belong to no known machine."""

    def compute(project: Project) -> list[Ephemeral | None]:
        return [
            ephemeral_of(host, target)
            for host in project.hosts
            if not host.stated and all(unit.product == "sysctl" for unit in host.units)
        ]

    return compute
