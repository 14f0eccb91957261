"""A VirtualService on a Gateway that is not there, or that has no server for its hosts or its routes."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.cluster import Cluster, Near, same_namespace, space_of
from lbconflint.analysis.mesh import Bindings, Bound, Entry, View, met
from lbconflint.check import Confidence, Hit, Level, Related
from lbconflint.cluster import ISTIO, Meta, Rules
from lbconflint.values import Setting

_FEW = 100
"""Among so many Gateways beside it a similar name is looked for."""
_LOST = "the VirtualService gets no requests from this Gateway"

_SHOWN = 4


def hits(bindings: Bindings, route: Rules) -> Iterator[Hit]:
    if route.meta.group != ISTIO or route.meta.kind != "VirtualService" or route.meta.open:
        return
    every = bindings.of(route)
    for one in every:
        if not one.gateways:
            yield from _missing(bindings.cluster, route, one)
        elif one.views is not None:
            yield from _refused(route, one, one.views, len(route.parents) == 1)
    known = [one.views for one in every if one.views is not None]
    if len(known) == len(route.parents):
        yield from _unserved(route, known, every)


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


def _refused(route: Rules, one: Bound, views: list[View], alone: bool) -> Iterator[Hit]:
    """What keeps the whole VirtualService from each Gateway that is meant."""
    hosts = _hosts(route)
    if hosts is None:
        return
    gateway = one.gateways[0]
    confidence = Confidence.MEDIUM if one.near is Near.DIRECTORY else None
    serving = [met([view], route, hosts) for view in views]
    if not any(serving):
        wanted = _quoted([host.value or "" for host in hosts])
        has = _quoted(views[0].names) or f"nothing for namespace '{route.meta.namespace.value or 'default'}'"
        yield Hit(
            (hosts[0] if alone and len(hosts) == 1 else one.parent.name).span,
            f"{gateway.meta.title} serves {has}, and {'not' if len(hosts) == 1 else 'none of'} {wanted}",
            (Related(gateway.meta.span, "the Gateway"),),
            _LOST,
            level=None if alone else Level.WARNING,
            confidence=confidence,
        )
    elif all(serving):
        yield from _uncarried(route, one, {entry for entries in serving for entry in entries}, confidence)


def _uncarried(route: Rules, one: Bound, serving: set[Entry], confidence: Confidence | None) -> Iterator[Hit]:
    """The servers for its hosts carry routes of another kind."""
    kinds = {rule.asked.kind if rule.asked is not None else None for rule in route.rules}
    carried = {entry.kind for entry in serving}
    if route.open or not kinds or None in kinds or None in carried or kinds & carried:
        return
    gateway = one.gateways[0].meta
    has = words.several([f"'{kind}'" for kind in sorted(kind for kind in kinds if kind)])
    takes = [f"'{kind}'" for kind in sorted(kind for kind in carried if kind)] or ["no"]
    yield Hit(
        one.parent.name.span,
        f"{route.meta.title} has only {has} routes, and the servers of {gateway.title} for its hosts speak "
        f"{words.several(sorted({entry.spoken for entry in serving}))}",
        (Related(gateway.span, "the Gateway"),),
        f"such a server takes {words.several(takes)} routes: {_LOST}",
        confidence=confidence,
    )


def _unserved(route: Rules, known: list[list[View]], every: list[Bound]) -> Iterator[Hit]:
    """One of several hosts, which no Gateway of the VirtualService has."""
    hosts = _hosts(route) or []
    lost = [host for host in hosts if not any(met(views, route, [host]) for views in known)]
    for host in lost if len(lost) < len(hosts) else ():
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
    """Some names; "" for none."""
    few = [f"'{name}'" for name in dict.fromkeys(names[:_SHOWN])]
    return (words.several(few) if few else "") + (" and others" if len(names) > _SHOWN else "")
