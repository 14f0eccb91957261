"""Arguments that nginx's own reader refuses: of ``listen``, of an upstream's ``server``, of typed directives.

The messages are nginx's; tables and messages were read off ngx_http_core_listen(),
ngx_stream_core_listen(), ngx_mail_core_listen() and ngx_http_upstream_server() of 1.18 to 1.31 and tried.
"""

from collections.abc import Iterator, Sequence

from lbconflint.dialects.nginx.address import Endpoint, number
from lbconflint.dialects.nginx.effective import size
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.wording import quote
from lbconflint.knowledge.nginx_directives import Row
from lbconflint.knowledge.versions import Target, Version, show_version
from lbconflint.model import Diagnostic, DiagnosticKind, Pool
from lbconflint.regex import lazy
from lbconflint.source import Span
from lbconflint.template import stand_in
from lbconflint.tree import Node
from lbconflint.values import Family

_ALWAYS: Version = (0,)

_COMMON: dict[str, Version] = {
    "bind": _ALWAYS, "backlog=": _ALWAYS, "rcvbuf=": _ALWAYS, "sndbuf=": _ALWAYS, "ipv6only=": _ALWAYS,
    "ssl": _ALWAYS, "so_keepalive=": _ALWAYS, "multipath": (1, 29, 7),
}  # fmt: skip
LISTEN: dict[str, dict[str, Version]] = {
    "S": _COMMON
    | {"default_server": _ALWAYS, "default": _ALWAYS, "setfib=": _ALWAYS, "fastopen=": _ALWAYS,
       "accept_filter=": _ALWAYS, "deferred": _ALWAYS, "reuseport": _ALWAYS, "http2": _ALWAYS,
       "quic": (1, 25, 0), "proxy_protocol": _ALWAYS},
    "s": _COMMON
    | {"udp": _ALWAYS, "reuseport": _ALWAYS, "proxy_protocol": _ALWAYS, "fastopen=": (1, 21, 0),
       "default_server": (1, 25, 5), "setfib=": (1, 25, 5), "accept_filter=": (1, 25, 5), "deferred": (1, 25, 5)},
    "v": _COMMON | {"proxy_protocol": (1, 19, 8)},
}  # fmt: skip
"""The parameters of ``listen`` by context, and since which version; those with a value end with ``=``."""

_SERVER: dict[str, Version] = {
    "weight=": _ALWAYS, "max_conns=": _ALWAYS, "max_fails=": _ALWAYS, "fail_timeout=": _ALWAYS, "backup": _ALWAYS,
    "down": _ALWAYS, "resolve": (1, 27, 3), "service=": (1, 27, 3),
}  # fmt: skip
SERVER: dict[str, dict[str, Version]] = {
    "U": _SERVER | {"route=": (1, 29, 6), "drain": (1, 29, 6)},
    "u": _SERVER,
}
"""The parameters of an upstream's ``server`` by context, and since which version."""

_PLUS = frozenset({"slow_start=", "resolve", "service=", "route=", "drain"})
"""Parameters of ``server`` that the commercial version has had for long."""

_FOREIGN = frozenset({"xquic", "xudp", "https_allow_http", "http3", "ntls"})
"""Parameters that other builds of nginx have."""


def _part(node: Node, word: int, low: int, high: int) -> Span:
    """Characters ``low`` to ``high`` of a word, or the word when it is quoted."""
    span = node.word(word)
    if span.text[:1] in "\"'" or span.end - span.start < high:
        return span
    return Span(span.source, span.start + low, span.start + high)


def listen(node: Node, context: str, target: Target) -> Iterator[Diagnostic]:
    """What nginx refuses of the parameters of a ``listen``."""
    if len(node.args) > 1:
        known = LISTEN[context]
        for word in range(2, len(node.args) + 1):
            yield from _parameter(node, word, known, target, frozenset())


def server(node: Node, context: str, target: Target) -> Iterator[Diagnostic]:
    """What nginx refuses of the parameters of a ``server`` in an upstream."""
    for word in range(2, len(node.args) + 1):
        yield from _parameter(node, word, SERVER[context], target, _PLUS)


def listen_address(node: Node, parsed: Endpoint) -> Iterator[Diagnostic]:
    """What nginx refuses of the address of a ``listen``."""
    if parsed.error:
        message = f"{parsed.error} in {quote(node.args[0])} of the 'listen' directive"
        yield from _bad_address(node, parsed.error, parsed.port_part, message)
    elif parsed.address is not None and parsed.address.family is Family.NAME:
        yield from _odd_host(node, node.args[0], parsed.address.host)


def server_address(node: Node, parsed: Endpoint) -> Iterator[Diagnostic]:
    """What nginx refuses of the address of an upstream's ``server``."""
    if parsed.error:
        message = f"{parsed.error} in upstream {quote(node.args[0])}"
        yield from _bad_address(node, parsed.error, parsed.port_part, message)


def _bad_address(node: Node, error: str, part: tuple[int, int] | None, message: str) -> Iterator[Diagnostic]:
    kind = DiagnosticKind.INVALID_PORT if "port" in error else DiagnosticKind.INVALID_ARGUMENT
    span = _part(node, 1, *part) if part else node.word(1)
    if not stand_in(span.text):
        yield Diagnostic(kind, span, message, "a port is a number from 1 to 65535" if "port" in error else "")


_NO_HOST = lazy(r"[,;=|&()\[\]{}<>!*]|^-|^[0-9.]+$")


def _odd_host(node: Node, text: str, host: str) -> Iterator[Diagnostic]:
    """A word that nginx takes for a host name and that cannot be one."""
    if _NO_HOST.search(host):
        message = f"host not found in {quote(text)} of the 'listen' directive"
        help_ = "write one address and port for each listen" if "," in text else ""
        yield Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.word(1), message, help_)


def _parameter(
    node: Node, word: int, known: dict[str, Version], target: Target, plus: frozenset[str]
) -> Iterator[Diagnostic]:
    text = node.args[word - 1]
    name, equals, value = text.partition("=")
    key = name + equals
    since = known.get(key)
    if since is None:
        if name in _FOREIGN:
            return
        if not filled_in(text) and "$" not in name:
            commercial = key in plus
            message = f"invalid parameter {quote(text)}"
            help_ = "only NGINX Plus has it" if commercial else _near(key, known)
            yield Diagnostic(
                DiagnosticKind.INVALID_ARGUMENT, node.word(word), message, help_, certain=not commercial
            )
        return
    if since is not _ALWAYS and target.stated and target.maybe_before(since):
        message = f"invalid parameter {quote(text)}: it needs nginx {show_version(since)}"
        certain = target.surely_before(since) and key not in plus
        yield Diagnostic(DiagnosticKind.REMOVED_DIRECTIVE, node.word(word), message, certain=certain)
    if key == "http2" and target.maybe_since((1, 25, 1)):
        message = "the 'http2' parameter of 'listen' is deprecated since nginx 1.25.1"
        help_ = "write the directive 'http2 on;' instead"
        yield Diagnostic(DiagnosticKind.DEPRECATED_DIRECTIVE, node.word(word), message, help_, certain=False)
    if equals and not _valid(name, value) and "$" not in value and not filled_in(value):
        yield Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.word(word), f"invalid parameter {quote(text)}")


def _near(key: str, known: dict[str, Version]) -> str:
    if key == "spdy":
        return "SPDY is gone: use http2"
    if key + "=" in known:
        return f"'{key}=' wants a value"
    from difflib import get_close_matches

    found = get_close_matches(key, known, 1, 0.7)
    return f"did you mean '{found[0]}'?" if found else ""


def _valid(name: str, value: str) -> bool:
    """The value of a parameter is one that nginx takes."""
    if name in ("weight", "backlog"):
        return bool(number(value))
    if name in ("max_conns", "max_fails", "fastopen", "setfib"):
        return number(value) is not None
    if name in ("rcvbuf", "sndbuf"):
        return size(value) is not None and value[-1] not in "gG"
    if name == "fail_timeout":
        return fits(value, "sec")
    if name == "ipv6only":
        return value in ("on", "off")
    if name == "so_keepalive":
        return value in ("on", "off") or _keepalive(value)
    return bool(value) or name == "accept_filter"


def _keepalive(value: str) -> bool:
    parts = value.split(":")
    if len(parts) > 3 or not any(parts):
        return False
    times = all(not part or fits(part, "sec") for part in parts[:2])
    return times and (len(parts) < 3 or not parts[2] or number(parts[2]) is not None)


_WEEKS_TO_SECONDS = r"(?:\d*w *)?(?:\d*d *)?(?:\d*h *)?(?:\d*m(?!s) *)?(?:\d*s *)?"
_TIMES = {
    "sec": lazy(rf"(?=.*\d)(?:\d*y *)?(?:\d*M *)?{_WEEKS_TO_SECONDS}(?: *\d+ *)?"),
    "msec": lazy(rf"(?=.*\d){_WEEKS_TO_SECONDS}(?:\d*ms *)?(?: *\d+ *)?"),
}
"""Units from the largest to the smallest, each with a number or without (0), as long as there is some number; a
last one without unit is in seconds (``1h30``)."""


def fits(text: str, kind: str) -> bool:
    """The only argument of a typed directive is of its type."""
    if kind == "flag":
        return text.lower() in ("on", "off")
    if kind == "num":
        return number(text) is not None
    if kind == "size":
        return size(text) is not None and text[-1] not in "gG"
    if kind == "off":
        return size(text) is not None
    return _TIMES[kind].fullmatch(text) is not None


_PROTOCOLS = dict.fromkeys(("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"), _ALWAYS)
_RETRIED = dict.fromkeys(("error", "timeout", "off"), _ALWAYS)
_OF_HTTP = ("invalid_header", "non_idempotent", "http_403", "http_404", "http_429", "http_500", "http_503")
_WITHOUT_CACHE = _RETRIED | dict.fromkeys((*_OF_HTTP, "http_502", "http_504"), _ALWAYS)
_CACHED = _RETRIED | dict.fromkeys((*_OF_HTTP, "updating"), _ALWAYS)
ENUMERATED: dict[str, dict[str, Version]] = {
    "ssl_protocols": _PROTOCOLS,
    "proxy_ssl_protocols": _PROTOCOLS,
    "grpc_ssl_protocols": _PROTOCOLS,
    "uwsgi_ssl_protocols": _PROTOCOLS,
    "ssl_verify_client": dict.fromkeys(("on", "off", "optional", "optional_no_ca"), _ALWAYS),
    "proxy_http_version": {"1.0": _ALWAYS, "1.1": _ALWAYS, "2": (1, 29, 4)},
    "satisfy": dict.fromkeys(("all", "any"), _ALWAYS),
    "gzip_static": dict.fromkeys(("on", "off", "always"), _ALWAYS),
    "proxy_next_upstream": _WITHOUT_CACHE | _CACHED,
    "grpc_next_upstream": _WITHOUT_CACHE,
    "fastcgi_next_upstream": _CACHED,
    "scgi_next_upstream": _CACHED,
    "uwsgi_next_upstream": _CACHED,
    "memcached_next_upstream": _RETRIED | dict.fromkeys(("invalid_response", "not_found"), _ALWAYS),
}
"""Directives whose arguments are among a few, and since which version."""


def enumerated(node: Node, _: str, target: Target) -> Iterator[Diagnostic]:
    """Arguments that are not among those that the directive takes."""
    values = ENUMERATED[node.name]
    for word, text in enumerate(node.args, start=1):
        since = next((version for value, version in values.items() if value.lower() == text.lower()), None)
        if since is None and not filled_in(text):
            message = f"invalid value {quote(text)} in '{node.name}' directive"
            help_ = f"it takes {', '.join(values)}"
            yield Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.word(word), message, help_)
        elif since and since is not _ALWAYS and target.stated and target.maybe_before(since):
            message = f"invalid value '{text}' in '{node.name}' directive: it needs nginx {show_version(since)}"
            yield Diagnostic(
                DiagnosticKind.REMOVED_DIRECTIVE, node.word(word), message, certain=target.surely_before(since)
            )


_WANTED = {
    "flag": "it must be 'on' or 'off'",
    "num": "it must be a number",
    "size": "it must be a size such as 8k or 1m",
    "off": "it must be a size such as 8k, 1m or 1g",
    "msec": "it must be a time such as 500ms, 30s or 1m",
    "sec": "it must be a time such as 30s or 1m",
}


def misfit(node: Node, kind: str) -> Diagnostic:
    message = f"invalid value {quote(node.args[0])} in '{node.name}' directive"
    return Diagnostic(DiagnosticKind.INVALID_ARGUMENT, node.word(1), message, _WANTED[kind])


def wanted(rows: Sequence[Row]) -> str:
    """How many arguments the rows allow, in words."""
    mask = 0
    for row in rows:
        mask |= row.counts
    counts = [str(count) for count in range(9) if mask >> count & 1]
    if mask < 0:
        return f"at least {counts[0]}"
    return counts[0] if len(counts) == 1 else ", ".join(counts[:-1]) + f" or {counts[-1]}"


_WITHOUT_BACKUP = ("hash", "ip_hash", "random")


def refused_backups(pool: Pool) -> Iterator[Diagnostic]:
    """``backup`` behind a balancing method that has no use for it; in front of it nginx does not notice."""
    method = pool.balance.node
    if not pool.balance.written or pool.balance.value not in _WITHOUT_BACKUP:
        return
    for server in pool.servers:
        backup = server.backup
        if backup.written and server.node.source is method.source and method.start < server.node.start:
            message = f"the balancing method '{pool.balance.value}' does not support the parameter 'backup'"
            related = ((method.word(0), "the method is chosen here"),)
            yield Diagnostic(DiagnosticKind.INVALID_ARGUMENT, backup.span, message, "", related)
