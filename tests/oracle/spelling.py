"""The many ways to write one address, and the addresses that generated cases draw from."""

import random
from typing import NamedTuple


class Place(NamedTuple):
    """An address without a port; ``host`` is ``*`` for a wildcard."""

    family: str
    host: str


V4_ANY, V6_ANY = Place("ipv4", "*"), Place("ipv6", "*")
V4_ONE, V4_TWO = Place("ipv4", "127.0.0.1"), Place("ipv4", "127.0.0.2")
V6_ONE, V6_TWO, V6_LOCAL = Place("ipv6", "::1"), Place("ipv6", "::2"), Place("ipv6", "fd00::1")
MAPPED, MAPPED_ANY = Place("ipv6", "::ffff:127.0.0.1"), Place("ipv6", "::ffff:0.0.0.0")

_SPELLINGS = {
    V4_ONE: ("127.0.0.1", "127.0.0.1", "127.0.0.01", "127.1", "127.00.0.1"),
    V4_TWO: ("127.0.0.2", "127.0.0.2", "127.0.0.02"),
    V6_ONE: ("::1", "::1", "0:0:0:0:0:0:0:1", "0::1", "::0001"),
    V6_TWO: ("::2", "0:0:0:0:0:0:0:2"),
    V6_LOCAL: ("fd00::1", "FD00::1", "fd00:0:0:0::1", "fd00:0:0:0:0:0:0:1"),
    MAPPED: ("::ffff:127.0.0.1", "::FFFF:127.0.0.1", "::ffff:7f00:1", "0:0:0:0:0:ffff:127.0.0.1"),
    MAPPED_ANY: ("::ffff:0.0.0.0", "::ffff:0:0"),
    V6_ANY: ("::", "::", "0::0", "0:0:0:0:0:0:0:0"),
}


def spell_host(rng: random.Random, place: Place) -> str:
    """One spelling of a specific address or the IPv6 wildcard, without brackets."""
    return rng.choice(_SPELLINGS.get(place, (place.host,)))


def spell_port(rng: random.Random, port: int) -> str:
    return f"0{port}" if rng.random() < 0.05 else str(port)


def spell_ports(rng: random.Random, low: int, high: int) -> str:
    return spell_port(rng, low) if low == high else f"{low}-{high}"


def pick_ports(rng: random.Random, ports: tuple[int, ...], span: float) -> tuple[int, int]:
    """One of the case's ports, or with the probability ``span`` a range that begins at one."""
    low = rng.choice(ports)
    return (low, low + rng.choice((0, 1, 2))) if rng.random() < span else (low, low)


def case_ports(rng: random.Random, number: int) -> tuple[int, ...]:
    """A few neighbouring ports below the range of outgoing connections."""
    base = 10_000 + 8 * rng.randrange(2_500)
    return tuple(range(base, base + number))
