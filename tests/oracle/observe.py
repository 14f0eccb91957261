"""What a started case does on every point that its listeners asked for."""

import ipaddress
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from .case import Ask
from .identity import Sinks
from .knock import Answers, Manner, Point, knock

OWN_ADDRESSES = {"ipv4": ("127.0.0.1", "127.0.0.2", "127.0.0.3"), "ipv6": ("::1", "::2", "fd00::1")}
"""Where a wildcard is knocked at: the last of each family is asked for by nobody else."""

ALONE, SHARED = 4, 24
"""How often to knock at a point that one, or several, asked for."""

AT_ONCE = {"peers": 3, "cli": 5}
"""HAProxy takes few connections of these at a time."""

QUIET = {"mute": 1.5, "quic": 0.7}
PATIENCE = 4.0


class Seen(NamedTuple):
    """One point: who asked for it most specifically, who answered, and what that comes to.

    ``status``: ``own`` (the asker alone answers), ``split`` (several most specific askers, more than one
    answers), ``shadowed`` (one of several answers), ``stolen`` (another one than the most specific
    asker), ``dead`` (nobody answers), ``several`` (more open sockets than one, none of which answers),
    ``elsewhere`` (who is bound to this device answers, and several others share what comes by other ones).
    """

    point: str
    asked: tuple[str, ...]
    answered: dict[str, int]
    status: str

    @property
    def fine(self) -> bool:
        return self.status == "own"


def covered(ask: Ask) -> Iterable[tuple[str, str, tuple[int, ...]]]:
    """(family, host, rank) of every address that the ask covers; the higher rank is more specific.

    Linux prefers an exact address, then an IPv4 socket to an IPv6 one that covers IPv4 as well; between
    equal ones, who is bound to the device is meant to win there.
    """
    device = int(bool(ask.interface))
    if not ask.is_ip:
        yield ask.family, ask.host, (2, 0, 0)
        return
    if ask.host == "*":
        for host in OWN_ADDRESSES[ask.family]:
            yield ask.family, host, (1, 1, device)
        if ask.family == "ipv6" and not ask.v6only:
            for host in OWN_ADDRESSES["ipv4"]:
                yield "ipv4", host, (1, 0, device)
        return
    if ask.family == "ipv4":
        yield "ipv4", ask.host, (2, 0, device)
        return
    embedded = ipaddress.IPv6Address(ask.host).ipv4_mapped
    if embedded is None:
        yield "ipv6", ask.host, (2, 0, device)
    elif int(embedded):
        yield "ipv4", str(embedded), (2, 0, device)
    else:
        for host in OWN_ADDRESSES["ipv4"]:
            yield "ipv4", host, (1, 1, device)


class Claim(NamedTuple):
    ask: Ask
    rank: tuple[int, ...]


def points_of(asks: Iterable[Ask]) -> dict[Point, list[Claim]]:
    """Every point that somebody asked for, with all who did."""
    points: dict[Point, list[Claim]] = {}
    for ask in asks:
        for family, host, rank in covered(ask):
            for port in range(ask.low, ask.high + 1):
                points.setdefault(Point(ask.transport, family, host, port), []).append(Claim(ask, rank))
    return points


def most_specific(claims: list[Claim]) -> set[str]:
    best = max(claim.rank for claim in claims)
    return {claim.ask.owner for claim in claims if claim.rank == best}


def judge(point: Point, claims: list[Claim], answered: Counter[str], opened: int) -> Seen:
    """What the answers at a point come to; ``opened`` is how many sockets the kernel has on it."""
    top = most_specific(claims)
    silent = {claim.ask.owner for claim in claims if claim.ask.speaks == "quic"}
    heard = set(answered)
    if len(top) > 1:
        status = "split" if len(heard) > 1 else "shadowed"
        if not heard:
            status = "several" if opened >= len(top) else "dead"
    elif heard - top:
        status = "stolen"
    elif heard or (top <= silent and opened):
        status = "elsewhere" if _shared_elsewhere(claims) else "own"
    else:
        status = "dead"
    return Seen(str(point), tuple(sorted(top)), dict(sorted(answered.items())), status)


def _shared_elsewhere(claims: list[Claim]) -> bool:
    """Who is bound to the loopback device hides whether others share the address: here all traffic comes
    by that device."""
    unbound = [claim for claim in claims if not claim.ask.interface]
    return 0 < len(unbound) < len(claims) and len(most_specific(unbound)) > 1


def _manners(point: Point, asks: list[Ask]) -> list[Manner]:
    """The ways to knock at this point: each asker is known in one of them."""
    if point.transport == "udp":
        return [Manner()]
    manners = [Manner()]
    tls, proxy = any(ask.tls for ask in asks), any(ask.proxy for ask in asks)
    if tls:
        manners.append(Manner(tls=True))
    if proxy:
        manners.append(Manner(proxy=True))
    if tls and proxy:
        manners.append(Manner(tls=True, proxy=True))
    if any(ask.speaks == "syslog" for ask in asks):
        manners.append(Manner(message=True))
    return manners


def _owners(answers: Answers, asks: list[Ask]) -> Counter[str]:
    """The owners of the answers, with protocols that carry no identity mapped to their only asker."""
    owners: Counter[str] = Counter()
    for name, number in answers.named.items():
        owner = next((ask.owner for ask in asks if ask.speaks == name), name)
        owners[owner] += number
    return owners


def look_at(point: Point, claims: list[Claim], opened: int, sinks: Sinks, number: int) -> Seen:
    """Knocks at one point in every manner and judges the answers."""
    asks = [claim.ask for claim in claims]
    speaks = {ask.speaks for ask in asks}
    answered: Counter[str] = Counter()
    owners = {ask.owner for ask in asks}
    times = SHARED if len(owners) > 1 else ALONE
    at_once = min(AT_ONCE.get(word, times) for word in speaks)
    for manner in _manners(point, asks) if speaks != {"quic"} else ():
        for turn in range(0, times, at_once):
            if turn and owners <= answered.keys():
                break
            token = f"k{number}-{manner.message:d}-{turn}."
            answers = knock(point, manner, at_once, _quiet(manner, speaks), sinks, token)
            answered += _owners(answers, asks)
            if answers.hung and manner == Manner() and "mute" in speaks:
                answered.update({ask.owner: answers.hung for ask in asks if ask.speaks == "mute"})
    return judge(point, claims, answered, opened)


def _quiet(manner: Manner, speaks: set[str]) -> float:
    """For how long (seconds) no answer means that none will come."""
    if speaks == {"mute"}:
        return 0.3
    if (manner.tls or manner.message) and speaks != {"id"}:
        return 1.5
    return min(QUIET.get(word, PATIENCE) for word in speaks)


def look(asks: list[Ask], table: "Table", sinks: Sinks) -> list[Seen]:
    """All points of a case, in a fixed order."""
    points = points_of(asks)
    order = sorted(points, key=str)
    return [look_at(point, points[point], table.count(point), sinks, number) for number, point in enumerate(order)]


class Table:
    """The sockets of this namespace that listen (TCP) or are bound (UDP), from /proc/net."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int, bytes, int]] = []
        for transport in ("tcp", "udp"):
            for version, name in ((4, transport), (6, f"{transport}6")):
                self.rows += _rows(transport, version, name)

    def count(self, point: Point) -> int:
        """How many sockets take what goes to the point; unix sockets are not counted."""
        if point.family not in ("ipv4", "ipv6"):
            return 1
        wanted = ipaddress.ip_address(point.host)
        if wanted.version == 6:
            fitting = {(6, wanted.packed), (6, bytes(16))}
        else:
            mapped = b"\0" * 10 + b"\xff\xff"
            fitting = {(4, wanted.packed), (4, bytes(4)), (6, mapped + wanted.packed), (6, mapped + bytes(4))}
            fitting.add((6, bytes(16)))
        return sum(
            transport == point.transport and port == point.port and (version, address) in fitting
            for transport, version, address, port in self.rows
        )


def _rows(transport: str, version: int, name: str) -> Iterable[tuple[str, int, bytes, int]]:
    with open(f"/proc/net/{name}", encoding="ascii") as file:
        for line in file.read().splitlines()[1:]:
            fields = line.split()
            address, port = fields[1].split(":")
            if transport == "tcp" and fields[3] != "0A":
                continue
            words = bytes.fromhex(address)
            # the kernel prints 32-bit words in its own byte order, which is little-endian nearly everywhere
            packed = b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4))
            yield transport, version, packed, int(port, 16)


def summary(seen: Iterable[Seen]) -> list[dict[str, Any]]:
    return [one._asdict() for one in seen]
