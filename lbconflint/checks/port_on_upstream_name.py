"""A port behind the name of an upstream: the upstream's servers have the ports."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.model import Pool, TargetKind
from lbconflint.tree import coexist

_POOL = TargetKind.POOL


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    pools: dict[tuple[str, str], Pool] = {}
    for pool in unit.pools:
        if pool.name.value:
            pools.setdefault((pool.module, pool.name.value.lower()), pool)
    for listener in unit.listeners:
        for route in listener.routes:
            target = route.target
            if target.kind is not _POOL or target.pool.value is None or not target.port.written:
                continue
            found = pools.get((listener.module, target.pool.value.lower()))
            if found and coexist(found.world, route.world):
                yield Hit(
                    target.port.span,
                    f"'{target.pool.value}' is an upstream and takes no port",
                    (Related(found.name.span, "its servers have the ports"),),
                    f"nginx refuses the configuration: remove ':{target.port.value}'",
                )
