"""Keywords whose meaning hangs on a second word, and where that word is looked up."""

from collections.abc import Sequence

from lbconflint.knowledge.haproxy_sections import PROXY_SECTIONS

_PROXY = frozenset(
    {"option", "timeout", "stats", "http-request", "http-response", "http-after-response", "tcp-request",
     "tcp-response", "quic-initial", "http-check", "tcp-check", "compression", "capture", "balance", "mode",
     "http-reuse", "hash-type", "email-alert", "external-check", "filter", "stick", "monitor", "persist",
     "rate-limit", "declare"}
)  # fmt: skip

_OTHER = {
    ("global", "stats"): "global stats",
    ("resolvers", "timeout"): "resolvers timeout",
    ("resolvers", "hold"): "resolvers hold",
    ("mailers", "timeout"): "mailers timeout",
    ("ring", "timeout"): "ring timeout",
    ("log-forward", "option"): "log-forward option",
    ("fcgi-app", "option"): "fcgi-app option",
}

_NESTED = frozenset(
    {"tcp-request connection", "tcp-request session", "tcp-request content", "tcp-response content"}
)

VALUES = frozenset({"balance", "mode", "http-reuse", "hash-type"})
"""Contexts whose words are values rather than keywords."""

IGNORED = frozenset({"ring timeout"})
"""Contexts whose unknown words HAProxy passes over without a word of its own."""


def subword(section: str, name: str, args: Sequence[str]) -> tuple[str, int] | None:
    """The context in which a keyword's second word is looked up, and the index of that argument."""
    if section not in PROXY_SECTIONS:
        context = _OTHER.get((section, name))
        return (context, 0) if context else None
    if name not in _PROXY:
        return None
    nested = f"{name} {args[0]}" if args else ""
    return (nested, 1) if nested in _NESTED and len(args) > 1 else (name, 0)
