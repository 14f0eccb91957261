"""Where a connection goes: listener -> pool -> server -> the listener that answers there, across products."""

from collections.abc import Iterator
from typing import NamedTuple

from lbconflint.analysis.doors import Answer, answers, doors_of, host_at, hosts_by_address
from lbconflint.analysis.names import key
from lbconflint.model import Listener, Pool, PortMode, Route, Server, Target, TargetKind, both
from lbconflint.source import Span
from lbconflint.tree import Node, World, coexist
from lbconflint.unit import Host, Project, Unit
from lbconflint.values import Address, Setting

TELLING_PORTS = frozenset({80, 8080, 443, 8443, 9443})
"""Ports that say what is spoken on them even when nobody knows who answers."""

_POOL, _ADDRESS = TargetKind.POOL, TargetKind.ADDRESS
_FIXED, _SAME, _OFFSET = PortMode.FIXED, PortMode.SAME, PortMode.OFFSET


class Hop(NamedTuple):
    """One way on from a listener, over TCP to one known port, and where it ends.

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


class _End(NamedTuple):
    host: Host | None
    found: list[Answer]


class _Walk:
    """Finds the hops of one host's units; every address and port is looked up once."""

    def __init__(self, project: Project, here: Host) -> None:
        self._project = project
        self._here = here
        doors = here.memo.once(doors_of, here)
        self._ports = TELLING_PORTS.union(port for port, _ in doors.single)
        self._lowest = min((ports.low for ports, _ in doors.ranges), default=0)
        self._highest = max((ports.high for ports, _ in doors.ranges), default=-1)
        self._near = {"*", "::1", "localhost", *project.memo.once(hosts_by_address, project)}
        self._ends: dict[tuple[Address, int], _End | None] = {}
        self._telling: dict[int, list[Server]] = {}

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

    def hops(self, unit: Unit) -> Iterator[Hop]:
        """The unit's hops of which something can be said.

        Routes of one listener that lead to the same pool in the same manner give its servers once, so the
        number of hops is linear in the size of the configuration.
        """
        leading: dict[tuple[str, str | None], bool] = {}
        for listener in unit.listeners:
            if listener.enabled.equals(False):
                continue
            seen: set[object] = set()
            for route in listener.routes:
                target = route.target
                if target.protocol.value == "udp":
                    continue
                if target.kind is _POOL:
                    named = (listener.module, target.pool.value)
                    if named not in leading:
                        leading[named] = any(self._worth(pool) for pool in pools_of(unit, listener.module, target))
                    if not leading[named]:
                        continue
                    manner = (
                        target.pool.value,
                        target.protocol.value,
                        target.tls.value,
                        target.proxy_protocol.value,
                    )
                    if manner not in seen:
                        seen.add(manner)
                        yield from self._through_pools(unit, listener, route)
                elif target.kind is _ADDRESS and target.address.value and target.port.value is not None:
                    end = self.end(target.address.value, target.port.value)
                    if end:
                        yield Hop(
                            unit, listener, route, None, None, target.address, target.port, target.port.value,
                            target.tls, _sends(target), route.world, *end,
                        )  # fmt: skip

    def _worth(self, pool: Pool) -> list[Server]:
        """The servers of which something may be said: most stand on hosts that nobody stated, and on ports
        on which nobody here listens.  Looked at once for all listeners that lead to the pool."""
        found = self._telling.get(id(pool))
        if found is not None:
            return found
        found = self._telling[id(pool)] = []
        ports, near, lowest, highest = self._ports, self._near, self._lowest, self._highest
        for server in pool.servers:
            address, port = server.address.value, server.port.value
            if port in ports or server.port_mode is not _FIXED:
                found.append(server)
            elif address is not None and port is not None:
                host = address.host
                if host in near or lowest <= port <= highest or host.startswith("127."):
                    found.append(server)
        return found

    def _through_pools(self, unit: Unit, listener: Listener, route: Route) -> Iterator[Hop]:
        for pool in pools_of(unit, listener.module, route.target):
            for server in self._worth(pool):
                address, port = server.address.value, server.port.value
                if server.port_mode is _SAME or server.port_mode is _OFFSET:
                    moved = _sets_port(listener.node) or _sets_port(pool.node)
                    port = None if moved else _mapped(listener, server)
                if address is None or port is None:
                    continue
                end = self.end(address, port)
                if end and not server.disabled.equals(True) and coexist(route.world, server.world):
                    tls = route.target.tls if server.tls.absent else server.tls
                    yield Hop(
                        unit, listener, route, pool, server, server.address, server.port, port, tls,
                        _sends_to(server, route.target), max(route.world, server.world, key=len), *end,
                    )  # fmt: skip


def _sends(target: Target) -> bool | None:
    return None if target.proxy_protocol.unknown else bool(target.proxy_protocol.value)


def _sends_to(server: Server, target: Target) -> bool | None:
    if server.proxy_protocol.unknown:
        return None
    return True if server.proxy_protocol.known else _sends(target)


def _sets_port(section: Node) -> bool:
    """A rule of HAProxy's section sets the destination port at run time."""
    return any("set-dst-port" in child.args[:2] for child in section.children or ())


def _mapped(listener: Listener, server: Server) -> int | None:
    """The port of a server that keeps the client's destination port, when the listener has one port only."""
    shift = server.port.value if server.port_mode is _OFFSET else 0
    ports = {bind.ports.value for bind in listener.binds}
    only = ports.pop() if len(ports) == 1 else None
    return only.low + shift if only is not None and only.single and shift is not None else None


def hops_of(project: Project) -> dict[int, list[Hop]]:
    """The hops of every unit of the project, by the unit's identity."""
    found: dict[int, list[Hop]] = {}
    for here in project.hosts:
        walk = _Walk(project, here)
        for unit in here.units:
            found.setdefault(id(unit), []).extend(walk.hops(unit))
    return found


def hops(project: Project, unit: Unit) -> list[Hop]:
    """The unit's hops of which something can be said, with who answers there."""
    return project.memo.once(hops_of, project).get(id(unit), [])
