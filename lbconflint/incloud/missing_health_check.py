"""Servers of a cloud's load balancer that nobody asks whether they live, or that are asked for something else."""

from collections.abc import Iterator

from lbconflint.analysis.cloud import pools_by_name
from lbconflint.check import Hit, Level, Related, Unit
from lbconflint.knowledge.terraform_pools import MEMBERS, MONITORS, POOLS
from lbconflint.model import Listener, Pool
from lbconflint.source import Span

_SERVICES = ("google_compute_backend_service", "google_compute_region_backend_service")
_UDP = frozenset({"UDP", "TCP_UDP", "QUIC", "TCP_QUIC"})
_NO_UDP_CHECK = {
    "aws_lb_target_group": "AWS",
    "aws_alb_target_group": "AWS",
    **dict.fromkeys(_SERVICES, "Google Cloud"),
}
"""Whose checks never ask by UDP."""


def hits(unit: Unit) -> Iterator[Hit]:
    for listener in unit.listeners:
        yield from _probeless(listener)
    yield from _unmonitored(unit)
    pools = unit.memo.once(pools_by_name, unit)
    for pool in unit.pools:
        if pool.kind in _SERVICES:
            yield from _service(pool)
        if pool.kind == "openstack_lb_monitor_v2":
            yield from _monitor(pool, pools.get(pool.settings["pool"].value or ""))
        elif pool.protocol.value in _UDP:
            yield from _datagrams(pool)


def _unmonitored(unit: Unit) -> Iterator[Hit]:
    """Pools for UDP that have members and no monitor, where all monitors are in sight."""
    if not unit.complete or unit.gaps:
        return
    watched = {pool.settings["pool"].value for pool in unit.pools if pool.kind in MONITORS}
    filled = {pool.settings["pool"].value for pool in unit.pools if pool.kind in MEMBERS}
    for pool in unit.pools if None not in watched else ():
        name = pool.name.value
        if pool.kind in POOLS and pool.protocol.equals("UDP") and name in filled and name not in watched:
            yield Hit(
                pool.protocol.span,
                f"nobody checks the members of '{name}', which is for UDP",
                help="add a monitor: without one, a dead member keeps its share",
                level=Level.WARNING,
            )


def _probeless(listener: Listener) -> Iterator[Hit]:
    """Azure: a rule without a probe.  Tencent Cloud: a UDP listener whose check is off."""
    probe, port = listener.settings.get("probe"), listener.settings.get("backend-port")
    if probe is not None and port is not None and probe.absent and not listener.partial and port.differs("0"):
        yield Hit(
            listener.node.word(2),
            f"no probe watches the servers of '{listener.name}'",
            help="add 'probe_id': without one, a dead server keeps its share",
            level=Level.NOTE,
        )
    checked = listener.settings.get("checked")
    if checked is not None and checked.equals("false") and listener.settings["protocol"].equals("UDP"):
        yield Hit(
            checked.span,
            f"nobody checks the servers of '{listener.name}', which speaks UDP",
            help="switch the check on: health_check_type is PING or CUSTOM for UDP",
            level=Level.WARNING,
        )


def _service(pool: Pool) -> Iterator[Hit]:
    """Google Cloud: only what sends to machines needs a check."""
    if pool.settings["check"].absent and "groups" in pool.settings and not pool.partial:
        yield Hit(
            pool.name.span,
            f"'{pool.name.value}' sends to groups of machines and has no health check",
            help="add 'health_checks': without one the API refuses the service",
            level=Level.WARNING,
        )


def _datagrams(pool: Pool) -> Iterator[Hit]:
    """A UDP service that is asked over TCP: the answer is that of something else on the machine."""
    asked = pool.settings.get("check.protocol")
    if pool.kind in _NO_UDP_CHECK:
        known = asked is not None and asked.value
        yield Hit(
            asked.span if asked is not None and known else pool.protocol.span,
            f"'{pool.name.value}' is for {pool.protocol.value}, and its health check asks by "
            f"{asked.value if asked is not None and known else 'TCP or HTTP'}",
            help=f"{_NO_UDP_CHECK[pool.kind]} has no UDP check: something must answer there on every machine",
            level=Level.NOTE,
        )
    elif pool.kind == "alicloud_nlb_server_group" and asked is not None:
        if asked.among("TCP", "HTTP") and not pool.settings["check.enabled"].equals("false"):
            yield _by_tcp(pool, asked.value or "", asked.span, 'health_check_type = "UDP"')


def _monitor(monitor: Pool, pool: Pool | None) -> Iterator[Hit]:
    """OpenStack takes a TCP monitor for a UDP pool, and has one for UDP."""
    kind = monitor.check_protocol
    if pool is not None and pool.protocol.equals("UDP") and kind.among("TCP", "HTTP"):
        yield _by_tcp(pool, kind.value or "", kind.span, 'type = "UDP-CONNECT"')


def _by_tcp(pool: Pool, asked: str, span: Span, cure: str) -> Hit:
    return Hit(
        span,
        f"'{pool.name.value}' is for {pool.protocol.value}, and its health check asks by {asked}",
        (Related(pool.protocol.span, "the protocol of the servers"),),
        help=f"write {cure}",
        level=Level.WARNING,
    )
