"""Ports that a command line tells: ``--web.listen-address=:443`` and its kind."""

import re
from collections.abc import Iterator, Sequence

from lbconflint.cluster import ContainerPort
from lbconflint.values import Setting, absent, default, written

_FLAG = re.compile(
    r"--?(?:[\w-]+\.)?(?:listen-address|listen|bind-address|addr|address|bind|http-address|https-address"
    r"|metrics-bind-address|metrics-addr|health-probe-bind-address|secure-listen-address)"
)
_ADDRESS = re.compile(
    r"(?:https?://|tcp://)?(?P<host>\[[0-9a-fA-F:]+\]|[0-9.]*|\*|localhost):(?P<port>[0-9]{1,5})/?"
)
_INNER = re.compile(
    r"--?(?:web\.listen-address|secure-listen-address|telemetry\.(?:listen-)?addr(?:ess)?"
    r"|(?:[\w-]+[.-])?(?:metrics|health|healthz|health-probe|probe)-(?:bind-|listen-)?(?:port|addr|address))"
)
"""Flags for pages that nobody but monitoring asks: those of the exporters' web toolkit, of kube-rbac-proxy before
them, of controllers and of most agents."""
_INNER_ADDRESS = re.compile(
    r"(?:(?P<host>\[[0-9a-fA-F:]+\]|\[?\$\(\w+\)\]?|[0-9.]*|\*|localhost):)?(?P<port>[0-9]{1,5})"
)
_MAX_PORT = 65535
_LOOPBACK = re.compile(r"localhost|127\..*|\[::1\]")


def _flags(words: Sequence[Setting[str]]) -> Iterator[tuple[str, Setting[str], str]]:
    """Each flag that has a value, with the word that ends with this value."""
    flag = ""
    for word in words:
        text = word.value or ""
        name, equals, value = text.partition("=")
        if not equals:
            name, value = flag, text
        flag = text if text.startswith("-") and not equals else ""
        yield name, word, value


def told(words: Sequence[Setting[str]]) -> Iterator[ContainerPort]:
    """The TCP ports that a container opens beyond the loopback address, by its command line."""
    for name, word, value in _flags(words):
        address = _ADDRESS.fullmatch(value) if _FLAG.fullmatch(name) else None
        if address is None or not 0 < int(address["port"]) <= _MAX_PORT or _LOOPBACK.fullmatch(address["host"]):
            continue
        node = word.node
        host: Setting[str] = absent(node)
        if address["host"] not in ("", "*", "0.0.0.0", "[::]"):
            host = written(address["host"].strip("[]"), node)
        number = _number(address, word, value)
        yield ContainerPort(absent(node), number, number, host, default("TCP", node), node)


def inner(words: Sequence[Setting[str]]) -> Iterator[Setting[int]]:
    """The TCP ports that the command line gives to metrics and health checks, beyond the loopback address."""
    for name, word, value in _flags(words):
        address = _INNER_ADDRESS.fullmatch(value) if _INNER.fullmatch(name) else None
        if (
            address is None
            or not 0 < int(address["port"]) <= _MAX_PORT
            or _LOOPBACK.fullmatch(address["host"] or "")
        ):
            continue
        yield _number(address, word, value)


def _number(address: "re.Match[str]", word: Setting[str], value: str) -> Setting[int]:
    """The port where it stands in the word."""
    low, high = address.span("port")
    offset = len(word.value or "") - len(value)
    return written(int(address["port"]), word.node, 1, (low + offset, high + offset))
