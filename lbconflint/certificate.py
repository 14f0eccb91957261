"""What a PEM certificate says: its validity and its names (RFC 5280), and nothing else.

Only three facts are needed, so this reads the DER structure itself instead of bringing a cryptography
library, which would cost more start-up time than the whole linter.
"""

import re
from binascii import a2b_base64
from collections.abc import Iterator

from lbconflint.record import NamedTuple
from lbconflint.regex import lazy

_PEM = lazy(r"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----(.*?)-----END", re.DOTALL)
_COMMON_NAME = bytes((0x55, 0x04, 0x03))
_ALTERNATIVE_NAMES = bytes((0x55, 0x1D, 0x11))
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_DNS_NAME, _IP_ADDRESS = 0x82, 0x87


class Certificate(NamedTuple):
    """The first certificate of a PEM file, which is the one a server presents.

    ``not_before`` and ``not_after`` are UTC as ``YYYYMMDDHHMMSS``, which sorts like time.  ``names`` are the
    DNS names and IP addresses it is valid for, lower case; the common name only when there are no others.
    """

    not_before: str
    not_after: str
    names: tuple[str, ...]


class _DerError(ValueError):
    pass


def parse(pem: str) -> Certificate | None:
    """The first certificate in the text, or None when there is none that can be read."""
    found = _PEM.search(pem)
    if found is None:
        return None
    try:
        return _certificate(a2b_base64(found[1]))
    except (ValueError, IndexError):
        return None


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(tag, content) of each DER element in ``data``."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            count = length & 0x7F
            if not 0 < count <= 4:
                raise _DerError
            length = int.from_bytes(data[at : at + count], "big")
            at += count
        if at + length > len(data):
            raise _DerError
        yield tag, data[at : at + length]
        at += length


def _first(data: bytes) -> bytes:
    for _, content in _elements(data):
        return content
    raise _DerError


def _certificate(der: bytes) -> Certificate:
    fields = list(_elements(_first(_first(der))))
    if fields[0][0] == _VERSION:
        fields = fields[1:]
    validity, subject = fields[3][1], fields[4][1]
    not_before, not_after = (_time(tag, content) for tag, content in _elements(validity))
    extensions = b"".join(content for tag, content in fields[5:] if tag == _EXTENSIONS)
    names = tuple(_alternative_names(extensions)) or tuple(_common_names(subject))
    return Certificate(not_before, not_after, names)


def _time(tag: int, content: bytes) -> str:
    """UTCTime has two digits for the year, 50-99 being the last century (RFC 5280, 4.1.2.5)."""
    text = content.decode("ascii").rstrip("Z")
    if tag == _UTC_TIME:
        return ("19" if text[:2] >= "50" else "20") + text
    if tag != _GENERALIZED_TIME:
        raise _DerError
    return text


def _common_names(subject: bytes) -> Iterator[str]:
    for _, relative in _elements(subject):
        for _, attribute in _elements(relative):
            (_, oid), (_, value) = list(_elements(attribute))[:2]
            if oid == _COMMON_NAME:
                yield value.decode("utf-8").lower()


def _alternative_names(extensions: bytes) -> Iterator[str]:
    for _, sequence in _elements(extensions):
        for _, extension in _elements(sequence):
            parts = list(_elements(extension))
            if parts[0][1] == _ALTERNATIVE_NAMES:
                yield from _general_names(parts[-1][1])


def _general_names(octets: bytes) -> Iterator[str]:
    for tag, content in _elements(_first(octets)):
        if tag == _DNS_NAME:
            yield content.decode("ascii").lower()
        elif tag == _IP_ADDRESS:
            from ipaddress import ip_address

            yield str(ip_address(content))


def covers(names: tuple[str, ...], host: str) -> bool:
    """Some of the certificate's names covers ``host``; a wildcard stands for exactly one label (RFC 6125)."""
    host = host.lower().rstrip(".")
    return any(
        name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:] and "." in host)
        for name in names
    )
