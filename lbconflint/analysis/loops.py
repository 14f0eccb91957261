"""Connections that come back to where they started: listener -> target -> the same listener.

Within an nginx server the path of the request chooses the location that it leaves by, and ``proxy_pass`` with a
path changes it: so a way round leads over locations, not over servers.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from itertools import islice

from lbconflint.analysis.doors import Answer
from lbconflint.analysis.graph import cyclic_groups
from lbconflint.analysis.paths import Hop, Way, ways_of
from lbconflint.model import Listener, Matching, Route, TargetKind
from lbconflint.record import NamedTuple
from lbconflint.tree import ALWAYS
from lbconflint.unit import Project, Unit
from lbconflint.values import Setting

_HOST_OF_REQUEST = ("$host", "$http_host")
_PLAIN_MATCHES = (Matching.PREFIX, Matching.PREFIX_FIRST, Matching.DEFAULT)
_TURNINGS = frozenset({"if", "return", "rewrite", "try_files", "auth_request", "limit_except"})
"""Directives that may answer a request, or change its path, before it is passed on."""


class Edge(NamedTuple):
    """One hop from a listener to the listener that answers, taken by the requests of ``route``.

    ``certain``: every request of the route takes it.
    """

    hop: Hop
    route: Route
    answer: Answer
    certain: bool


Edges = dict[int, list[Edge]]
_Place = tuple[int, int]
"""A listener and a route of it, by identity."""


class _Step(NamedTuple):
    """An edge and the place where its request goes on."""

    edge: Edge
    following: _Place


class _Servers(NamedTuple):
    """Those who answer on one address: by the name that chooses them, and the one that answers otherwise."""

    found: list[Answer]
    named: dict[str, Answer]
    default: Answer | None


_MOST = 64
"""Edges of one way that are followed.  All of them stay among listeners that can reach each other, so with any one
of them for each listener there is a way round."""


def _circles(project: Project) -> dict[int, int]:
    """Which listeners may reach each other: the number of the circle by the identity of the listener, of the hops
    and of the answers on the way.

    Hops are shared by listeners and answers by hops: as places of their own they keep the graph as small as the
    configuration.
    """
    graph: dict[int, list[int]] = {}
    for ways in project.memo.once(ways_of, project).values():
        for way in ways:
            if id(way.hops) not in graph:
                graph[id(way.hops)] = [id(hop.found) for hop in _answered(way.hops)]
                for hop in _answered(way.hops):
                    graph.setdefault(id(hop.found), [id(answer.listener) for answer in hop.found])
            if graph[id(way.hops)]:
                graph.setdefault(id(way.listener), []).append(id(way.hops))
    return {place: number for number, group in enumerate(cyclic_groups(graph)) for place in group}


def _answered(hops: list[Hop]) -> Iterator[Hop]:
    return (hop for hop in hops if hop.found and hop.world == ALWAYS)


def edges_of(project: Project) -> Edges:
    """The hops between listeners that may reach each other, by the listener that they start from."""
    circles = _circles(project)
    edges: Edges = {}
    servers: dict[int, _Servers] = {}
    inner: dict[int, list[Hop]] = {}
    for ways in project.memo.once(ways_of, project).values() if circles else ():
        for way in ways:
            circle = circles.get(id(way.hops))
            if circle is None or circles.get(id(way.listener)) != circle:
                continue
            if id(way.hops) not in inner:
                inner[id(way.hops)] = [hop for hop in _answered(way.hops) if circles.get(id(hop.found)) == circle]
            for edge in islice(_edges(way, inner[id(way.hops)], circles, servers), _MOST):
                edges.setdefault(id(way.listener), []).append(edge)
    return edges


def _edges(way: Way, hops: list[Hop], circles: dict[int, int], servers: dict[int, "_Servers"]) -> Iterator[Edge]:
    for shared in hops:
        hop = shared._replace(listener=way.listener, route=way.route)
        if id(hop.found) not in servers:
            found = [answer for answer in hop.found if id(answer.listener) in circles]
            servers[id(hop.found)] = _servers(hop.found)._replace(found=found)
        for answer in _chosen(hop, servers[id(hop.found)]):
            inside = circles.get(id(answer.listener)) == circles[id(way.listener)]
            if inside and answer.bind.world == ALWAYS and answer.listener.enabled.equals(True):
                yield Edge(hop, hop.route, answer, _only_way(hop))


def _servers(found: list[Answer]) -> _Servers:
    nginx = [answer for answer in found if answer.unit.product == "nginx" and answer.listener.module == "http"]
    if len(nginx) < 2:
        return _Servers(found, {}, None)
    named: dict[str, Answer] = {}
    for answer in nginx:
        names = [setting.value for setting in answer.listener.names]
        for name in names or [""]:
            if name is not None:
                named.setdefault(name.lower(), answer)
    marked = [answer for answer in nginx if "default_server" in answer.bind.options]
    return _Servers(found, named, marked[0] if marked else nginx[0])


def _chosen(hop: Hop, servers: _Servers) -> list[Answer]:
    """Of the nginx servers that share a socket, the one that the request's name chooses."""
    if servers.default is None:
        return servers.found
    name = _name_sent(hop)
    return [] if name is None else [servers.named.get(name.lower(), servers.default)]


def _only_way(hop: Hop) -> bool:
    """The hop's pool has no other server."""
    return hop.pool is None or sum(not server.disabled.equals(True) for server in hop.pool.servers) < 2


def _always_taken(hop: Hop, route: Route) -> bool:
    """Every request that reaches the listener (and the route's path) goes this way."""
    if hop.unit.product == "haproxy":
        conditional = any(other.matching is Matching.CONDITION for other in hop.listener.routes)
        return route.matching is Matching.DEFAULT and not conditional
    if hop.listener.module == "stream":
        return True
    turned = any(
        child.name in _TURNINGS for node in (hop.listener.node, route.node) for child in node.children or ()
    )
    regexes = any(other.matching is Matching.REGEX for other in hop.listener.routes)
    return route.matching in _PLAIN_MATCHES and not route.target.path.unknown and not turned and not regexes


class _Locations:
    """The locations of one nginx server that are chosen by a prefix, those that only serve files too."""

    def __init__(self, listener: Listener) -> None:
        found = {"/"}
        for route in listener.routes:
            if route.matching in _PLAIN_MATCHES:
                found.add(route.pattern.value or "/")
        self.blind = False
        for node in listener.node.walk():
            self.blind |= node.name == "include"
            if node.name == "location" and node.args and node.args[0][:1] not in "=~":
                found.add(node.args[-1].removeprefix("^~"))
        self.found = found

    def choose(self, path: str) -> str:
        """The longest one that every path beginning with ``path`` fits."""
        return next(path[:end] for end in range(len(path), -1, -1) if path[:end] in self.found or not end)


class _Arrivals:
    """The places of one listener, and which of them a request that arrives there goes on from."""

    def __init__(self, unit: Unit, listener: Listener) -> None:
        self._key = id(listener)
        self._places: list[tuple[str, _Place]] = []
        self._by_pattern: dict[str, list[_Place]] = {}
        self._anywhere: list[_Place] = []
        self._locations = _Locations(listener) if (unit.product, listener.module) == ("nginx", "http") else None

    def add(self, route: Route) -> None:
        place = (self._key, id(route))
        pattern = route.pattern.value or "/"
        if self._locations is None or route.matching not in (*_PLAIN_MATCHES, Matching.EXACT):
            self._anywhere.append(place)
            return
        insort(self._places, (pattern, place))
        if route.matching is not Matching.EXACT:
            self._by_pattern.setdefault(pattern, []).append(place)

    def steps(self, edge: Edge) -> Iterator[_Step]:
        """Where the requests of an edge go on.  A place that only some of them reach makes it uncertain."""
        own = (self._key, id(edge.route))
        nginx = edge.hop.unit.product == "nginx" and edge.hop.listener.module == "http"
        if nginx and id(edge.hop.listener) == self._key and edge.route.target.path.absent:
            yield _Step(edge, own)  # the same path in the same server: the same location
            return
        maybe = edge._replace(certain=False)
        if self._locations is None:
            yield from (_Step(edge, place) for place in self._anywhere)
            return
        path = _path_sent(edge.route) if nginx else "/"
        chosen = self._locations.choose(path) if path else ""
        for place in self._by_pattern.get(chosen, ()):
            yield _Step(maybe if self._locations.blind else edge, place)
        # A path that is replaced reaches a longer location only when the client asks for that.
        deeper = self._places if path and edge.route.target.path.absent else ()
        for pattern, place in islice(deeper, bisect_left(deeper, (path,)), None):
            if not pattern.startswith(path):
                break
            if pattern != chosen:
                yield _Step(maybe, place)
        yield from (_Step(maybe, place) for place in self._anywhere)


def _path_sent(route: Route) -> str:
    """What the path of the request begins with; "" when that is not known."""
    if route.matching not in (*_PLAIN_MATCHES, Matching.EXACT) or route.target.path.unknown:
        return ""
    return route.target.path.value or route.pattern.value or "/"


def _name_sent(hop: Hop) -> str | None:
    """The host name that the hop's request carries; None when it is not known."""
    header = hop.route.headers.get("host")
    if hop.unit.product != "nginx":
        return None
    if header is None or header.equals("$proxy_host"):
        return _proxy_host(hop)
    if header.among(*_HOST_OF_REQUEST):
        return hop.listener.names[0].value if hop.listener.names else ""
    value = header.value
    return None if value is None or "$" in value else value.partition(":")[0].lower()


def _proxy_host(hop: Hop) -> str | None:
    target = hop.target
    named: Setting[str] = target.pool
    if target.kind is TargetKind.POOL:
        return named.value
    return target.address.value.host if target.address.value else None


def cycles_of(project: Project) -> list[list[Edge]]:
    """The shortest and surest way back for each group of listeners that can all reach each other."""
    edges = project.memo.once(edges_of, project)
    graph = {start: [id(edge.answer.listener) for edge in out] for start, out in edges.items()}
    groups = ({one: edges[one] for one in group} for group in cyclic_groups(graph))
    ways = ([_way_back(places) for places in _cyclic_places(_steps(group))] for group in groups)
    return [
        min(found, key=lambda way: (not all(edge.certain for edge in way), len(way))) for found in ways if found
    ]


def _steps(edges: Edges) -> dict[_Place, list[_Step]]:
    """The edges within a group of listeners, place by place."""
    outgoing: dict[_Place, list[Edge]] = {}
    for start, out in edges.items():
        for edge in out:
            if id(edge.answer.listener) not in edges:
                continue
            for route in _alike(edge.hop):
                certain = edge.certain and _always_taken(edge.hop, route)
                outgoing.setdefault((start, id(route)), []).append(edge._replace(route=route, certain=certain))
    arrivals: dict[int, _Arrivals] = {}
    for (listener, _), out in outgoing.items():
        arrivals.setdefault(listener, _Arrivals(out[0].hop.unit, out[0].hop.listener)).add(out[0].route)
    return {
        place: [step for edge in out for step in arrivals[id(edge.answer.listener)].steps(edge)]
        for place, out in outgoing.items()
    }


def _alike(hop: Hop) -> list[Route]:
    """The routes of the listener that take this hop: those to one pool are given once."""
    if hop.pool is None:
        return [hop.route]
    name = hop.target.pool.value
    return [
        route
        for route in hop.listener.routes
        if route.target.kind is TargetKind.POOL and route.target.pool.value == name and route.world == ALWAYS
    ]


def _cyclic_places(steps: dict[_Place, list[_Step]]) -> list[dict[_Place, list[_Step]]]:
    graph = {place: [step.following for step in out] for place, out in steps.items()}
    return [{place: steps[place] for place in group} for group in cyclic_groups(graph)]


def _way_back(steps: dict[_Place, list[_Step]]) -> list[Edge]:
    """Breadth-first from the first place until a step leads back to it."""
    start = next(iter(steps))
    trail: dict[_Place, list[Edge]] = {start: []}
    queue = [start]
    for current in queue:
        for edge, following in steps[current]:
            if following == start:
                return [*trail[current], edge]
            if following not in trail and following in steps:
                trail[following] = [*trail[current], edge]
                queue.append(following)
    return []
