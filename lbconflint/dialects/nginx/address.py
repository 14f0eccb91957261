"""Addresses as nginx parses them: ``listen``, ``server`` of an upstream, the host of a ``*_pass``.

Follows ngx_parse_url() and its messages, tried against nginx 1.22 to 1.31.
"""

import re

from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.values import ANY_IPV4, ANY_IPV6, Address, Family, PortRange, ipv4, ipv6

Part = tuple[int, int]
"""Offsets of a part of a word."""

MAX_UNIX_PATH = 107
"""Characters of a unix socket's path on Linux (sun_path less its end)."""


class Endpoint(NamedTuple):
    """A parsed address.  ``ports`` is None when no port is written (``default`` is in force then) and for
    unix sockets; ``host_part`` and ``port_part`` are their places in the word; ``error`` is what nginx says."""

    address: Address | None
    ports: PortRange | None
    host_part: Part | None
    port_part: Part | None
    error: str = ""

    @property
    def port(self) -> int | None:
        return self.ports.low if self.ports else None


_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
USUAL = re.compile(rf"((?!0\.0\.0\.0:){_OCTET}\.{_OCTET}\.{_OCTET}\.{_OCTET}):([0-9]{{1,5}})")
"""An IPv4 address in canonical spelling, not the wildcard, and digits for a port: what most servers have."""
_DIGITS = lazy(r"[0-9]+")
_AS_PORT = lazy(r"([0-9]+)(?:-([0-9]+))?")
_LIBC_NUMBER = lazy(r"(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]+|[0-9]+)){0,3}")


def number(text: str) -> int | None:
    """A decimal number as ngx_atoi() reads it."""
    return int(text) if len(text) < 19 and _DIGITS.fullmatch(text) else None


def parse_listen(text: str) -> Endpoint:
    """The address of a ``listen``."""
    if text[:5].lower() == "unix:":
        return _unix(text[5:], 5)
    if text[:1] == "[":
        return _bracketed(text, ranges=True)
    if ":" not in text and "/" not in text:
        match = _AS_PORT.fullmatch(text)
        if match:
            ports, error = _ports(text, ranges=True)
            if error:
                return Endpoint(None, None, None, None, error)
            return Endpoint(ANY_IPV4, ports, None, None)
    return _plain(text, ranges=True)


def parse_server(text: str) -> Endpoint:
    """The address of an upstream's ``server``, or the host and port of a ``*_pass``."""
    if text[:5].lower() == "unix:":
        return _unix(text[5:], 5)
    if text[:1] == "[":
        return _bracketed(text, ranges=False)
    return _plain(text, ranges=False)


def _unix(path: str, start: int) -> Endpoint:
    if not path:
        return Endpoint(None, None, None, None, "no path in the unix domain socket")
    if len(path.encode("utf-8", "surrogateescape")) > MAX_UNIX_PATH:
        return Endpoint(None, None, None, None, "too long path in the unix domain socket")
    return Endpoint(Address(Family.UNIX, path), None, (start - 5, start + len(path)), None)


def _ports(text: str, ranges: bool) -> tuple[PortRange | None, str]:
    """The port or ports of ``text``, or None and nginx's complaint."""
    first, dash, last = text.partition("-") if ranges else (text, "", "")
    low = number(first)
    high = number(last) if dash else low
    if low is None or high is None or not 1 <= low <= 65535 or not 1 <= high <= 65535:
        return None, "invalid port"
    if low > high:
        return None, "invalid port range"
    return PortRange(low, high), ""


def _bracketed(text: str, ranges: bool) -> Endpoint:
    host, bracket, rest = text[1:].partition("]")
    if not bracket or "/" in rest or (rest and rest[0] != ":"):
        return Endpoint(None, None, None, None, "invalid host")
    end = len(host) + 2
    ports: PortRange | None = None
    if rest:
        ports, error = _ports(rest[1:], ranges)
        if error:
            return Endpoint(None, None, None, (end + 1, len(text)), error)
    if not host:
        return Endpoint(None, None, None, None, "no host")
    address = ANY_IPV6 if host == "::" else ipv6(host)
    if address is None or "%" in host:
        return Endpoint(None, None, (0, end), None, "invalid IPv6 address")
    port_part = (end + 1, len(text)) if rest else None
    return Endpoint(address, ports, (0, end), port_part)


def _plain(text: str, ranges: bool) -> Endpoint:
    if "/" in text or "?" in text:
        return Endpoint(None, None, None, None, "invalid host")
    host, colon, port = text.partition(":")
    ports: PortRange | None = None
    if colon:
        ports, error = _ports(port, ranges)
        if error:
            return Endpoint(None, None, None, (len(host) + 1, len(text)), error)
    if not host:
        return Endpoint(None, None, None, None, "no host")
    port_part = (len(host) + 1, len(text)) if colon else None
    return Endpoint(_host(host, ranges), ports, (0, len(host)), port_part)


def _host(host: str, listening: bool) -> Address:
    if listening and host == "*":
        return ANY_IPV4
    return ipv4(host) or _gappy(host) or libc_address(host) or Address(Family.NAME, host.lower())


def _gappy(host: str) -> Address | None:
    """``127..0.1``: of the four parts of an address, nginx takes one without digits for 0."""
    parts = host.split(".")
    return ipv4(".".join(part or "0" for part in parts)) if "" in parts else None


def libc_address(host: str) -> Address | None:
    """``127.1`` and its kind, which nginx leaves to the C library's resolver."""
    if not _LIBC_NUMBER.fullmatch(host):
        return None
    numbers = []
    for part in host.split("."):
        base = 16 if part[:2].lower() == "0x" else 8 if part[0] == "0" and len(part) > 1 else 10
        try:
            numbers.append(int(part, base))
        except ValueError:
            return None
    *leading, last = numbers
    if any(value > 255 for value in leading) or last >= 256 ** (5 - len(numbers)):
        return None
    for index, value in enumerate(leading):
        last += value << (24 - 8 * index)
    return ipv4(".".join(str(last >> shift & 255) for shift in (24, 16, 8, 0)))
