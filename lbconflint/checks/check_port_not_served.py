"""A health check on a port that none of the servers serves, as far as the configuration tells."""

from collections.abc import Iterable, Iterator

from lbconflint.check import Context, Hit, Unit, each
from lbconflint.knowledge.terraform_pools import MEMBERS, MONITORS, SERVERS
from lbconflint.model import Pool
from lbconflint.record import NamedTuple
from lbconflint.values import Setting

_GROUPS = frozenset({"aws_lb_target_group", "aws_alb_target_group"})


class Served(NamedTuple):
    """A checked port, who is checked, and the ports on which that serves."""

    checked: Setting[str]
    who: str
    ports: frozenset[str]


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "terraform" or unit.gaps:
        return
    members = _members(unit.pools)
    if "" in members:
        return
    found = [*_pools(unit, members), *_listeners(unit, members)]
    # Another service on the machine may answer there.
    served = {port for one in found for port in one.ports} | {
        pool.settings["port"].value for pool in unit.pools if pool.kind in _GROUPS
    }
    for one in found:
        if one.ports and one.checked.value not in served:
            listed = ", ".join(sorted(one.ports, key=int))
            yield Hit(
                one.checked.span,
                f"the health check asks port {one.checked.value}, and '{one.who}' serves {listed}",
                help="that is right where another service of the machine tells its health",
            )


def _members(pools: Iterable[Pool]) -> dict[str, list[Pool]]:
    """The members of each pool; those of a pool that is not known under ""."""
    found: dict[str, list[Pool]] = {}
    for pool in pools:
        if pool.kind in MEMBERS:
            found.setdefault(pool.settings["pool"].value or "", []).append(pool)
    return found


def _ports(own: Iterable[int | None], members: Iterable[Pool]) -> frozenset[str]:
    """Nothing where one of them is not known."""
    numbers = [*own, *(member.servers[0].port.value for member in members if member.servers[0].port.written)]
    return frozenset(str(number) for number in numbers) if numbers and None not in numbers else frozenset()


def _pools(unit: Unit, members: dict[str, list[Pool]]) -> Iterator[Served]:
    google = [pool for pool in unit.pools if pool.module == "google"]
    checks = {pool.name.value: pool for pool in google if "check.port" in pool.settings}
    for pool in unit.pools:
        port = pool.settings.get("check.port")
        if pool.kind in _GROUPS:
            own = pool.settings["port"]
            number = int(own.value) if own.value and own.value.isdigit() else None
            if port is not None and port.value and port.value.isdigit():
                attached = members.get(pool.name.value or "", [])
                yield Served(port, pool.name.value or "", _ports([number], attached))
        elif pool.kind in MONITORS and port is not None and port.value:
            owner = pool.settings["pool"].value or ""
            yield Served(port, owner, _ports([], members.get(owner, [])))
        elif pool.module == "google" and pool.settings.get("ports") is not None:
            asked = checks.get(pool.settings["check"].value)
            ports = pool.settings["ports"].value
            if asked is not None and ports and asked.settings["check.port"].value:
                yield Served(asked.settings["check.port"], pool.name.value or "", frozenset(ports.split()))


def _listeners(unit: Unit, members: dict[str, list[Pool]]) -> Iterator[Served]:
    """Classic listeners of Alibaba Cloud, which check their servers themselves."""
    pools = {pool.name.value: pool for pool in unit.pools if pool.kind in SERVERS}
    for listener in unit.listeners:
        port, own = listener.settings.get("check.port"), listener.settings.get("backend-port-of-listener")
        if port is None or own is None or not port.value:
            continue
        groups = [pools.get(route.target.pool.value) for route in listener.routes]
        if not listener.routes and own.value and own.value.isdigit():
            yield Served(port, listener.name, frozenset({own.value}))
        elif len(groups) == 1 and groups[0] is not None and not groups[0].partial:
            group = groups[0]
            servers = [server.port.value for server in group.servers]
            yield Served(port, listener.name, _ports(servers, members.get(group.name.value or "", [])))
