"""``global``: the process's own settings, and the sockets of its command line."""

from collections.abc import Iterator

from lbconflint.dialects.haproxy.binds import lower_binds, lower_tls
from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.profile import text_of
from lbconflint.model import NOTHING, Listener, Process
from lbconflint.tree import Node
from lbconflint.values import Setting, default

FAMILIES = frozenset({"stats", "unix-bind", "51degrees", "ssl-engine"})
"""Keywords whose first argument belongs to their name."""

STATS_SOCKET = "stats socket"


def collect_settings(context: Context) -> None:
    """The statements of every ``global`` section by name, the last one counting.

    They are looked at before anything else: ``noreuseport`` changes binds wherever it stands.
    """
    settings = context.settings
    for section in context.document.sections:
        for node in section.children or () if section.name == "global" else ():
            if node.name in ("no", "default"):
                if node.args:
                    settings.pop(node.args[0], None)
            elif node.name == "unix-bind":
                _unix_bind(node, settings)
            elif node.name in FAMILIES and node.args:
                settings[f"{node.name} {node.args[0]}"] = text_of(node, 2)
            else:
                settings[node.name] = text_of(node, 1)


def _unix_bind(node: Node, settings: dict[str, Setting[str]]) -> None:
    """``unix-bind prefix P mode M ...``: pairs of words."""
    for index in range(0, len(node.args) - 1, 2):
        value = text_of(node, index + 2)
        word = node.args[index + 1]
        settings[f"unix-bind {node.args[index]}"] = value._replace(value=None if value.unknown else word)


def lower_process(context: Context) -> Process:
    sections = context.document.sections
    node = next((section for section in sections if section.name == "global"), sections[0])
    return Process("haproxy", context.settings or NOTHING, node)


def lower_stats_sockets(context: Context, section: Node) -> Iterator[Listener]:
    """The sockets on which the process takes commands: ``stats socket ADDRESS ...``."""
    for node in section.find("stats"):
        if node.args[:1] != ("socket",):
            continue
        binds = tuple(lower_binds(context, node, word=2, prefixed=False))
        context.parameters.bind(node, 3)
        yield Listener(
            name=STATS_SOCKET,
            kind=STATS_SOCKET,
            module="",
            binds=binds,
            names=(),
            protocol=default("cli", node),
            tls=lower_tls(context, node, binds),
            routes=(),
            timeouts=NOTHING,
            limits=NOTHING,
            settings=NOTHING,
            enabled=default(True, node),
            partial=False,
            world=node.world,
            node=node,
        )
