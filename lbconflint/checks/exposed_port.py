"""A port that should not be public on an address that is."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.analysis.claims import Opened, taken
from lbconflint.check import Context, Hit, Host, whole
from lbconflint.knowledge.ports import DANGEROUS
from lbconflint.model import Listener
from lbconflint.values import PortRange

_FILTERS = frozenset({"deny", "allow", "auth_basic", "auth_request", "ssl_verify_client"})
_REFUSALS = frozenset({"reject", "deny", "silent-drop", "tarpit", "auth"})


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for unit in host.units:
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
    for node in listener.node.walk():
        if node.name in _FILTERS:
            return True
        if node.name in ("tcp-request", "http-request") and not _REFUSALS.isdisjoint(node.args):
            return True
    return False
