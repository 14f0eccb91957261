"""Directives as nginx's own reader judges them: known, allowed here, of this version, well-formed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from lbconflint.dialects.nginx import arguments
from lbconflint.dialects.nginx.context import ENTRIES, NAMES, OPEN, inner
from lbconflint.dialects.nginx.deployment import Deployment
from lbconflint.dialects.nginx.entries import ENTRIES as ENTRY_BLOCKS
from lbconflint.dialects.nginx.filled import filled_in
from lbconflint.dialects.nginx.lua import SUFFIX
from lbconflint.dialects.nginx.named import DEFINES, USES, Names
from lbconflint.dialects.nginx.particular import judged, particular
from lbconflint.dialects.nginx.recovery import Tree
from lbconflint.dialects.nginx.wording import quote
from lbconflint.knowledge.nginx_directives import DIRECTIVES, REMOVED, Row, third_party
from lbconflint.knowledge.nginx_thirdparty import PREFIXES
from lbconflint.knowledge.versions import Target, Version, show_version
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.source import Span
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.values import HOLE

_OWN_MODULES = frozenset({
    "http_geoip", "http_image_filter", "http_js", "http_perl", "http_xslt_filter", "mail", "stream",
    "stream_geoip", "stream_js", "otel", "http_acme", "http_auth_acme", "google_perftools",
})  # fmt: skip
"""Modules of nginx that ``load_module`` may load."""

_FAMILIES = ("HSLUIJX", "tsu", "mv", "ME")
"""The contexts of each module."""

_ADVICE = {
    "ssl": "write 'listen ... ssl' instead",
    "http2": "write 'listen ... http2' for older versions",
    "http2_push": "remove it: server push is gone",
    "http2_push_preload": "remove it: server push is gone",
}
_BACKPORTED = frozenset({"max_headers"})
"""Directives that distributions have taken over into older versions, with security fixes."""
_PLUS_WORDS = frozenset({"sync"})
"""Last arguments that only the commercial version takes."""
_SHOWN = 3
"""So many other directives of the commercial version are pointed at."""
_BROKEN = (DiagnosticKind.SYNTAX, DiagnosticKind.MISSING_SEMICOLON)
_SUGGESTIONS = 50
"""Unknown names of one unit for which a similar one is looked for."""


Judge = Callable[[Node, str], None]
ParameterJudge = Callable[[Node, str, Target], Iterable[Diagnostic]]
Shape = tuple[str, int, bool]
"""What most statements are judged by: name, number of arguments, whether it has no block."""


def _unseen(node: Node, context: str) -> None:
    """Stands for a shape that was not judged yet."""


def check(unit: Unit, deployment: Deployment, trees: Sequence[Tree], context: str, target: Target) -> None:
    """Add the diagnostics of every statement that ``trees`` reach from ``context``; a file that is included
    many times in one context is looked at once."""
    _Checker(unit, deployment, target).run(trees, context)


class _Checker:
    def __init__(self, unit: Unit, deployment: Deployment, target: Target) -> None:
        self._unit = unit
        self._deployment = deployment
        self._target = target
        self._foreign_modules = _loads_unknown(deployment.trees)
        self._judges: dict[str, dict[Shape, Judge | None]] = {context: {} for context in NAMES}
        self._fine: dict[str, set[str]] = {}
        self._waiting: list[tuple[Tree, str]] = []
        self._included: set[tuple[int, str]] = set()
        self._guessed = False
        self._commercial: dict[str, Node] = {}
        self._similar: dict[tuple[str, str], str] = {}
        self._third_party = third_party()
        self._names = Names()

    def run(self, trees: Sequence[Tree], context: str) -> None:
        """Check the files; ``context`` is that of their top level."""
        done: set[tuple[int, str]] = set()
        self._waiting = [(tree, context) for tree in reversed(trees)]
        while self._waiting:
            tree, where = self._waiting.pop()
            if (id(tree), where) not in done and where != ENTRIES:
                done.add((id(tree), where))
                self._file(tree.roots, where)
        if self._commercial:
            self._report_commercial()
        # Which block a statement stands in is a guess where a brace or a semicolon is missing.
        if self._unit.complete and not self._deployment.gaps:
            if not any(one.kind in _BROKEN for one in self._unit.diagnostics):
                self._unit.diagnostics += self._names.diagnostics()

    def _report_commercial(self) -> None:
        """Who writes for NGINX Plus wants to hear of it once."""
        (name, node), *others = self._commercial.items()
        also = f" and {len(others)} more directives exist" if len(others) > 1 else " exists"
        if len(others) == 1:
            also = f" and '{others[0][0]}' exist"
        self._unit.diagnostics.append(
            Diagnostic(
                DiagnosticKind.REMOVED_DIRECTIVE,
                node.word(0),
                f"'{name}'{also} only in the commercial version, NGINX Plus",
                "remove them unless this is for NGINX Plus"
                if others
                else "remove it unless this is for NGINX Plus",
                tuple((other.word(0), "another one") for _, other in others[:_SHOWN]),
                certain=False,
            )
        )

    def _file(self, roots: list[Node], context: str) -> None:
        stack = [(roots, context)]
        while stack:
            nodes, where = stack.pop()
            self._guessed = nodes is roots and not self._unit.complete
            judges = self._judges.get(where)
            if judges is None:
                continue
            for node in nodes:
                children = node.children
                shape = (node.name, len(node.args), children is None)
                judge = judges.get(shape, _unseen)
                if judge is _unseen:
                    judge = judges[shape] = self._judge(shape, where)
                if judge is not None:
                    judge(node, where)
                if children:
                    within = inner(where, node.name)
                    if within not in (ENTRIES, OPEN):
                        stack.append((children, within))

    def _judge(self, shape: Shape, context: str) -> Judge | None:
        """What has to be looked at in statements of this name, number of arguments and kind."""
        name, count, simple = shape
        row = _usual(name, context, self._target)
        if row is None or not row.counts >> count & 1 or row.block is simple:
            return self._look
        if row.kind:
            return partial(self._typed, row.kind, self._fine.setdefault(row.kind, set()))
        if count > 1 and (name == "listen" or (name == "server" and context in "Uu")):
            return partial(self._parameters, arguments.listen if name == "listen" else arguments.server, 1, set())
        if name in arguments.ENUMERATED:
            return partial(self._parameters, arguments.enumerated, 0, set())
        looked_at = particular(name, count, context)
        if name in USES or name in DEFINES:
            return self._once(self._naming) if looked_at else self._names.take
        if looked_at:
            ask = self._once(judged, "http://" if name == "proxy_pass" else "")
            return partial(self._entries, ask) if name in ENTRY_BLOCKS else ask
        return self._include if name == "include" else None

    def _once(self, judge: ParameterJudge, good: str = "") -> Judge:
        """Ask about the arguments of one directive; those that were fine once are fine again, and so are all whose
        first one begins with ``good``."""
        fine: set[tuple[str, ...]] = set()
        add, length = self._unit.diagnostics.extend, len(good)

        def ask(node: Node, context: str) -> None:
            words = node.args
            if words not in fine and not (length and words[0][:length] == good):
                found = list(judge(node, context, self._target))
                if found:
                    add(found)
                else:
                    fine.add(words)

        return ask

    def _naming(self, node: Node, context: str, target: Target) -> Iterable[Diagnostic]:
        """A statement that uses or defines a name, and whose arguments are looked at."""
        self._names.take(node, context)
        return judged(node, context, target)

    def _entries(self, ask: Judge, node: Node, context: str) -> None:
        """A block of entries: its arguments and what stands in it."""
        ask(node, context)
        self._unit.diagnostics += ENTRY_BLOCKS[node.name](node)

    def _parameters(
        self, judge: ParameterJudge, start: int, fine: set[tuple[str, ...]], node: Node, context: str
    ) -> None:
        """The arguments of one directive from ``start`` on; those that were fine once are fine again."""
        words = node.args[start:]
        if words not in fine:
            found = list(judge(node, context, self._target))
            if found:
                self._unit.diagnostics += found
            else:
                fine.add(words)

    def _include(self, node: Node, context: str) -> None:
        if context in "Ht" and self._deployment.unread(node):
            self._names.hide(context)
        trees = self._deployment.included(node)
        if (id(trees), context) not in self._included:
            self._included.add((id(trees), context))
            self._waiting.extend((tree, context) for tree in reversed(trees))

    def _typed(self, kind: str, fine: set[str], node: Node, _: str) -> None:
        word = node.args[0]
        if word in fine:
            return
        if arguments.fits(word, kind) or filled_in(word):
            fine.add(word)
        else:
            self._unit.diagnostics.append(arguments.misfit(node, kind))

    def _look(self, node: Node, context: str) -> None:
        """A statement that is not simply right."""
        name = node.name
        if HOLE in name and context in "Ht":
            self._names.hide(context)
        if HOLE in name or name == "" or name in self._third_party or name.endswith(SUFFIX):
            return
        rows = DIRECTIVES.get(name)
        if rows is None:
            self._unknown(node, context)
            return
        here = [row for row in rows if context in row.contexts or "*" in row.contexts]
        if not here:
            self._misplaced(node, context, rows)
            return
        possible = [row for row in here if row.possible(self._target)]
        self._version(node, here, possible)
        if possible and not any(row.obsolete for row in possible):
            self._shape(node, possible)

    def _add(self, kind: DiagnosticKind, span: Span, message: str, help_: str = "", certain: bool = True) -> None:
        self._unit.diagnostics.append(Diagnostic(kind, span, message, help_, certain=certain))

    def _unknown(self, node: Node, context: str) -> None:
        name = node.name
        broken = node.children is None and node.source.text[node.end - 1] != ";"
        if filled_in(name) or broken:  # that the statement does not end is told already
            return
        if name in REMOVED:
            since, advice = REMOVED[name]
            message = f"the directive '{name}' was removed in nginx {since}"
            self._add(DiagnosticKind.REMOVED_DIRECTIVE, node.word(0), message, advice)
            return
        similar = self._suggestion(name, context)
        plausible = self._foreign_modules or name.startswith(PREFIXES) or "_by_" in name
        help_ = f"did you mean '{similar}'?" if similar else "it may belong to a module that is not nginx's own"
        kind = DiagnosticKind.UNKNOWN_DIRECTIVE
        self._add(kind, node.word(0), f"unknown directive {quote(name)}", help_, not plausible or bool(similar))

    def _suggestion(self, name: str, context: str) -> str:
        key = (name, context)
        if key not in self._similar:
            if len(self._similar) >= _SUGGESTIONS:
                return ""
            usual = [known for known in DIRECTIVES if _usual(known, context, self._target)]
            self._similar[key] = similar_name(name, usual)
        return self._similar[key]

    def _misplaced(self, node: Node, context: str, rows: Sequence[Row]) -> None:
        letters = dict.fromkeys(letter for row in rows for letter in row.contexts if letter in NAMES)
        family = next(group for group in _FAMILIES if context in group)
        allowed = [NAMES[letter] for letter in letters if letter in family] or [
            NAMES[letter] for letter in letters
        ]
        if not allowed:
            return
        message = f"'{node.name}' is not allowed in {NAMES[context]}"
        certain = all(row.checked for row in rows) and not self._guessed
        help_ = f"it belongs in {_listed(allowed)}"
        self._add(DiagnosticKind.MISPLACED_DIRECTIVE, node.word(0), message, help_, certain)

    def _version(self, node: Node, here: Sequence[Row], possible: Sequence[Row]) -> None:
        """The directive is not there in some version that the configuration may meet."""
        target, name = self._target, node.name
        kind = DiagnosticKind.REMOVED_DIRECTIVE
        advice = _ADVICE.get(name, "")
        if all(row.commercial for row in here):
            self._commercial.setdefault(name, node)
            return
        if any(row.origin for row in here):
            return
        since = _earliest([row.since for row in here])
        until = _latest([row.until for row in here])
        ignored = next((row.since for row in here if row.obsolete and row.since), None)
        if until is not None and target.maybe_since(until):
            message = f"the directive '{name}' was removed in nginx {show_version(until)}"
            self._add(kind, node.word(0), message, advice, target.surely_since(until))
        elif ignored is not None and target.maybe_since(ignored):
            message = f"the directive '{name}' is ignored since nginx {show_version(ignored)}"
            self._add(kind, node.word(0), message, advice or "remove it", False)
        elif since is not None and target.stated and target.maybe_before(since):
            message = f"the directive '{name}' needs nginx {show_version(since)}"
            if not possible and any(row.since is None for row in DIRECTIVES[name]):
                message += " in this context"
            certain = target.surely_before(since) and name not in _BACKPORTED
            self._add(kind, node.word(0), message, advice, certain)

    def _shape(self, node: Node, rows: Sequence[Row]) -> None:
        """Block or not, and how many arguments."""
        if not all(row.checked for row in rows) or filled_in(" ".join(node.args)):
            return
        name, count = node.name, len(node.args)
        fitting = [row for row in rows if row.block is (node.children is not None)]
        if not fitting and self._guessed and node.source.masked != node.source.text:
            return  # a template's own blocks are put where they are called
        if not fitting:
            expected = "has no opening '{'" if node.children is None else "takes no block: end it with ';'"
            self._add(DiagnosticKind.SYNTAX, node.word(0), f"the directive '{name}' {expected}")
            return
        if any(row.counts >> count & 1 for row in fitting):
            kinds = {row.kind for row in fitting if row.counts >> count & 1}
            if len(kinds) == 1 and "" not in kinds:
                kind = kinds.pop()
                self._typed(kind, self._fine.setdefault(kind, set()), node, "")
            return
        if node.args and node.args[-1] in _PLUS_WORDS:
            return
        if node.children is None and node.end == node.head:
            return  # cut off where its semicolon is missing, which is told of
        message = f"invalid number of arguments in '{name}': {count} given, {arguments.wanted(fitting)} wanted"
        self._add(DiagnosticKind.INVALID_ARGUMENT, node.span, message)


def _usual(name: str, context: str, target: Target) -> Row | None:
    """The row of a directive that every version of the target takes in one shape in this context."""
    found = None
    for row in DIRECTIVES.get(name, ()):
        if context not in row.contexts and row.contexts != "*":
            continue
        if not row.checked or row.obsolete or row.until is not None:
            continue
        if row.since is None or not target.stated or target.surely_since(row.since):
            found = row
    return found


def _loads_unknown(trees: Sequence[Tree]) -> bool:
    """Some ``load_module`` loads a module that nginx.org does not document."""
    for tree in trees:
        for node in tree.roots:
            if node.name == "load_module" and node.args:
                name = node.args[0].rpartition("/")[2].removeprefix("ngx_").removesuffix(".so")
                if name.removesuffix("_module") not in _OWN_MODULES:
                    return True
    return False


def similar_name(name: str, candidates: Collection[str]) -> str:
    """The directive that is most likely meant, or "".  Both names are short: longer ones are left alone."""
    if not 3 <= len(name) <= 40:
        return ""
    from difflib import get_close_matches

    lower = name.lower().replace("-", "_")
    if lower in candidates:
        return lower
    for found in get_close_matches(lower, candidates, 3, 0.84):
        if get_close_matches(lower.partition("_")[0], [found.partition("_")[0]], 1, 0.7):
            return found
    return ""


def _earliest(versions: Sequence[Version | None]) -> Version | None:
    known = [version for version in versions if version is not None]
    return min(known) if len(known) == len(versions) else None


def _latest(versions: Sequence[Version | None]) -> Version | None:
    known = [version for version in versions if version is not None]
    return max(known) if len(known) == len(versions) else None


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" or {words[-1]}"
