"""May these two sockets coexist?  FAILS, SILENT or NONE: the measured predicate.

Two sockets meet when they share network namespace, transport, a port and an address.  Both open when both
set SO_REUSEPORT (same user), or when both are UDP with SO_REUSEADDR; then the kernel splits the traffic of
an equal address silently and prefers a more specific one.  Otherwise the second bind() fails.
Measured over 2,597 pairs of real sockets (``tests/oracle/bind_matrix.json``), and over generated nginx and
HAProxy configurations started for real.
"""

from enum import Enum

from lbconflint.analysis.opening import Socket
from lbconflint.model import Transport
from lbconflint.values import Family


class Outcome(Enum):
    """What happens when both are started."""

    FAILS = "the second bind() fails"
    SILENT = "both open, and the kernel splits or shadows the traffic"
    NONE = "both open, each gets its own traffic"


class Overlap(Enum):
    """Which addresses two sockets share."""

    NONE = "none"
    SAME = "the same address"
    WILDCARD = "a wildcard covers a specific address"
    DUAL_STACK = "a dual-stack IPv6 wildcard covers IPv4"


def overlap(a: Socket, b: Socket) -> Overlap:
    """Which addresses the two sockets share, whatever their ports and options."""
    left, right = a.address, b.address
    if left.family is right.family:
        if left.host == right.host:
            return Overlap.SAME
        return Overlap.WILDCARD if left.is_ip and (left.wildcard or right.wildcard) else Overlap.NONE
    if (a.dual_stack and right.family is Family.IPV4) or (b.dual_stack and left.family is Family.IPV4):
        return Overlap.DUAL_STACK
    return Overlap.NONE


def outcome(a: Socket, b: Socket) -> tuple[Outcome, Overlap]:
    """What happens to two sockets of the same port (or the same unix path), and why.

    Within one process ``a`` is opened before ``b``; of two processes either may start first.
    """
    if a.namespace != b.namespace or a.transport is not b.transport:
        return Outcome.NONE, Overlap.NONE
    shared = overlap(a, b)
    if a.unit.product == "kubernetes" == b.unit.product:
        return Outcome.NONE, Overlap.NONE  # the scheduler's business, and duplicate-host-port's
    if (a.translated or b.translated) and shared is not Overlap.NONE:
        if (node_port(a) and b.address.loopback) or (node_port(b) and a.address.loopback):
            return Outcome.NONE, Overlap.NONE  # the mode of kube-proxy decides
        return Outcome.SILENT, Overlap.WILDCARD if shared is Overlap.DUAL_STACK else shared
    if shared is Overlap.NONE or (a.interface and b.interface and a.interface != b.interface):
        return Outcome.NONE, Overlap.NONE
    if not a.address.networked:
        if not (a.address.family is Family.UNIX and a.replaces_unix and b.replaces_unix):
            return Outcome.FAILS, shared
        return (Outcome.NONE if a.owner == b.owner else Outcome.SILENT), shared
    datagrams = a.transport is Transport.UDP and a.reuse_address and b.reuse_address
    if not (a.reuse_port and b.reuse_port) and not datagrams:
        return Outcome.FAILS, shared
    if a.owner == b.owner:
        return Outcome.NONE, shared
    if b.address in a.serves or a.address in b.serves or _starves(a, b, shared):
        return Outcome.SILENT, shared
    return Outcome.NONE, Overlap.WILDCARD if shared is Overlap.SAME else shared


def node_port(socket: Socket) -> bool:
    """The rule for a node port of a Service, which is on every node."""
    return socket.translated and socket.listener.kind == "service"


def _starves(a: Socket, b: Socket, shared: Overlap) -> bool:
    """Two open sockets cover one address: whether one gets nothing, or not all, of what is its own.

    The more specific one should win, but among sockets that Linux keeps in one list it takes the first with
    SO_REUSEPORT (``inet_lookup_reuseport``) before it comes to a better match.
    """
    if shared is Overlap.SAME and a.interface == b.interface:
        return True
    own, other = _better(a, b, shared)
    if own is None or (own.interface != other.interface and not other.reuse_port):
        return False
    orders = [(a, b)] if a.unit is b.unit else [(a, b), (b, a)]
    return any(_found(other, other is last) < _found(own, own is last) for _, last in orders)


def _better(a: Socket, b: Socket, shared: Overlap) -> tuple[Socket | None, Socket]:
    """The better match of two in one list, and the other: who is bound to the interface, and the IPv4
    wildcard in IPv6 spelling (``::ffff:0.0.0.0``) beside a dual-stack one; None when lists differ."""
    if shared is Overlap.SAME:
        return (a, b) if a.interface else (b, a)
    own, other = (b, a) if a.dual_stack else (a, b)
    if shared is Overlap.DUAL_STACK and own.address.wildcard and spelt_ipv6(own):
        if own.interface or not other.interface:
            return own, other
    return None, other


def spelt_ipv6(socket: Socket) -> bool:
    written = socket.bind.address.value
    return written is not None and written.family is Family.IPV6


def _found(socket: Socket, opened: int) -> tuple[bool, int]:
    """Where the kernel's look-up comes across a socket: new ones go to the front of the list, except IPv6
    sockets with SO_REUSEPORT, which go to its end."""
    at_end = socket.reuse_port and spelt_ipv6(socket)
    return at_end, opened if at_end else -opened
