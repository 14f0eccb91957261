"""``terraform show -json`` of a plan or a state -> the resources that it holds, with places.

Plans hold secrets in clear (variables, constants of the configuration, earlier values).  So the text of the source
is masked: what is no value of a resource, or one that the plan calls sensitive, becomes asterisks, and no
reporter can show it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from lbconflint.dialects.terraform.json_syntax import Reader, words
from lbconflint.dialects.terraform.lattice import SENSITIVE, Address, Reference, Unknown, Value
from lbconflint.dialects.terraform.module import unkeyed
from lbconflint.dialects.terraform.terms import Given, Literal, Object, SyntaxProblem, Term, TooDeepProblem, Tuple
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.model import Diagnostic, DiagnosticKind, Gap
from lbconflint.record import NamedTuple
from lbconflint.source import SourceFile, Span

_SECRET = re.compile(r'"(?:[^"\\]|\\.)*+"|[^\s{}\[\],:"]++')
_KEY = r'\[(?:\d++|"(?:[^"\\]|\\.)*+")\]'
_LAST_CALL = re.compile(rf"(?:^|\.)module\.([^.\[\]]++)(?:{_KEY})?$")
_IDENTITY = re.compile(rf"([a-z][a-z0-9_]*+)\.([^.\[\]]++(?:{_KEY})?)\.(arn|id|self_link)$")
_NO_RESOURCE = frozenset({"var", "local", "module", "data", "each", "count", "self", "path", "terraform"})
_META = frozenset({"count", "for_each"})
_LATER = Unknown("it is known after apply")
_EMPTY = Object((), 0, 0)


class Planned(NamedTuple):
    """One resource instance; ``name`` has its key: ``web[0]``.  ``block`` is a resource block at its address."""

    module: str
    kind: str
    name: str
    block: Block

    @property
    def address(self) -> str:
        return f"{self.module}{'.' if self.module else ''}{self.kind}.{self.name}"


class PlanFile(NamedTuple):
    """``variables`` are those of the root module that are not sensitive."""

    source: SourceFile
    resources: Sequence[Planned]
    variables: Mapping[str, Term]
    problems: Sequence[Diagnostic]
    gaps: Sequence[Gap]


def read(source: SourceFile) -> PlanFile:
    """Parse the file; its text and that of the spans is masked."""
    shown = SourceFile(source.path, re.sub(r"\S", "*", source.text), words)
    try:
        document = _PlanReader(source.text + "\0").object()
    except SyntaxProblem as problem:
        span = Span(shown, problem.start, problem.end)
        if isinstance(problem, TooDeepProblem):
            return PlanFile(shown, (), {}, (), (Gap(span, str(problem)),))
        return PlanFile(shown, (), {}, (Diagnostic(DiagnosticKind.SYNTAX, span, str(problem)),), ())
    walk = _Walk(document, shown)
    resources = list(walk.resources())
    shown.text = _masked(source.text, walk.visible)
    shown.masked = shown.text
    return PlanFile(shown, resources, walk.variables(), (), ())


def _masked(text: str, visible: Sequence[tuple[int, int]]) -> str:
    """The text of which only what is in ``visible`` can be read; its length and its lines are the same."""
    pieces, at = [], 0
    for start, end in sorted(set(visible)):
        pieces += [_SECRET.sub(_stars, text[at:start]), text[start:end]]
        at = end
    return "".join([*pieces, _SECRET.sub(_stars, text[at:])])


def _stars(match: re.Match[str]) -> str:
    word = match[0]
    return f'"{"*" * (len(word) - 2)}"' if word[0] == '"' and len(word) > 1 else "*" * len(word)


class _PlanReader(Reader):
    """JSON whose texts are no templates."""

    def string(self, template: bool) -> Term:  # noqa: ARG002
        return super().string(template=False)

    def object(self) -> Object:
        pairs = self.document()
        return Object(tuple(pairs), 0, len(self.text) - 1)


def _members(term: Term | None) -> Iterator[tuple[Literal, Term]]:
    if isinstance(term, Object):
        for key, value in term.items:
            if isinstance(key, Literal):
                yield key, value


def _get(term: Term | None, *names: str) -> Term | None:
    for name in names:
        term = next((value for key, value in _members(term) if key.value == name), None)
    return term


def _items(term: Term | None) -> Sequence[Term]:
    return term.items if isinstance(term, Tuple) else ()


def _said(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) and isinstance(term.value, str) else ""


def _true(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.value is True


class _Walk:
    """``visible`` are the places that may be shown."""

    def __init__(self, document: Object, source: SourceFile) -> None:
        self.document = document
        self.source = source
        self.visible: list[tuple[int, int]] = []
        self.known: set[tuple[str, str, str]] = set()
        changes = (change for change in _items(_get(document, "resource_changes")) if not _get(change, "deposed"))
        self.changes = {_said(_get(change, "address")): _get(change, "change") for change in changes}
        self._configured: dict[str, tuple[Term | None, Mapping[tuple[str, str], Term]]] = {}

    def variables(self) -> dict[str, Term]:
        declared = _get(self.document, "configuration", "root_module", "variables")
        return {
            str(key.value): value
            for key, given in _members(_get(self.document, "variables"))
            if (value := _get(given, "value")) and not _true(_get(declared, str(key.value), "sensitive"))
        }

    def resources(self) -> Iterator[Planned]:
        found = list(self._held("", self._top()))
        self.known = {(path, kind, name) for path, kind, name, _ in found}
        for path, kind, name, term in found:
            yield Planned(path, kind, name, self._block(path, kind, name, term))

    def _top(self) -> Term | None:
        values = _get(self.document, "planned_values") or _get(self.document, "values")
        return _get(values, "root_module")

    def _held(self, path: str, module: Term | None) -> Iterator[tuple[str, str, str, Term]]:
        for term in _items(_get(module, "resources")):
            kind, name, address = (_said(_get(term, key)) for key in ("type", "name", "address"))
            prefix = f"{path}." if path else ""
            if kind and name and _said(_get(term, "mode")) != "data" and address.startswith(prefix):
                yield path, kind, address[len(prefix) + len(kind) + 1 :], term
        for child in _items(_get(module, "child_modules")):
            yield from self._held(_said(_get(child, "address")), child)

    def _block(self, path: str, kind: str, name: str, term: Term) -> Block:
        place = _get(term, "address") or term
        for key, value in _members(term):
            if key.value in ("address", "mode", "type", "name", "index", "values"):
                self.visible.append((key.start, key.end))
                if isinstance(value, Literal) and key.value != "values":
                    self.visible.append((value.start, value.end))
        block = Block(self.source, "resource", (kind, name), place.start, place.end)
        block.end = place.end
        change = self.changes.get(_said(_get(term, "address")))
        sensitive = [
            mask
            for mask in (
                _get(term, "sensitive_values"), _get(change, "after_sensitive"), _get(change, "before_sensitive")
            )
            if mask
        ]  # fmt: skip
        unknown = _get(change, "after_unknown")
        said = _get(self._configuration(unkeyed(path))[1].get((kind, unkeyed(name))), "expressions")
        values = _get(term, "values")
        covered = self._cover(values or _EMPTY, sensitive, unknown, said, path)
        where = {key.value: key for source in (unknown, values) for key, _ in _members(source)}
        for key, value in _members(covered):
            if key.value not in _META:
                self._argument(block, where.get(key.value, key), value)
        # What is wholly sensitive or unknown is no object: nothing of it is known.
        block.partial = not isinstance(covered, Object)
        return block

    def _argument(self, block: Block, key: Literal, value: Term) -> None:
        """An argument; a list of objects is nested blocks, so that what is in them has its own place."""
        name = str(key.value)
        objects = [item for item in _items(value) if isinstance(item, Object)]
        if not objects or len(objects) != len(_items(value)):
            item = Item(self.source, name, key.start, value.start, value.end, value)
            block.attributes[name] = item
            block.children.append(item)
            return
        for term in objects:
            nested = Block(self.source, name, (), term.start, term.start)
            nested.end = term.start + 1
            block.children.append(nested)
            for inner, own in _members(term):
                self._argument(nested, inner, own)

    def _cover(
        self, values: Term, sensitive: Sequence[Term], unknown: Term | None, said: Term | None, path: str
    ) -> Term:
        """The values with Unknown where they are sensitive, and what is known of those known after apply."""
        if any(map(_true, sensitive)):
            return Given(SENSITIVE, values.start, values.end)
        if unknown is not None and _true(unknown):
            self.visible.append((unknown.start, unknown.end))
            return Given(self._referred(said, path), unknown.start, unknown.end)
        if isinstance(values, Object):
            return self._covered_object(values, sensitive, unknown, said, path)
        if isinstance(values, Tuple):
            later, texts, masks = _items(unknown), _items(said), [_items(mask) for mask in sensitive]
            if len(texts) != len(values.items):
                texts = ()
            covered = [
                self._cover(value, _at(masks, at), later[at] if at < len(later) else None,
                            texts[at] if texts else None, path)
                for at, value in enumerate(values.items)
            ]  # fmt: skip
            return values._replace(items=tuple(covered))
        self.visible.append((values.start, values.end))
        return values

    def _covered_object(
        self, values: Object, sensitive: Sequence[Term], unknown: Term | None, said: Term | None, path: str
    ) -> Object:
        if isinstance(said, Tuple):
            said = said.items[0] if len(said.items) == 1 else None
        masks = [dict(_named(mask)) for mask in sensitive]
        later, texts = dict(_named(unknown)), dict(_named(said))
        written = {key.value for key, _ in _members(values)}
        held = [*_members(values), *(pair for pair in _members(unknown) if pair[0].value not in written)]
        found: list[tuple[Term, Term]] = []
        for key, value in held:
            name = str(key.value)
            own = value if name not in later or value is not later[name] else _nothing_known(value)
            if own is None:
                continue
            self.visible.append((key.start, key.end))
            inner = [mask[name] for mask in masks if name in mask]
            found.append((key, self._cover(own, inner, later.get(name), texts.get(name), path)))
        return values._replace(items=tuple(found))

    def _referred(self, said: Term | None, path: str) -> Value:
        """What an expression names, where it names just one thing; the plan says no more than the names."""
        names = [_said(name) for name in _items(_get(said, "references"))]
        longest = max(names, key=len, default="")
        if not longest or not all(longest.startswith(name) for name in names):
            return _LATER
        match = _IDENTITY.match(longest)
        if match and match[1] not in _NO_RESOURCE and (path, match[1], match[2]) in self.known:
            return Reference(Address(path, match[1], match[2]), (match[3],))
        call = _LAST_CALL.search(path)
        if call and longest.startswith("var."):
            above = path[: call.start()]
            calls = self._configuration(unkeyed(above))[0]
            return self._referred(_get(calls, "module_calls", call[1], "expressions", longest[4:]), above)
        return _LATER

    def _configuration(self, path: str) -> tuple[Term | None, Mapping[tuple[str, str], Term]]:
        """The configuration of a module, and its resources by type and name."""
        if path not in self._configured:
            module = _get(self.document, "configuration", "root_module")
            for name in re.findall(r"module\.([^.]+)", path):
                module = _get(module, "module_calls", name, "module")
            resources = {
                (_said(_get(term, "type")), _said(_get(term, "name"))): term
                for term in _items(_get(module, "resources"))
                if _said(_get(term, "mode")) != "data"
            }
            self._configured[path] = (module, resources)
        return self._configured[path]


def _named(term: Term | None) -> Iterator[tuple[str, Term]]:
    return ((str(key.value), value) for key, value in _members(term))


def _at(masks: Sequence[Sequence[Term]], at: int) -> list[Term]:
    return [mask[at] for mask in masks if at < len(mask)]


def _nothing_known(unknown: Term) -> Term | None:
    """What stands in ``values`` for something that is only told of in ``after_unknown``."""
    if _true(unknown):
        return unknown
    return Object((), unknown.start, unknown.end) if isinstance(unknown, Object) and unknown.items else None
