"""A hop that speaks another protocol than the one that answers."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.doors import Answer
from lbconflint.analysis.listens import speaks_http2
from lbconflint.analysis.paths import Hop, hops, pools_of
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Listener, Pool, Route, TargetKind
from lbconflint.tree import coexist
from lbconflint.values import HOLE

_HTTP = ("http", "https")
_GRPC = ("grpc", "grpcs")
_BINARY = ("fastcgi", "uwsgi", "scgi", "memcached")


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        from lbconflint.incluster import protocol_mismatch

        yield from protocol_mismatch.hits(unit, ctx)
        return
    reported: set[int] = set()
    if unit.product == "terraform":
        for listener in unit.listeners:
            yield from _balancer_type(unit, listener)
            yield from _groups(unit, listener)
        from lbconflint.incloud import pool_protocols

        yield from pool_protocols.hits(unit)
    if unit.product == "haproxy" and any(map(_tcp, unit.pools)):
        for listener in unit.listeners:
            for route in listener.routes:
                yield from _modes(unit, listener, route)
    if unit.product == "nginx" and unit.complete:
        for listener in unit.listeners:
            yield from _grpc_clients(unit, listener)
    for hop in hops(ctx.project, unit):
        if not hop.found or id(hop.node) in reported:
            continue
        answer = hop.found[0]
        wrong = _wrong(hop, answer)
        if wrong and coexist(hop.world, answer.bind.world):
            reported.add(id(hop.node))
            yield Hit(
                hop.span,
                f"{hop.target.protocol.value} goes to {words.listener(answer.unit, answer.listener)}, "
                f"which speaks {wrong}",
                (Related(answer.bind.span, "the listener that answers there"),),
            )


def _wrong(hop: Hop, answer: Answer) -> str:
    """What the answering listener speaks instead; "" when that may fit."""
    spoken, listener = hop.target.protocol.value, answer.listener
    if listener.module == "mail" or listener.kind in ("peers", "stats"):
        return "mail" if listener.module == "mail" else f"HAProxy's {listener.kind} protocol"
    if listener.module != "http" or answer.unit.product != "nginx":
        return ""
    if spoken in _BINARY:
        return "HTTP"
    if spoken in _GRPC and not _http2(answer):
        return "HTTP/1.1 only"
    return ""


def _grpc_clients(unit: Unit, listener: Listener) -> Iterator[Hit]:
    """Clients of gRPC speak HTTP/2 only: a server that hands them on must speak it too."""
    for route in listener.routes:
        if route.target.protocol.value in _GRPC:
            break
    else:
        return
    if listener.partial or not listener.binds or listener.module != "http":
        return
    said = listener.settings.get("http2")
    if said is not None and not said.absent and not said.equals("off"):
        return
    if any("quic" in bind.options or speaks_http2(unit, listener, bind) for bind in listener.binds):
        return
    yield Hit(
        route.target.node.span,
        f"{words.listener(unit, listener)} passes gRPC on and speaks no HTTP/2: no client of gRPC gets through",
        (Related(listener.binds[0].span, "no HTTP/2 here"),),
        help="add 'http2 on;' (before 1.25.1: 'listen ... http2')",
        level=Level.WARNING,
    )


def _http2(answer: Answer) -> bool:
    """The listener may speak HTTP/2: ``http2`` on some listen of its socket, or ``http2 on``."""
    setting = answer.listener.settings.get("http2")
    if setting is not None and not setting.equals("off"):
        return True
    return speaks_http2(answer.unit, answer.listener, answer.bind)


def _tcp(pool: Pool) -> bool:
    return pool.kind == "backend" and pool.protocol.equals("tcp")


def _modes(unit: Unit, listener: Listener, route: Route) -> Iterator[Hit]:
    """HAProxy: an http frontend cannot hand a connection to a tcp backend."""
    if not listener.protocol.equals("http"):
        return
    if route.target.kind is TargetKind.DYNAMIC:
        yield from _computed(unit, listener, route)
    if route.target.kind is not TargetKind.POOL:
        return
    for pool in pools_of(unit, listener.module, route.target):
        if _tcp(pool):
            yield Hit(
                route.target.pool.span,
                f"{listener.kind} '{listener.name}' is in mode http and backend '{pool.name.value}' in mode tcp",
                (Related(pool.protocol.span, "the backend's mode comes from here"),),
                help="HAProxy refuses this; give both the same mode",
                level=Level.ERROR,
            )


_OF_TYPE = {
    "application": ("HTTP", "HTTPS"),
    "network": ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"),
}


def _balancer_type(unit: Unit, listener: Listener) -> Iterator[Hit]:
    """AWS: the type of the load balancer says what its listeners may speak."""
    kind, protocol = listener.settings.get("type"), listener.settings.get("protocol")
    if kind is None or protocol is None or protocol.value is None:
        return
    if kind.equals("gateway"):
        yield Hit(
            protocol.span,
            f"{words.listener(unit, listener)} says protocol {protocol.value}, and its load balancer is a gateway",
            help="a listener of a Gateway Load Balancer has neither protocol nor port",
        )
        return
    allowed = _OF_TYPE.get(kind.value or "")
    if (
        allowed
        and protocol.value.upper() not in allowed
        and any(protocol.value.upper() in a for a in _OF_TYPE.values())
    ):
        yield Hit(
            protocol.span,
            f"{words.listener(unit, listener)} speaks {protocol.value} on a load balancer of type {kind.value}",
            (Related(kind.span, "the type comes from here"),),
            help=f"a load balancer of type {kind.value} speaks {', '.join(allowed)}",
        )


_GROUPS_FOR = {
    "HTTP": ("HTTP", "HTTPS"),
    "HTTPS": ("HTTP", "HTTPS"),
    "TCP": ("TCP", "TCP_UDP"),
    "TLS": ("TCP", "TLS"),
    "UDP": ("UDP", "TCP_UDP"),
    "TCP_UDP": ("TCP_UDP",),
}


def _groups(unit: Unit, listener: Listener) -> Iterator[Hit]:
    """AWS: a listener hands over only to target groups that fit its protocol."""
    protocol = listener.settings.get("protocol")
    allowed = _GROUPS_FOR.get(protocol.value.upper()) if protocol is not None and protocol.value else None
    if listener.module != "aws" or allowed is None or "type" not in listener.settings:
        return
    from lbconflint.analysis.cloud import pools_by_name

    pools = unit.memo.once(pools_by_name, unit)
    for route in listener.routes:
        pool = pools.get(route.target.pool.value or "")
        if pool is None or pool.protocol.value is None or pool.protocol.value in allowed:
            continue
        if coexist(listener.world, pool.world) and pool.settings["type"].among("instance", "ip"):
            yield Hit(
                route.target.pool.span,
                f"{words.listener(unit, listener)} speaks {protocol.value if protocol else ''} and hands over to "
                f"'{pool.name.value}', which is for {pool.protocol.value}",
                (Related(pool.protocol.span, "the target group's protocol"),),
                help=f"its target group must be for {' or '.join(allowed)}",
            )


def _only_computed(unit: Unit) -> list[Pool]:
    """Backends in mode tcp that no statement names: only a computed name can lead to them."""
    named = {one.name.value for one in unit.references if one.kind == "pool"}
    return [pool for pool in unit.pools if _tcp(pool) and pool.name.value not in named]


def _computed(unit: Unit, listener: Listener, route: Route) -> Iterator[Hit]:
    """``use_backend to_%[...]``: HAProxy cannot check the mode, and the client gets an empty reply."""
    word = route.target.node.args[0]
    prefix = word.partition("%")[0]
    if not prefix or HOLE in prefix:
        return
    for pool in unit.memo.once(_only_computed, unit):
        if pool.name.value and pool.name.value.startswith(prefix):
            yield Hit(
                route.target.pool.span,
                f"{listener.kind} '{listener.name}' is in mode http, and backend '{pool.name.value}', which this "
                "may name, in mode tcp",
                (Related(pool.protocol.span, "the backend's mode comes from here"),),
                help="HAProxy does not notice: clients get an empty reply",
            )
