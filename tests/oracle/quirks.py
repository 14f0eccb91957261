"""Where the kernel does not keep its own rules, so that no verdict about two sockets can be right, and where one
version of a server lets through what those before and after it refuse.

Linux remembers the last SO_REUSEPORT socket of a TCP port and lets another one with the "same" address in
without looking for conflicts (``sk_reuseport_match``).  It takes the IPv4 wildcard and the dual-stack IPv6
wildcard for the same, and likewise ``::`` with and without IPV6_V6ONLY: after ``*:80``, a bind of
``[::]:80`` succeeds even though somebody else holds ``[::1]:80`` without SO_REUSEPORT.  Measured on 6.18 with
plain sockets; nginx gets there on its second try, half a second after the first one failed.
"""

from collections.abc import Callable, Iterable

from .case import Ask, Case
from .servers import Server


def let_in(case: Case) -> bool:
    """Three sockets of one port meet in that way: a start that should fail may succeed."""
    ports: dict[int, list[Ask]] = {}
    for ask in case.asks:
        if ask.is_ip and ask.transport == "tcp":
            for port in range(ask.low, ask.high + 1):
                ports.setdefault(port, []).append(ask)
    return any(_meet(asks) for asks in ports.values())


def _meet(asks: Iterable[Ask]) -> bool:
    def some(fits: Callable[[Ask], bool]) -> bool:
        return any(fits(ask) for ask in asks)

    if not some(lambda ask: ask.reuse_port):
        return False
    if not some(lambda ask: ask.family == "ipv6" and ask.host == "*" and not ask.v6only):
        return False
    wide_ipv4 = some(lambda ask: ask.family == "ipv4" and ask.host == "*")
    wide_ipv6 = some(lambda ask: ask.family == "ipv6" and ask.host == "*" and ask.v6only)
    held_ipv6 = some(lambda ask: ask.family == "ipv6" and not ask.reuse_port)
    held_ipv4 = some(lambda ask: ask.family == "ipv4" and not ask.reuse_port)
    return (wide_ipv4 and held_ipv6) or (wide_ipv6 and held_ipv4)


def overlooks(server: Server, error: str) -> bool:
    """The version accepts what is a fault all the same, and what others refuse; or it starts and cannot serve.

    HAProxy up to 2.0 takes a word that begins with a unit for a time of 0.  3.4.0 finds two servers of one name
    among two servers only, and passes over statements of ``global`` that its first pass knows wherever they are.
    """
    if server.product != "haproxy":
        return False
    if "HAProxy starts, and the server is always down" in error:
        return True
    if server.number < (2, 1):
        return error.startswith("invalid-argument: invalid time") or "so that nothing" in error
    return server.number >= (3, 4) and (
        "is defined twice" in error or ("does not belong to a" in error and "'global'" in error)
    )
