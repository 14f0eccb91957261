"""Istio: what the servers of its Gateways carry, for whom, and what a VirtualService gets of them.

As istiod's sources of 2026-08 do it (pilot/pkg/model/gateway.go, pilot/pkg/networking/core/gateway.go).
"""

from collections.abc import Iterable
from itertools import islice

from lbconflint.analysis.cluster import MANY, Cluster, Near, cluster_of, find, same_namespace, selected, space_of
from lbconflint.cluster import (
    CLUSTER_DOMAIN,
    Gateway,
    IstioGateway,
    IstioServer,
    Meta,
    ParentRef,
    Rules,
    Workload,
    in_cluster,
)
from lbconflint.record import NamedTuple
from lbconflint.unit import Project
from lbconflint.values import Setting

_GATEWAY_API = "gateway.networking.k8s.io"

_HTTP = frozenset({"HTTP", "HTTP2", "GRPC", "GRPC-WEB", "HTTP_PROXY"})
_TLS = frozenset({"HTTPS", "TLS"})
_RAW = frozenset({"TCP", "MONGO", "REDIS", "MYSQL"})
PASSING = frozenset({"PASSTHROUGH", "AUTO_PASSTHROUGH"})


class Entry(NamedTuple):
    """What a VirtualService meets: the ``kind`` of routes that a server carries (http, tls, tcp, "" for none, None
    where that is not known), what it speaks, and its port."""

    kind: str | None
    spoken: str
    port: int | None


class View:
    """The servers of one Gateway as the VirtualServices of one namespace see them, to be asked by host.

    A wildcard, on either side, stands for one label or more.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._exact: dict[str, set[Entry]] = {}
        self._wild: dict[str, set[Entry]] = {}
        self._below: dict[str, set[Entry]] = {}

    def add(self, name: str, entry: Entry) -> None:
        self.names.append(name)
        here = self._wild if name.startswith("*") else self._exact
        here.setdefault(name.removeprefix("*"), set()).add(entry)
        for suffix in _suffixes(name):
            self._below.setdefault(suffix, set()).add(entry)

    def serving(self, host: str) -> set[Entry]:
        """The servers that have names in common with a host."""
        found = set(self._below.get(host[1:], ()) if host.startswith("*") else self._exact.get(host, ()))
        for suffix in _suffixes(host):
            found |= self._wild.get(suffix, set())
        return found


def _suffixes(name: str) -> list[str]:
    """``.b.c``, ``.c`` and "" of ``a.b.c`` and of ``*.b.c``: what a wildcard may stand before."""
    labels = name.split(".")
    return ["".join(f".{label}" for label in labels[at:]) for at in range(1, len(labels) + 1)]


class Bound(NamedTuple):
    """The Gateways that a VirtualService may mean by one name, and how near they are.  ``views``, one for each,
    are None where something of them is not known, or they only lie elsewhere in the run."""

    parent: ParentRef
    gateways: list[IstioGateway] | list[Gateway]
    near: Near
    views: list[View] | None


def speaks(server: IstioServer) -> str:
    return (server.protocol.value or "").upper()


def plain_http(server: IstioServer) -> bool:
    return speaks(server) in _HTTP


def raw(server: IstioServer) -> bool:
    return speaks(server) in _RAW


def needs_tls(server: IstioServer) -> bool:
    return speaks(server) in _TLS


def _carried(server: IstioServer) -> str | None:
    if server.tls_mode.unknown:
        return None
    if plain_http(server):
        return "http"
    if server.tls_mode.equals("AUTO_PASSTHROUGH"):
        return ""
    if server.tls_mode.equals("PASSTHROUGH"):
        return "tls"
    if needs_tls(server) and server.tls is not None:
        return "http" if speaks(server) == "HTTPS" else "tcp"
    return "tcp" if raw(server) else None


class Bindings:
    """Who is bound to what; each Gateway is looked through once for all VirtualServices of a namespace."""

    def __init__(self, project: Project) -> None:
        self.cluster: Cluster = project.memo.once(cluster_of, project)
        self._views: dict[tuple[int, str | None, bool], View | None] = {}

    def of(self, route: Rules) -> list[Bound]:
        """Every Gateway that the VirtualService names; those of the Gateway API can be named as well."""
        found = []
        for parent in route.parents:
            # A name with "~" is istiod's own for a Gateway that it made of another object.
            if parent.kind == "Gateway" and parent.name.value is not None and "~" not in parent.name.value:
                gateways, near = self._named(route, parent, parent.name.value)
                views = [self._view(one, route) for one in gateways if near is not Near.ELSEWHERE]
                known = [view for view in views if view is not None]
                found.append(
                    Bound(parent, gateways, near, known if known and len(known) == len(gateways) else None)
                )
        return found

    def _named(
        self, route: Rules, parent: ParentRef, name: str
    ) -> tuple[list[IstioGateway] | list[Gateway], Near]:
        space = space_of(route.meta, parent.namespace)
        own, near = find(self.cluster, self.cluster.istio, route.meta, space, name)
        if own:
            return own, near
        others, near = find(self.cluster, self.cluster.gateways, route.meta, space, name)
        return [one for one in others if one.meta.group == _GATEWAY_API and one.meta.kind == "Gateway"], near

    def _view(self, gateway: IstioGateway | Gateway, route: Rules) -> View | None:
        space = route.meta.namespace
        key = (id(gateway), space.value, space.unknown)
        if key not in self._views:
            self._views[key] = _look(gateway, route.meta)
        return self._views[key]


def bindings_of(project: Project) -> Bindings:
    """The bindings of the run; use with ``memo.once``."""
    return Bindings(project)


def _look(gateway: IstioGateway | Gateway, route: Meta) -> View | None:
    view = View()
    if gateway.open:
        return None
    if isinstance(gateway, Gateway):
        for listener in gateway.listeners:
            if listener.hostname.unknown or listener.protocol.unknown:
                return None
            entry = Entry(None, listener.protocol.value or "", listener.port.value)
            view.add((listener.hostname.value or "*").lower(), entry)
        return view
    for server in gateway.servers:
        hosts = _hosts_for(server, gateway.meta, route)
        if hosts is None:
            return None
        mode = f" in mode {server.tls_mode.value}" if server.tls_mode.value and not plain_http(server) else ""
        for host in hosts:
            view.add(host, Entry(_carried(server), f"{speaks(server)}{mode}", server.port.value))
    return view


def _hosts_for(server: IstioServer, gateway: Meta, route: Meta) -> tuple[str, ...] | None:
    """The hosts of a server that are for the VirtualServices of a namespace."""
    if server.hosts is None:
        return None
    found = []
    for host in server.hosts:
        if host.value is None:
            return None
        space, slash, name = host.value.rpartition("/")
        here = True if not slash or space == "*" else _in(space, gateway, route)
        if here is None:
            return None
        if here:
            found.append(name.lower())
    return tuple(found)


def _in(space: str, gateway: Meta, route: Meta) -> bool | None:
    """The VirtualService is in the namespace before a host's "/"."""
    if space == ".":
        return same_namespace(gateway.namespace, route.namespace)
    return None if route.namespace.value is None else route.namespace.value == space


def server_ports(bindings: Bindings, route: Rules) -> list[int] | None:
    """The ports of all servers that serve the VirtualService; None where they are not all known."""
    hosts = route.hosts or ()
    if any(host.value is None for host in hosts) or any(parent.name.unknown for parent in route.parents):
        return None
    ports: set[int | None] = set()
    for one in bindings.of(route):
        if one.views is None:
            return None
        ports.update(entry.port for entry in met(one.views, route, hosts))
    return None if None in ports else sorted(port for port in ports if port is not None)


def met(views: Iterable[View], route: Rules, hosts: Iterable[Setting[str]]) -> set[Entry]:
    """The servers of some Gateways that serve one of the hosts."""
    names = [name for host in hosts for name in names_of(host, route.meta)]
    return {entry for view in views for name in names for entry in view.serving(name)}


def names_of(host: Setting[str], route: Meta) -> tuple[str, ...]:
    """A host of a VirtualService; without a dot it is that of a Service, whose full name istiod makes of it."""
    name = (host.value or "").lower()
    if "." in name or "*" in name:
        return (name,)
    return (name, f"{name}.{route.namespace.value or 'default'}{CLUSTER_DOMAIN}")


def in_mesh(host: str, space: Setting[str]) -> tuple[str | None, str]:
    """A host of the mesh by namespace and name of its Service; None for a name that is complete as it is."""
    name = host.lower()
    service = in_cluster(name)
    if service is not None:
        return (service[1], service[0])
    return (None, name) if "." in name or name == "*" else (space.value or "default", name)


def picked(cluster: Cluster, gateway: IstioGateway) -> list[Workload]:
    """The workloads that the Gateway selects, as near as there are any; of all namespaces, like istiod."""
    if gateway.selector is None or not gateway.selector.known:
        return []
    for _, scope in cluster.scopes(gateway.meta):
        found = list(islice(selected(cluster, gateway.selector, scope), MANY))
        if found:
            return found if len(found) < MANY else []
    return []
