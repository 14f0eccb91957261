"""A server of stream or mail without what nginx asks of each."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Level, Target, Unit, each
from lbconflint.knowledge.nginx_directives import DIRECTIVES
from lbconflint.model import Listener

_MAIL_PORTS = frozenset({25, 110, 143, 465, 587, 993, 995})
"""Ports from which nginx knows the protocol of a mail server."""
_HANDLERS = frozenset({"proxy_pass", "return", "pass"})
_DECIDING = frozenset({"deny", "ssl_reject_handshake", "js_access", "js_preread"})
"""Directives that may end every connection before anything has to answer."""
_MAY_LACK = (1, 27, 1)
"""Since this version nginx starts with a stream server that hands connections to nobody."""


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    if unit.product != "nginx":
        return
    for listener in unit.listeners:
        if listener.module != "http" and not listener.partial:
            if not listener.binds:
                yield _lacking(unit, listener, "listen")
            elif listener.module == "mail":
                yield from _mail(unit, listener)
            elif not listener.routes:
                yield from _handler(unit, listener, ctx.target())


def _lacking(unit: Unit, listener: Listener, name: str) -> Hit:
    return Hit(
        listener.node.word(0),
        f"{words.listener(unit, listener)} has no '{name}'",
        help=f'nginx refuses the configuration (no "{name}" is defined for server)',
    )


def _mail(unit: Unit, listener: Listener) -> Iterator[Hit]:
    ports = [port for bind in listener.binds if (port := bind.ports.value) is not None]
    told = all(not bind.ports.unknown for bind in listener.binds)
    if listener.protocol.absent and told and all(port.low not in _MAIL_PORTS for port in ports):
        yield Hit(
            listener.node.word(0),
            f"{words.listener(unit, listener)} has no 'protocol', and its port does not tell it",
            help='nginx refuses the configuration ("unknown mail protocol for server"): write imap, pop3 or smtp',
        )
    if "auth_http" not in listener.settings:
        yield _lacking(unit, listener, "auth_http")


def _handler(unit: Unit, listener: Listener, target: Target) -> Iterator[Hit]:
    """A directive of another module may answer too: only servers that say nothing unknown are judged."""
    names = {node.name for node in unit.statements(listener.node.children or ())}
    if not names.isdisjoint(_HANDLERS) or not all(map(_is_own, names)):
        return
    starts = target.maybe_since(_MAY_LACK)
    for_all = any("default_server" in bind.options for bind in listener.binds)
    if starts and (for_all or not names.isdisjoint(_DECIDING)):
        return
    yield Hit(
        listener.node.word(0),
        f"{words.listener(unit, listener)} has no 'proxy_pass', 'return' or 'pass': every connection is closed",
        help='nginx before 1.27.1 refuses the configuration ("no handler for server")',
        level=Level.WARNING if starts else None,
    )


def _is_own(name: str) -> bool:
    return any(row.checked and "s" in row.contexts for row in DIRECTIVES.get(name, ()))
