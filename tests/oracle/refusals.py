"""What the products' own checks refuse among the generated cases, from their structured form.

This is written from the documentation and the runs, apart from the linter's rules, so that each can be
wrong alone.
"""

from collections.abc import Iterator, Mapping

from .case import Ask, Case, Program

SET_ONCE = frozenset(
    {"bind", "backlog", "rcvbuf", "sndbuf", "fastopen", "deferred", "ipv6only", "reuseport", "so_keepalive"}
)
"""Parameters of nginx's ``listen`` that may be given once for a socket."""

STREAM_SHARES = (1, 25, 5)
"""Since this version, stream servers may share a socket."""


def numbers(version: str) -> tuple[int, ...]:
    """``"3.5-dev5-2-g50872daa6"`` -> ``(3, 5)``."""
    return tuple(int(part) for part in version.partition("-")[0].split("."))


def refusals_of(case: Case, versions: Mapping[str, str]) -> list[str]:
    """Why the checks of the case's programs say no; empty when they pass."""
    reasons: list[str] = []
    for program in case.programs:
        reasons += program.faults
        if program.product == "nginx":
            reasons += _nginx(program, numbers(versions["nginx"]))
    return reasons


Key = tuple[str, str, str, str, int]


def keys_of(ask: Ask) -> Iterator[Key]:
    """The sockets of one ``listen`` as nginx tells them apart: one for each port."""
    for port in range(ask.low, ask.high + 1):
        yield ask.module, ask.transport, ask.family, ask.host, port


def _nginx(program: Program, version: tuple[int, ...]) -> Iterator[str]:
    sockets: dict[Key, list[Ask]] = {}
    for ask in program.asks:
        for key in keys_of(ask):
            sockets.setdefault(key, []).append(ask)
    for key, asks in sockets.items():
        yield from _socket(key, asks, version)


def mapped(ask: Ask) -> bool:
    """An IPv4-mapped IPv6 address, which an IPv6-only socket cannot have."""
    return ask.family == "ipv6" and ask.host.lower().startswith("::ffff:")


def _socket(key: Key, asks: list[Ask], version: tuple[int, ...]) -> Iterator[str]:
    if mapped(asks[0]) and all(ask.v6only for ask in asks):
        yield f"{asks[0].host} with ipv6only=on: Invalid argument"
    if len(asks) == 1:
        return
    if key[0] == "mail" or (key[0] == "stream" and version < STREAM_SHARES):
        yield f"duplicate address and port pair {key}"
    if len({ask.group for ask in asks}) < len(asks):
        yield f"a duplicate listen {key}"
    if sum(not SET_ONCE.isdisjoint(ask.options) for ask in asks) > 1:
        yield f"duplicate listen options {key}"
    if sum("default_server" in ask.options for ask in asks) > 1:
        yield f"a duplicate default server {key}"
