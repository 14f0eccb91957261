"""Where a host can be entered: which listener answers on an address and port, as far as it is known."""

from lbconflint.analysis.opening import canonical
from lbconflint.model import Bind, Listener, Scope, Transport
from lbconflint.record import NamedTuple
from lbconflint.unit import Host, Project, Unit
from lbconflint.values import ANY_IPV4, ANY_IPV6, Address, Family, PortRange

_HOST = Scope.HOST


_tuple = tuple.__new__


class Answer(NamedTuple):
    """Who accepts connections on an address: the host, the listener and its bind."""

    host: Host
    unit: Unit
    listener: Listener
    bind: Bind


class Doors(NamedTuple):
    """The binds of a host: single ports by port and address, ranges apart, and every port that is open."""

    single: dict[tuple[int, Address], list[Answer]]
    ranges: list[tuple[PortRange, Answer]]
    ports: dict[int, list[Answer]]


def doors_of(host: Host) -> Doors:
    """The doors of a host; of a range, ``ports`` has the first and the last."""
    doors = Doors({}, [], {})
    for unit in host.units:
        for listener in unit.listeners:
            if listener.enabled.differs(True):
                continue
            for bind in listener.binds:
                ports, address = bind.ports.value, bind.address.value
                if ports is None or address is None or bind.scope is not _HOST:
                    continue
                answer = _tuple(Answer, (host, unit, listener, bind))  # like Answer(...), in half the time
                doors.ports.setdefault(ports.low, []).append(answer)
                if ports.single:
                    doors.single.setdefault((ports.low, canonical(address)), []).append(answer)
                else:
                    doors.ports.setdefault(ports.high, []).append(answer)
                    doors.ranges.append((ports, answer))
    return doors


def hosts_by_address(project: Project) -> dict[str, Host]:
    """The stated hosts by their addresses."""
    return {address: host for host in project.hosts for address in host.addresses}


def host_at(project: Project, here: Host, address: Address) -> Host | None:
    """The host that an address leads to: this one for a loopback address, else a stated one."""
    if address.wildcard or address.loopback:
        return here
    return project.memo.once(hosts_by_address, project).get(address.host)


def answers(
    project: Project, here: Host, address: Address, port: int, transport: Transport = Transport.TCP
) -> list[Answer]:
    """Who answers on ``address:port`` as seen from ``here``; empty when nobody is known.

    An exact address wins over the wildcard of its family, and that over a dual-stack one.
    """
    if not address.networked:
        return []
    host = host_at(project, here, address)
    # An address that some listener of this very host binds is the host's own.
    return _best(host or here, canonical(address), port, transport, exact=host is None)


def _best(host: Host, address: Address, port: int, transport: Transport, exact: bool) -> list[Answer]:
    doors = host.memo.once(doors_of, host)
    for candidates in [(address,)] if exact else _by_fitness(address):
        found = [
            answer
            for candidate in candidates
            for answer in doors.single.get((port, candidate), ())
            if _fits(answer.bind, transport, address)
        ]
        for ports, answer in doors.ranges:
            bound = answer.bind.address.value
            if (
                port in ports
                and bound
                and canonical(bound) in candidates
                and _fits(answer.bind, transport, address)
            ):
                found.append(answer)
        if found:
            return found
    return []


_LOOPBACK_NAMES = (Address(Family.IPV4, "127.0.0.1"), Address(Family.IPV6, "::1"))


def _by_fitness(address: Address) -> list[tuple[Address, ...]]:
    """The bound addresses that accept a destination, the best first."""
    if address.family is Family.NAME:
        return [(address, *_LOOPBACK_NAMES), (ANY_IPV4, ANY_IPV6)]
    if address.family is Family.IPV6:
        return [(address,), (ANY_IPV6,)]
    return [(address,), (ANY_IPV4,), (ANY_IPV6,)]


def _fits(bind: Bind, transport: Transport, address: Address) -> bool:
    """An IPv6 wildcard takes IPv4 destinations only when it is dual-stack."""
    if bind.transport is not transport:
        return False
    bound = bind.address.value
    crosses = (
        address.family is Family.IPV4 and bound is not None and bound.family is Family.IPV6 and bound.wildcard
    )
    return not crosses or not bind.v6only.value
