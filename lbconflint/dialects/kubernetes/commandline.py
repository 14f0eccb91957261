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
_MAX_PORT = 65535
_LOOPBACK = re.compile(r"localhost|127\..*|\[::1\]")


def told(words: Sequence[Setting[str]]) -> Iterator[ContainerPort]:
    """The TCP ports that a container opens beyond the loopback address, by its command line."""
    flag = ""
    for word in words:
        text = word.value or ""
        name, equals, value = text.partition("=")
        if not equals:
            name, value = flag, text
        flag = text if text.startswith("-") and not equals else ""
        address = _ADDRESS.fullmatch(value) if _FLAG.fullmatch(name) else None
        if address is None or not 0 < int(address["port"]) <= _MAX_PORT or _LOOPBACK.fullmatch(address["host"]):
            continue
        node, offset = word.node, len(text) - len(value)
        low, high = address.span("port")
        host: Setting[str] = absent(node)
        if address["host"] not in ("", "*", "0.0.0.0", "[::]"):
            host = written(address["host"].strip("[]"), node)
        number = written(int(address["port"]), node, 1, (low + offset, high + offset))
        yield ContainerPort(absent(node), number, number, host, default("TCP", node), node)
