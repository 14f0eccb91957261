"""Addresses as HAProxy reads them: prefix, host, port, range and offset.

The port is what follows the last colon, unless a ``]`` comes after it: ``::1:80`` is port 80 of ``::1``, and
so is ``2001:db8::1:80`` of ``2001:db8::1``.  Source: configuration.txt, chapter 11, and runs of ``haproxy -c``.
"""

import re
from enum import Enum

from lbconflint.knowledge.haproxy_addresses import CHECKED_PORTS, PREFIXES, SOCKET_TYPES, STRICT_PORTS, Prefix
from lbconflint.knowledge.versions import Target, Version, show_version
from lbconflint.model import DiagnosticKind, PortMode, Transport
from lbconflint.record import NamedTuple
from lbconflint.template import placeholder, stand_in
from lbconflint.values import ANY_IPV4, ANY_IPV6, HOLE, Address, Family, PortRange, ipv4, ipv6

_PREFIX = re.compile(r"(?P<type>stream\+|dgram\+|quic\+)?(?:(?P<family>[a-z0-9]+)@)?")
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_NUMBERS = re.compile(r"(?:0[xX][0-9a-fA-F]+|\d+)(?:\.(?:0[xX][0-9a-fA-F]+|\d+)){0,3}\Z")
_HOST_NAME = re.compile(r"[A-Za-z0-9_.-]+\Z")
_DIGITS = re.compile(r"[0-9]+")
_UNSET_IS_WILD = re.compile(r"(?:(?:ipv[46]|tcp[46]?|ip)@)?((?:\$\{?\w+\}?)+):")

PLAIN = re.compile(
    rf"((?!0\.0\.0\.0){_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}):([1-9]\d{{0,3}}|[1-5]\d{{4}})\Z", re.A
)
"""The commonest form, host and port: a dotted quad that is no wildcard, and a port below 60000.  Whoever meets
many addresses looks for it first: ``parse`` takes ten times as long."""

UNREACHABLE = ", so that nothing can be reached"
UNHEARD = ", so that nothing listens"
"""Said of ports that HAProxy does not look at."""


class Place(Enum):
    """Where an address stands, and so what it may be."""

    BIND = "bind"
    DATAGRAM_BIND = "dgram-bind"
    SERVER = "server"
    PEER = "peer"
    REMOTE = "remote"


_NEEDS_PORT = frozenset({Place.BIND, Place.DATAGRAM_BIND, Place.PEER})


class Problem(NamedTuple):
    """Why HAProxy refuses the address, or what is useless in it.  ``part`` is a place in the word."""

    kind: DiagnosticKind
    message: str
    part: tuple[int, int] | None = None
    certain: bool = True


class Parsed(NamedTuple):
    """``address`` and ``ports`` are None where they are not known, not given or refused.  ``port_part`` is
    the place of the port in the word; ``offset`` is the number of an OFFSET."""

    address: Address | None
    ports: PortRange | None
    mode: PortMode
    offset: int
    transport: Transport
    quic: bool
    host_part: tuple[int, int]
    port_part: tuple[int, int] | None
    unknown_host: bool
    unknown_port: bool
    problem: Problem | None


def parse(text: str, place: Place, target: Target, low: int = 0) -> Parsed:
    """Read one address (no comma list).  ``low`` is where it begins in its word."""
    found = PLAIN.match(text)
    if found:
        transport = Transport.UDP if place is Place.DATAGRAM_BIND else Transport.TCP
        port, middle, end = int(found[2]), low + found.end(1), low + len(text)
        return Parsed(
            Address(Family.IPV4, found[1]), PortRange(port, port), PortMode.FIXED, 0, transport, False,
            (low, middle), (middle + 1, end), False, False, None,
        )  # fmt: skip
    return _Reading(text, place, target, low).parsed()


def widens_when_unset(raw: str) -> list[str]:
    """The environment variables that are all that the host of an address, as written, consists of: where they
    are unset, a wildcard is left; none where the host has other text."""
    found = _UNSET_IS_WILD.match(raw.replace('"', ""))
    return re.findall(r"\w+", found[1]) if found else []


class _Reading:
    def __init__(self, text: str, place: Place, target: Target, low: int) -> None:
        self.text = text
        self.place = place
        self.target = target
        self.low = low
        self.problem: Problem | None = None

    def parsed(self) -> Parsed:
        """The address; one that a template or a script fills in is not known, whatever its shape."""
        parsed = self._parsed()
        named = parsed.address is not None and parsed.address.family is Family.NAME
        filled = placeholder(self.text) or (parsed.problem is not None and stand_in(self.text))
        if (parsed.problem or named) and filled:
            return parsed._replace(address=None, ports=None, unknown_host=True, unknown_port=True, problem=None)
        return parsed

    def _parsed(self) -> Parsed:
        text = self.text
        found = _PREFIX.match(text)
        socket_type = found["type"] if found else None
        name = found["family"] if found else None
        prefix = PREFIXES.get(name) if name else None
        body_at = found.end() if found and (prefix or not name) else len(socket_type or "")
        if not text:
            self._fail(DiagnosticKind.INVALID_ARGUMENT, "the address is empty")
        socket = self._socket(socket_type, name, prefix)
        family = prefix.family if prefix else "unix" if text[body_at:].startswith("/") else "ip"
        if HOLE in text[:body_at] or text.strip(HOLE) == "":
            return self._without_port(None, socket, body_at, unknown=True)
        if family in ("unix", "abstract"):
            kind = Family.UNIX if family == "unix" else Family.ABSTRACT
            body = text[body_at:]
            known = HOLE not in body
            return self._without_port(Address(kind, body) if known else None, socket, body_at, not known)
        if family == "other":
            return self._without_port(Address(Family.OTHER, text), socket, body_at, unknown=False)
        return self._internet(family, socket, body_at)

    def _fail(
        self, kind: DiagnosticKind, message: str, part: tuple[int, int] | None = None, certain: bool = True
    ) -> None:
        if self.problem is None:
            if part is not None:
                part = (part[0] + self.low, part[1] + self.low)
            self.problem = Problem(kind, message, part, certain)

    def _socket(self, socket_type: str | None, name: str | None, prefix: Prefix | None) -> str:
        """stream, datagram or quic; a kind that cannot stand here and a prefix that is too new are problems."""
        kind = "datagram" if self.place is Place.DATAGRAM_BIND else "stream"
        if socket_type:
            kind, since = SOCKET_TYPES[socket_type]
            self._require(since, socket_type)
        if prefix and name:
            kind = prefix.socket or kind
            self._require(prefix.since, f"{name}@")
        if kind == "datagram" and self.place is Place.BIND:
            self._fail(DiagnosticKind.INVALID_ARGUMENT, f"'{self.text}': bind takes stream sockets, not datagrams")
        elif kind == "stream" and self.place is Place.DATAGRAM_BIND:
            self._fail(DiagnosticKind.INVALID_ARGUMENT, f"'{self.text}': dgram-bind takes datagram sockets")
        return kind

    def _require(self, since: Version, what: str) -> None:
        if self.target.surely_before(since):
            message = f"'{what}' is known since HAProxy {show_version(since[:2])}"
            self._fail(DiagnosticKind.INVALID_ARGUMENT, message, (0, len(what)))

    def _without_port(self, address: Address | None, socket: str, body_at: int, unknown: bool) -> Parsed:
        part = (self.low + body_at, self.low + len(self.text))
        transport = Transport.TCP if socket == "stream" else Transport.UDP
        return Parsed(
            address,
            None,
            PortMode.DEFAULT,
            0,
            transport,
            socket == "quic",
            part,
            None,
            unknown,
            unknown,
            self.problem,
        )

    def _internet(self, family: str, socket: str, body_at: int) -> Parsed:
        text = self.text
        colon = max(text.rfind(":"), text.rfind("]"))
        colon = colon if colon >= body_at and text[colon] == ":" else -1
        host = text[body_at:colon] if colon >= 0 else text[body_at:]
        port = text[colon + 1 :] if colon >= 0 else ""
        mode, ports, offset = self._port(port, colon)
        address = None if HOLE in host else self._host(host, family, body_at)
        return Parsed(
            address,
            ports,
            mode,
            offset,
            Transport.TCP if socket == "stream" else Transport.UDP,
            socket == "quic",
            (self.low + body_at, self.low + body_at + len(host)),
            (self.low + colon + 1, self.low + len(text)) if port else None,
            HOLE in host,
            HOLE in port,
            self.problem,
        )

    # Ports.

    def _port(self, port: str, colon: int) -> tuple[PortMode, PortRange | None, int]:
        place = self.place
        part = (colon + 1, len(self.text))
        if HOLE in port:
            return PortMode.FIXED, None, 0
        if not port:
            if place in _NEEDS_PORT:
                self._fail(DiagnosticKind.INVALID_PORT, f"'{self.text}' has no port")
            return PortMode.SAME, None, 0
        if port[0] in "+-":
            return self._offset(port, part)
        low, dash, high = port.partition("-")
        if not port[0].isascii() or not port[0].isdigit():
            message = f"invalid port '{port}': it is a number"
            self._fail(DiagnosticKind.INVALID_PORT, message, part)
            return PortMode.FIXED, None, 0
        if dash and place not in (Place.BIND, Place.DATAGRAM_BIND):
            self._fail(DiagnosticKind.INVALID_PORT, f"port range '{port}': one port is expected here", part)
            return PortMode.FIXED, None, 0
        first = self._number(low, port, part)
        last = self._number(high, port, part) if dash else first
        return self._range(first, last, port, part)

    def _range(
        self, first: int, last: int, port: str, part: tuple[int, int]
    ) -> tuple[PortMode, PortRange | None, int]:
        lowest = 1 if self.place in _NEEDS_PORT else 0
        if not lowest <= first <= 65535 or not lowest <= last <= 65535:
            checked = lowest or self.target.surely_since(CHECKED_PORTS)
            message = f"invalid port '{port}': ports are 1 to 65535" + ("" if checked else UNREACHABLE)
            self._fail(DiagnosticKind.INVALID_PORT, message, part)
        elif first > last:
            checked = self.target.surely_since(CHECKED_PORTS)
            message = f"invalid port range '{port}': its end comes first" + ("" if checked else UNHEARD)
            self._fail(DiagnosticKind.INVALID_PORT, message, part)
        elif first or last:
            return PortMode.FIXED, PortRange(first, last), 0
        else:
            return PortMode.SAME, None, 0
        return PortMode.FIXED, None, 0

    def _number(self, digits: str, port: str, part: tuple[int, int]) -> int:
        """A port's number; older versions ignore what follows its digits."""
        found = _DIGITS.match(digits)
        text = found[0] if found else ""
        if text != digits or not text:
            since = show_version(STRICT_PORTS[:2])
            if self.target.maybe_since(STRICT_PORTS):
                message = f"invalid port '{port}': only digits are allowed since HAProxy {since}"
                self._fail(DiagnosticKind.INVALID_PORT, message, part, self.target.surely_since(STRICT_PORTS))
            else:
                message = (
                    f"port '{port}' is read as {text or 0}: the rest is ignored, and refused since HAProxy {since}"
                )
                self._fail(DiagnosticKind.INVALID_PORT, message, part, certain=False)
        return int(text.lstrip("0")[:9] or 0)

    def _offset(self, port: str, part: tuple[int, int]) -> tuple[PortMode, PortRange | None, int]:
        if self.place is not Place.SERVER:
            message = f"'{port}': a port offset is for servers"
            self._fail(DiagnosticKind.INVALID_PORT, message, part)
            return PortMode.FIXED, None, 0
        amount = self._number(port[1:], port, part)
        if amount > 65535:
            # Accepted without a word by every version; no port can come of it.
            message = f"port offset '{port}' leads out of 1 to 65535 for every port"
            self._fail(DiagnosticKind.INVALID_PORT, message, part)
        return PortMode.OFFSET, None, -amount if port[0] == "-" else amount

    # Hosts.

    def _host(self, host: str, family: str, body_at: int) -> Address | None:
        part = (body_at, body_at + len(host))
        if host in ("", "*"):
            return ANY_IPV6 if family == "ipv6" else ANY_IPV4
        if host[0] == "[":
            inner = host[1:-1] if host[-1] == "]" and len(host) >= 4 else None
            address = (ipv6(inner) or ipv4(inner)) if inner else None
            if address is None:
                self._fail(DiagnosticKind.INVALID_ARGUMENT, f"invalid address '{host}'", part)
            return address
        address = ipv6(host) if ":" in host else _quad(host)
        if address is None and ":" not in host:
            return self._name(host, part)
        wrong = (family == "ipv4" and ":" in host) or (family == "ipv6" and ":" not in host)
        if address is None or wrong:
            self._fail(DiagnosticKind.INVALID_ARGUMENT, f"invalid address '{host}'", part)
            return None
        return address

    def _name(self, host: str, part: tuple[int, int]) -> Address | None:
        """A host name: it is resolved when HAProxy starts."""
        if "@" in host:
            message = f"unknown address prefix '{host.partition('@')[0]}@'"
            self._fail(DiagnosticKind.INVALID_ARGUMENT, message, part)
            return None
        if not _HOST_NAME.match(host) or not host.strip("0123456789."):
            self._fail(DiagnosticKind.INVALID_ARGUMENT, f"invalid address '{host}'", part)
            return None
        return Address(Family.NAME, host.lower())


def _quad(host: str) -> Address | None:
    """A dotted quad, or the older spellings of IPv4 that the resolver takes: ``127.1``, ``0x7f000001``."""
    if not _NUMBERS.match(host):
        return None
    parts = host.split(".")
    if len(parts) == 4 and not any(len(part) > 1 and part[0] == "0" for part in parts):
        return ipv4(host)
    numbers = []
    for part in parts:
        base = 16 if part[:2] in ("0x", "0X") else 8 if part[0] == "0" else 10
        try:
            numbers.append(int(part, base))
        except ValueError:
            return None
    *leading, last = numbers
    if any(number > 255 for number in leading) or last >= 1 << 8 * (4 - len(leading)):
        return None
    value = last
    for index, number in enumerate(leading):
        value |= number << 8 * (3 - index)
    return ipv4(".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0)))
