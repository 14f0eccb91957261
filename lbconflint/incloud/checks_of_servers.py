"""Servers of a cloud's load balancer: on which port they are checked, and where connections go."""

from collections.abc import Iterator

from lbconflint.analysis.cloud import pools_by_name
from lbconflint.check import Confidence, Hit, Level, Related, Unit
from lbconflint.knowledge.terraform_pools import MEMBERS, POOLS, SERVERS
from lbconflint.model import Pool
from lbconflint.tree import coexist


def other_port(unit: Unit) -> Iterator[Hit]:
    """A check on another port than the one that serves: often meant, so a note."""
    pools = unit.memo.once(pools_by_name, unit)
    for listener in unit.listeners:
        port = listener.settings.get("backend-port")
        probe = pools.get(listener.settings["probe"].value or "") if "probe" in listener.settings else None
        checked = probe.settings.get("check.port") if probe is not None else None
        if port is None or probe is None or checked is None or not coexist(listener.world, probe.world):
            continue
        if port.value and checked.value and checked.value != port.value != "0":
            yield Hit(
                checked.span,
                f"the probe asks port {checked.value}, and '{listener.name}' sends to port {port.value}",
                (Related(port.span, "connections go here"),),
                help="that is right where another port tells the health of the service",
                level=Level.NOTE,
                confidence=Confidence.LOW,
            )
    for pool in unit.pools:
        if pool.kind == "aws_elb":
            yield from _classic(pool)


def _classic(pool: Pool) -> Iterator[Hit]:
    checked = pool.settings.get("check.port")
    ports = {server.port.value for server in pool.servers}
    if checked is None or not checked.value or not ports or None in ports or pool.partial:
        return
    if int(checked.value) not in ports:
        listed = ", ".join(str(port) for port in sorted(filter(None, ports)))
        yield Hit(
            checked.span,
            f"the health check asks port {checked.value}, and the listeners send to {listed}",
            help="that is right where another port tells the health of the service",
            level=Level.NOTE,
            confidence=Confidence.LOW,
        )


def elsewhere(unit: Unit) -> Iterator[Hit]:
    """Named ports that a group does not have; targets that register on another port than their group's."""
    for reference in unit.references:
        if reference.kind == "port name":
            message, _, cure = reference.usage.partition("\n")
            yield Hit(reference.name.span, message, help=cure, level=Level.WARNING, confidence=Confidence.MEDIUM)
    yield from _unused_port(unit)
    pools = unit.memo.once(pools_by_name, unit)
    for name, found in _members(unit).items():
        if found[0].module != "aws":
            continue
        group = pools.get(name)
        port = group.settings.get("port") if group is not None else None
        ports = {member.servers[0].port.value for member in found}
        if group is None or port is None or not port.value or len(ports) != 1:
            continue
        own = found[0].servers[0].port
        if own.value is not None and str(own.value) != port.value and coexist(group.world, found[0].world):
            yield Hit(
                own.span,
                f"the target is registered on port {own.value}, and '{name}' says {port.value}",
                (Related(port.span, "the group's port, which no target uses"),),
                help="the port of the attachment counts",
                level=Level.NOTE,
            )


def _unused_port(unit: Unit) -> Iterator[Hit]:
    """Alibaba Cloud: where a listener has a server group, the ports of the group count, not its own."""
    pools, members = unit.memo.once(pools_by_name, unit), _members(unit)
    if "" in members:
        return
    for listener in unit.listeners:
        port = listener.settings.get("backend-port-of-listener")
        for route in listener.routes if port is not None and port.value else ():
            name = route.target.pool.value or ""
            pool = pools.get(name)
            if port is None or pool is None or pool.partial or pool.kind not in SERVERS:
                continue
            servers = [*pool.servers, *(member.servers[0] for member in members.get(name, ()))]
            ports = {str(server.port.value) for server in servers}
            if servers and "None" not in ports and port.value not in ports and coexist(listener.world, pool.world):
                listed = ", ".join(sorted(ports, key=int))
                yield Hit(
                    port.span,
                    f"'backend_port' is {port.value}, and the servers of '{name}' are on {listed}",
                    (Related(servers[0].port.span, "connections go here"),),
                    help="the ports of the group count: remove 'backend_port', or correct one of the two",
                    level=Level.WARNING,
                    confidence=Confidence.MEDIUM,
                )


def _members(unit: Unit) -> dict[str, list[Pool]]:
    """The members of each pool; those of a pool that is not known under ""."""
    members: dict[str, list[Pool]] = {}
    for pool in unit.pools:
        if pool.kind in MEMBERS:
            members.setdefault(pool.settings["pool"].value or "", []).append(pool)
    return members


def weightless(unit: Unit) -> Iterator[Hit]:
    """Pools whose members all have weight 0, and forwards whose groups all have."""
    for reference in unit.references:
        if reference.kind == "weightless":
            yield Hit(reference.name.span, reference.usage, level=Level.WARNING)
    members = _members(unit)
    if "" in members or not unit.complete or unit.gaps:
        return
    yield from _weightless_listeners(unit)
    pools = unit.memo.once(pools_by_name, unit)
    for name in dict.fromkeys([*members, *(name for name, pool in pools.items() if pool.servers)]):
        pool = pools.get(name)
        if pool is None or pool.partial or (pool.kind not in POOLS and pool.kind not in SERVERS):
            continue
        servers = [*pool.servers, *(member.servers[0] for member in members.get(name, ()))]
        method = pool.settings.get("method")
        by_source = method is not None and (method.value is None or method.value == "SOURCE_IP")
        if not by_source and servers and all(server.weight.equals(0) for server in servers):
            yield Hit(
                servers[0].weight.span,
                f"every member of '{name}' has weight 0: none of them gets a new connection",
                level=Level.WARNING,
            )


def _weightless_listeners(unit: Unit) -> Iterator[Hit]:
    """Tencent Cloud: servers are attached to a listener, or to one of its rules."""
    attached: dict[tuple[str | None, str | None], list[Pool]] = {}
    for pool in unit.pools:
        if pool.kind == "tencentcloud_clb_attachment":
            owner, rule = pool.settings["pool"], pool.settings["rule"]
            if owner.unknown or rule.unknown or pool.partial:
                return
            attached.setdefault((owner.value, rule.value), []).append(pool)
    for (owner_name, rule_name), found in attached.items():
        weights = [pool.servers[0].weight for pool in found]
        if all(weight.equals(0) for weight in weights):
            yield Hit(
                weights[0].span,
                f"every server of '{rule_name or owner_name}' has weight 0: none of them gets a new connection",
                level=Level.WARNING,
            )
