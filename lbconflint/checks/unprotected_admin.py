"""A statistics page or socket on which everybody may switch servers off."""

from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Related, Unit, each
from lbconflint.model import Bind, Listener
from lbconflint.tree import Node

_ALWAYS = frozenset({"TRUE", "always_true", "!FALSE", "!always_false"})
_NEVER = frozenset({"FALSE", "always_false", "!TRUE", "!always_true"})
_REFUSALS = frozenset({"reject", "deny", "silent-drop", "tarpit", "auth"})


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "haproxy":
        return
    for listener in unit.listeners:
        if listener.kind == "stats socket":
            yield from _socket(listener)
        elif listener.kind in ("frontend", "listen") and not listener.partial:
            yield from _page(listener, unit)


def _socket(listener: Listener) -> Iterator[Hit]:
    for bind in listener.binds:
        level = bind.options.get("level")
        if level is not None and level.equals("admin") and _reachable(bind):
            yield Hit(
                level.span,
                f"whoever reaches {words.bind(bind)} may switch servers off: the socket asks for no password",
                (Related(bind.span, "no local address"),),
                help="use a unix socket or 127.0.0.1, or 'level operator'",
            )


def _page(listener: Listener, unit: Unit) -> Iterator[Hit]:
    """``stats admin`` without a condition; without ``stats auth`` the page asks for no password."""
    nodes = listener.node.children or ()
    admin = next((node for node in nodes if node.name == "stats" and node.args[:1] == ("admin",)), None)
    if admin is None or not _unconditional(admin) or _guarded(listener):
        return
    bind = next((bind for bind in listener.binds if _reachable(bind)), None)
    if bind is not None and not listener.enabled.equals(False):
        yield Hit(
            admin.word(1),
            f"whoever reaches {words.listener(unit, listener)} on {words.bind(bind)} may switch servers off: "
            "the page asks for no password",
            (Related(bind.span, "no local address"),),
            help="add 'stats auth USER:PASSWORD', bind it to 127.0.0.1, or narrow the condition of 'stats admin'",
        )


def _unconditional(admin: Node) -> bool:
    test = [word for word in admin.args[2:] if word not in ("{", "}")]
    words_of = {"if": _ALWAYS, "unless": _NEVER}.get(admin.args[1] if len(admin.args) > 1 else "", frozenset())
    return len(test) == 1 and test[0] in words_of


def _guarded(listener: Listener) -> bool:
    """Some statement, of its defaults too, turns clients away."""
    if "stats auth" in listener.settings or "stats http-request" in listener.settings:
        return True
    if any("verify" in bind.options and not bind.options["verify"].equals("none") for bind in listener.binds):
        return True
    return any(
        node.name in ("tcp-request", "http-request", "block", "filter") and not _REFUSALS.isdisjoint(node.args)
        for node in listener.node.children or ()
    ) or any(node.name in ("block", "filter") for node in listener.node.children or ())


def _reachable(bind: Bind) -> bool:
    """From another machine, as far as the address says."""
    address = bind.address.value
    if address is None or not address.networked or address.loopback or address.host == "localhost":
        return False
    return "verify" not in bind.options or bind.options["verify"].equals("none")
