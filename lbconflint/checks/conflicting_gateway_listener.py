"""Listeners of one Gateway that cannot be told apart: none of them is served."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.cluster import Gateway, GatewayListener
from lbconflint.tree import coexist

_BY_HOST = ("HTTP", "HTTPS", "TLS")


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "kubernetes":
        return
    for gateway in unit.nouns.get(Gateway, ()):
        yield from _names(gateway)
        yield from _listeners(gateway)
    from lbconflint.incluster import conflicting_servers

    yield from conflicting_servers.hits(unit, ctx)


def _listeners(gateway: Gateway) -> Iterator[Hit]:
    first: dict[tuple[str, int, str], GatewayListener] = {}
    raw: dict[int, GatewayListener] = {}
    for listener in gateway.listeners:
        port, protocol = listener.port.value, listener.protocol.value
        if port is None or protocol is None or listener.hostname.unknown:
            continue
        host = (listener.hostname.value or "").lower() if protocol in _BY_HOST else ""
        family = "UDP" if protocol == "UDP" else "TCP"
        earlier = first.setdefault((family, port, f"{protocol in _BY_HOST} {host}"), listener)
        if earlier is not listener:
            yield from _hit(listener, earlier, f"hostname '{host}'" if host else "no hostname to tell them apart")
            continue
        other = raw.setdefault(port, listener) if family == "TCP" else listener
        if other is not listener and "TCP" in (protocol, other.protocol.value):
            yield from _hit(listener, other, "a TCP listener takes every connection of its port")


def _hit(listener: GatewayListener, earlier: GatewayListener, why: str) -> Iterator[Hit]:
    if not coexist(earlier.node.world, listener.node.world):
        return
    other = "another one" if earlier.name.value is None else f"'{earlier.name.value}'"
    yield Hit(
        listener.port.span,
        f"{words.called('listener', listener.name, 'a listener')} conflicts with {other}: both are on port "
        f"{listener.port.value}, and {why}",
        (Related(earlier.port.span, "the other listener"),),
        "the Gateway accepts neither: give them different ports or hostnames",
    )


def _names(gateway: Gateway) -> Iterator[Hit]:
    first: dict[str, GatewayListener] = {}
    for listener in gateway.listeners:
        if listener.name.value is None:
            continue
        earlier = first.setdefault(listener.name.value, listener)
        if earlier is not listener and coexist(earlier.node.world, listener.node.world):
            yield Hit(
                listener.name.span,
                f"a second listener '{listener.name.value}'",
                (Related(earlier.name.span, "the first one"),),
                "the API server refuses the Gateway: names of listeners are unique",
            )
