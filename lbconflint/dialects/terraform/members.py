"""Pools, their members and their monitors, by the tables of ``knowledge.terraform_pools``."""

from lbconflint.dialects.terraform import nouns
from lbconflint.dialects.terraform.context import Resource, Sink
from lbconflint.dialects.terraform.view import View
from lbconflint.knowledge.terraform_pools import MEMBERS, MONITORS, POOLS, SERVERS
from lbconflint.values import Setting, absent, written

_EVERY_PORT = 65535


def lower(resource: Resource, sink: Sink) -> None:
    """One part of a pool."""
    kind = resource.kind
    if kind in POOLS:
        _pool(resource, sink)
    elif kind in MONITORS:
        _monitor(resource, sink)
    elif kind in MEMBERS:
        _member(resource, sink)
    elif kind in SERVERS:
        _group(resource, sink)
    else:
        _attachment(resource, sink)


def _pool(resource: Resource, sink: Sink) -> None:
    facts = POOLS[resource.kind]
    balancer, listener = resource.identity("loadbalancer_id"), resource.identity("listener_id")
    item = resource.item("listener_id")
    if facts.one and item is not None and balancer.known and listener.known:
        sink.argument(
            item.word(0),
            "a pool belongs to a load balancer or to a listener, and this one names both",
            "the provider refuses it: 'listener_id' alone is enough",
        )
    method = resource.text("lb_algorithm" if resource.given("lb_algorithm") else "lb_method")
    settings = {"listener": listener, "balancer": balancer, "method": method}
    sink.unit.pools.append(
        nouns.pool(
            resource.node, resource.itself(), resource.kind, facts.cloud, resource.world,
            protocol=resource.text("protocol"), settings=settings,
            partial=not resource.whole,
        )
    )  # fmt: skip


def _monitor(resource: Resource, sink: Sink) -> None:
    """A health check, as a pool of its own kind that names the pool it is for."""
    facts = MONITORS[resource.kind]
    protocol = resource.text(facts.protocol)
    if facts.port:
        sink.port(resource, facts.port, 1, _EVERY_PORT, resource.kind)
    settings: dict[str, Setting[str]] = {
        "pool": resource.identity("pool_id"),
        "check.protocol": protocol,
        "check.interval": resource.text(facts.interval),
        "check.timeout": resource.text("timeout"),
        "check.port": resource.text(facts.port) if facts.port else absent(resource.node),
    }
    sink.unit.pools.append(
        nouns.pool(
            resource.node, resource.itself(), resource.kind, facts.cloud, resource.world,
            check_protocol=protocol, settings=settings,
        )
    )  # fmt: skip


def _member(resource: Resource, sink: Sink) -> None:
    facts = MEMBERS[resource.kind]
    sink.port(resource, facts.port, 0 if facts.zero else 1, _EVERY_PORT, resource.kind)
    weight = resource.number("weight", facts.whole)
    _server(resource, resource, facts.port, facts.pool, facts.cloud, weight, sink)


def _attachment(resource: Resource, sink: Sink) -> None:
    """Tencent Cloud: the servers of a listener, or of one of its rules."""
    for view in resource.blocks("targets"):
        sink.port(view, "port", 0, _EVERY_PORT, "the target")
        _server(resource, view, "port", "listener_id", "tencentcloud", view.number("weight", 10), sink)


def _group(resource: Resource, sink: Sink) -> None:
    """A server group of Alibaba Cloud, with those of its servers that stand in it, and its check."""
    servers = []
    for view in resource.blocks(SERVERS[resource.kind]) if SERVERS[resource.kind] else ():
        lowest = 0 if resource.kind == "alicloud_alb_server_group" else 1
        sink.port(view, "port", lowest, _EVERY_PORT, "the server")
        number = view.number("port")
        servers.append(nouns.server(view.node, resource.name, number, view.number("weight", 100), resource.world))
    settings: dict[str, Setting[str]] = {"listener": absent(resource.node)}
    for name in ("health_check", "health_check_config"):
        for view in resource.blocks(name):
            settings["check.enabled"] = view.text("health_check_enabled")
            settings["check.protocol"] = view.text("health_check_type" if name == "health_check" else _LAYER7)
            settings["check.block"] = written(name, view.node, 0)
    sink.unit.pools.append(
        nouns.pool(
            resource.node, resource.itself(), resource.kind, "alicloud", resource.world,
            protocol=resource.text("protocol"), servers=servers, settings=settings, partial=not resource.whole,
        )
    )  # fmt: skip


_LAYER7 = "health_check_protocol"


def _server(
    resource: Resource, view: View, port: str, pool: str, cloud: str, weight: Setting[int], sink: Sink
) -> None:
    """A member, as a pool of its own kind with one server, that names the pool it belongs to."""
    server = nouns.server(view.node, resource.name, view.number(port), weight, resource.world)
    sink.unit.pools.append(
        nouns.pool(
            view.node, resource.itself(), resource.kind, cloud, resource.world, servers=(server,),
            settings={"pool": resource.identity(pool), "rule": resource.identity("rule_id")},
            partial=not resource.whole,
        )
    )  # fmt: skip
