"""Listeners of other sections: ``peers`` and ``log-forward``."""

from lbconflint.dialects.haproxy.addresses import Place
from lbconflint.dialects.haproxy.binds import lower_binds, lower_tls
from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.numbers import integer, milliseconds
from lbconflint.dialects.haproxy.options import Options
from lbconflint.dialects.haproxy.profile import text_of
from lbconflint.model import NOTHING, Bind, Listener
from lbconflint.tree import Node
from lbconflint.values import HOLE, Origin, Setting, default, unknown


def lower_peers(context: Context, section: Node) -> Listener | None:
    """What a ``peers`` section listens on: its ``bind``, or the address of the local peer.

    The local peer is the one that ``localpeer`` names; without it that is the host's name, which is not
    known, and none of the peers is taken for it.
    """
    binds: list[Bind] = []
    inherited: dict[str, Setting[str]] = {}
    local = context.settings.get("localpeer")
    for node in section.children or ():
        if node.name == "default-bind":
            shape = context.parameters.bind_shape(node.args, 1)
            inherited = {**inherited, **Options(node, shape.words, NOTHING)}
            context.parameters.bind(node, 1)
        elif node.name == "bind":
            binds.extend(lower_binds(context, node, inherited=inherited))
            context.parameters.bind(node, 2)
        elif node.name in ("peer", "server") and len(node.args) >= 2:
            if local is not None and local.equals(node.args[0]):
                binds.extend(_local_peer(context, node))
    return _listener(context, section, binds, "peers") if binds else None


def _local_peer(context: Context, node: Node) -> list[Bind]:
    """The bind of the local peer's own line; its parameters are those of a server."""
    line = Node(node.source, node.name, node.args[:2], node.start, node.head, node.world)
    shape = context.parameters.server_shape(node.args[2:], 3)
    found = []
    for bind in lower_binds(context, line, word=2):
        tls = bind.tls
        if "ssl" in shape.words:
            tls = Setting(True, Origin.WRITTEN, node, shape.words["ssl"][1])
        found.append(bind._replace(tls=tls, node=node))
    return found


def lower_log_forward(context: Context, section: Node) -> Listener:
    """``log-forward``: streams on ``bind``, datagrams on ``dgram-bind``."""
    binds: list[Bind] = []
    for node in section.find("bind", "dgram-bind"):
        place = Place.BIND if node.name == "bind" else Place.DATAGRAM_BIND
        binds.extend(lower_binds(context, node, place))
        context.parameters.bind(node, 2)
    return _listener(context, section, binds, "syslog")


def _listener(context: Context, section: Node, binds: list[Bind], protocol: str) -> Listener:
    timeouts: dict[str, Setting[int]] = {}
    limits: dict[str, Setting[int]] = {}
    settings: dict[str, Setting[str]] = {}
    for node in section.children or ():
        if node.name == "timeout" and len(node.args) >= 2:
            value = None if HOLE in node.args[1] else milliseconds(node.args[1])
            timeouts[node.args[0]] = unknown(node, 2) if value is None else Setting(value, Origin.WRITTEN, node, 2)
        elif node.name in ("maxconn", "backlog") and node.args:
            number = integer(node.args[0])
            limits[node.name] = unknown(node, 1) if number is None else Setting(number, Origin.WRITTEN, node, 1)
        elif node.name == "option" and node.args:
            settings[f"option {node.args[0]}"] = text_of(node, 2)
        elif node.name in ("log", "table", "disabled", "enabled"):
            settings[node.name] = text_of(node, 1)
    disabled = settings.get("disabled")
    enabled = default(True, section)
    if disabled is not None:
        enabled = Setting(False, Origin.WRITTEN, disabled.node, 0)
    return Listener(
        name=section.args[0] if section.args else "",
        kind=section.name,
        module="",
        binds=tuple(binds),
        names=(),
        protocol=default(protocol, section),
        tls=lower_tls(context, section, tuple(binds)),
        routes=(),
        timeouts=timeouts or NOTHING,
        limits=limits or NOTHING,
        settings=settings or NOTHING,
        enabled=enabled,
        partial=section in context.document.holed,
        world=section.world,
        node=section,
    )
