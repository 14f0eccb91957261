"""The tree to the model: one unit of nginx."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lbconflint.dialects.nginx.arguments import listen_address, refused_backups, server_address
from lbconflint.dialects.nginx.binds import Listens, implicit
from lbconflint.dialects.nginx.context import inner as inner_context
from lbconflint.dialects.nginx.deployment import Deployment
from lbconflint.dialects.nginx.effective import SEVERAL, Effective, Scope, setting, timeouts
from lbconflint.dialects.nginx.listeners import (
    TIMEOUT_FAMILY,
    legacy_tls,
    limits_of,
    names_of,
    protocol_of,
    same_word,
    tls_of,
)
from lbconflint.dialects.nginx.pools import Pools
from lbconflint.dialects.nginx.recovery import Tree
from lbconflint.dialects.nginx.routes import Routes
from lbconflint.dialects.nginx.targets import PASSES
from lbconflint.model import (
    NOTHING,
    Bind,
    Definition,
    Diagnostic,
    Gap,
    Listener,
    Process,
    Reference,
    Route,
    TargetKind,
    Transport,
)
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Address, Family, Origin, Setting, default

MAX_NESTING = 100
"""Locations within locations that are followed."""

LEVELS = {"http": "H", "stream": "t", "mail": "m"}
_KINDS = {"http": "pool:http", "stream": "pool:stream", "mail": "pool:mail"}
"""The kind of the definitions and references of a module's upstreams."""
_SERVER = {"http": "S", "stream": "s", "mail": "v"}
_BLOCKS = ("location", "if", "limit_except")
NESTED = "{"
"""In the lists of a scope: every block, in order."""
_VALUE_BLOCKS = ("map", "split_clients", "geo")
_OTHER_PASSES = frozenset({
    "redis_pass", "redis2_pass", "memc_pass", "ajp_pass", "postgres_pass", "drizzle_pass", "dubbo_pass",
    "tfs_pass", "upload_pass", "nchan_redis_pass", "pass", "health_check_pass",
})  # fmt: skip
"""Directives of other modules whose argument may be an upstream."""


MAX_STATEMENTS = 5_000_000
"""Statements that the includes of one deployment may bring in; beyond it the rest is a gap."""
_LEADING = PASSES | _OTHER_PASSES | {"return", "rewrite", "set", "include", *_BLOCKS}


class Lowering:
    """Fills one unit from one deployment; ``anchor`` stands for the whole of its files."""

    def __init__(self, unit: Unit, deployment: Deployment, anchor: Node) -> None:
        self._unit = unit
        self._deployment = deployment
        self._listens = Listens()
        self._pools = Pools()
        self._files: dict[tuple[int, str], Scope] = {}
        self._anchor = anchor
        self._statements = 0
        self._too_many = False

    def top(self, context: str, nodes: list[Node]) -> None:
        """The statements of a file, which belong to ``context``."""
        node = self._anchor
        around = Scope(node, None)
        around.blind = node  # the blocks around a fragment are not in sight: they may set anything
        if context == "M":
            self.main(nodes, node)
        elif context in "Htm":
            module = next(name for name, letter in LEVELS.items() if letter == context)
            self.module(module, node, nodes, around)
        elif context in "SLsv":
            module = {"s": "stream", "v": "mail"}.get(context, "http")
            self.server(module, node, nodes, around, {}, Routes({}, module), virtual=True)
        elif context in "Uu":
            self.upstream("http" if context == "U" else "stream", node, nodes, around, virtual=True)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Addresses that nginx refuses; a statement that is included many times is told once."""
        for refused, judge in ((self._listens.refused, listen_address), (self._pools.refused, server_address)):
            for node, parsed in {id(node): (node, parsed) for node, parsed in refused}.values():
                yield from judge(node, parsed)

    def main(self, nodes: list[Node], node: Node) -> None:
        """The main context."""
        scope = self._scope(node, nodes, None, "M")
        own = dict(scope.own)
        for events in scope.lists.get("events", ()):
            own = {**self._scope(events, events.children or [], scope, "E").own, **own}
        settings = {name: setting(found, False, name) for name, found in own.items()}
        self._unit.processes.append(Process("nginx", settings, node))
        for module in LEVELS:
            for block in scope.lists.get(module, ()):
                if block.children is not None:
                    self.module(module, block, block.children, scope)

    def module(self, module: str, node: Node, children: list[Node], outer: Scope | None) -> None:
        """The body of ``http``, ``stream`` or ``mail``."""
        scope = self._scope(node, children, outer, LEVELS[module])
        upstreams: dict[str, Node] = {}
        for block in scope.lists.get("upstream", ()):
            self.upstream(module, block, block.children or [], scope)
            if block.args:
                upstreams.setdefault(block.args[0].lower(), block)
        maker = Routes(upstreams, module)
        for block in scope.lists.get("server", ()):
            if block.children is not None:
                self.server(module, block, block.children, scope, upstreams, maker)
        if upstreams:
            self._value_references(scope, module, upstreams)

    def upstream(
        self, module: str, node: Node, children: list[Node], outer: Scope | None, virtual: bool = False
    ) -> None:
        """One ``upstream`` block; a ``virtual`` one stands around servers that another file will hold."""
        scope = self._scope(node, children, outer, "U" if module == "http" else "u")
        pool = self._pools.pool(node, scope, module, scope.blind is not None or virtual)
        self._unit.pools.append(pool)
        self._unit.diagnostics += refused_backups(pool)
        if not pool.name.absent:
            self._unit.definitions.append(Definition(_KINDS[module], pool.name, node.world))

    def server(
        self,
        module: str,
        node: Node,
        children: list[Node],
        outer: Scope | None,
        upstreams: Mapping[str, Node],
        maker: Routes,
        virtual: bool = False,
    ) -> None:
        """One ``server`` block; a ``virtual`` one stands around statements that another file will hold."""
        scope = self._scope(node, children, outer, _SERVER[module])
        partial = scope.blind is not None or virtual
        binds = self._binds(module, node, scope, partial)
        udp = bool(binds) and all(bind.transport is Transport.UDP for bind in binds)
        routes = tuple(self._routes(scope, module, upstreams, maker, udp))
        names = tuple(names_of(scope))
        if virtual and not (binds or routes or names):
            return
        listener = Listener(
            name=next((name.value for name in names if name.value), ""),
            kind="server",
            module=module,
            binds=binds,
            names=names,
            protocol=protocol_of(scope, module, udp),
            tls=tls_of(scope),
            routes=routes,
            timeouts=timeouts(scope, TIMEOUT_FAMILY[module]),
            limits=limits_of(scope) if module == "http" else NOTHING,
            settings=Effective(scope),
            enabled=default(True, node),
            partial=partial,
            world=node.world,
            node=node,
        )
        self._unit.listeners.append(listener)
        self._pass_references(routes, module)

    def _binds(self, module: str, node: Node, scope: Scope, partial: bool) -> tuple[Bind, ...]:
        listens = scope.lists.get("listen")
        if not listens:
            return () if module != "http" or partial else (implicit(node),)
        legacy = legacy_tls(scope)
        return tuple(bind for listen in listens if (bind := self._listens.bind(listen, module, legacy)))

    def _routes(
        self, scope: Scope, module: str, upstreams: Mapping[str, Node], maker: Routes, udp: bool
    ) -> Iterator[Route]:
        """The routes of a server and of every block within it, in document order."""
        stack: list[tuple[Scope, str, int]] = [(scope, _SERVER[module], 0)]
        while stack:
            current, level, depth = stack.pop()
            yield from maker.of(current, udp)
            if upstreams and ("set" in current.lists or not _OTHER_PASSES.isdisjoint(current.own)):
                self._other_references(current, module, upstreams)
            if not current.lists:
                continue
            blocks = [block for block in current.lists.get(NESTED, ()) if block.name in _BLOCKS and _leads(block)]
            if blocks and depth >= MAX_NESTING:
                self._unit.gaps.append(Gap(blocks[0].span, f"blocks are nested deeper than {MAX_NESTING}"))
                continue
            for block in reversed(blocks):
                within = inner_context(level, block.name)
                stack.append((self._scope(block, block.children or [], current, within), within, depth + 1))

    def _scope(self, node: Node, children: list[Node], outer: Scope | None, level: str) -> Scope:
        """The statements of a block, its includes replaced by what they bring in."""
        scope = Scope(node, outer)
        if self._deployment.includes(children):
            self._deployment.watch(children)
            self._collect(scope, children, level)
        else:
            _fill(scope, children)
        return scope

    def _collect(self, scope: Scope, children: list[Node], level: str) -> None:
        """Fill ``scope`` with statements some of which are includes."""
        start = 0
        for index, child in enumerate(children):
            if child.name != "include":
                continue
            _fill(scope, children[start:index])
            start = index + 1
            trees = self._deployment.included(child)
            for tree in trees:
                self._merge(scope, self._contents(tree, level), child)
            if not trees:
                self._unseen(scope, child, level)
        _fill(scope, children[start:])

    def _contents(self, tree: Tree, level: str) -> Scope:
        """The statements that a file brings in, innermost files first; each file is looked through once."""
        stack = [tree]
        while stack:
            current = stack[-1]
            inner = [] if (id(current), level) in self._files else self._deployment.inner(current)
            needed = [one for one in inner if (id(one), level) not in self._files]
            if needed:
                stack.extend(needed)
                continue
            if (id(current), level) not in self._files:
                contents = self._files[id(current), level] = Scope(self._anchor, None)
                self._collect(contents, current.roots, level)
            stack.pop()
        return self._files[id(tree), level]

    def _merge(self, scope: Scope, contents: Scope, node: Node) -> None:
        """Take the statements of an included file into the block that includes it."""
        self._statements += sum(map(len, contents.lists.values()))
        if self._statements > MAX_STATEMENTS:
            if not self._too_many:
                self._unit.gaps.append(
                    Gap(node.span, f"the includes bring in more than {MAX_STATEMENTS} statements")
                )
            self._too_many = True
            return
        scope.own.update(contents.own)
        for name, nodes in contents.lists.items():
            scope.lists[name] = scope.lists[name] + nodes if name in scope.lists else nodes.copy()
        scope.blind = scope.blind or contents.blind

    def _unseen(self, scope: Scope, node: Node, level: str) -> None:
        """An include whose file is not in the tree: what it is known to set is unknown, else all may be."""
        for name in self._deployment.sets(node):
            if name in SEVERAL:
                scope.lists.setdefault(name, []).append(node)
            else:
                scope.own[name] = node
        if self._deployment.hides_settings(node, level):
            scope.blind = scope.blind or node

    def _pass_references(self, routes: Sequence[Route], module: str) -> None:
        for route in routes:
            target = route.target
            if target.kind is TargetKind.POOL or target.kind is TargetKind.DYNAMIC:
                self._refer(module, target.pool, target.node)
            elif target.kind is TargetKind.ADDRESS and _may_be_upstream(target.address.value, target.port):
                host = target.address.value
                self._refer(module, same_word(target.address, host.host if host else None), target.node)

    def _other_references(self, scope: Scope, module: str, upstreams: Mapping[str, Node]) -> None:
        """Upstreams named by ``set`` (a pass with the variable uses them) and by other modules' passes."""
        for node in scope.lists.get("set", ()):
            if len(node.args) == 2 and node.args[1].lower() in upstreams:
                self._refer(module, Setting(node.args[1], Origin.WRITTEN, node, 2), node)
        for name in sorted(_OTHER_PASSES.intersection(scope.own)):
            node = scope.own[name]
            if node.args and node.args[0].lower() in upstreams:
                self._refer(module, Setting(node.args[0], Origin.WRITTEN, node, 1), node)

    def _value_references(self, scope: Scope, module: str, upstreams: Mapping[str, Node]) -> None:
        """Upstreams that a map or a split names: a pass with its variable uses them."""
        for name in _VALUE_BLOCKS:
            for block in scope.lists.get(name, ()):
                for entry in self._entries(block.children or []):
                    if entry.args and entry.args[-1].lower() in upstreams:
                        word = len(entry.args)
                        value = Setting(entry.args[-1], Origin.WRITTEN, entry, word)
                        self._unit.references.append(Reference(_KINDS[module], value, name, entry.world))

    def _entries(self, children: list[Node]) -> Iterator[Node]:
        """The entries of a map, with those of the files that it includes."""
        for child in children:
            yield child
            for tree in self._deployment.included(child) if child.name == "include" else ():
                yield from tree.roots

    def _refer(self, module: str, name: Setting[str], node: Node) -> None:
        self._unit.references.append(Reference(_KINDS[module], name, node.name, node.world))


def _fill(scope: Scope, children: Iterable[Node]) -> None:
    """Sort the statements of a block by name."""
    own, lists = scope.own, scope.lists
    for child in children:
        name = child.name
        if child.children is not None:
            lists.setdefault(NESTED, []).append(child)
        elif name not in SEVERAL:
            own[name] = child
            continue
        if name in lists:
            lists[name].append(child)
        else:
            lists[name] = [child]
    if HOLE in own:
        scope.blind = scope.blind or own.pop(HOLE)


def _leads(block: Node) -> bool:
    """Some statement of the block may send a request somewhere."""
    return not _LEADING.isdisjoint([child.name for child in block.children or ()])


def _may_be_upstream(address: Address | None, port: Setting[int]) -> bool:
    """A bare word without a port: the name of an upstream, or of a host of the local network."""
    if address is None or address.family is not Family.NAME or port.written:
        return False
    return "." not in address.host and address.host != "localhost"
