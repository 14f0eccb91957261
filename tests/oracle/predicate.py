"""A generated case as the linter's model, built from its structured form, and the verdict of
``lbconflint.analysis.sockets`` on it: no reader is involved."""

from collections.abc import Iterable

from lbconflint.analysis.sockets import Conflict, Outcome, conflicts_of
from lbconflint.model import NOTHING, Bind, Listener, Scope, Tls, Transport
from lbconflint.source import SourceFile
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.unit import Host, Unit
from lbconflint.values import Address, Family, PortRange, Setting, absent, default, ipv4, ipv6, written

from .case import Ask, Case, Program

_CONDITION = 1


def address_of(family: str, host: str) -> Address:
    """The model's address; raises ValueError for a host that is none."""
    found: Address | None = Address(Family(family), host)
    if host != "*" and family == "ipv4":
        found = ipv4(host)
    elif host != "*" and family == "ipv6":
        found = ipv6(host)
    if found is None:
        raise ValueError(f"{host} is no {family} address")
    return found


def _world(branch: int | None) -> World:
    return ALWAYS if branch is None else ((_CONDITION, branch),)


def bind_of(ask: Ask, node: Node) -> Bind:
    address = address_of(ask.family, ask.host)
    ports: Setting[PortRange] = written(PortRange(ask.low, ask.high), node) if ask.is_ip else absent(node)
    said = "ipv6only" in ask.options or "v6only" in ask.options or "v4v6" in ask.options
    return Bind(
        address=default(address, node) if "implicit" in ask.options else written(address, node),
        ports=ports,
        transport=Transport(ask.transport),
        v6only=(written if said else default)(ask.v6only, node),
        reuse_port=(written if "reuseport" in ask.options else default)(ask.reuse_port, node),
        interface=written(ask.interface, node) if ask.interface else absent(node),
        namespace=absent(node),
        tls=default(ask.tls, node),
        proxy_protocol=default(ask.proxy, node),
        options={name: written("", node) for name in ask.options},
        scope=Scope.HOST,
        world=_world(ask.branch),
        node=node,
    )


def _listener(asks: list[Ask], product: str, node: Node) -> Listener:
    first = asks[0]
    none: Setting[str] = absent(node)
    return Listener(
        name=f"{first.owner}/{first.group}",
        kind="server" if product == "nginx" else "frontend",
        module=first.module if product == "nginx" else "",
        binds=tuple(bind_of(ask, node) for ask in asks),
        names=(),
        protocol=none,
        tls=Tls((), (), absent(node), none, absent(node), none, node),
        routes=(),
        timeouts=NOTHING,
        limits=NOTHING,
        settings=NOTHING,
        enabled=default(first.enabled, node),
        partial=False,
        world=ALWAYS,
        node=node,
    )


def unit_of(program: Program) -> Unit:
    """One program as a unit: a listener for each block, in the order of the text."""
    source = SourceFile(program.path, program.text)
    unit = Unit(program.path, program.product, complete=True)
    unit.add_source(source)
    blocks: dict[tuple[str, int], list[Ask]] = {}
    for ask in program.asks:
        blocks.setdefault((ask.owner, ask.group), []).append(ask)
    for number, asks in enumerate(blocks.values()):
        unit.listeners.append(_listener(asks, program.product, Node(source, "listen", (), number, number)))
    return unit


def conflicts(case: Case) -> list[Conflict]:
    return conflicts_of(Host("case", [unit_of(program) for program in case.programs]))


def expected_outcome(case: Case) -> str:
    """``fails``, ``silent`` or ``fine``: the worst that the predicate finds."""
    return worst(conflict.outcome for conflict in conflicts(case))


def worst(outcomes: Iterable[Outcome]) -> str:
    found = set(outcomes)
    if Outcome.FAILS in found:
        return "fails"
    return "silent" if Outcome.SILENT in found else "fine"
