"""A backend chosen by what a client of TLS says first, and nothing that waits until it has said it."""

import re
from collections.abc import Iterator

from lbconflint.analysis import words
from lbconflint.check import Context, Hit, Level, Related, Unit, each
from lbconflint.model import Bind, Listener
from lbconflint.regex import lazy
from lbconflint.tree import Node
from lbconflint.values import HOLE

_SAID = lazy(
    r"(?:^|[\[(!\s])(?P<name>req[._]ssl_(?:sni|hello_type|alpn|ver)|(?:req\.)?rdp_cookie|(?:req\.)?payload(?:_lv)?)\b",
    re.IGNORECASE,
)


@each(Unit)
def check(unit: Unit, _: Context) -> Iterator[Hit]:
    if unit.product != "haproxy":
        return
    for listener in unit.listeners:
        if listener.kind in ("frontend", "listen") and listener.protocol.equals("tcp") and not listener.partial:
            yield from _rules(unit, listener)


def _rules(unit: Unit, listener: Listener) -> Iterator[Hit]:
    """One hit for a listener, at its first rule."""
    children = listener.node.children or ()
    found = _first(children)
    if found is None or not any(map(_at_once, listener.binds)) or _waits(listener, children):
        return
    node, name = found
    yield Hit(
        node.word(0),
        f"'{name}' is asked when the connection opens, before the client says anything: next to no client of "
        f"{words.listener(unit, listener)} goes this way",
        (Related(listener.binds[0].span, "nothing waits here"),),
        help="add 'tcp-request inspect-delay 5s' and 'tcp-request content accept if { req.ssl_hello_type 1 }'",
        level=Level.WARNING,
    )


def _first(children: "list[Node] | tuple[()]") -> tuple[Node, str] | None:
    """The first ``use_backend`` that asks, itself or through an ACL, and what it asks for."""
    asking: dict[str, str] = {}
    for node in children:
        if node.name not in ("acl", "use_backend") or not node.args:
            continue
        said = _SAID.search(" ".join(node.args))
        if node.name == "acl":
            if said is not None:
                asking[node.args[0]] = said["name"]
            continue
        named = (word.lstrip("!") for word in node.args[1:])
        name = said["name"] if said else next((asking[word] for word in named if word in asking), "")
        if name:
            return node, name
    return None


def _at_once(bind: Bind) -> bool:
    """A connection is taken before its first data: another HAProxy sends those along with the PROXY protocol."""
    address = bind.address.value
    if address is None or not address.networked:
        return False
    proxied = bind.proxy_protocol.unknown or bind.proxy_protocol.equals(True)
    return "defer-accept" not in bind.options and not proxied


def _waits(listener: Listener, children: "list[Node] | tuple[()]") -> bool:
    """There is a delay, and a rule on contents to wait for, or there may be."""
    delay = listener.settings.get("tcp-request inspect-delay")
    if delay is None or delay.absent:
        return any(HOLE in node.name for node in children)
    return any(
        HOLE in node.name or (node.name == "tcp-request" and node.args[:1] == ("content",)) for node in children
    )
