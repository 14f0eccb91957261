"""The tree to the model: one unit of nginx."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lbconflint.dialects.nginx.arguments import listen_address, refused_backups, server_address
from lbconflint.dialects.nginx.binds import Listens, implicit
from lbconflint.dialects.nginx.context import inner as inner_context
from lbconflint.dialects.nginx.deployment import Deployment
from lbconflint.dialects.nginx.effective import timeouts
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
from lbconflint.dialects.nginx.scope import SEVERAL, Scope, setting
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
from lbconflint.record import NamedTuple
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import HOLE, Address, Family, Origin, Setting, default

_tuple = tuple.__new__
MAX_NESTING = 100
"""Locations within locations that are followed."""

LEVELS = {"http": "H", "stream": "t", "mail": "m"}
_POOL, _ADDRESS, _DYNAMIC = TargetKind.POOL, TargetKind.ADDRESS, TargetKind.DYNAMIC
_TOGETHER = 64
_KINDS = {"http": "pool:http", "stream": "pool:stream", "mail": "pool:mail"}
"""The kind of the definitions and references of a module's upstreams."""
_SERVER = {"http": "S", "stream": "s", "mail": "v"}
_BLOCKS = ("location", "if", "limit_except")
_VALUE_BLOCKS = ("map", "split_clients", "geo")
_OTHER_PASSES = frozenset({
    "redis_pass", "redis2_pass", "memc_pass", "ajp_pass", "postgres_pass", "drizzle_pass", "dubbo_pass",
    "tfs_pass", "upload_pass", "nchan_redis_pass", "pass", "health_check_pass",
})  # fmt: skip
"""Directives of other modules whose argument may be an upstream."""


MAX_STATEMENTS = 5_000_000
"""Statements that the includes of one deployment may bring in; beyond it the rest is a gap."""
_NAMING = _OTHER_PASSES | {"set"}
"""Statements besides a pass that may name an upstream."""
_LEADING = PASSES | _OTHER_PASSES | {"return", "rewrite", "set", "include", HOLE, *_BLOCKS}


class _Brought(NamedTuple):
    """What an include brings into a block: ``size`` are the statements that may be repeated."""

    parts: list[Scope]
    leads: list[Node]
    blind: Node | None
    size: int


class Lowering:
    """Fills one unit from one deployment; ``anchor`` stands for the whole of its files."""

    def __init__(self, unit: Unit, deployment: Deployment, anchor: Node) -> None:
        self._unit = unit
        self._deployment = deployment
        self._listens = Listens()
        self._pools = Pools()
        self._files: dict[tuple[int, str], Scope] = {}
        self._includes: dict[tuple[int, str], _Brought] = {}
        self._anchor = anchor
        self._nesting: list[Scope] = []
        self._statements = 0
        self._too_many = False

    def top(self, context: str, nodes: list[Node]) -> None:
        """The statements of a file, which belong to ``context``."""
        node = self._anchor
        # The blocks around a fragment are not in sight: they may set anything.
        around = Scope(node, None, (), (), node)
        if context == "M":
            self.main(nodes, node)
        elif context in "Htm":
            module = next(name for name, letter in LEVELS.items() if letter == context)
            self.module(module, node, nodes, around)
        elif context in "SLsv":
            module = {"s": "stream", "v": "mail"}.get(context, "http")
            self.servers(module, [node], around, Routes({}, module), virtual=True)
        elif context in "Uu":
            self.upstreams("http" if context == "U" else "stream", [node], around, virtual=True)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Addresses and nested locations that nginx refuses; what is included many times is told once."""
        for refused, judge in ((self._listens.refused, listen_address), (self._pools.refused, server_address)):
            for node, parsed in {id(node): (node, parsed) for node, parsed in refused}.values():
                yield from judge(node, parsed)
        if self._nesting:
            from lbconflint.dialects.nginx.nested import misplaced

            yield from misplaced(self._nesting)

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
        blocks = scope.lists.get("upstream", ())
        for some in _batches(blocks):
            self.upstreams(module, some, scope)
        for block in blocks:
            if block.args:
                upstreams.setdefault(block.args[0].lower(), block)
        maker = Routes(upstreams, module)
        for some in _batches([block for block in scope.lists.get("server", ()) if block.children is not None]):
            self.servers(module, some, scope, maker)
        if upstreams:
            self._value_references(scope, module, upstreams)

    # Of some blocks one thing is made after the other: its code and the blocks then stay in the processor's cache,
    # which saves a twentieth of the time that a large tree takes.

    def upstreams(self, module: str, blocks: Sequence[Node], outer: Scope, virtual: bool = False) -> None:
        """Some ``upstream`` blocks; a ``virtual`` one stands around servers that another file will hold."""
        level = "U" if module == "http" else "u"
        scopes = [self._scope(block, block.children or [], outer, level) for block in blocks]
        pools = [self._pools.pool(one.node, one, module, one.blind is not None or virtual) for one in scopes]
        self._unit.pools += pools
        for pool in pools:
            self._unit.diagnostics += refused_backups(pool)
            if not pool.name.absent:
                self._unit.definitions.append(Definition(_KINDS[module], pool.name, pool.node.world))

    def servers(
        self, module: str, blocks: Sequence[Node], outer: Scope, maker: Routes, virtual: bool = False
    ) -> None:
        """Some ``server`` blocks; a ``virtual`` one stands around statements that another file will hold."""
        scopes = [self._scope(block, block.children or [], outer, _SERVER[module]) for block in blocks]
        within = [self._within(one, module, maker) for one in scopes]
        binds = [self._binds(module, one.node, one, one.blind is not None or virtual) for one in scopes]
        udp = [module == "stream" and bool(some) and all(map(_udp, some)) for some in binds]
        routes = [maker.routes(inner, datagrams) for inner, datagrams in zip(within, udp, strict=True)]
        names = [tuple(names_of(one)) for one in scopes]
        made = zip(scopes, binds, udp, routes, names, [tls_of(one) for one in scopes], strict=True)
        for scope, opened, datagrams, ways, called, tls in made:
            if virtual and not (opened or ways or called):
                continue
            # Like ``Listener(...)``, in half the time.
            self._unit.listeners.append(_tuple(Listener, (
                _first(called), "server", module, opened, called, protocol_of(scope, module, datagrams), tls, ways,
                timeouts(scope, TIMEOUT_FAMILY[module]), limits_of(scope) if module == "http" else NOTHING, scope,
                default(True, scope.node), scope.blind is not None or virtual, scope.node.world, scope.node,
            )))  # fmt: skip
        for ways in routes:
            self._pass_references(ways, module)

    def _binds(self, module: str, node: Node, scope: Scope, partial: bool) -> tuple[Bind, ...]:
        listens = scope.lists.get("listen")
        if not listens:
            return () if module != "http" or partial else (implicit(node),)
        legacy = legacy_tls(scope)
        return tuple([bind for listen in listens if (bind := self._listens.bind(listen, module, legacy))])

    def _within(self, scope: Scope, module: str, maker: Routes) -> list[Scope]:
        """A server and every block within it that leads somewhere, in document order."""
        found: list[Scope] = []
        stack: list[tuple[Scope, str, int]] = [(scope, _SERVER[module], 0)]
        while stack:
            current, level, depth = stack.pop()
            found.append(current)
            names = nests = False
            blocks: list[tuple[Node, list[Node], list[Node]]] = []
            for lead in current.leads:
                children = lead.children
                if children is not None:
                    nests = True
                if children and lead.name in _BLOCKS:
                    leads = [child for child in children if child.name in _LEADING]
                    if leads:
                        blocks.append((lead, children, leads))
                elif lead.name in _NAMING:
                    names = True
            if nests:
                self._unit.nesting.add(id(current.node))
                if current.node.name == "location":
                    self._nesting.append(current)
            if names and maker.upstreams:
                self._other_references(current, module, maker.upstreams)
            if blocks and depth >= MAX_NESTING:
                self._unit.gaps.append(Gap(blocks[0][0].span, f"blocks are nested deeper than {MAX_NESTING}"))
                continue
            for block, children, leads in reversed(blocks):
                within = inner_context(level, block.name)
                stack.append((self._scope(block, children, current, within, leads), within, depth + 1))
        return found

    def _scope(
        self, node: Node, children: list[Node], outer: Scope | None, level: str, leads: list[Node] | None = None
    ) -> Scope:
        """The statements of a block, its includes replaced by what they bring in."""
        if leads is None:
            leads = [child for child in children if child.name in _LEADING]
        if not self._deployment.includes(children):
            return Scope(node, outer, (children,), leads, _hole(leads))
        parts, leads, blind, includes = self._parts(children, leads, level)
        if len(includes) > 1:
            self._deployment.watch(includes)
        return Scope(node, outer, parts, leads, blind)

    def _parts(
        self, children: list[Node], leads: list[Node], level: str
    ) -> tuple[list[list[Node] | Scope], list[Node], Node | None, list[Node]]:
        """What statements consist of of which some are includes, where they lead, the first that may set
        anything, and the includes."""
        parts: list[list[Node] | Scope] = []
        found: list[Node] = []
        includes: list[Node] = []
        start = 0
        hole = blind = None
        for lead in leads:
            if lead.name != "include":
                found.append(lead)
                if lead.name == HOLE and lead.children is None:
                    hole = lead
                continue
            includes.append(lead)
            index = children.index(lead, start)
            if index > start:
                parts.append(children[start:index])
            start = index + 1
            brought = self._brought(lead, level)
            blind, hole = blind or hole or brought.blind, None
            parts += brought.parts
            found += brought.leads
        if start < len(children):
            parts.append(children[start:] if start else children)
        return parts, found, blind or hole, includes

    def _brought(self, node: Node, level: str) -> "_Brought":
        """What an include statement brings in."""
        trees = self._deployment.included(node)
        if not trees:
            unseen = self._unseen(node, level)
            return _Brought([unseen], [], unseen.blind, 0)
        known = self._includes.get((id(trees), level))
        if known is None:
            scopes = [self._contents(tree, level) for tree in trees]
            known = self._includes[id(trees), level] = _Brought(
                scopes,
                [lead for scope in scopes for lead in scope.leads],
                next((scope.blind for scope in scopes if scope.blind), None),
                sum(len(nodes) for scope in scopes for nodes in scope.lists.values()),
            )
        self._statements += known.size
        if self._statements <= MAX_STATEMENTS:
            return known
        if not self._too_many:
            self._unit.gaps.append(Gap(node.span, f"the includes bring in more than {MAX_STATEMENTS} statements"))
        self._too_many = True
        return _Brought([], [], None, 0)

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
                own = [node for node in current.roots if node.name in _LEADING]
                parts, leads, blind, _ = self._parts(current.roots, own, level)
                contents = Scope(self._anchor, None, parts, (), blind)
                contents.leads = _last(leads, contents)
                self._files[id(current), level] = contents
            stack.pop()
        return self._files[id(tree), level]

    def _unseen(self, node: Node, level: str) -> Scope:
        """An include whose file is not in the tree: what it is known to set is unknown, else all may be."""
        contents = Scope(node, None, (), (), node if self._deployment.hides_settings(node, level) else None)
        for name in self._deployment.sets(node):
            if name in SEVERAL:
                contents.lists[name] = [node]
            else:
                contents.own[name] = node
        return contents

    def _pass_references(self, routes: Sequence[Route], module: str) -> None:
        for route in routes:
            target = route.target
            if target.kind is _POOL or target.kind is _DYNAMIC:
                self._refer(module, target.pool, target.node)
            elif target.kind is _ADDRESS and _may_be_upstream(target.address.value, target.port):
                host = target.address.value
                self._refer(module, same_word(target.address, host.host if host else None), target.node)

    def _other_references(self, scope: Scope, module: str, upstreams: Mapping[str, Node]) -> None:
        """Upstreams named by ``set`` (a pass with the variable uses them) and by other modules' passes."""
        passes: dict[str, Node] = {}
        for node in scope.leads:
            if node.name == "set":
                if len(node.args) == 2 and node.args[1].lower() in upstreams:
                    self._refer(module, Setting(node.args[1], Origin.WRITTEN, node, 2), node)
            elif node.name in _OTHER_PASSES and node.children is None:
                passes[node.name] = node
        for name in sorted(passes):
            node = passes[name]
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
        self._unit.references.append(_tuple(Reference, (_KINDS[module], name, node.name, node.world)))


def _batches(blocks: Sequence[Node]) -> Iterator[Sequence[Node]]:
    for start in range(0, len(blocks), _TOGETHER):
        yield blocks[start : start + _TOGETHER]


def _udp(bind: Bind) -> bool:
    return bind.transport is Transport.UDP


def _first(names: Iterable[Setting[str]]) -> str:
    """The first name that is known."""
    for name in names:
        if name.value:
            return name.value
    return ""


def _last(leads: Iterable[Node], contents: Scope) -> list[Node]:
    """Without those that a later one replaces: of files that are included again and again, that would be many."""
    return [lead for lead in leads if lead.children is not None or contents.own.get(lead.name, lead) is lead]


def _hole(leads: Iterable[Node]) -> Node | None:
    """The last template expression among statements, which may set anything."""
    found = None
    for lead in leads:
        if lead.name == HOLE and lead.children is None:
            found = lead
    return found


def _may_be_upstream(address: Address | None, port: Setting[int]) -> bool:
    """A bare word without a port: the name of an upstream, or of a host of the local network."""
    if address is None or address.family is not Family.NAME or port.written:
        return False
    return "." not in address.host and address.host != "localhost"
