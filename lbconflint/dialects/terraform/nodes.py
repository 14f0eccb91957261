"""Kernel settings of the nodes of clusters: azurerm's ``linux_os_config``, google's ``linux_node_config``."""

from collections.abc import Iterator

from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.convert import open_, text
from lbconflint.dialects.terraform.lattice import Fields, Value
from lbconflint.dialects.terraform.terms import Literal, Object, Parentheses, Term
from lbconflint.dialects.terraform.tree import Item
from lbconflint.dialects.terraform.view import View
from lbconflint.kernel import Carrier
from lbconflint.knowledge.terraform_sources import LINUX_OS_CONFIG
from lbconflint.model import Gap
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.source import SourceFile
from lbconflint.tree import Node, World
from lbconflint.unit import Unit
from lbconflint.values import Setting, unknown, written

_HOLDERS = ("default_node_pool", "node_pool", "node_config", "node_pool_defaults", "node_config_defaults")
_RANGE = ("net_ipv4_ip_local_port_range_min", "net_ipv4_ip_local_port_range_max")


class _Entry(Node):
    """An entry of a map: ``key`` and ``value`` are places."""

    __slots__ = ("key", "value")

    def __init__(
        self, source: SourceFile, name: str, key: tuple[int, int], value: tuple[int, int], world: World
    ) -> None:
        super().__init__(source, name, (), key[0], value[1], world)
        self.key = key
        self.value = value

    def words(self) -> list[tuple[int, int]]:
        return [self.key, self.value]


def lower(resource: Resource, pools: list[Unit]) -> None:
    """A unit for each node pool that sets something: each has machines of its own."""
    for view in _node_configs(resource):
        unit = Unit(resource.node.source.path, "sysctl", complete=False)
        unit.machine = f"{resource.name}#{len(pools)}"
        unit.add_source(resource.node.source)
        settings = Settings(unit)
        for inner in view.blocks("linux_os_config"):
            for config in inner.blocks("sysctl_config"):
                _azure(config, settings, resource.world)
        for inner in view.blocks("linux_node_config"):
            _google(inner, settings, unit, resource.world)
        if unit.kernel_settings or unit.gaps:
            pools.append(unit)


def _node_configs(resource: Resource) -> Iterator[View]:
    """The resource itself and the blocks in it that describe nodes."""
    pending: list[View] = [resource]
    while pending:
        view = pending.pop()
        yield view
        for name in _HOLDERS:
            if view.block is not None and (any(view.block.blocks(name)) or view.dynamic(name)):
                pending.extend(view.blocks(name))


def _azure(config: View, settings: Settings, world: World) -> None:
    block = config.block
    if block is None:
        return
    for item in block.attributes.values():
        key = LINUX_OS_CONFIG.get(item.name)
        if key is not None and config.value(item.name) is not None:
            value = config.text(item.name)
            if item.name == "net_ipv4_tcp_tw_reuse":
                flag = config.flag(item.name)
                value = value._replace(value=None if flag.value is None else str(int(flag.value)))
            _put(settings, key, value, item, world)
    low, high = (config.text(name) for name in _RANGE)
    place = config.item(_RANGE[0])
    if place is not None and low.written:
        known = low.value is not None and high.value is not None
        value = written(f"{low.value} {high.value}", place) if known else unknown(place, 1)
        _put(settings, "net.ipv4.ip_local_port_range", value, place, world)


def _google(config: View, settings: Settings, unit: Unit, world: World) -> None:
    item = config.item("sysctls")
    term = item.term if item is not None else None
    while isinstance(term, Parentheses):
        term = term.inner
    if item is None:
        return
    if isinstance(term, Object):
        for key, value in term.items:
            _entry(config, settings, item, (key, value), world)
        return
    found = config.instance.evaluator.concrete(item.term, config.names)
    if isinstance(found, Fields):
        for name, one in found.members.items():
            _put(settings, name, _said(one, item), item, world)
    elif found is not None:
        unit.gaps.append(Gap(item.word(1), "the kernel settings of these nodes are not known"))


def _entry(config: View, settings: Settings, item: Item, entry: tuple[Term, Term], world: World) -> None:
    key, value = entry
    evaluator = config.instance.evaluator
    name = key.value if isinstance(key, Literal) else evaluator.concrete(key, config.names)
    if not isinstance(name, str):
        return
    node = _Entry(item.source, name, _bare(key, item.source), _bare(value, item.source), world)
    _put(settings, name, _said(evaluator.concrete(value, config.names), node), node, world)


def _bare(term: Term, source: SourceFile) -> tuple[int, int]:
    """The place of a term, without the quotes of a plain text."""
    quoted = source.text[term.start : term.start + 1] == '"' and term.end - term.start > 2
    return (term.start + 1, term.end - 1) if quoted else (term.start, term.end)


def _said(value: Value, node: Node) -> Setting[str]:
    found = text(value)
    return unknown(node, 1) if open_(found) or not isinstance(found, str) else written(found, node)


def _put(settings: Settings, key: str, value: Setting[str], node: Node, world: World) -> None:
    settings.put(setting_of(written(key, node, 0), value, Carrier.NODE_POOL, node, world=world))
