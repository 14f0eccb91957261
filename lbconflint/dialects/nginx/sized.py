"""Zones of shared memory: the parameters of the directives that define them."""

from collections.abc import Callable, Iterator

from lbconflint.dialects.nginx.address import number
from lbconflint.dialects.nginx.arguments import fits
from lbconflint.dialects.nginx.effective import size
from lbconflint.dialects.nginx.refusal import lacking, refused, unknown_parameter
from lbconflint.dialects.nginx.wording import quote
from lbconflint.model import Diagnostic
from lbconflint.regex import lazy
from lbconflint.tree import Node

_PAGE = 4096
"""Bytes of a page of memory on most machines; on others zones have to be larger."""


def _size(node: Node, word: int, text: str, pages: int) -> Iterator[Diagnostic]:
    """``text`` is the name and the size of a zone, which has at least so many pages."""
    _, colon, value = text.rpartition(":")
    found = size(value) if colon and value[-1:] not in ("g", "G") else None
    if found is None:
        help_ = "a name and a size, as in 'one:10m'"
        yield refused(node, word, f"invalid zone size {quote(node.args[word - 1])} in '{node.name}'", help_)
    elif found < pages * _PAGE:
        least = f"it has at least {pages * _PAGE // 1024}k"
        yield refused(node, word, f"zone {quote(node.args[word - 1])} is too small", least)


_RATE = lazy(r"0*[1-9]\d*(?:r/[sm])?")


def limit_zone(node: Node) -> Iterator[Diagnostic]:
    """``limit_req_zone`` and ``limit_conn_zone``; the former synchronises with NGINX Plus only."""
    zone = False
    for word, text in enumerate(node.args[1:], start=2):
        name, _, value = text.partition("=")
        if text.startswith("zone="):
            zone = True
            yield from _size(node, word, value, 8)
        elif name == "rate" and node.name == "limit_req_zone":
            if not _RATE.fullmatch(value):
                yield refused(node, word, f"invalid rate {quote(text)}", "it is a number and 'r/s' or 'r/m'")
        elif text != "sync":
            yield unknown_parameter(node, word)
            return
    if not zone:
        yield lacking(node, "zone=")


_LEVELS = lazy(r"|[12](?::[12]){0,2}")
_COMMERCIAL = ("purger", "purger_files", "purger_sleep", "purger_threshold")


def _levels(text: str) -> bool:
    return _LEVELS.fullmatch(text) is not None


def _amount(text: str) -> bool:
    return size(text) is not None


def _time(text: str) -> bool:
    return fits(text, "msec")


def _count(text: str) -> bool:
    return number(text) is not None


_CACHE: dict[str, Callable[[str], bool]] = {
    "levels": _levels, "use_temp_path": lambda text: text in ("on", "off"),
    "inactive": lambda text: fits(text, "sec"), "max_size": _amount, "min_free": _amount,
    "loader_files": _count, "loader_sleep": _time, "loader_threshold": _time,
    "manager_files": _count, "manager_sleep": _time, "manager_threshold": _time,
}  # fmt: skip
"""The parameters of a cache's path besides its zone, and what their values have to be."""


def cache_path(node: Node) -> Iterator[Diagnostic]:
    """``proxy_cache_path`` and its like."""
    zone = False
    for word, text in enumerate(node.args[1:], start=2):
        name, equals, value = text.partition("=")
        if text.startswith("keys_zone="):
            zone = True
            yield from _size(node, word, value, 2)
        elif not equals or (name not in _CACHE and name not in _COMMERCIAL):
            yield unknown_parameter(node, word)
            return
        elif name in _CACHE and not _CACHE[name](value):
            yield refused(node, word, f"invalid value {quote(value)} of '{name}' in '{node.name}'")
    if not zone:
        yield lacking(node, "keys_zone=")


def session_cache(node: Node) -> Iterator[Diagnostic]:
    """``ssl_session_cache``."""
    for word, text in enumerate(node.args, start=1):
        kind, colon, value = text.partition(":")
        if kind == "shared" and colon:
            name, _, _ = value.partition(":")
            yield from _size(node, word, value if name and ":" in value else "", 8)
        elif text not in ("off", "none", "builtin") and not (kind == "builtin" and number(value) is not None):
            help_ = "it is off, none, builtin or shared:NAME:SIZE"
            yield refused(node, word, f"invalid session cache {quote(text)}", help_)
