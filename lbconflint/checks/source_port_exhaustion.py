"""More connections to one server than there are ports for."""

from collections.abc import Iterator, Mapping

from lbconflint.analysis.ephemeral import Ephemeral, ephemeral_of
from lbconflint.analysis.limits import connections_of, number_of
from lbconflint.check import Context, Hit, Host, Level, Related, Unit, whole
from lbconflint.model import Pool, Server, Target, TargetKind
from lbconflint.values import Address

_FEW = 1000
"""A range of fewer ports runs out with a handful of connections each second: each port rests for 60 s."""
_TIME_WAIT = 60
"""Seconds that a port rests after the connection (TCP_TIMEWAIT_LEN)."""


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    given = ephemeral_of(host, ctx.target("kernel"))
    if given is None:
        return
    number = usable(given)
    if given.setting is not None and number < _FEW:
        yield Hit(
            given.setting.value.span,
            f"{max(number, 0)} ports for outgoing connections: more than {max(number, 0) // _TIME_WAIT} new ones "
            "each second to one server use them up",
            help="widen the range, below the ports that listeners use",
        )
    for unit in host.units:
        if unit.product == "haproxy":
            for pool in unit.pools:
                yield from _servers(pool, given, number, unit)
        elif unit.product == "nginx":
            yield from _workers(unit, given, number)


def usable(given: Ephemeral) -> int:
    """How many ports connections may use."""
    kept = sum(shared.high - shared.low + 1 for one in given.reserved if (shared := one.overlap(given.ports)))
    return given.ports.high - given.ports.low + 1 - kept


def _servers(pool: Pool, given: Ephemeral, number: int, unit: Unit) -> Iterator[Hit]:
    for server in pool.servers:
        most = server.options.get("maxconn")
        if most is None:
            continue
        limit = number_of(most)
        if limit is None or limit <= number or _has_sources(server, pool, unit):
            continue
        address = server.address.value
        # From 127.0.0.1 to 127.0.0.1 the limit is the same; a unix socket needs no port.
        if address is None or not address.is_ip:
            continue
        yield Hit(
            most.span,
            f"{limit} connections to one server, and {number} ports from one address: the rest fails with "
            "'Cannot assign requested address'",
            (Related(given.setting.value.span, "the range of ports"),) if given.setting else (),
            help="give the server several 'source' addresses or a port range of its own, widen "
            "net.ipv4.ip_local_port_range, or lower maxconn",
        )


def _has_sources(server: Server, pool: Pool, unit: Unit) -> bool:
    """A statement of its own says where connections come from."""
    if "source" in server.options or "source" in pool.settings:
        return True
    return any("source" in process.settings for process in unit.processes)


def _workers(unit: Unit, given: Ephemeral, number: int) -> Iterator[Hit]:
    """nginx whose connections all go to the same few servers, of which there may be more than ports."""
    limit = connections_of(unit)
    if limit is None or not unit.complete or limit.number <= number:
        return
    servers = _destinations(unit)
    if servers and limit.number > number * len(servers):
        which = f"{len(servers)} servers" if len(servers) > 1 else "one server"
        yield Hit(
            limit.setting.span,
            f"{limit.number} proxied connections at most, all to {which}, and {number * len(servers)} ports for "
            "them from one address: the rest fails with 'Cannot assign requested address'",
            (Related(given.setting.value.span, "the range of ports"),) if given.setting else (),
            help="keep connections open (keepalive in the upstream), spread them over several 'proxy_bind' "
            "addresses, or widen net.ipv4.ip_local_port_range",
            level=Level.NOTE,
        )


def _destinations(unit: Unit) -> frozenset[tuple[str, int]]:
    """The addresses that every proxied connection goes to; empty when some go elsewhere, need no port, come from
    an address of their own, are kept open, or nobody knows."""
    pools = {pool.name.value: pool for pool in unit.pools}
    found: set[frozenset[tuple[str, int]]] = set()
    for listener in unit.listeners:
        for route in listener.routes:
            if route.target.kind in (TargetKind.REDIRECT, TargetKind.ANSWER):
                continue
            told = route.settings.get("proxy_bind")
            if told is not None and not told.absent:
                return frozenset()
            found.add(_of_target(route.target, pools))
    return next(iter(found)) if len(found) == 1 else frozenset()


def _of_target(target: Target, pools: Mapping[str | None, Pool]) -> frozenset[tuple[str, int]]:
    if target.kind is TargetKind.ADDRESS:
        return _place(target.address.value, target.port.value)
    pool = pools.get(target.pool.value) if target.kind is TargetKind.POOL else None
    if pool is None or pool.partial or pool.keepalive.written:
        return frozenset()
    places = [
        _place(server.address.value, server.port.value)
        for server in pool.servers
        if not server.disabled.equals(True) and not server.backup.equals(True)
    ]
    return frozenset().union(*places) if all(places) else frozenset()


def _place(address: Address | None, port: int | None) -> frozenset[tuple[str, int]]:
    if address is None or not address.is_ip or port is None:
        return frozenset()
    return frozenset({(address.host, port)})
