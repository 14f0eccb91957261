"""Where a connection goes: listener -> pool -> server -> the listener that answers there, across products."""

from collections.abc import Iterator

from lbconflint.analysis.doors import Answer, answers, doors_of, host_at, hosts_by_address
from lbconflint.analysis.names import key
from lbconflint.model import Listener, Pool, PortMode, Route, Server, Target, TargetKind, both
from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.tree import Node, World, coexist
from lbconflint.unit import Host, Project, Unit
from lbconflint.values import Address, Origin, Setting

TELLING_PORTS = frozenset({80, 8080, 443, 8443, 9443})
"""Ports that say what is spoken on them even when nobody knows who answers."""

_POOL, _ADDRESS = TargetKind.POOL, TargetKind.ADDRESS
_UNKNOWN = Origin.UNKNOWN
_FIXED, _MAPPED = PortMode.FIXED, (PortMode.SAME, PortMode.OFFSET)


class Hop(NamedTuple):
    """One step on from a listener, over TCP to one known port, and where it ends.

    ``server`` and ``pool`` are None for an address of the route's own.  ``number`` is the port that is
    connected to.  ``tls`` and ``sends_proxy`` (None: not known) are what is spoken on the connection.
    ``host`` is known for loopback and stated addresses; ``found`` are the listeners that answer there, in
    the order in which they are read.
    """

    unit: Unit
    listener: Listener
    route: Route
    pool: Pool | None
    server: Server | None
    address: Setting[Address]
    port: Setting[int]
    number: int
    tls: Setting[bool]
    sends_proxy: bool | None
    world: World
    host: Host | None
    found: list[Answer]

    @property
    def target(self) -> Target:
        return self.route.target

    @property
    def node(self) -> Node:
        return self.server.node if self.server else self.target.node

    @property
    def span(self) -> Span:
        """Address and port as written."""
        return both(self.address, self.port)

    @property
    def port_span(self) -> Span:
        """The port where one is written, else the address."""
        return self.port.span if self.port.written else self.address.span


def _pool_index(unit: Unit) -> dict[tuple[str, str], list[Pool]]:
    index: dict[tuple[str, str], list[Pool]] = {}
    for pool in unit.pools:
        if pool.name.value is not None:
            index.setdefault((pool.module, key(unit, pool.name.value)), []).append(pool)
    return index


def pools_of(unit: Unit, module: str, target: Target) -> list[Pool]:
    """The pools that a target names; several when a name is defined twice."""
    if target.kind is not _POOL or target.pool.value is None:
        return []
    return unit.memo.once(_pool_index, unit).get((module, key(unit, target.pool.value)), [])


class Way(NamedTuple):
    """A route of a listener and the hops that it leads to; routes of the listener that speak alike to the same
    pool are one way.

    Listeners that speak alike to a pool share one list of hops, which names the first of them: hops are as many
    as the configuration is large, while ways times servers would grow with its square.
    """

    listener: Listener
    route: Route
    hops: list[Hop]


class _End(NamedTuple):
    host: Host | None
    found: list[Answer]


class _Lead(NamedTuple):
    """The servers behind a pool's name of which something may be said; ``mapped``: some of them keep the
    client's destination port."""

    servers: list[tuple[Pool, Server]]
    mapped: bool


class _Walk:
    """Finds the ways of one host's units; every address and port is looked up once."""

    def __init__(self, project: Project, here: Host) -> None:
        self._project = project
        self._here = here
        doors = here.memo.once(doors_of, here)
        self._ports = TELLING_PORTS.union(port for port, _ in doors.single)
        self._lowest = min((ports.low for ports, _ in doors.ranges), default=0)
        self._highest = max((ports.high for ports, _ in doors.ranges), default=-1)
        self._near = {"*", "::1", "localhost", *project.memo.once(hosts_by_address, project)}
        self._ends: dict[tuple[Address, int], _End | None] = {}

    def end(self, address: Address, port: int) -> _End | None:
        """Where a connection ends; None when nothing can be said about it."""
        place = (address, port)
        try:
            return self._ends[place]
        except KeyError:
            host = host_at(self._project, self._here, address)
            found = answers(self._project, self._here, address, port)
            worth = host is not None or found or port in TELLING_PORTS
            end = self._ends[place] = _End(host, found) if worth else None
            return end

    def ways(self, unit: Unit) -> Iterator[Way]:
        """The unit's ways of which something can be said."""
        leads: dict[tuple[str, str | None], _Lead] = {}
        known: dict[object, list[Hop]] = {}
        for listener in unit.listeners:
            if listener.enabled.equals(False):
                continue
            seen: set[object] = set()
            for route in listener.routes:
                target = route.target
                kind = target.kind
                if kind is _POOL:
                    named = (listener.module, target.pool.value)
                    lead = leads.get(named)
                    if lead is None:
                        lead = leads[named] = self._lead(pools_of(unit, listener.module, target))
                    if not lead.servers or target.protocol.value == "udp":
                        continue
                    manner = (named, *_manner(target))
                    if manner in seen:
                        continue
                    seen.add(manner)
                    port = _only_port(listener) if lead.mapped else None
                    key = (manner, listener.protocol.value, route.world, port)
                    if key not in known:
                        known[key] = list(self._through(lead, unit, listener, route, port))
                    if known[key]:
                        yield Way(listener, route, known[key])
                elif kind is _ADDRESS and target.address.value and target.port.value is not None:
                    if target.protocol.value == "udp":
                        continue
                    end = self.end(target.address.value, target.port.value)
                    if end:
                        hop = Hop(
                            unit, listener, route, None, None, target.address, target.port, target.port.value,
                            target.tls, _sends(target), route.world, *end,
                        )  # fmt: skip
                        yield Way(listener, route, [hop])

    def _lead(self, pools: list[Pool]) -> _Lead:
        """Most servers stand on hosts that nobody stated, and on ports on which nobody here listens."""
        found: list[tuple[Pool, Server]] = []
        mapped = False
        ports, near, lowest, highest = self._ports, self._near, self._lowest, self._highest
        for pool in pools:
            telling: list[Server] = []
            for server in pool.servers:
                port = server.port.value
                if port in ports or server.port_mode is not _FIXED:
                    telling.append(server)
                elif port is not None:
                    address = server.address.value
                    if address is not None:
                        host = address.host
                        if host in near or lowest <= port <= highest or host.startswith("127."):
                            telling.append(server)
            if any(server.port_mode in _MAPPED for server in telling):
                if _sets_port(pool.node):
                    telling = [server for server in telling if server.port_mode not in _MAPPED]
                else:
                    mapped = True
            found += [(pool, server) for server in telling]
        return _Lead(found, mapped)

    def _through(
        self, lead: _Lead, unit: Unit, listener: Listener, route: Route, client_port: int | None
    ) -> Iterator[Hop]:
        for pool, server in lead.servers:
            address, port = server.address.value, server.port.value
            if server.port_mode in _MAPPED:
                shift = port if server.port_mode is PortMode.OFFSET else 0
                port = None if client_port is None or shift is None else client_port + shift
            if address is None or port is None:
                continue
            end = self.end(address, port)
            if end and not server.disabled.equals(True) and coexist(route.world, server.world):
                tls = route.target.tls if server.tls.absent else server.tls
                yield Hop(
                    unit, listener, route, pool, server, server.address, server.port, port, tls,
                    _sends_to(server, route.target), max(route.world, server.world, key=len), *end,
                )  # fmt: skip


def _manner(target: Target) -> tuple[object, ...]:
    """All that a target says of how its servers are spoken to."""
    tls, proxy_protocol = target.tls, target.proxy_protocol
    unknown = tls.origin is _UNKNOWN, proxy_protocol.origin is _UNKNOWN
    return target.protocol.value, tls.value, proxy_protocol.value, unknown


def _sends(target: Target) -> bool | None:
    return None if target.proxy_protocol.unknown else bool(target.proxy_protocol.value)


def _sends_to(server: Server, target: Target) -> bool | None:
    if server.proxy_protocol.unknown:
        return None
    return True if server.proxy_protocol.known else _sends(target)


def _sets_port(section: Node) -> bool:
    """A rule of HAProxy's section sets the destination port at run time."""
    return any("set-dst-port" in child.args[:2] for child in section.children or ())


def _only_port(listener: Listener) -> int | None:
    """The port that all clients of the listener come to, when there is only one and no rule changes it."""
    ports = {bind.ports.value for bind in listener.binds}
    only = ports.pop() if len(ports) == 1 else None
    return only.low if only is not None and only.single and not _sets_port(listener.node) else None


def ways_of(project: Project) -> dict[int, list[Way]]:
    """The ways of every unit of the project, by the unit's identity."""
    found: dict[int, list[Way]] = {}
    for here in project.hosts:
        walk = _Walk(project, here)
        for unit in here.units:
            found.setdefault(id(unit), []).extend(walk.ways(unit))
    return found


def hops_of(project: Project) -> dict[int, list[Hop]]:
    """The hops of every unit of the project, by the unit's identity."""
    found: dict[int, list[Hop]] = {}
    for unit, ways in project.memo.once(ways_of, project).items():
        lists = {id(way.hops): way.hops for way in ways}
        found[unit] = [hop for hops in lists.values() for hop in hops]
    return found


def hops(project: Project, unit: Unit) -> list[Hop]:
    """The unit's hops of which something can be said, with who answers there."""
    return project.memo.once(hops_of, project).get(id(unit), [])
