"""A port that should not be public on an address that is."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import Opened, opened_of, taken
from lbconflint.check import Confidence, Context, Hit, Host, Level, whole
from lbconflint.knowledge.ports import DANGEROUS
from lbconflint.model import Listener
from lbconflint.values import PortRange

_FILTERS = frozenset({"deny", "allow", "auth_basic", "auth_request", "ssl_verify_client"})
_REFUSALS = frozenset({"reject", "deny", "silent-drop", "tarpit", "auth"})


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for unit in host.units:
        if unit.product == "compose":
            for opened in unit.memo.once(opened_of, unit):
                yield from _published(opened, host)
            continue
        if unit.product == "terraform":
            from lbconflint.incloud import exposed_port

            yield from exposed_port.hits(unit)
            continue
        for opened, dangerous in taken(unit, _dangerous):
            if not _public(opened, host) or _filtered(opened.listener):
                continue
            for port in dangerous:
                yield Hit(
                    opened.bind.span,
                    f"{words.listener(unit, opened.listener)} makes port {port} public, the port of "
                    f"{DANGEROUS[port]}",
                    help="bind it to an inner address, or allow known clients only",
                )


def _published(opened: Opened, host: Host) -> Iterator[Hit]:
    """What the container's port says counts, not the host's: 9090 in front of a web server is no Prometheus.
    Docker publishes on every address unless told otherwise, and its rules come before the host's firewall."""
    target = opened.bind.options.get("target")
    owner = DANGEROUS.get(int(target.value)) if target is not None and target.value else None
    open_to_all = opened.socket.address.wildcard and not host.stated
    if owner is None or not (open_to_all or _public(opened, host)):
        return
    listener = words.listener(opened.socket.unit, opened.listener)
    shown = words.endpoint(opened.socket.address, opened.ports, opened.bind.transport)
    effect = "publishes" if open_to_all else "makes public"
    yield Hit(
        opened.bind.span,
        f"{listener} {effect} the port of {owner} on {shown}, past the firewall of the host",
        help=f'services of one project reach each other without it; for the host alone: "127.0.0.1:{opened.ports}:'
        f'{target.value if target else ""}"',
        level=Level.NOTE if open_to_all else None,
        confidence=Confidence.LOW if open_to_all else None,
    )


def _dangerous(ports: PortRange) -> list[int] | None:
    """The dangerous ones among a few ports; who opens hundreds does not mean one of them."""
    if ports.high - ports.low > 100:
        return None
    return [port for port in range(ports.low, ports.high + 1) if port in DANGEROUS] or None


def _public(opened: Opened, host: Host) -> bool:
    address = opened.socket.address
    if address.wildcard:
        return host.public
    from ipaddress import ip_address

    return address.is_ip and ip_address(address.host.partition("%")[0]).is_global


def _filtered(listener: Listener) -> bool:
    """Some statement of the listener turns clients away."""
    if "IPAddressDeny" in listener.settings:
        return True
    for node in listener.node.walk():
        if node.name in _FILTERS:
            return True
        if node.name in ("tcp-request", "http-request") and not _REFUSALS.isdisjoint(node.args):
            return True
    return False
