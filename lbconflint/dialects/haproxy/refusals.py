"""What HAProxy refuses of a section as a whole: its header, its servers."""

import re
from collections.abc import Sequence

from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.profile import text_at
from lbconflint.knowledge.versions import Version
from lbconflint.model import Pool, Server
from lbconflint.template import placeholder
from lbconflint.tree import Node, coexist
from lbconflint.values import HOLE, Origin, Setting

_NAME = re.compile(r"[A-Za-z0-9_.:-]+\Z")
_LOOP = "'{}' leads back to its own {}"
_NAMELESS = frozenset({"global", "defaults", "crt-store", "traces", "acme", "namespace_list"})
_ARGUMENTS = {"global": 0, "peers": 1, "userlist": 1, "cache": 1, "fcgi-app": 1, "log-forward": 1}
"""Headers whose arguments every version counts."""

FROM_SINCE = (2, 4, 0)

SINGLE: dict[str, Version] = {
    **dict.fromkeys(("resolvers", "peers", "mailers", "program"), (1, 8, 0)),
    **dict.fromkeys(
        ("ring", "log-forward", "fcgi-app", "http-errors", "cache", "log-profile", "acme", "healthcheck"),
        (2, 4, 0),
    ),
}
"""Sections of which there may be one of a name, and since when for certain: 2.0 took two caches."""


def check_header(context: Context, section: Node) -> None:
    """Report a section header without a name, or with words that do not belong there."""
    args = section.args
    if not args:
        if section.name not in _NAMELESS:
            context.argument(section, 0, f"'{section.name}' needs a name")
        return
    most = _ARGUMENTS.get(section.name)
    if most is not None and len(args) > most and not any(HOLE in one or placeholder(one) for one in args):
        taken = "a name and nothing else" if most else "no argument"
        context.argument(section, most + 1, f"unexpected '{args[most]}': '{section.name}' takes {taken}")
    if section.name not in ("frontend", "listen", "backend"):
        return
    if not _NAME.match(args[0]) and not placeholder(args[0]):
        context.argument(section, 1, f"'{args[0]}': a name has letters, digits and '-_.:' only")
    if len(args) > 1 and args[1] == "from":
        if context.target(section).surely_before(FROM_SINCE):
            context.argument(section, 2, "'from' is known since HAProxy 2.4")
    elif len(args) > 1 and (section.name != "backend" or section.children) and not placeholder(args[1]):
        context.argument(
            section, 2, f"unexpected '{args[1]}'", "addresses are written with 'bind', on a line below"
        )


def check_single(context: Context, section: Node, found: dict[tuple[str, str], Node]) -> None:
    """Report a second section of a name; ``found`` are those before it."""
    name = section.args[0]
    if HOLE in name or placeholder(name):
        return
    first = found.setdefault((section.name, name), section)
    if first is section or not coexist(first.world, section.world):
        return
    if context.target(section).surely_since(SINGLE[section.name]):
        related = ((first.word(1), "the first one is here"),)
        context.argument(section, 1, f"a second {section.name} section '{name}'", related=related)


def check_switches(context: Context, section: Node, routed: Sequence[Node], chosen: Setting[str] | None) -> None:
    """``use_backend`` and ``default_backend``: not back to their own proxy.

    A ``backend`` ignores them, with a warning, and yet HAProxy looks for the names when it starts."""
    if section.name == "frontend" or not section.args:
        return
    own = section.args[0]
    for node in routed:
        if node.name != "use_backend" or "%" in node.args[0]:
            continue
        if node.args[0] == own:
            context.argument(node, 1, _LOOP.format("use_backend", section.name))
        elif section.name == "backend":
            context.refer("pool", text_at(node, 1), "use_backend", node)
    if chosen is None or chosen.origin is not Origin.WRITTEN:
        return
    if chosen.equals(own):
        context.argument(chosen.node, 1, _LOOP.format("default_backend", section.name))
    elif section.name == "backend":
        context.refer("pool", chosen, "default_backend", chosen.node)


def check_used_servers(context: Context, pool: Pool, rules: Sequence[Node]) -> None:
    """``use-server``: a server of its own section, or a name that is computed."""
    if not rules or pool.partial or any(server.number != 1 for server in pool.servers):
        return
    known = {server.name for server in pool.servers}
    for node in rules:
        name = node.args[0]
        if name not in known and "%" not in name and HOLE not in name and not placeholder(name):
            context.argument(node, 1, f"there is no server '{name}' in this {pool.kind}")


def check_userlist(context: Context, section: Node) -> None:
    """The groups that users name, and the users that groups name."""
    if section in context.document.holed:
        return
    for kind, other, word in (("group", "user", "groups"), ("user", "group", "users")):
        known = {node.args[0] for node in section.find(kind) if node.args}
        for node in section.find(other):
            place = node.args.index(word) + 1 if word in node.args[1:-1] else 0
            for name in node.args[place].split(",") if place else ():
                if name not in known and not any(HOLE in one for one in (name, *known)) and not placeholder(name):
                    context.argument(node, place + 1, f"there is no {kind} '{name}' in this userlist")


def check_pool(context: Context, pool: Pool) -> None:
    """Report names that a pool has twice, and servers that cannot be set up."""
    verify = context.settings.get("ssl-server-verify")
    unverified = verify is not None and not verify.differs("none")
    first: dict[str, Server] = {}
    for server in pool.servers:
        if first.setdefault(server.name, server) is not server:
            _duplicate(context, first[server.name], server)
        if server.tls.value and not unverified:
            _verification(context, server)
    # One match for all names of a pool: nearly always there is nothing to say of any of them.
    if first and not _NAME.match("".join(first)):
        for server in pool.servers:
            check_server_name(context, server)


def _duplicate(context: Context, first: Server, second: Server) -> None:
    if not coexist(first.world, second.world) or placeholder(second.name):
        return
    target = context.target(second.node)
    if target.maybe_since((2, 0)) and first.number == second.number == 1:
        message = f"server '{second.name}' is defined twice: HAProxy refuses that since 2.0"
        related = ((first.node.word(1), "defined here first"),)
        context.argument(second.node, 1, message, related=related, certain=target.surely_since((2, 0)))


def _verification(context: Context, server: Server) -> None:
    """``ssl`` wants to know whom to trust."""
    options = server.options
    verify = options.get("verify")
    if "ca-file" in options or (verify is not None and not verify.differs("none")):
        return
    if server.check.enabled.unknown or server.tls.node.world != server.world:
        return
    tls = server.tls
    message = "'ssl' without 'ca-file': HAProxy verifies certificates and refuses to start without a CA"
    help_text = "add 'ca-file @system-ca' (2.2 and later), 'ca-file FILE' or 'verify none'"
    context.argument(tls.node, tls.word or 0, message, help_text)


def check_server_name(context: Context, server: Server) -> None:
    """A server's name has letters, digits and a few signs only."""
    if not _NAME.match(server.name) and not placeholder(server.name):
        message = f"'{server.name}': a server's name has letters, digits and '-_.:' only"
        context.argument(server.node, 1, message)
