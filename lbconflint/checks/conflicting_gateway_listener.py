"""Listeners of one Gateway that cannot be told apart: none of them is served.  Of those that ListenerSets add, the
Gateway's own and the oldest are."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.cluster import Claim, Clash, clashes, cluster_of, leads, named_again, space_of
from lbconflint.check import Context, Hit, Project, Related, Unit, each
from lbconflint.cluster import Gateway, GatewayListener
from lbconflint.record import NamedTuple
from lbconflint.tree import coexist

_BY_HOST = ("HTTP", "HTTPS", "TLS")
_TAKES_ALL = "a TCP listener takes every connection of its port"


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "kubernetes":
        return
    for gateway in unit.nouns.get(Gateway, ()):
        yield from _names(gateway)
        yield from _within(gateway)
    if leads(ctx.project, unit):
        yield from _between(ctx.project)
    from lbconflint.incluster import conflicting_servers

    yield from conflicting_servers.hits(unit, ctx)


def _within(gateway: Gateway) -> Iterator[Hit]:
    first: dict[tuple[str, int, str], GatewayListener] = {}
    raw: dict[int, GatewayListener] = {}
    for listener in gateway.listeners:
        port, protocol = listener.port.value, listener.protocol.value
        if port is None or protocol is None or listener.hostname.unknown:
            continue
        family = _family(listener)
        earlier = first.setdefault((family, port, _told_by(listener)), listener)
        if earlier is not listener:
            yield from _hit(listener, earlier, _alike(listener))
            continue
        other = raw.setdefault(port, listener) if family == "TCP" else listener
        if other is not listener and "TCP" in (protocol, other.protocol.value):
            yield from _hit(listener, other, _TAKES_ALL)


def _family(listener: GatewayListener) -> str:
    return "UDP" if listener.protocol.equals("UDP") else "TCP"


def _told_by(listener: GatewayListener) -> str:
    """What tells a listener from others of its port."""
    if listener.protocol.value not in _BY_HOST:
        return ""
    return f"host {(listener.hostname.value or '').lower()}"


def _alike(listener: GatewayListener) -> str:
    host = _told_by(listener).removeprefix("host ")
    return f"hostname '{host}'" if host else "no hostname to tell them apart"


def _hit(listener: GatewayListener, earlier: GatewayListener, why: str) -> Iterator[Hit]:
    if not coexist(earlier.node.world, listener.node.world):
        return
    other = "another one" if earlier.name.value is None else f"'{earlier.name.value}'"
    yield Hit(
        listener.port.span,
        f"{words.called('listener', listener.name, 'a listener')} conflicts with {other}: both are on port "
        f"{listener.port.value}, and {why}",
        (Related(earlier.port.span, "the other listener"),),
        "the Gateway accepts neither: give them different ports or hostnames",
    )


def _names(gateway: Gateway) -> Iterator[Hit]:
    for earlier, listener in named_again(gateway.listeners):
        yield Hit(
            listener.name.span,
            f"a second listener '{listener.name.value}'",
            (Related(earlier.name.span, "the first one"),),
            "the API server refuses the Gateway: names of listeners are unique",
        )


class _Owned(NamedTuple):
    owner: Gateway
    listener: GatewayListener


def _between(project: Project) -> Iterator[Hit]:
    """Listeners that ListenerSets add to a Gateway, against its own and each other's."""
    gateways = [one for unit in project.units for one in unit.nouns.get(Gateway, ())]
    if all(one.parent is None for one in gateways):
        return
    claims: list[Claim] = []
    owned: dict[int, _Owned] = {}
    for gateway in sorted(gateways, key=lambda one: one.parent is not None):
        for key, listener in _keys(gateway):
            claims.append(Claim(key, gateway.meta, listener.port.span))
            owned[id(claims[-1])] = _Owned(gateway, listener)
    told: set[int] = set()
    for clash in clashes(project.memo.once(cluster_of, project), claims):
        first, later = owned[id(clash.first)], owned[id(clash.later)]
        alike = clash.first.key[0] == "alike"  # type: ignore[index]
        protocols = [one.listener.protocol.value for one in (first, later)]
        if (alike or protocols.count("TCP") == 1) and id(later.listener) not in told:
            told.add(id(later.listener))
            yield _added(first, later, _alike(later.listener) if alike else _TAKES_ALL, clash)


def _keys(gateway: Gateway) -> Iterator[tuple[object, GatewayListener]]:
    """Each listener by the Gateway that serves it in the end and what tells it apart, and by its port alone."""
    name, space = gateway.meta.name, gateway.meta.namespace
    if gateway.parent is not None:
        name, space = gateway.parent.name, space_of(gateway.meta, gateway.parent.namespace)
    elif gateway.meta.kind != "Gateway":
        return
    if name.value is None or space.unknown or gateway.meta.open:
        return
    for listener in gateway.listeners:
        port = listener.port.value
        if port is not None and listener.protocol.value is not None and not listener.hostname.unknown:
            place = (space.value or "default", name.value, _family(listener), port)
            yield ("alike", *place, _told_by(listener)), listener
            yield ("port", *place), listener


def _added(first: _Owned, later: _Owned, why: str, clash: Clash) -> Hit:
    called = [words.called("listener", one.listener.name, "a listener") for one in (later, first)]
    return Hit(
        later.listener.port.span,
        f"{called[0]} of {later.owner.meta.title} conflicts with {called[1]} of {first.owner.meta.title}: one "
        f"Gateway has both on port {later.listener.port.value}, and {why}",
        (Related(first.listener.port.span, "the other listener"),),
        "the Gateway's own listener is served, else that of the older ListenerSet: give them different ports or "
        "hostnames",
        confidence=clash.confidence,
    )
