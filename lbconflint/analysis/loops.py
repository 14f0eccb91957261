"""Connections that come back to where they started: listener -> target -> the same listener."""

from typing import NamedTuple

from lbconflint.analysis.doors import Answer
from lbconflint.analysis.graph import cyclic_groups
from lbconflint.analysis.paths import Hop, hops_of
from lbconflint.model import Matching, TargetKind
from lbconflint.tree import ALWAYS
from lbconflint.unit import Project
from lbconflint.values import Setting

_HOST_OF_REQUEST = ("$host", "$http_host")
_PLAIN_MATCHES = (Matching.PREFIX, Matching.PREFIX_FIRST, Matching.DEFAULT)


class Edge(NamedTuple):
    """One hop from a listener to the listener that answers.  ``certain``: every request takes it."""

    hop: Hop
    answer: Answer
    certain: bool


Edges = dict[int, list[Edge]]


class _Servers(NamedTuple):
    """Those who answer on one address: by the name that chooses them, and the one that answers otherwise."""

    found: list[Answer]
    named: dict[str, Answer]
    default: Answer | None


def edges_of(project: Project) -> Edges:
    """Every hop that ends on a known listener of the project, by the listener that it starts from."""
    edges: Edges = {}
    servers: dict[int, _Servers] = {}
    for hops in project.memo.once(hops_of, project).values():
        for hop in hops:
            if not hop.found or hop.world != ALWAYS or _another_location(hop):
                continue
            if id(hop.found) not in servers:
                servers[id(hop.found)] = _servers(hop.found)
            for answer in _chosen(hop, servers[id(hop.found)]):
                if answer.bind.world == ALWAYS and answer.listener.enabled.equals(True):
                    edges.setdefault(id(hop.listener), []).append(Edge(hop, answer, _always_taken(hop)))
    return edges


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


def _always_taken(hop: Hop) -> bool:
    """Every request that reaches the listener (and the route's path) goes this way."""
    route = hop.route
    if hop.pool is not None and sum(not server.disabled.equals(True) for server in hop.pool.servers) > 1:
        return False
    if hop.unit.product == "haproxy":
        conditional = any(other.matching is Matching.CONDITION for other in hop.listener.routes)
        return route.matching is Matching.DEFAULT and not conditional
    if hop.listener.module == "stream":
        return True
    return route.matching in _PLAIN_MATCHES and not route.target.path.unknown and not _regexes(hop)


def _regexes(hop: Hop) -> bool:
    """Some location is chosen by a regular expression: where a path ends up is not certain."""
    return any(other.matching is Matching.REGEX for other in hop.listener.routes)


def _another_location(hop: Hop) -> bool:
    """nginx replaces the matched part of the path: the request comes back with one that this location does
    not take."""
    path = hop.route.target.path.value
    if path is None or hop.unit.product != "nginx" or hop.listener.module != "http":
        return False
    pattern = hop.route.pattern.value or "/"
    others = [other.pattern.value or "" for other in hop.listener.routes if other is not hop.route]
    longer = any(len(other) > len(pattern) and path.startswith(other) for other in others)
    return longer or not path.startswith(pattern)


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
    """One shortest way back for each group of listeners that can all reach each other."""
    edges = project.memo.once(edges_of, project)
    graph = {start: [id(edge.answer.listener) for edge in out] for start, out in edges.items()}
    return [_way_back({one: edges[one] for one in group}, group[0]) for group in cyclic_groups(graph)]


def _way_back(edges: Edges, start: int) -> list[Edge]:
    """Breadth-first from ``start`` until an edge leads back to it."""
    trail: dict[int, list[Edge]] = {start: []}
    queue = [start]
    for current in queue:
        for edge in edges.get(current, ()):
            following = id(edge.answer.listener)
            if following == start:
                return [*trail[current], edge]
            if following not in trail and following in edges:
                trail[following] = [*trail[current], edge]
                queue.append(following)
    return []
