"""Where a value comes from: the steps from an argument through locals, variables and calls to what was written."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from lbconflint.dialects.terraform.convert import text
from lbconflint.dialects.terraform.instances import Instance
from lbconflint.dialects.terraform.lattice import Fields, Value, scalar
from lbconflint.dialects.terraform.module import is_secret
from lbconflint.dialects.terraform.terms import (
    Attribute,
    Call,
    Conditional,
    For,
    Index,
    Literal,
    Name,
    Object,
    Parentheses,
    Template,
    Term,
    Tuple,
)
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.record import NamedTuple
from lbconflint.source import Place, SourceFile, Span, Traced

_MOST = 4
"""So many steps are shown."""
_MOST_PARTS = 20
Path = tuple[str | int, ...]


class Sourced(Item):
    """An argument whose value stands elsewhere, as one copy of its block has it."""

    __slots__ = ("block", "instance", "names")

    def __init__(self, item: Item, instance: Instance, block: Block | None, names: Mapping[str, Value]) -> None:
        super().__init__(item.source, item.name, item.start, item.value, item.end, item.term)
        self.instance = instance
        self.block = block
        self.names = names

    def word(self, index: int) -> Span:
        """As in a node; the value knows its origins."""
        span = super().word(index)
        if index != 1:
            return span
        return Traced.of(
            span, lambda: origins(_Step(self.instance, self.source, self.term, (), self.block, self.names))
        )


class _Step(NamedTuple):
    """A term, and what is taken of its value (``path``).  ``block`` is the resource or the call it stands in."""

    instance: Instance
    source: SourceFile
    term: Term
    path: Path = ()
    block: Block | None = None
    names: Mapping[str, Value] = {}
    label: str = ""


def origins(step: _Step | None) -> Sequence[Place]:
    """Where the value of the step's term was written, nearest first."""
    found: list[Place] = []
    while step is not None and len(found) < _MOST:
        step = _next(step)
        if step is not None:
            term, path = _within(step.term, step.path)
            step = step._replace(term=term, path=path)
            found.append((Span(step.source, term.start, term.end).first_line(), step.label))
    return found


def _bare(term: Term) -> Term:
    while True:
        if isinstance(term, Parentheses):
            term = term.inner
        elif isinstance(term, Template) and term.wrap:
            term = term.parts[0]
        else:
            return term


def _within(term: Term, path: Path) -> tuple[Term, Path]:
    """The part of a written list or object that the path leads to, and what is left of the path."""
    while path:
        inner = _bare(term)
        part: Term | None = None
        if isinstance(inner, Object):
            pairs = ((key.value, value) for key, value in inner.items if isinstance(key, Literal))
            part = next((value for key, value in pairs if str(key) == str(path[0])), None)
        elif isinstance(inner, Tuple) and isinstance(path[0], int) and path[0] < len(inner.items):
            part = inner.items[path[0]]
        if part is None:
            break
        term, path = part, path[1:]
    return term, path


def _steps(term: Term) -> tuple[str, Path] | None:
    """The first word of a reference and the rest of it; None for every other term."""
    path: list[str | int] = []
    while isinstance(term, Attribute | Index):
        if isinstance(term, Attribute):
            path.append(term.name)
        elif isinstance(term.key, Literal) and isinstance(term.key.value, str | int):
            path.append(term.key.value)
        else:
            return None
        term = term.source
    return (term.name, tuple(reversed(path))) if isinstance(term, Name) else None


def _next(step: _Step) -> _Step | None:
    """Where the reference leads to that the term is."""
    term = _bare(step.term)
    if isinstance(term, For) and _chooses(term):
        return _next(step._replace(term=term.collection))
    steps = _steps(term)
    if steps is None:
        part = _part(step, term)
        return None if part is None else _next(part)
    if not steps[1]:
        return None
    root, path = steps[0], steps[1] + step.path
    name = str(path[0])
    if root == "var":
        return _variable(step.instance, name, path[1:])
    if root == "local" and name in step.instance.module.locals:
        item = step.instance.module.locals[name]
        return _Step(step.instance, item.source, item.term, path[1:], label=f"local '{name}' is defined here")
    if root == "each" and name == "value" and step.block is not None and "for_each" in step.block.attributes:
        item = step.block.attributes["for_each"]
        each = step.names.get("each")
        key = each.members["key"] if isinstance(each, Fields) else None
        if isinstance(key, str):
            return _Step(step.instance, item.source, item.term, (key, *path[1:]), label="one of 'for_each'")
    return None


def _chooses(loop: For) -> bool:
    """The loop takes members of a map as they are."""
    return (
        isinstance(loop.key, Name)
        and isinstance(loop.value, Name)
        and (loop.key.name, loop.value.name) == (loop.key_name, loop.value_name)
        and not loop.group
    )


def _part(step: _Step, term: Term) -> _Step | None:
    """The reference within a condition or a call that has the value of the whole."""
    if step.path:
        return None
    evaluator = step.instance.evaluator
    whole = evaluator.concrete(term, step.names)
    if not scalar(whole):
        return None
    for part in islice(_references(term), _MOST_PARTS):
        if text(evaluator.concrete(part, step.names)) == text(whole):
            return step._replace(term=part)
    return None


def _references(term: Term) -> Iterator[Term]:
    """The references that a condition chooses from or a function is given."""
    pending = [term]
    while pending:
        part = _bare(pending.pop())
        if isinstance(part, Conditional):
            pending += [part.otherwise, part.then]
        elif isinstance(part, Call):
            pending += reversed(part.arguments)
        elif _steps(part) is not None:
            yield part


def _variable(instance: Instance, name: str, path: Path) -> _Step | None:
    block = instance.module.variables.get(name)
    if block is None or is_secret(block):
        return None
    if instance.caller is not None and name in instance.inputs:
        above, call, names = instance.caller
        item = call.attributes[name]
        return _Step(above, item.source, item.term, path, call, names, f"passed here as '{name}'")
    given = instance.deployment.places.get(name) if instance.caller is None else None
    if given is not None:
        return _Step(instance, given.source, given.term, path, label=f"'{name}' is given here")
    default = block.attributes.get("default")
    if default is None or name in instance.inputs:
        return None
    return _Step(instance, default.source, default.term, path, label=f"the default of variable '{name}'")
