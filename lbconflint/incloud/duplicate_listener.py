"""One port of a load balancer for two listeners."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.cloud import Clash, clashes, doors_of
from lbconflint.check import Context, Hit, Level, Related, Unit

_EFFECTS = {
    "aws": "the API answers DuplicateListener, or hands out one listener for both: destroying one kills both",
    "azurerm": "the API refuses the second one (RulesUseSameFrontendPortProtocolAndIPConfig)",
    "google": "the API refuses the second forwarding rule: address and ports are in use",
}


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    told: set[tuple[int, int]] = set()
    for (cloud, balancer, frontend, _transport), doors in unit.memo.once(doors_of, unit).items():
        if len(doors) < 2:
            continue
        for clash in clashes(doors):
            pair = (id(clash.first.bind.node), id(clash.second.bind.node))
            if pair not in told or pair[0] == pair[1]:
                told.add(pair)
                yield _hit(unit, clash, cloud, balancer, frontend)


def _hit(unit: Unit, clash: Clash, cloud: str, balancer: str, frontend: str) -> Hit:
    first, second, ports = clash
    transports = {first.bind.transport, second.bind.transport}
    noun = "ports" if not ports.single else "port"
    where = f"{noun} {ports}/{second.bind.transport.value} of '{frontend or balancer}'"
    also = "" if len(transports) == 1 else f" (for {first.bind.transport.value})"
    who = words.listener(unit, first.listener)
    if first.listener.name == second.listener.name:
        who = "another of its listeners"
    related = [Related(first.bind.ports.span, "it is taken here")]
    called = second.listener.settings.get("called")
    if called is not None:
        related.append(Related(called.span, "the module is called here"))
    return Hit(
        second.bind.ports.span,
        f"{words.listener(unit, second.listener)} takes {where}, which {who} has already{also}",
        tuple(related),
        help=_help(cloud, len(transports) > 1),
        level=None if first.bind.world == second.bind.world and not _all_ports(cloud, clash) else Level.WARNING,
    )


def _all_ports(cloud: str, clash: Clash) -> bool:
    """Azure: a rule for all ports meets every other one; whether the API takes both depends on its kind."""
    return cloud == "azurerm" and any(door.ports.low == 0 for door in (clash.first, clash.second))


def _help(cloud: str, mixed: bool) -> str:
    if cloud == "aws" and mixed:
        return "a Network Load Balancer has one listener for each port: use TCP_UDP or TCP_QUIC for both"
    return _EFFECTS.get(cloud, "the API refuses the second one at apply: give it a port of its own")
