"""A connection that is sent to a port that its target does not serve."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.doors import doors_of
from lbconflint.analysis.opening import canonical
from lbconflint.analysis.paths import Hop, hops
from lbconflint.check import Confidence, Context, Hit, Host, Level, Related, Unit, each
from lbconflint.model import Bind
from lbconflint.tree import ALWAYS


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product == "kubernetes":
        from lbconflint.incluster import backend_port_mismatch

        yield from backend_port_mismatch.hits(unit, ctx)
        return
    if unit.product == "terraform":
        from lbconflint.incloud import checks_of_servers

        yield from checks_of_servers.elsewhere(unit)
        return
    reported: set[int] = set()
    for hop in hops(ctx.project, unit):
        if hop.host is None or hop.found or hop.world != ALWAYS or id(hop.node) in reported:
            continue
        hit = _hit(hop, hop.host, ctx)
        if hit:
            reported.add(id(hop.node))
            yield hit


def _hit(hop: Hop, host: Host, ctx: Context) -> Hit | None:
    doors = host.memo.once(doors_of, host)
    near = [answer.bind for answer in doors.ports.get(hop.number, ())]
    if near:
        return _elsewhere(hop, host, near)
    # What else runs on this very host is not known; a stated other host is known by what was stated.
    if host is ctx.host or not host.stated or not doors.ports:
        return None
    known = sorted(doors.ports)
    listed = words.several([str(number) for number in known[:8]]) + (" and others" if len(known) > 8 else "")
    return Hit(
        hop.port_span,
        f"nothing on host '{host.name}' listens on port {hop.number}",
        help=f"the known listeners of '{host.name}' are on {listed}",
        level=Level.WARNING,
        confidence=Confidence.MEDIUM,
    )


def _elsewhere(hop: Hop, host: Host, near: list[Bind]) -> Hit | None:
    """The port is open on that host, on other addresses only."""
    address = hop.address.value
    addresses = [canonical(bind.address.value) for bind in near if bind.address.value]
    if address is None or not address.is_ip or any(not known.is_ip for known in addresses):
        return None
    if any(bind.transport.value != "tcp" or bind.world for bind in near):
        return None
    where = words.several([words.bind(bind) for bind in near])
    whose = f" of host '{host.name}'" if host.stated else ""
    # Who binds one address of a host often does so because another program has the port on loopback.
    apart = not host.stated and address.loopback and not any(known.loopback for known in addresses)
    return Hit(
        hop.port_span,
        f"port {hop.number}{whose} is not open on {address}: the known listeners are on {where}",
        tuple(Related(bind.span, "the port is opened here") for bind in near),
        help="connect to an address that the listener has, or widen its bind",
        level=Level.NOTE if apart else Level.WARNING,
        confidence=Confidence.MEDIUM,
    )
