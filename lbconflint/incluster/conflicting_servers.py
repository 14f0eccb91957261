"""Servers of Istio's Gateways that istiod cannot have both on one port.

All Gateways of the same pods make one set of listeners, the oldest Gateway first.  Plain HTTP is merged, and TLS
is told apart by its hosts; of whatever else meets on a port, the later server is dropped whole.
"""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.cluster import (
    Claim,
    Clash,
    Cluster,
    Near,
    clashes,
    cluster_of,
    leads,
    named_again,
    same_namespace,
)
from lbconflint.analysis.mesh import needs_tls, picked, plain_http, raw, speaks
from lbconflint.check import Context, Hit, Level, Project, Related, Unit
from lbconflint.cluster import IstioGateway, IstioServer
from lbconflint.record import NamedTuple
from lbconflint.tree import coexist
from lbconflint.values import Setting


def hits(unit: Unit, ctx: Context) -> Iterator[Hit]:
    for gateway in unit.nouns.get(IstioGateway, ()):
        yield from _names(gateway)
        yield from _within(gateway)
    if leads(ctx.project, unit):
        yield from _across(ctx.project)


def _names(gateway: IstioGateway) -> Iterator[Hit]:
    for earlier, server in named_again(gateway.servers):
        yield Hit(
            server.name.span,
            f"a second port '{server.name.value}' in {gateway.meta.title}",
            (Related(earlier.name.span, "the first one"),),
            "istiod refuses the Gateway: the names of its servers' ports are unique",
        )


class _Place(NamedTuple):
    """What a server holds of its port: ``host`` for one of its TLS hosts, else how it speaks there."""

    server: IstioServer
    host: Setting[str] | None


def _places(gateway: IstioGateway) -> Iterator[tuple[tuple[object, ...], _Place]]:
    """Every server with a key that no other server of the pods may have; plain HTTP has none."""
    for server in gateway.servers:
        if server.port.value is None or server.bind.unknown or server.tls_mode.unknown:
            continue
        at = (server.port.value, server.bind.value or "")
        if needs_tls(server) and server.tls is not None:
            for host in server.hosts or ():
                yield from _tls(at, host, gateway, server)
        elif raw(server) and server.tls is None:
            yield (*at, "raw"), _Place(server, None)


def _tls(
    at: tuple[object, ...], host: Setting[str], gateway: IstioGateway, server: IstioServer
) -> Iterator[tuple[tuple[object, ...], _Place]]:
    """A host of a server with TLS, with the namespace that it is for."""
    if host.value is None:
        return
    space, _, name = host.value.rpartition("/")
    if space == ".":
        if gateway.meta.namespace.unknown:
            return
        space = gateway.meta.namespace.value or "default"
    yield (*at, "tls", "" if space == "*" else space, name), _Place(server, host)


def _within(gateway: IstioGateway) -> Iterator[Hit]:
    """Servers of one Gateway, in their order."""
    first: dict[tuple[object, ...], _Place] = {}
    dropped: set[int] = set()
    for key, place in _places(gateway):
        earlier = first.setdefault(key, place)
        if earlier.server is place.server or id(place.server) in dropped:
            continue
        if coexist(earlier.server.node.world, place.server.node.world):
            dropped.add(id(place.server))
            yield _twice(place, earlier, gateway, None)
    yield from _mixed(gateway, dropped)


def _mixed(gateway: IstioGateway, dropped: set[int]) -> Iterator[Hit]:
    """A port that begins in plain text takes nothing that speaks otherwise."""
    first: dict[tuple[int, str], IstioServer] = {}
    for server in gateway.servers:
        port, bind = server.port.value, server.bind
        if port is None or bind.unknown or server.tls_mode.unknown or not _family(server):
            continue
        earlier = first.setdefault((port, bind.value or ""), server)
        if _family(earlier) == "TLS" or _family(earlier) == _family(server) or id(server) in dropped:
            continue
        if coexist(earlier.node.world, server.node.world):
            yield Hit(
                server.port.span,
                f"{_called(server)} speaks {speaks(server)} on port {port}, where {_called(earlier)} speaks "
                f"{speaks(earlier)}",
                (Related(earlier.port.span, "the other server"),),
                "istiod drops the later one: give it another port",
            )


def _family(server: IstioServer) -> str:
    """What can share a port; "" where that is not known."""
    if plain_http(server):
        return "HTTP"
    if needs_tls(server):
        return "TLS" if server.tls is not None else ""
    return "TCP" if raw(server) and server.tls is None else ""


def _called(server: IstioServer) -> str:
    return words.called("server", server.name, "a server")


def _twice(place: _Place, earlier: _Place, other: IstioGateway, clash: Clash | None) -> Hit:
    server = place.server
    whose = f" of {other.meta.title}" if clash is not None else ""
    which = f"{_called(earlier.server)}{whose}"
    if place.host is not None and earlier.host is not None:
        span, before = place.host.span, earlier.host.span
        message = f"host '{place.host.value}' on port {server.port.value} is that of {which} already"
        cure = "istiod drops one of the two servers whole: a host has one server with TLS on a port"
    else:
        span, before = server.port.span, earlier.server.port.span
        message = f"{_called(server)} is for all connections of port {server.port.value}, and so is {which}"
        cure = "istiod drops one of them: hosts do not tell servers without TLS apart"
    if clash is not None:
        cure += "; the older Gateway wins"
    far = clash is not None and _apart(clash)
    return Hit(
        span,
        message,
        (Related(before, "the other server"),),
        cure,
        level=Level.WARNING if far else None,
        confidence=clash.confidence if clash is not None else None,
    )


def _apart(clash: Clash) -> bool:
    """They need not be applied together: files of a directory, or of two namespaces."""
    spaces = clash.first.meta.namespace, clash.later.meta.namespace
    return clash.near is Near.DIRECTORY or same_namespace(*spaces) is not True


def _across(project: Project) -> Iterator[Hit]:
    cluster = project.memo.once(cluster_of, project)
    places: dict[int, tuple[IstioGateway, _Place]] = {}
    families: dict[int, tuple[IstioGateway, IstioServer]] = {}
    claims: list[Claim] = []
    ports: list[Claim] = []
    for unit in project.units:
        for gateway in unit.nouns.get(IstioGateway, ()):
            for pods in _pods(cluster, gateway):
                for key, place in _places(gateway):
                    span = (place.host or place.server.port).span
                    places[id(span)] = (gateway, place)
                    claims.append(Claim((pods, *key), gateway.meta, span))
                ports += _ports(gateway, pods, families)
    told: set[int] = set()
    for clash in clashes(cluster, claims):
        other, earlier = places[id(clash.first.span)]
        _, place = places[id(clash.later.span)]
        if id(place.server.node) not in told and coexist(earlier.server.node.world, place.server.node.world):
            told.add(id(place.server.node))
            yield _twice(place, earlier, other, clash)
    yield from _otherwise(clashes(cluster, ports), families, told)


def _ports(
    gateway: IstioGateway, pods: object, families: dict[int, tuple[IstioGateway, IstioServer]]
) -> Iterator[Claim]:
    """What the Gateway speaks on each of its ports."""
    for server in gateway.servers:
        if server.port.known and _family(server) and not server.bind.unknown and not server.tls_mode.unknown:
            span = server.port.span
            families[id(span)] = (gateway, server)
            yield Claim((pods, server.port.value, server.bind.value or ""), gateway.meta, span)


def _otherwise(
    found: Iterator[Clash], families: dict[int, tuple[IstioGateway, IstioServer]], told: set[int]
) -> Iterator[Hit]:
    """One port that two Gateways of the same pods speak differently on."""
    for clash in found:
        other, earlier = families[id(clash.first.span)]
        _, server = families[id(clash.later.span)]
        kinds = {_family(earlier), _family(server)}
        if len(kinds) == 1 or id(server.node) in told or not coexist(earlier.node.world, server.node.world):
            continue
        told.add(id(server.node))
        yield Hit(
            clash.later.span,
            f"{_called(server)} speaks {speaks(server)} on port {server.port.value}, and {_called(earlier)} of "
            f"{other.meta.title} speaks {speaks(earlier)}",
            (Related(clash.first.span, "the other server"),),
            "both are for the same pods, and the older Gateway wins: give them different ports",
            level=Level.WARNING if "TLS" in kinds or _apart(clash) else None,
            confidence=clash.confidence,
        )


def _pods(cluster: Cluster, gateway: IstioGateway) -> Iterator[object]:
    """What tells whose listeners a Gateway is for: its labels, and the pods beside it that have them."""
    selector = gateway.selector
    if gateway.open or (selector is not None and not selector.known):
        return
    yield frozenset(selector.labels.items()) if selector is not None else None
    if selector is not None:
        yield from (("pods of", id(pods.node)) for pods in picked(cluster, gateway))
