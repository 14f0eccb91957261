"""One deployment: a main file (or a fragment) and everything that it includes, each file parsed once."""

from collections.abc import Callable, Iterable, Sequence

from lbconflint.dialects.nginx.include import Finder, Found, holds_sites
from lbconflint.dialects.nginx.recovery import Tree
from lbconflint.dialects.nginx.wording import quote
from lbconflint.files import Files
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.tree import Node, World, coexist

_DEFINES = frozenset({
    "server", "upstream", "location", "limit_req_zone", "limit_conn_zone", "log_format", "proxy_cache_path",
    "fastcgi_cache_path", "uwsgi_cache_path", "scgi_cache_path", "keyval_zone",
})  # fmt: skip
"""Statements that nginx refuses, or that conflict, when they are read twice in one context."""

_WATCHED = 256
"""Files behind one include that are looked at for coming in twice."""

Parse = Callable[[str], Tree | None]


class Deployment:
    """The trees of one unit and what its include statements stand for."""

    def __init__(self, files: Files, parse: Parse, main: str, complete: bool) -> None:
        self.complete = complete
        self.trees: list[Tree] = []
        self.diagnostics: list[Diagnostic] = []
        self.gaps: list[Gap] = []
        self.files_read: list[str] = []
        self._files = files
        self._parse = parse
        self._finder = Finder(files, main, fragment=not complete)
        self._found: dict[int, Found] = {}
        self._included: dict[int, tuple[Tree, ...]] = {}
        self._brought: dict[int, tuple[list[Node], ...]] = {}
        self._usual: dict[tuple[tuple[str, ...], str], tuple[tuple[Tree, ...], bool]] = {}
        self._copies: dict[tuple[int, World], Tree] = {}
        self._including: set[int] = set()
        self._reach: dict[int, tuple[Tree, ...]] = {}
        self._repeated: set[tuple[int, int]] = set()

    def add(self, tree: Tree) -> None:
        """Take in a file and, depth first, everything that it includes."""
        active: set[int] = set()
        seen = {id(known) for known in self.trees}
        stack: list[tuple[Tree, bool]] = [(tree, False)]
        while stack:
            current, done = stack.pop()
            if done:
                active.discard(id(current.source))
                continue
            if id(current) in seen:
                continue
            seen.add(id(current))
            active.add(id(current.source))
            self.trees.append(current)
            self._including |= current.including
            self.files_read.append(current.source.path)
            stack.append((current, True))
            if current.includes:
                directory = current.source.path.rpartition("/")[0]
                targets = [target for node in current.includes for target in self._trees(node, directory, active)]
                stack.extend((target, False) for target in reversed(targets) if id(target) not in seen)

    def _trees(self, node: Node, directory: str, active: set[int]) -> tuple[Tree, ...]:
        """What an include statement in a file of that directory brings in.  Most includes are written again and
        again: where there is nothing to say of one, there is nothing to say of its like."""
        key = (node.args, directory)
        usual = self._usual.get(key)
        if usual is not None and not node.world:
            trees, flat = usual
            # A file that includes nothing is not being read further up.
            if flat or active.isdisjoint([id(tree.source) for tree in trees]):
                self._included[id(node)] = trees
                return trees
        found = self._finder.find(node)
        trees = self._resolve(node, found, active)
        if len(trees) == len(found.paths) and not (found.unread or found.sets or node.world):
            self._usual[key] = trees, not any(tree.includes for tree in trees)
        return trees

    def _resolve(self, node: Node, found: Found, active: set[int]) -> tuple[Tree, ...]:
        self._found[id(node)] = found
        trees = []
        for path in found.paths:
            tree = self._parse(path)
            if tree is None:
                self.gaps.append(Gap(node.span, f"{quote(path)} is not readable as configuration"))
            elif id(tree.source) in active:
                message = f"{quote(path)} is included while it is being read: nginx never comes to an end"
                self.diagnostics.append(
                    Diagnostic(
                        DiagnosticKind.REPEATED_INCLUDE, node.word(1), message, "break the circle of includes"
                    )
                )
            else:
                trees.append(self._under(tree, node.world) if node.world else tree)
        self._report(node, found)
        self._included[id(node)] = tuple(trees)
        return tuple(trees)

    def _under(self, tree: Tree, world: World) -> Tree:
        """The file as an include in a template's branch brings it in."""
        key = (id(tree), world)
        if key not in self._copies:
            self._copies[key] = tree.under(world)
        return self._copies[key]

    def _report(self, node: Node, found: Found) -> None:
        template = node.source.masked != node.source.text  # it is put where other files are
        if found.missing and not template:
            message = f"the included file {quote(found.missing)} does not exist"
            self.diagnostics.append(
                Diagnostic(
                    DiagnosticKind.MISSING_INCLUDE, node.word(1), message, "nginx does not start without it",
                    certain=found.evident,
                )
            )  # fmt: skip
        if found.unread and (template or not found.evident):
            self.gaps.append(Gap(node.word(1), found.unread))

    def included(self, node: Node) -> tuple[Tree, ...]:
        """The trees that an include statement brings in; often the same tuple for the same words."""
        return self._included.get(id(node), ())

    def brought(self, node: Node) -> tuple[list[Node], ...]:
        """The statements that an include statement brings in, one list for each file; like ``included``, often
        the same tuple."""
        trees = self._included.get(id(node), ())
        known = self._brought.get(id(trees))
        if known is None:
            known = self._brought[id(trees)] = tuple([tree.roots for tree in trees])
        return known

    def unread(self, node: Node) -> bool:
        """The include statement brings in something that was not read."""
        found = self._found.get(id(node))
        return found is not None and bool(found.unread)

    def sets(self, node: Node) -> frozenset[str]:
        """The directives that a known but unseen file sets here."""
        found = self._found.get(id(node))
        return found.sets if found else frozenset()

    def hides_settings(self, node: Node, level: str) -> bool:
        """What the unread include brings in at this context may change the settings of the block."""
        return self.unread(node) and not (level in "MHtm" and holds_sites(node.args[0]))

    def roots(self, trees: Sequence[Tree]) -> list[Node]:
        """The top-level statements of several files as one list."""
        if len(trees) == 1:
            return trees[0].roots
        nodes = [node for tree in trees for node in tree.roots]
        self._including.add(id(nodes))
        return nodes

    def includes(self, children: list[Node]) -> bool:
        """Some statement of the list is an include."""
        return id(children) in self._including

    def inner(self, tree: Tree) -> list[Tree]:
        """The files that the top level of a file includes."""
        if id(tree.roots) not in self._including:
            return []
        return [inner for node in tree.roots if node.name == "include" for inner in self.included(node)]

    def watch(self, includes: Iterable[Node]) -> None:
        """Report files that come in a second time by the includes of one block."""
        seen: dict[int, Node] = {}
        for node in includes:
            for tree in self.included(node):
                for reached in self._reached(tree):
                    first = seen.setdefault(id(reached), node)
                    if first is not node:
                        self._repeat(node, reached, first)

    def _reached(self, tree: Tree) -> tuple[Tree, ...]:
        """The file and those that its top level includes, directly or not; of very many, the first."""
        if id(tree.roots) not in self._including:
            return (tree,)
        known = self._reach.get(id(tree))
        if known is None:
            found = {id(tree): tree}
            waiting = [tree]
            while waiting and len(found) < _WATCHED:
                new = [one for one in self.inner(waiting.pop()) if id(one) not in found]
                found.update((id(one), one) for one in new)
                waiting += new
            known = self._reach[id(tree)] = tuple(found.values())
        return known

    def _repeat(self, node: Node, tree: Tree, first: Node) -> None:
        """A file with definitions comes in a second time in one context."""
        key = (id(node), id(tree))
        if key in self._repeated or not coexist(node.world, first.world):
            return
        if not any(root.name in _DEFINES for root in tree.roots):
            return
        self._repeated.add(key)
        path = tree.source.path
        self.diagnostics.append(
            Diagnostic(
                DiagnosticKind.REPEATED_INCLUDE,
                node.word(1),
                f"{quote(path)} is included a second time in this context",
                "include it once",
                ((first.word(1), "the first time"),),
                certain=False,
            )
        )
