"""A VirtualService on a Gateway that is not there, or that has no server for its hosts or its routes."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.cluster import Cluster, Near, same_namespace, space_of
from lbconflint.analysis.mesh import GROUP, Bound, Entry, bound, entries, names_of, serve
from lbconflint.check import Confidence, Hit, Level, Related
from lbconflint.cluster import IstioGateway, Meta, Rules
from lbconflint.values import Setting

_FEW = 100
"""Among so many Gateways beside it a similar name is looked for."""
_LOST = "the VirtualService gets no requests from this Gateway"

_Seen = list[list[Entry]]
"""The servers of each Gateway that one name may mean."""


def hits(cluster: Cluster, route: Rules) -> Iterator[Hit]:
    if route.meta.group != GROUP or route.meta.kind != "VirtualService" or route.meta.open:
        return
    every = bound(cluster, route)
    known: list[_Seen] = []
    for one in every:
        if not one.gateways:
            yield from _missing(cluster, route, one)
            continue
        seen = _seen(one, route)
        if seen is not None:
            known.append(seen)
            yield from _refused(route, one, seen, len(route.parents) == 1)
    if len(known) == len(route.parents):
        yield from _unserved(route, known, every)


def _seen(one: Bound, route: Rules) -> _Seen | None:
    """None where something is not known, or only lies elsewhere."""
    if one.near is Near.ELSEWHERE:
        return None
    found = [entries(gateway, route) for gateway in one.gateways]
    known = [servers for servers in found if servers is not None]
    return known if len(known) == len(found) else None


def _missing(cluster: Cluster, route: Rules, one: Bound) -> Iterator[Hit]:
    """Nobody defines it for this namespace: a note, or a warning beside the Gateway that must be meant."""
    from difflib import get_close_matches

    name = one.parent.name.value or ""
    space = space_of(route.meta, one.parent.namespace)
    scopes = [scope for _, scope in cluster.scopes(route.meta)]
    elsewhere = next((cluster.istio[scope, name][0] for scope in scopes if (scope, name) in cluster.istio), None)
    if elsewhere is not None:
        where = elsewhere.meta.namespace.value
        yield _hit(
            one,
            f"Gateway '{name}' is in namespace '{where}', and this one would be in '{space.value}'",
            elsewhere.meta,
            f"write '{where}/{name}'",
        )
    elif ("", name) not in cluster.istio and ("", name) not in cluster.gateways:
        names = {
            gateway.meta.name.value or "": gateway.meta
            for scope in scopes
            for gateway in cluster.istio_in.get(scope, ())[:_FEW]
            if same_namespace(space, gateway.meta.namespace)
        }
        near = get_close_matches(name, names, 1, 0.75)
        yield _hit(
            one,
            f"{route.meta.title} attaches to Gateway '{name}', which none of the manifests defines",
            names[near[0]] if near else None,
            f"did you mean '{near[0]}'?" if near else "it may be applied from elsewhere",
        )


def _hit(one: Bound, message: str, meant: Meta | None, cure: str) -> Hit:
    return Hit(
        one.parent.name.span,
        message,
        (Related(meant.span, "this Gateway"),) if meant is not None else (),
        cure,
        level=Level.WARNING if meant is not None else Level.NOTE,
        confidence=Confidence.MEDIUM,
    )


def _hosts(route: Rules) -> list[Setting[str]] | None:
    """The hosts of the VirtualService; None when there are none (a delegate), or some are not known."""
    hosts = route.hosts
    return None if not hosts or any(host.value is None for host in hosts) else list(hosts)


def _refused(route: Rules, one: Bound, seen: _Seen, alone: bool) -> Iterator[Hit]:
    """What keeps the whole VirtualService from each Gateway that is meant."""
    hosts = _hosts(route)
    if hosts is None:
        return
    gateway = one.gateways[0]
    related = (Related(gateway.meta.span, "the Gateway"),)
    confidence = Confidence.MEDIUM if one.near is Near.DIRECTORY else None
    names = tuple(name for host in hosts for name in names_of(host, route.meta))
    serving = [[entry for entry in servers if serve(entry, names)] for servers in seen]
    if not any(serving):
        taken = sorted({host for entry in seen[0] for host in entry.hosts})
        wanted = [host.value or "" for host in hosts]
        none = f"and not {_quoted(wanted)}" if len(wanted) == 1 else f"and none of {_quoted(wanted)}"
        has = _quoted(taken) if taken else f"nothing for namespace '{route.meta.namespace.value or 'default'}'"
        yield Hit(
            (hosts[0] if alone and len(hosts) == 1 else one.parent.name).span,
            f"{gateway.meta.title} serves {has}, {none}",
            related,
            _LOST,
            level=None if alone else Level.WARNING,
            confidence=confidence,
        )
    elif all(serving) and isinstance(gateway, IstioGateway):
        yield from _uncarried(route, one, serving, confidence)


def _uncarried(
    route: Rules, one: Bound, serving: list[list[Entry]], confidence: Confidence | None
) -> Iterator[Hit]:
    """The servers for its hosts carry routes of another kind."""
    kinds = {rule.asked.kind if rule.asked is not None else None for rule in route.rules}
    carried = {entry.kind for servers in serving for entry in servers}
    if route.open or not kinds or None in kinds or None in carried or kinds & carried:
        return
    spoken = words.several(sorted({entry.spoken for servers in serving for entry in servers}))
    has = words.several([f"'{kind}'" for kind in sorted(kind for kind in kinds if kind)])
    takes = [f"'{kind}'" for kind in sorted(kind for kind in carried if kind)] or ["no"]
    yield Hit(
        one.parent.name.span,
        f"{route.meta.title} has only {has} routes, and the servers of {one.gateways[0].meta.title} for its hosts "
        f"speak {spoken}",
        (Related(one.gateways[0].meta.span, "the Gateway"),),
        f"such a server takes {words.several(takes)} routes: {_LOST}",
        confidence=confidence,
    )


def _unserved(route: Rules, known: list[_Seen], every: list[Bound]) -> Iterator[Hit]:
    """One of several hosts, which no Gateway of the VirtualService has."""
    hosts = _hosts(route) or []
    flat = [entry for seen in known for servers in seen for entry in servers]
    served = [any(serve(entry, names_of(host, route.meta)) for entry in flat) for host in hosts]
    if not any(served):
        return
    for host, found in zip(hosts, served, strict=True):
        if not found:
            gateways = words.several([f"'{one.parent.name.value}'" for one in every])
            yield Hit(
                host.span,
                f"no server of Gateway {gateways} is for host '{host.value}'",
                tuple(Related(one.gateways[0].meta.span, "the Gateway") for one in every),
                "clients of this host get 404, or no certificate: add it to the Gateway's hosts",
                level=Level.WARNING,
                confidence=Confidence.MEDIUM if any(one.near is Near.DIRECTORY for one in every) else None,
            )


def _quoted(names: list[str]) -> str:
    return words.several([f"'{name}'" for name in names[:4]]) + (" and others" if len(names) > 4 else "")
