"""Istio: what the servers of its Gateways carry, for whom, and what a VirtualService gets of them.

As istiod of 1.27 does it (pilot/pkg/model/gateway.go, pilot/pkg/networking/core/gateway.go).
"""

from itertools import islice
from typing import NamedTuple

from lbconflint.analysis.cluster import MANY, Cluster, Near, find, same_namespace, selected, space_of
from lbconflint.cluster import (
    Gateway,
    GatewayListener,
    IstioGateway,
    IstioServer,
    Meta,
    ParentRef,
    Rules,
    Workload,
)
from lbconflint.values import Setting

GROUP = "networking.istio.io"
_GATEWAY_API = "gateway.networking.k8s.io"
_DOMAIN = ".svc.cluster.local"

_HTTP = frozenset({"HTTP", "HTTP2", "GRPC", "GRPC-WEB", "HTTP_PROXY"})
_TLS = frozenset({"HTTPS", "TLS"})
_RAW = frozenset({"TCP", "MONGO", "REDIS", "MYSQL"})
PASSING = frozenset({"PASSTHROUGH", "AUTO_PASSTHROUGH"})


class Bound(NamedTuple):
    """The Gateways that a VirtualService may mean by one name, and how near they are."""

    parent: ParentRef
    gateways: list[IstioGateway] | list[Gateway]
    near: Near


class Entry(NamedTuple):
    """One server as a VirtualService sees it: ``hosts`` that are for its namespace, and the ``kind`` of routes
    that it carries: http, tls, tcp, "" for none, None where that is not known."""

    hosts: tuple[str, ...]
    kind: str | None
    spoken: str
    port: int | None


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


def bound(cluster: Cluster, route: Rules) -> list[Bound]:
    """Every Gateway that the VirtualService names; those of the Gateway API can be named as well."""
    found = []
    for parent in route.parents:
        # A name with "~" is istiod's own for a Gateway that it made of another object.
        if parent.kind != "Gateway" or parent.name.value is None or "~" in parent.name.value:
            continue
        space, name = space_of(route.meta, parent.namespace), parent.name.value
        own, near = find(cluster, cluster.istio, route.meta, space, name)
        if own:
            found.append(Bound(parent, own, near))
            continue
        others, near = find(cluster, cluster.gateways, route.meta, space, name)
        others = [one for one in others if one.meta.group == _GATEWAY_API and one.meta.kind == "Gateway"]
        found.append(Bound(parent, others, near))
    return found


def entries(gateway: IstioGateway | Gateway, route: Rules) -> list[Entry] | None:
    """The servers as the VirtualService sees them; None where something of them is not known."""
    if gateway.open:
        return None
    found = []
    if isinstance(gateway, Gateway):
        for listener in gateway.listeners:
            if listener.hostname.unknown or listener.protocol.unknown:
                return None
            found.append(_listener(listener))
        return found
    for server in gateway.servers:
        hosts = _hosts_for(server, gateway.meta, route.meta)
        if hosts is None:
            return None
        mode = f" in mode {server.tls_mode.value}" if server.tls_mode.value and not plain_http(server) else ""
        found.append(Entry(hosts, _carried(server), f"{speaks(server)}{mode}", server.port.value))
    return found


def _listener(listener: GatewayListener) -> Entry:
    protocol = listener.protocol.value or ""
    return Entry((listener.hostname.value or "*",), None, protocol, listener.port.value)


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


def server_ports(cluster: Cluster, route: Rules) -> list[int] | None:
    """The ports of all servers that serve the VirtualService; None where they are not all known."""
    ports: set[int] = set()
    hosts = route.hosts or ()
    names = tuple(name for host in hosts for name in names_of(host, route.meta))
    every = bound(cluster, route)
    if any(host.value is None for host in hosts) or any(parent.name.unknown for parent in route.parents):
        return None
    for one in every:
        for gateway in one.gateways:
            found = entries(gateway, route) if one.near is not Near.ELSEWHERE else None
            serving = [entry for entry in found or () if serve(entry, names)]
            if found is None or any(entry.port is None for entry in serving):
                return None
            ports.update(entry.port for entry in serving if entry.port is not None)
        if not one.gateways:
            return None
    return sorted(ports)


def names_of(host: Setting[str], route: Meta) -> tuple[str, ...]:
    """A host of a VirtualService; without a dot it is that of a Service, whose full name istiod makes of it."""
    name = (host.value or "").lower()
    if "." in name or "*" in name:
        return (name,)
    return (name, f"{name}.{route.namespace.value or 'default'}{_DOMAIN}")


def in_mesh(host: str, space: Setting[str]) -> tuple[str | None, str]:
    """A host of the mesh by namespace and name of its Service; None for a name that is complete as it is."""
    name = host.lower()
    if name.endswith(_DOMAIN):
        short, _, where = name.removesuffix(_DOMAIN).partition(".")
        return (where, short)
    return (None, name) if "." in name or name == "*" else (space.value or "default", name)


def meet(one: str, other: str) -> bool:
    """Two hosts have names in common; a wildcard stands for one label or more."""
    if one.startswith("*") and other.startswith("*"):
        return one[1:].endswith(other[1:]) or other[1:].endswith(one[1:])
    if one.startswith("*"):
        return other.endswith(one[1:])
    return one.endswith(other[1:]) if other.startswith("*") else one == other


def serve(entry: Entry, hosts: tuple[str, ...]) -> bool:
    return any(meet(taken, host) for taken in entry.hosts for host in hosts)


def picked(cluster: Cluster, gateway: IstioGateway) -> list[Workload]:
    """The workloads that the Gateway selects, as near as there are any; of all namespaces, like istiod."""
    if gateway.selector is None or not gateway.selector.known:
        return []
    for _, scope in cluster.scopes(gateway.meta):
        found = list(islice(selected(cluster, gateway.selector, scope), MANY))
        if found:
            return found if len(found) < MANY else []
    return []
