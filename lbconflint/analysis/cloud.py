"""Cloud load balancers: which listeners stand on one of them, and where their redirects lead.

A cloud listener's bind has the scope CLOUD; its ``namespace`` is the identity of the load balancer and its
``interface`` the address on it, where one balancer may have several.
"""

from collections.abc import Iterable, Iterator

from lbconflint.analysis.graph import cyclic_groups
from lbconflint.knowledge.terraform_types import ONE_PORT_FOR_ALL
from lbconflint.model import Bind, Listener, Pool, Route, Scope, TargetKind
from lbconflint.record import NamedTuple
from lbconflint.tree import ALWAYS, coexist
from lbconflint.unit import Unit
from lbconflint.values import PortRange


class Door(NamedTuple):
    """One port (or range) of a load balancer and the listener that has it."""

    ports: PortRange
    bind: Bind
    listener: Listener


Place = tuple[str, str, str, str]
"""Cloud, load balancer, address on it, transport ("" where a port is one for all transports)."""


def doors_of(unit: Unit) -> dict[Place, list[Door]]:
    """The known ports of every known load balancer, in reading order."""
    doors: dict[Place, list[Door]] = {}
    for listener in unit.listeners:
        for bind in listener.binds:
            balancer, ports = bind.namespace.value, bind.ports.value
            if bind.scope is not Scope.CLOUD or balancer is None or ports is None or bind.interface.unknown:
                continue
            transport = "" if listener.module in ONE_PORT_FOR_ALL else bind.transport.value
            place = (listener.module, balancer, bind.interface.value or "", transport)
            doors.setdefault(place, []).append(Door(ports, bind, listener))
    return doors


class Clash(NamedTuple):
    """Two listeners on the same port of one load balancer; ``ports`` are the shared ones."""

    first: Door
    second: Door
    ports: PortRange


def clashes(doors: Iterable[Door]) -> Iterator[Clash]:
    """Each door with an earlier one that it meets; one finding for each later door.

    The doors are sorted by port, and each is compared with the one before it that reaches furthest.
    """
    order = {id(door.bind): number for number, door in enumerate(doors)}
    furthest: list[Door] = []
    for door in sorted(doors, key=lambda each: (each.ports, order[id(each.bind)])):
        furthest = [each for each in furthest if each.ports.high >= door.ports.low]
        for other in furthest:
            shared = door.ports.overlap(other.ports)
            if shared and other.listener is not door.listener and coexist(other.bind.world, door.bind.world):
                first, second = sorted((other, door), key=lambda each: order[id(each.bind)])
                yield Clash(first, second, shared)
                break
        furthest = _kept(furthest, door)


def _kept(furthest: list[Door], door: Door) -> list[Door]:
    """One door for each world: of two that end alike the first."""
    rest = [each for each in furthest if each.bind.world != door.bind.world]
    same = [each for each in furthest if each.bind.world == door.bind.world]
    return [*rest, max([*same, door], key=lambda each: each.ports.high)]


def pools_by_name(unit: Unit) -> dict[str, Pool]:
    """Target groups by identity."""
    return {pool.name.value: pool for pool in unit.pools if pool.name.value is not None}


class Spot(NamedTuple):
    """A listener of a load balancer as a redirect names it."""

    balancer: str
    port: int


class Turn(NamedTuple):
    """A redirect of every request: from a listener to a port of the same load balancer."""

    listener: Listener
    route: Route
    start: Spot
    end: Spot


def turns_of(unit: Unit) -> list[Turn]:
    """Redirects by default that keep host and path: where the client comes back to the same load balancer.

    One that changes the scheme ends on the port that it names; a redirect between HTTP and HTTPS on one port
    is none of these, for no port speaks both.
    """
    found: list[Turn] = []
    for listener in unit.listeners:
        redirects = [route for route in listener.routes if route.target.kind is TargetKind.REDIRECT]
        for bind in listener.binds if len(redirects) == 1 and len(listener.routes) == 1 else ():
            balancer, ports, route = bind.namespace.value, bind.ports.value, redirects[0]
            target = route.target
            if balancer is None or ports is None or not ports.single or not target.pool.absent:
                continue
            if not target.path.absent or target.port.unknown or target.protocol.unknown:
                continue
            end = ports.low if target.port.value is None else target.port.value
            found.append(Turn(listener, route, Spot(balancer, ports.low), Spot(balancer, end)))
    return found


def circles(unit: Unit) -> Iterator[list[Turn]]:
    """Redirects that lead back to where they began."""
    turns = {turn.start: turn for turn in turns_of(unit) if turn.listener.world == ALWAYS or _alone(turn)}
    graph = {start: [turn.end] for start, turn in turns.items() if _speaks_on(turn, turns)}
    for group in cyclic_groups(graph):
        yield [turns[spot] for spot in group]


def crossed(turn: Turn, goal: Listener) -> bool:
    """The redirect names a scheme that the listener at its end does not speak."""
    scheme = turn.route.target.protocol.value
    known = [bind.tls.value for bind in goal.binds if bind.ports.value and turn.end.port in bind.ports.value]
    return scheme is not None and goal.protocol.equals("http") and known == [scheme.lower() != "https"]


def _alone(turn: Turn) -> bool:
    """A loop onto itself does not depend on others."""
    return turn.start == turn.end


def _speaks_on(turn: Turn, turns: dict[Spot, Turn]) -> bool:
    """The scheme of the redirect is what the listener at its end speaks."""
    target = turns.get(turn.end)
    scheme = turn.route.target.protocol.value
    if target is None:
        return False
    if scheme is None:
        return turn.start == turn.end
    tls = target.listener.binds[0].tls
    return tls.equals(scheme.lower() == "https")
