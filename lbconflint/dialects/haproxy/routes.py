"""Where a proxy sends its connections: ``use_backend``, ``default_backend``, redirects, fixed answers."""

from lbconflint.dialects.haproxy.addresses import Place, parse
from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.profile import Profile, text_at, text_of
from lbconflint.model import NOTHING, Matching, Route, Target, TargetKind
from lbconflint.tree import Node
from lbconflint.values import HOLE, Address, Origin, Setting, absent, default, unknown, written

ANSWERS = frozenset({"return", "deny", "reject", "tarpit", "silent-drop", "use-service", "auth"})
"""Actions of ``http-request`` that end a request without a server."""

_REDIRECTS = frozenset({"location", "prefix", "scheme"})


def condition_at(args: tuple[str, ...], start: int = 0) -> int | None:
    """The index of the first ``if`` or ``unless`` among the arguments."""
    if "if" not in args and "unless" not in args:
        return None
    for index in range(start, len(args)):
        if args[index] in ("if", "unless"):
            return index
    return None


class Routes:
    """Routes of one proxy, in the order of its lines.  ``profile`` has been read to its end."""

    def __init__(self, context: Context, profile: Profile) -> None:
        self.context = context
        self.profile = profile

    def use_backend(self, node: Node) -> Route:
        pool = text_at(node, 1)
        kind = TargetKind.POOL
        if pool.value is not None and "%" in pool.value:
            kind = TargetKind.DYNAMIC
            prefix = pool.value.partition("%")[0]
            self.context.refer("pool prefix", pool._replace(value=prefix), node.name, node)
            pool = unknown(node, 1)
        else:
            self.context.refer("pool", pool, node.name, node)
        return self._conditional(node, 1, self._target(node, kind, pool=pool))

    def default_backend(self, name: Setting[str], section: Node) -> Route:
        """``default_backend``, written here or in the ``defaults`` section."""
        node = name.node if name.written or name.unknown else section
        self.context.refer("pool", name, "default_backend", node)
        return self._route(node, Matching.DEFAULT, absent(node), self._target(node, TargetKind.POOL, pool=name))

    def own_servers(self, section: Node) -> Route:
        """A ``listen`` section sends to its own servers what it sends nowhere else."""
        pool = default(section.args[0], section)
        target = self._target(section, TargetKind.POOL, pool=pool)
        return self._route(section, Matching.DEFAULT, absent(section), target)

    def dispatch(self, node: Node) -> Route | None:
        """``dispatch ADDRESS:PORT``: one fixed target without servers."""
        if not node.args:
            return None
        text = self.context.environment.expand_address(node.args[0])
        parsed = parse(text, Place.REMOTE, self.context.target(node))
        address: Setting[Address] = unknown(node, 1)
        if parsed.address is not None:
            address = written(parsed.address, node, 1, parsed.host_part)
        port: Setting[int] = unknown(node, 1) if parsed.unknown_port or parsed.problem else absent(node)
        if parsed.ports is not None:
            port = written(parsed.ports.low, node, 1, parsed.port_part)
        target = self._target(node, TargetKind.ADDRESS, address=address, port=port)
        return self._route(node, Matching.DEFAULT, absent(node), target)

    def redirect(self, node: Node, first: int) -> Route:
        """``redirect`` and ``http-request redirect``; ``first`` is the index of its own first argument."""
        args = node.args
        nothing = absent(node)
        path: Setting[str] = nothing
        protocol: Setting[str] = nothing
        for index in range(first, len(args) - 1):
            if args[index] in _REDIRECTS:
                value = text_at(node, index + 2)
                if args[index] == "scheme":
                    protocol = value
                else:
                    path = value
                    protocol = self._scheme(value)
                break
        target = self._target(node, TargetKind.REDIRECT, path=path, protocol=protocol)
        return self._conditional(node, first, target)

    def answer(self, node: Node) -> Route:
        """``http-request deny`` and its kin."""
        return self._conditional(node, 1, self._target(node, TargetKind.ANSWER))

    def _scheme(self, location: Setting[str]) -> Setting[str]:
        """The scheme of a redirect's absolute location."""
        if location.value is None:
            return unknown(location.node, location.word)
        scheme, found, _ = location.value.partition("://")
        if not found or "%" in scheme:
            return absent(location.node)
        return Setting(scheme.lower(), Origin.WRITTEN, location.node, location.word)

    def _conditional(self, node: Node, start: int, target: Target) -> Route:
        index = condition_at(node.args, start)
        if index is not None:
            pattern = text_of(node, index + 1)
        else:
            certain = not any(HOLE in word for word in node.args)
            pattern = absent(node) if certain else unknown(node)
        return self._route(node, Matching.CONDITION, pattern, target)

    def _route(self, node: Node, matching: Matching, pattern: Setting[str], target: Target) -> Route:
        fields = (matching, pattern, target, self.profile.timeouts, NOTHING, NOTHING, node.world, node)
        return tuple.__new__(Route, fields)  # in half the time of Route(...)

    def _target(
        self,
        node: Node,
        kind: TargetKind,
        pool: Setting[str] | None = None,
        address: Setting[Address] | None = None,
        port: Setting[int] | None = None,
        protocol: Setting[str] | None = None,
        path: Setting[str] | None = None,
    ) -> Target:
        nothing = absent(node)
        return tuple.__new__(Target, (
            kind, pool or nothing, address or nothing, port or nothing, protocol or nothing, nothing, nothing,
            path or nothing, node,
        ))  # fmt: skip
