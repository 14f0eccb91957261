"""The search for conflicts, which is by index and linear, against comparing every pair."""

import random
from collections.abc import Callable
from itertools import combinations

import pytest

from lbconflint.analysis.sockets import Outcome, Overlap, Socket, conflicts_of, outcome, sockets_of
from lbconflint.tree import coexist
from lbconflint.unit import Host
from lbconflint.values import ANY_IPV4
from tests.cost import LINEAR, growth

from .case import Ask, Case, Program
from .predicate import unit_of

_PLACES = (
    ("ipv4", "*"),
    ("ipv4", "127.0.0.1"),
    ("ipv4", "127.0.0.2"),
    ("ipv6", "*"),
    ("ipv6", "::1"),
    ("ipv6", "::ffff:127.0.0.1"),
    ("ipv6", "::ffff:0.0.0.0"),
    ("unix", "/a"),
    ("abstract", "a"),
)


def _ask(rng: random.Random, program: int, product: str, strict: bool) -> Ask:
    family, host = rng.choice(_PLACES[:-1] if product == "nginx" else _PLACES)
    low = rng.choice((1, 2, 3)) if family.startswith("ip") else 0
    options = tuple(name for name in ("bind", "reuseport") if product == "nginx" and rng.random() < 0.3)
    owner = rng.choice(("http", "stream") if product == "nginx" else "abcd")
    return Ask(
        f"{program}.{owner}",
        rng.randrange(2) if product == "nginx" else 0,
        family,
        host,
        low,
        low + rng.choice((0, 0, 0, 1, 2)) if low else 0,
        rng.choice(("tcp", "tcp", "udp")) if low else "tcp",
        v6only=family == "ipv6" and rng.random() < 0.4,
        reuse_port="reuseport" in options if product == "nginx" else not strict,
        interface=rng.choice(("", "", "", "lo", "eth0")) if product == "haproxy" and low else "",
        options=options,
        branch=rng.choice((None, None, None, 0, 1)) if product == "haproxy" else None,
    )


def _case(seed: int) -> Case:
    rng = random.Random(f"search {seed}")
    programs = []
    for number in range(1, rng.choice((2, 2, 3, 4))):
        product, strict = rng.choice(("nginx", "haproxy", "haproxy")), rng.random() < 0.3
        asks = tuple(_ask(rng, number, product, strict) for _ in range(rng.randint(1, 8)))
        programs.append(Program(product, f"{number}.conf", "", asks))
    return Case(str(seed), tuple(programs))


def _share_port(a: Socket, b: Socket) -> bool:
    if a.ports is None or b.ports is None:
        return a.ports is b.ports
    return a.ports.overlap(b.ports) is not None


def _shielded(a: Socket, b: Socket, sockets: list[Socket]) -> bool:
    """On every port that they share, the IPv4 half of the two has a plain ``0.0.0.0`` of its own."""
    narrow = b if a.dual_stack else a
    shared = a.ports.overlap(b.ports) if a.ports and b.ports else None
    assert shared
    plain = [
        socket.ports
        for socket in sockets
        if socket.owner == narrow.owner and socket.address == ANY_IPV4 and socket.bind.address.value == ANY_IPV4
        if socket.ports and not socket.world and not socket.interface
    ]
    return narrow.address.wildcard and all(
        any(port in ports for ports in plain) for port in range(shared.low, shared.high + 1)
    )


def _pairwise(host: Host) -> dict[Outcome, set[object]]:
    """Outcome -> owners of the sockets that meet so, by comparing each with each."""
    found: dict[Outcome, set[object]] = {}
    sockets = [socket for unit in host.units for socket in sockets_of(unit)]
    for a, b in combinations(sockets, 2):
        if _share_port(a, b) and coexist(a.world, b.world):
            result, shared = outcome(a, b)
            shielded = shared is Overlap.DUAL_STACK and _shielded(a, b, sockets)
            if result is not Outcome.NONE and not (result is Outcome.SILENT and shielded):
                found.setdefault(result, set()).update((a.owner, b.owner))
    return found


@pytest.mark.parametrize("block", range(8))
def test_search_finds_what_pairs_find(block: int) -> None:
    met = 0
    for seed in range(block * 500, block * 500 + 500):
        case = _case(seed)
        host = Host("case", [unit_of(program) for program in case.programs])
        found: dict[Outcome, set[object]] = {}
        for conflict in conflicts_of(host):
            if conflict.outcome is not Outcome.NONE:
                found.setdefault(conflict.outcome, set()).update(socket.owner for socket in conflict.sockets)
        expected = _pairwise(host)
        assert found.keys() == expected.keys(), case.asks
        # whoever meets somebody is named, in the worse of its outcomes at least
        assert found.get(Outcome.FAILS, set()) <= expected.get(Outcome.FAILS, set()), case.asks
        assert set().union(*found.values()) == set().union(*expected.values()), case.asks
        met += bool(found)
    assert met > 150


def _asks(shape: str, number: int) -> list[Ask]:
    base = Ask("1.a", 0, "ipv4", "*", 80, 80, reuse_port=True)
    asks = []
    for index in range(number):
        ask = base._replace(owner=f"1.f{index}", group=index)
        if shape == "interfaces":
            ask = ask._replace(interface=f"eth{index}")
        elif shape == "branches":
            ask = ask._replace(branch=index)
        elif shape == "branches of one proxy":
            ask = base._replace(branch=index)
        elif shape == "nested ranges":
            ask = ask._replace(low=1 + index, high=60_000 - index)
        elif shape == "addresses":
            ask = ask._replace(host=f"10.{index // 65536}.{index // 256 % 256}.{index % 256}", branch=index)
        elif shape == "a wildcard and an address" and index % 2:
            ask = ask._replace(host="127.0.0.1")
        asks.append(ask)
    return [*asks, base._replace(owner="1.last", group=number)]


SHAPES = [
    "same",
    "interfaces",
    "branches",
    "branches of one proxy",
    "nested ranges",
    "addresses",
    "a wildcard and an address",
]


@pytest.mark.parametrize(
    ("shape", "product"),
    # Of an nginx each module opens an address once: as many owners as sockets are HAProxy's alone.
    [(shape, "nginx") for shape in SHAPES[:-1]] + [(shape, "haproxy") for shape in SHAPES],
)
def test_cost_is_linear(shape: str, product: str) -> None:
    """However the sockets are made; and everybody is named, since everybody meets somebody."""

    def search(number: int) -> Callable[[], None]:
        asks = tuple(_asks(shape, number))
        host = Host("host", [unit_of(Program(product, "a", "", asks))])

        def run() -> None:
            met = {socket.owner for conflict in conflicts_of(host) for socket in conflict.sockets}
            assert len(met) == len({ask.owner for ask in asks})

        return run

    assert growth(search, 500) < LINEAR
