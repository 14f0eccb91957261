"""What ``ListenStream=`` takes (systemd.socket(5)); measured with ``systemd-analyze verify`` of systemd 252."""

import re

from lbconflint.record import NamedTuple
from lbconflint.values import ANY_IPV6, Address, Family, PortRange, ipv4, ipv6

_NUMBER = r"\+?(?:0x[0-9a-fA-F]+|0b[01]+|0o[0-7]+|[0-9]+)"
_PORT = re.compile(_NUMBER)
_IPV6 = re.compile(rf"\[([^\]]*)\]:({_NUMBER})")
_IPV4 = re.compile(rf"([0-9.]+):({_NUMBER})")


class Listen(NamedTuple):
    """``ports`` is None for a unix socket."""

    address: Address
    ports: PortRange | None


def parse(text: str) -> Listen | None:
    """None for what systemd ignores with a message, and for what is no socket of this host (vsock).

    A port alone is every address, IPv6 first."""
    if text.startswith("/"):
        return Listen(Address(Family.UNIX, text), None)
    if text.startswith("@"):
        return Listen(Address(Family.ABSTRACT, text[1:]), None)
    if _PORT.fullmatch(text):
        return _listen(ANY_IPV6, text)
    found = _IPV6.fullmatch(text)
    if found:
        return _listen(ipv6(found[1]), found[2])
    found = _IPV4.fullmatch(text)
    return _listen(ipv4(found[1]), found[2]) if found else None


def _listen(address: Address | None, port: str) -> Listen | None:
    number = _number(port)
    return Listen(address, PortRange(number, number)) if address and 0 < number <= 65535 else None


def _number(text: str) -> int:
    """As strtoul() with base 0 has it: ``070`` is 56.  -1 for what is none."""
    digits = text.removeprefix("+")
    try:
        return int(digits, 8) if digits[0] == "0" and digits.isdigit() else int(digits, 0)
    except ValueError:
        return -1
