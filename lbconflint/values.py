"""What a scalar may be, and how sure we are: ``Setting``, ``Address``, ``PortRange``.

A value that cannot be known statically (a variable, a template, an expression) has the origin UNKNOWN and
the value None, and every comparison with it is false: UNKNOWN never fires.
"""

from enum import Enum
from typing import Any, Generic, TypeVar

from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.tree import Node

T = TypeVar("T")

HOLE = "\ue000"
"""Stands in a word for each character of a template expression or another part that is not known."""


class Origin(Enum):
    """How a value came to be."""

    WRITTEN = "written"
    INHERITED = "inherited"
    DEFAULT = "default"
    ABSENT = "absent"
    UNKNOWN = "unknown"

    # Members are single, so identity is enough, and Enum's own hash is a Python call for each look-up.
    __hash__ = object.__hash__


# Settings are many.  Reading a member through its class costs as much as making a tuple (CPython 3.11), and
# a named tuple's own constructor twice as much.
_tuple = tuple.__new__
_WRITTEN, _INHERITED, _DEFAULT, _ABSENT, _UNKNOWN = Origin


class Setting(NamedTuple, Generic[T]):
    """A scalar with its place and its certainty.

    ``node`` and ``word`` say where it was written (word 0 is the statement's name); ``part`` narrows that to
    characters of the word, for the port of an address.  ``word`` is None when no word is to blame: an
    absent or default value points at the statement that lacks it.
    """

    value: T | None
    origin: Origin
    node: Node
    word: int | None = None
    part: tuple[int, int] | None = None

    @property
    def known(self) -> bool:
        """There is a value: written, inherited or the product's default."""
        return self.value is not None

    @property
    def unknown(self) -> bool:
        return self.origin is _UNKNOWN

    @property
    def absent(self) -> bool:
        return self.origin is _ABSENT

    @property
    def written(self) -> bool:
        """Said in the configuration, here or in an outer block; its value may still be unknown."""
        return self.origin is _WRITTEN or self.origin is _INHERITED

    def equals(self, other: Any) -> bool:
        """The value is known and equal to ``other``."""
        return self.value is not None and self.value == other

    def differs(self, other: Any) -> bool:
        """The value is known and not equal to ``other``; never true for UNKNOWN or ABSENT."""
        return self.value is not None and self.value != other

    def among(self, *others: Any) -> bool:
        return self.value is not None and self.value in others

    def below(self, limit: Any) -> bool:
        return self.value is not None and bool(self.value < limit)

    def above(self, limit: Any) -> bool:
        return self.value is not None and bool(self.value > limit)

    @property
    def span(self) -> Span:
        """Where the value stands: its word (or the part of it), else the statement it belongs to."""
        if self.word is None:
            return self.node.span
        span = self.node.word(self.word)
        if self.part is None:
            return span
        low, high = self.part
        if span.end - span.start < high or span.source.text[span.start] in "\"'":
            return span
        return Span(span.source, span.start + low, span.start + high)

    def within(self, low: int, high: int) -> Span:
        """A part of the value by its offsets there; all of it where quotes or escapes make them others."""
        span = self.span
        text = span.text
        quote = text[:1] if text[:1] in ("'", '"') else ""
        if text.strip(quote or None) != self.value or span.start + high > span.end:
            return span
        shift = span.start + len(quote)
        return Span(span.source, shift + low, shift + high)

    @property
    def raw(self) -> str:
        """The characters as written; empty when nothing was."""
        return self.span.text if self.word is not None else ""

    def inherited(self) -> "Setting[T]":
        """The same value as seen from an inner block."""
        return _tuple(Setting, (self[0], _INHERITED, *self[2:])) if self.origin is _WRITTEN else self


def absent(node: Node) -> Setting[Any]:
    """Nothing was said; the place is the statement that could have said it."""
    return _tuple(Setting, (None, _ABSENT, node, None, None))


def default(value: T, node: Node) -> Setting[T]:
    """The product's own default, in force because ``node`` says nothing else."""
    return _tuple(Setting, (value, _DEFAULT, node, None, None))


def unknown(node: Node, word: int | None = None) -> Setting[Any]:
    """Something was said that cannot be known before the configuration is rendered or run."""
    return _tuple(Setting, (None, _UNKNOWN, node, word, None))


def written(value: T, node: Node, word: int | None = 1, part: tuple[int, int] | None = None) -> Setting[T]:
    return _tuple(Setting, (value, _WRITTEN, node, word, part))


class Family(Enum):
    """What kind of address a socket or a server has."""

    IPV4 = "ipv4"
    IPV6 = "ipv6"
    UNIX = "unix"
    ABSTRACT = "abstract"
    NAME = "name"
    OTHER = "other"

    __hash__ = object.__hash__  # as in Origin


class Address(NamedTuple):
    """A network address.  ``host`` is canonical: a wildcard is ``*``, IPv6 is compressed and without
    brackets, a name is lower case, a unix socket is its path."""

    family: Family
    host: str

    @property
    def wildcard(self) -> bool:
        return self.host == "*"

    @property
    def is_ip(self) -> bool:
        return self.family is _IPV4 or self.family is _IPV6

    @property
    def networked(self) -> bool:
        """An IP address or a name: it takes a port, and may be another machine's."""
        return self.is_ip or self.family is _NAME

    @property
    def loopback(self) -> bool:
        if self.family is _IPV4:
            return self.host.startswith("127.")
        return self.host in ("::1", "localhost")

    def __str__(self) -> str:
        if self.family is Family.IPV4:
            return "0.0.0.0" if self.wildcard else self.host
        if self.family is Family.IPV6:
            return "[::]" if self.wildcard else f"[{self.host}]"
        if self.family is Family.UNIX:
            return f"unix:{self.host}"
        if self.family is Family.ABSTRACT:
            return f"abns@{self.host}"
        return self.host


_IPV4, _IPV6, _NAME = Family.IPV4, Family.IPV6, Family.NAME

ANY_IPV4 = Address(Family.IPV4, "*")
ANY_IPV6 = Address(Family.IPV6, "*")


class PortRange(NamedTuple):
    """Ports ``low`` to ``high``, both included."""

    low: int
    high: int

    @property
    def single(self) -> bool:
        return self.low == self.high

    def __contains__(self, port: object) -> bool:
        return isinstance(port, int) and self.low <= port <= self.high

    def overlap(self, other: "PortRange") -> "PortRange | None":
        """The ports that both ranges hold."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return PortRange(low, high) if low <= high else None

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


def ipv4(text: str) -> Address | None:
    """A dotted quad in canonical spelling, or None; ``0.0.0.0`` is the wildcard."""
    parts = text.split(".")
    if len(parts) != 4:
        return None
    numbers = []
    for part in parts:
        if not (part.isascii() and part.isdigit()) or int(part) > 255:
            return None
        numbers.append(int(part))
    if not any(numbers):
        return ANY_IPV4
    return Address(_IPV4, ".".join(map(str, numbers)))


def ipv6(text: str) -> Address | None:
    """An IPv6 address without brackets in canonical spelling, or None.

    ``::`` is the wildcard.  An IPv4-mapped address stays IPv6 here: the kernel treats its socket as IPv4,
    and ``analysis.sockets`` knows.
    """
    if ":" not in text:
        return None
    from ipaddress import AddressValueError, IPv6Address

    host, percent, zone = text.partition("%")
    try:
        address = IPv6Address(host)
    except AddressValueError:
        return None
    if not int(address):
        return ANY_IPV6
    return Address(Family.IPV6, str(address) + percent + zone)
