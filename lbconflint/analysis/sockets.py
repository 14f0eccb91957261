"""Which sockets of one host meet: the search; what comes of two of them says ``pairs``."""

import bisect
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, dropwhile, islice

from lbconflint.analysis.dual_stack import as_the_kernel_says
from lbconflint.analysis.opening import Socket, bind_class, canonical, sockets_of
from lbconflint.analysis.pairs import Outcome, Overlap, outcome, overlap, spelt_ipv6
from lbconflint.model import Transport
from lbconflint.record import NamedTuple
from lbconflint.tree import World
from lbconflint.unit import Host
from lbconflint.values import ANY_IPV4, Address, Family, PortRange

__all__ = [
    "Conflict",
    "Outcome",
    "Overlap",
    "Socket",
    "bind_class",
    "canonical",
    "conflicts_of",
    "outcome",
    "overlap",
    "sockets_of",
]


class Conflict(NamedTuple):
    """Sockets that meet, in reading order; ``ports`` are the shared ones (None for unix sockets)."""

    outcome: Outcome
    overlap: Overlap
    sockets: tuple[Socket, ...]
    ports: PortRange | None


def conflicts_of(host: Host) -> list[Conflict]:
    """Every group of sockets of this host that meet, NONE outcomes with an overlap included.

    Sockets are compared within a port only, equal addresses through an index and specific ones with the
    wildcards of their port: the cost is linear in the number of sockets.
    """
    sockets = [socket for unit in host.units for socket in unit.memo.once(sockets_of, unit)]
    sockets += _of_clusters(host)
    sockets = [as_the_kernel_says(socket, host) for socket in sockets]
    found = list(_by_path([socket for socket in sockets if socket.ports is None]))
    shields = _shields(sockets)
    for ports, bucket in _buckets([socket for socket in sockets if socket.ports is not None]):
        found.extend(_bucket_conflicts(bucket, ports, shields))
    return _merged(found)


def _of_clusters(host: Host) -> Iterator[Socket]:
    """They count only beside other products: among themselves the scheduler keeps pods apart."""
    clusters = [unit for unit in host.units if unit.product == "kubernetes"]
    if clusters and len(clusters) < len(host.units):
        from lbconflint.analysis.podsockets import cluster_sockets

        for unit in clusters:
            yield from cluster_sockets(host, unit)


Shields = Mapping[Hashable, Sequence[PortRange]]


def _shields(sockets: Iterable[Socket]) -> Shields:
    """Owner -> where its plain ``0.0.0.0`` takes all IPv4 traffic before the kernel comes to any IPv6 socket:
    it goes to the front of the list, IPv6 sockets with SO_REUSEPORT to its end."""
    shields: dict[Hashable, list[PortRange]] = {}
    for socket in sockets:
        if socket.address == ANY_IPV4 and socket.ports and not (socket.interface or socket.world):
            if not spelt_ipv6(socket):
                shields.setdefault(socket.owner, []).append(socket.ports)
    return shields


def _shielded(bucket: Iterable[Socket], ports: PortRange, shields: Shields) -> frozenset[Hashable]:
    """The owners that have a shield on these ports."""
    return frozenset(
        socket.owner
        for socket in bucket
        if any(held.low <= ports.low and ports.high <= held.high for held in shields.get(socket.owner, ()))
    )


def _merged(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """One conflict for the same statements on neighbouring ports: ranges meet on many."""
    merged: dict[Hashable, Conflict] = {}
    for conflict in conflicts:
        statements = tuple(id(socket.bind) for socket in conflict.sockets)
        key = (conflict.outcome, conflict.overlap, statements)
        known = merged.get(key)
        if known and known.ports and conflict.ports:
            low, high = min(known.ports.low, conflict.ports.low), max(known.ports.high, conflict.ports.high)
            merged[key] = known._replace(ports=PortRange(low, high))
        else:
            merged[key] = conflict
    return list(merged.values())


def _by_path(sockets: list[Socket]) -> Iterator[Conflict]:
    groups: dict[tuple[str, Address], list[Socket]] = {}
    for socket in sockets:
        groups.setdefault((socket.namespace, socket.address), []).append(socket)
    for group in groups.values():
        yield from _same(group, None)


def _buckets(sockets: list[Socket]) -> Iterator[tuple[PortRange, list[Socket]]]:
    """Sockets that share a port, for every port that some single-port socket uses, then ranges that share
    ports with other ranges."""
    single: dict[int, list[Socket]] = {}
    ranges: list[tuple[PortRange, Socket]] = []
    for socket in sockets:
        ports = socket.ports
        if ports is None:
            continue
        if ports.single:
            single.setdefault(ports.low, []).append(socket)
        else:
            ranges.append((ports, socket))
    order = {id(socket): index for index, socket in enumerate(sockets)}

    def in_order(bucket: list[Socket]) -> list[Socket]:
        return sorted(bucket, key=lambda socket: order[id(socket)])

    used = sorted(single)
    for ports, socket in ranges:
        for port in used[bisect.bisect_left(used, ports.low) : bisect.bisect_right(used, ports.high)]:
            single[port].append(socket)
    for port in used:
        bucket = single[port]
        if len(bucket) > 1:
            yield PortRange(port, port), in_order(bucket)
    for ports, bucket in _range_buckets(sorted(ranges, key=lambda entry: entry[0])):
        yield ports, in_order(bucket)


def _range_buckets(ranges: list[tuple[PortRange, Socket]]) -> Iterator[tuple[PortRange, list[Socket]]]:
    """Each range with those before it that it meets.

    Of the open ranges that meet others alike, the longest stands for all, and the longest of another owner
    beside it: every range that meets some other one is found with one of them.
    """
    active: dict[Hashable, list[tuple[PortRange, Socket]]] = {}
    for ports, socket in ranges:
        for kind, held in list(active.items()):
            alive = [entry for entry in held if entry[0].high >= ports.low]
            if alive:
                active[kind] = alive
            else:
                del active[kind]
            for other, known in alive:
                shared = ports.overlap(other)
                if shared:
                    yield shared, [known, socket]
        kind = (socket.transport, socket.address, *_kind(socket))
        active[kind] = _longest_of_two_owners([*active.get(kind, ()), (ports, socket)])


def _longest_of_two_owners(entries: list[tuple[PortRange, Socket]]) -> list[tuple[PortRange, Socket]]:
    longest = max(entries, key=lambda entry: entry[0].high)
    others = [entry for entry in entries if entry[1].owner != longest[1].owner]
    return [longest, *([max(others, key=lambda entry: entry[0].high)] if others else [])]


def _bucket_conflicts(bucket: list[Socket], ports: PortRange, shields: Shields) -> Iterator[Conflict]:
    groups: dict[tuple[str, Transport, Address], list[Socket]] = {}
    for socket in bucket:
        groups.setdefault((socket.namespace, socket.transport, socket.address), []).append(socket)
    for group in groups.values():
        yield from _same(group, ports)
    if len(groups) > 1:
        order = {id(socket): index for index, socket in enumerate(bucket)}
        yield from _wider(groups.values(), ports, order, _shielded(bucket, ports, shields))


def _same(group: list[Socket], ports: PortRange | None) -> Iterator[Conflict]:
    """Sockets of one address.  Only those meet that are in force together (``coexist``), and of those bound
    to interfaces only the ones on the same; comparing along these lines keeps the cost linear."""
    if len(group) < 2:
        return
    places: dict[tuple[str, World], list[Socket]] = {}
    for socket in group:
        places.setdefault((socket.interface, socket.world), []).append(socket)
    if len(places) == 1:
        yield from _meeting(group, ports)
        return
    order = {id(socket): index for index, socket in enumerate(group)}
    interfaces: dict[World, list[str]] = {}
    for interface, world in places:
        interfaces.setdefault(world, []).append(interface)
    for (interface, world), sockets in places.items():
        yield from _meeting(sockets, ports)
        for outer in _outer_places(interface, world, interfaces):
            for known in _standing_for(places.get(outer, ())):
                yield from _crossing(known, sockets, ports, order)


def _outer_places(
    interface: str, world: World, interfaces: Mapping[World, list[str]]
) -> Iterator[tuple[str, World]]:
    """The other places whose sockets meet those of this one; of two such places one names the other."""
    for depth in range(len(world)):
        outer = world[:depth]
        yield from ((other, outer) for other in interfaces.get(outer, ()) if not interface or other == interface)
    if interface:
        for depth in range(len(world) + 1):
            yield "", world[:depth]


def _standing_for(sockets: Sequence[Socket]) -> Iterator[Socket]:
    """Of sockets that meet others alike the first, the last, and the first of another owner."""
    kinds: dict[Hashable, list[Socket]] = {}
    for socket in sockets:
        kinds.setdefault(_kind(socket), []).append(socket)
    for alike in kinds.values():
        chosen = list(_two_owners(alike))
        yield from chosen
        if not any(alike[-1] is socket for socket in chosen):
            yield alike[-1]


def _crossing(
    known: Socket, sockets: list[Socket], ports: PortRange | None, order: Mapping[int, int]
) -> Iterator[Conflict]:
    """One socket against those of another place."""
    met: dict[tuple[Outcome, Overlap], list[Socket]] = {}
    for socket in sockets:
        first, second = (known, socket) if order[id(known)] < order[id(socket)] else (socket, known)
        found = outcome(first, second)
        if found[0] is not Outcome.NONE:
            met.setdefault(found, []).append(socket)
    for (result, shared), others in met.items():
        yield Conflict(result, shared, (known, *others), ports)


def _meeting(group: list[Socket], ports: PortRange | None) -> Iterator[Conflict]:
    """Sockets of one place: one conflict for all that meet the first of them alike."""
    while len(group) > 1:
        first, rest = group[0], group[1:]
        met: dict[Outcome, list[Socket]] = {}
        left: list[Socket] = []
        for other in rest:
            result, _ = outcome(first, other)
            if result is not Outcome.NONE:
                met.setdefault(result, []).append(other)
            elif not _alike(first, other):
                left.append(other)
        for result, others in met.items():
            yield Conflict(result, Overlap.SAME, (first, *others), ports)
            yield from _otherwise(others, result, ports)
        group = left


def _otherwise(sockets: list[Socket], usual: Outcome, ports: PortRange | None) -> Iterator[Conflict]:
    """All of these meet another socket with the ``usual`` outcome; those that meet each other with a
    different one: of two HAProxy and nginx on a unix socket, nginx fails and one HAProxy gets nothing."""
    alike: dict[Hashable, list[Socket]] = {}
    for socket in sockets:
        alike.setdefault((socket.reuse_port, socket.reuse_address, socket.replaces_unix), []).append(socket)
    for some, more in combinations_with_replacement(alike.values(), 2):
        for first in _two_owners(some):
            later = _after(first, some) if some is more else more
            others = [other for other in later if outcome(first, other)[0] not in (Outcome.NONE, usual)]
            if others:
                yield Conflict(outcome(first, others[0])[0], Overlap.SAME, (first, *others), ports)


def _after(first: Socket, sockets: Sequence[Socket]) -> Iterator[Socket]:
    return islice(dropwhile(lambda socket: socket is not first, sockets), 1, None)


def _two_owners(sockets: Sequence[Socket]) -> Iterator[Socket]:
    """The first socket and the first of another owner."""
    yield sockets[0]
    yield from islice((socket for socket in sockets if socket.owner != sockets[0].owner), 1)


def _alike(a: Socket, b: Socket) -> bool:
    """Two sockets of one address that meet all others in the same way."""
    return a.owner == b.owner and _kind(a) == _kind(b)


def _kind(socket: Socket) -> tuple[Hashable, ...]:
    """All that decides how a socket meets others, besides its address, ports and owner."""
    switches = (socket.reuse_port, socket.reuse_address, socket.dual_stack, spelt_ipv6(socket))
    return (
        socket.unit.name,
        socket.namespace,
        socket.replaces_unix,
        *switches,
        socket.interface,
        socket.world,
        socket.serves,
        socket.translated,
        socket.elsewhere,
    )


def _wider(
    groups: Iterable[list[Socket]], ports: PortRange, order: Mapping[int, int], shielded: frozenset[Hashable]
) -> Iterator[Conflict]:
    """Each wildcard against the specific addresses of its port, and IPv6 wildcards against IPv4 ones.

    ``order`` tells by the identity of a socket when it is opened.
    """
    sockets = [socket for group in groups for socket in _kinds(group, shielded)]
    everything: dict[World, list[Socket]] = {}
    wildcards: dict[World, list[Socket]] = {}
    for socket in sockets:
        everything.setdefault(socket.world, []).append(socket)
        if socket.address.wildcard:
            wildcards.setdefault(socket.world, []).append(socket)
    for socket in sockets:
        world = socket.world
        for depth in range(len(world) + 1):
            for wide in wildcards.get(world[:depth], ()):
                yield from _pair(wide, socket, ports, order, shielded)
            if socket.address.wildcard and depth < len(world):
                for other in everything.get(world[:depth], ()):
                    yield from _pair(socket, other, ports, order, shielded)


def _pair(
    wide: Socket, other: Socket, ports: PortRange, order: Mapping[int, int], shielded: frozenset[Hashable]
) -> Iterator[Conflict]:
    if other.address == wide.address or (other.address.wildcard and wide.address.family is Family.IPV4):
        return
    first, second = (wide, other) if order[id(wide)] < order[id(other)] else (other, wide)
    result, shared = outcome(first, second)
    if shared is Overlap.DUAL_STACK and other.address.wildcard and other.owner in shielded:
        result = Outcome.NONE if result is Outcome.SILENT else result
    if shared is not Overlap.NONE:
        yield Conflict(result, shared, (wide, other), ports)


def _kinds(group: list[Socket], shielded: frozenset[Hashable]) -> Iterable[Socket]:
    """One socket of the group for each way to meet others: the first of equal ones stands for them."""
    kinds: dict[Hashable, Socket] = {}
    for socket in group:
        kinds.setdefault((socket.listener.module, socket.owner in shielded, *_kind(socket)), socket)
    return kinds.values()
