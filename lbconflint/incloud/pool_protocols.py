"""Listener, pool and monitor that do not fit each other, where they are resources of their own."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.cloud import pools_by_name
from lbconflint.check import Confidence, Hit, Level, Related, Unit
from lbconflint.knowledge.terraform_pools import MONITORS, POOLS
from lbconflint.model import Listener, Pool
from lbconflint.tree import coexist


def hits(unit: Unit) -> Iterator[Hit]:
    pools = unit.memo.once(pools_by_name, unit)
    listeners = {listener.name: listener for listener in unit.listeners}
    for pool in unit.pools:
        if pool.kind in POOLS:
            listener = listeners.get(pool.settings["listener"].value or "")
            if listener is not None:
                yield from _pair(unit, listener, pool)
        elif pool.kind in MONITORS:
            checked = pools.get(pool.settings["pool"].value or "")
            if checked is not None:
                yield from _monitor(pool, checked)
    for listener in unit.listeners:
        for route in listener.routes:
            pool_ = pools.get(route.target.pool.value or "")
            if pool_ is not None and pool_.kind in POOLS and not pool_.settings["listener"].equals(listener.name):
                yield from _pair(unit, listener, pool_)


def _pair(unit: Unit, listener: Listener, pool: Pool) -> Iterator[Hit]:
    spoken = listener.settings.get("protocol")
    if spoken is None or spoken.value is None or pool.protocol.value is None or listener.module != pool.module:
        return
    facts = POOLS[pool.kind]
    allowed = facts.fits.get(spoken.value)
    if allowed and pool.protocol.value not in allowed and coexist(listener.world, pool.world):
        yield Hit(
            pool.protocol.span,
            f"'{pool.name.value}' is for {pool.protocol.value}, and {words.listener(unit, listener)} before it "
            f"speaks {spoken.value}",
            (Related(spoken.span, "the listener's protocol"),),
            help=f"its pool must be for {' or '.join(allowed)}",
            level=None if facts.certain else Level.WARNING,
            confidence=None if facts.certain else Confidence.MEDIUM,
        )


def _monitor(monitor: Pool, pool: Pool) -> Iterator[Hit]:
    facts, protocol = MONITORS[monitor.kind], monitor.check_protocol
    allowed = facts.checks.get(pool.protocol.value or "")
    if not allowed or protocol.value is None or protocol.value in allowed:
        return
    if coexist(monitor.world, pool.world):
        yield Hit(
            protocol.span,
            f"a {protocol.value} health check for '{pool.name.value}', which is for {pool.protocol.value}",
            (Related(pool.protocol.span, "the pool's protocol"),),
            help=f"such a pool is checked with {' or '.join(allowed)}",
            level=None if facts.certain else Level.WARNING,
            confidence=None if facts.certain else Confidence.MEDIUM,
        )
