"""What HAProxy refuses of a section as a whole: its header, its servers."""

import re

from lbconflint.dialects.haproxy.context import Context
from lbconflint.model import Pool, Server
from lbconflint.template import placeholder
from lbconflint.tree import Node, coexist

_NAME = re.compile(r"[A-Za-z0-9_.:-]+\Z")
_NAMELESS = frozenset({"global", "defaults", "crt-store", "traces", "acme", "namespace_list"})
FROM_SINCE = (2, 4, 0)


def check_header(context: Context, section: Node) -> None:
    """Report a section header without a name, or with words that do not belong there."""
    args = section.args
    if not args:
        if section.name not in _NAMELESS:
            context.argument(section, 0, f"'{section.name}' needs a name")
        return
    if section.name not in ("frontend", "listen", "backend"):
        return
    if not _NAME.match(args[0]) and not placeholder(args[0]):
        context.argument(section, 1, f"'{args[0]}': a name has letters, digits and '-_.:' only")
    if len(args) > 1 and args[1] == "from":
        if context.target(section).surely_before(FROM_SINCE):
            context.argument(section, 2, "'from' is known since HAProxy 2.4")
    elif len(args) > 1 and section.name != "backend" and not placeholder(args[1]):
        context.argument(
            section, 2, f"unexpected '{args[1]}'", "addresses are written with 'bind', on a line below"
        )


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
