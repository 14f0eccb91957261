"""What a server block says of itself: names, TLS, protocol, limits."""

from collections.abc import Mapping
from typing import Any

from lbconflint.dialects.nginx.effective import Converted, Table, converted, flag, size
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.scope import Scope, hides, setting
from lbconflint.model import Tls
from lbconflint.values import Setting, absent, default, unknown, written

_tuple = tuple.__new__  # as in values
_TLS = frozenset({
    "ssl_certificate", "ssl_certificate_key", "ssl_protocols", "ssl_ciphers", "ssl_reject_handshake",
    "ssl_verify_client",
})  # fmt: skip
TIMEOUT_FAMILY = {"http": "server", "stream": "stream server", "mail": "mail"}
"""Which table of timeouts belongs to the servers of a module."""


def names_of(scope: Scope) -> list[Setting[str]]:
    """Every argument of every ``server_name``."""
    found = []
    for node in scope.each("server_name"):
        for word, name in enumerate(node.args, start=1):
            found.append(unknown(node, word) if filled_in(name) else written(name, node, word))
    return found


def protocol_of(scope: Scope, module: str, udp: bool) -> Setting[str]:
    """The application protocol: http; tcp or udp for stream; what ``protocol`` says for mail."""
    if module == "mail":
        found = scope.find("protocol")
        return setting(*found, "protocol") if found else absent(scope.node)
    return default("http" if module == "http" else "udp" if udp else "tcp", scope.node)


def tls_of(scope: Scope) -> Tls:
    """TLS as in force in the server; what is not said is absent, and nginx's default applies."""
    nothing: Setting[Any] = absent(scope.node)
    if not scope.knows(_TLS):
        return _tuple(Tls, ((), (), nothing, nothing, nothing, nothing, scope.node))
    found = scope.find("ssl_protocols")
    protocols: Setting[tuple[str, ...]] = nothing
    if found:
        text = setting(*found, "ssl_protocols")
        value = tuple(text.value.split()) if text.value else None
        protocols = Setting(value, text.origin, text.node, text.word)
    reject = scope.find("ssl_reject_handshake")
    fields = (
        _all(scope, "ssl_certificate"),
        _all(scope, "ssl_certificate_key"),
        protocols,
        _text(scope, "ssl_ciphers", nothing),
        nothing if reject is None else converted(scope, "ssl_reject_handshake", flag, None),
        _text(scope, "ssl_verify_client", nothing),
        scope.node,
    )
    return _tuple(Tls, fields)  # like Tls(...), in half the time


def _text(scope: Scope, name: str, nothing: Setting[Any]) -> Setting[str]:
    found = scope.find(name)
    return setting(*found, name) if found else nothing


def _all(scope: Scope, name: str) -> tuple[Setting[str], ...]:
    nodes, inherited = scope.all(name)
    return tuple([setting(node, inherited, name) for node in nodes])


def legacy_tls(scope: Scope) -> Setting[bool] | None:
    """``ssl on``: TLS on every socket of the server; None when it is not said."""
    found = scope.find("ssl")
    if found is None or hides(found[0], "ssl"):
        return None
    value = converted(scope, "ssl", flag, False)
    return None if value.equals(False) else value


_LIMITS: Table[int] = {
    "body": ("client_max_body_size", size, 1 << 20),
    "requests": ("keepalive_requests", size, 1000),
}


def limits_of(scope: Scope) -> Mapping[str, Setting[int]]:
    """Limits of an http server: ``body`` in bytes and ``requests`` per connection."""
    return Converted(scope, _LIMITS)


def same_word(value: Setting[Any], text: str | None) -> Setting[str]:
    """A name at the place of another setting."""
    return Setting(text, value.origin, value.node, value.word, value.part)
