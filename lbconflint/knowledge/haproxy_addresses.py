"""The prefixes of HAProxy's addresses.

Source: configuration.txt, chapter 11 "Address formats"; the versions were asked of binaries of 1.8 to 3.5-dev5
with ``bind PREFIX...`` in 2026-11.
"""

from lbconflint.knowledge.versions import Version
from lbconflint.record import NamedTuple


class Prefix(NamedTuple):
    """What ``name@`` says.  ``family`` is ip, ipv4, ipv6, unix, abstract or other; ``socket`` is stream,
    datagram or quic (datagrams below, a stream above), or "" where the statement decides."""

    family: str
    socket: str
    since: Version


ALWAYS: Version = (1, 8, 0)

PREFIXES: dict[str, Prefix] = {
    "ip": Prefix("ip", "", (2, 4, 0)),
    "ipv4": Prefix("ipv4", "", ALWAYS),
    "ipv6": Prefix("ipv6", "", ALWAYS),
    "tcp": Prefix("ip", "stream", (2, 4, 0)),
    "tcp4": Prefix("ipv4", "stream", (2, 4, 0)),
    "tcp6": Prefix("ipv6", "stream", (2, 4, 0)),
    "mptcp": Prefix("ip", "stream", (3, 1, 0)),
    "mptcp4": Prefix("ipv4", "stream", (3, 1, 0)),
    "mptcp6": Prefix("ipv6", "stream", (3, 1, 0)),
    "udp": Prefix("ip", "datagram", (2, 3, 0)),
    "udp4": Prefix("ipv4", "datagram", (2, 3, 0)),
    "udp6": Prefix("ipv6", "datagram", (2, 3, 0)),
    "quic4": Prefix("ipv4", "quic", (2, 6, 0)),
    "quic6": Prefix("ipv6", "quic", (2, 6, 0)),
    "unix": Prefix("unix", "", ALWAYS),
    "uxst": Prefix("unix", "stream", (2, 4, 0)),
    "uxdg": Prefix("unix", "datagram", (2, 4, 0)),
    "abns": Prefix("abstract", "", ALWAYS),
    "abnsz": Prefix("abstract", "", (3, 1, 0)),
    "fd": Prefix("other", "", ALWAYS),
    "sockpair": Prefix("other", "", (1, 9, 0)),
    "rhttp": Prefix("other", "", (2, 9, 0)),
}

SOCKET_TYPES: dict[str, tuple[str, Version]] = {
    "stream+": ("stream", (2, 3, 0)),
    "dgram+": ("datagram", (2, 3, 0)),
    "quic+": ("quic", (2, 8, 0)),
}
"""What stands before the family's prefix: the socket type, and the first version that knows it."""

CHECKED_PORTS: Version = (2, 3, 0)
"""Since this version a server's port has to be below 65536, and a range must not end before it begins."""

STRICT_PORTS: Version = (3, 0, 0)
"""Since this version a port with other characters behind its digits is refused; before, they were ignored."""
