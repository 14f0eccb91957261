"""A redirect or a rule that leads to a port where the load balancer has no listener."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.cloud import Turn, crossed, turns_of
from lbconflint.check import Context, Hit, Level, Related, Unit
from lbconflint.model import Listener
from lbconflint.tree import ALWAYS


class _Known:
    """The ports of each load balancer, and whether they are all known."""

    def __init__(self, unit: Unit) -> None:
        self.open = False
        self.ports: dict[str, list[Listener]] = {}
        for listener in unit.listeners:
            if not listener.binds and "priority" not in listener.settings:
                self.open = True
            for bind in listener.binds:
                if bind.namespace.value is None or bind.ports.value is None:
                    self.open = True
                    continue
                self.ports.setdefault(bind.namespace.value, []).append(listener)

    def listens(self, balancer: str, port: int) -> list[Listener]:
        found = self.ports.get(balancer, [])
        return [each for each in found if any(b.ports.value and port in b.ports.value for b in each.binds)]


def hits(unit: Unit, _: Context) -> Iterator[Hit]:
    yield from _of_other_protocol(unit)
    if not unit.complete:
        return
    known = _Known(unit)
    if known.open:
        return
    for turn in turns_of(unit):
        found = known.listens(turn.end.balancer, turn.end.port)
        if turn.listener.world == ALWAYS and not found:
            yield _redirect(unit, turn)
        elif len(found) == 1 and found[0] is not turn.listener and crossed(turn, found[0]):
            yield _crossed(unit, turn, found[0])
    for listener in unit.listeners:
        if listener.kind == "alicloud_slb_rule" and listener.world == ALWAYS:
            yield from _rule(known, listener)


def _of_other_protocol(unit: Unit) -> Iterator[Hit]:
    """Tencent Cloud: a forwarding rule of a listener that forwards connections, not requests."""
    rules = [listener for listener in unit.listeners if listener.kind == "tencentcloud_clb_listener_rule"]
    listeners = {listener.name: listener for listener in unit.listeners} if rules else {}
    for rule in rules:
        owner = rule.settings["listener"]
        listener = listeners.get(owner.value or "")
        protocol = listener.settings.get("protocol") if listener is not None else None
        if listener is not None and protocol is not None and protocol.among("TCP", "UDP", "TCP_SSL"):
            yield Hit(
                owner.span,
                f"the rule is for '{listener.name}', which speaks {protocol.value}",
                (Related(protocol.span, "the listener's protocol"),),
                help="a rule belongs to an HTTP, HTTPS or QUIC listener",
                level=Level.WARNING,
            )


def _redirect(unit: Unit, turn: Turn) -> Hit:
    target = turn.route.target
    return Hit(
        target.port.span if target.port.written else target.node.span,
        f"{words.listener(unit, turn.listener)} redirects to port {turn.end.port} of '{turn.end.balancer}', "
        "where nothing listens",
        help="add the listener, or redirect to the port of one",
        level=Level.WARNING,
    )


def _crossed(unit: Unit, turn: Turn, goal: Listener) -> Hit:
    target = turn.route.target
    scheme = (target.protocol.value or "").lower()
    return Hit(
        target.port.span if target.port.written else target.node.span,
        f"{words.listener(unit, turn.listener)} redirects to {scheme} on port {turn.end.port}, where "
        f"{words.listener(unit, goal)} speaks {'https' if scheme == 'http' else 'http'}",
        (Related(goal.binds[0].ports.span, "the port is its"),),
        help="redirect to the port of a listener that speaks it",
        level=Level.WARNING,
    )


def _rule(known: _Known, rule: Listener) -> Iterator[Hit]:
    balancer, port = rule.settings["balancer"], rule.settings["listener-port"]
    if balancer.value not in known.ports or port.value is None or not port.value.isdigit():
        return
    found = known.listens(balancer.value or "", int(port.value))
    if not any(each.protocol.unknown or each.protocol.equals("http") for each in found):
        what = "no listener" if not found else "no HTTP or HTTPS listener"
        yield Hit(
            port.span,
            f"the rule is for port {port.value} of '{balancer.value}', which has {what} there",
            help="a rule belongs to the HTTP or HTTPS listener of its port",
            level=Level.WARNING,
        )
