"""The value of a term in its surroundings.

Nothing of the linted tree is run, nothing outside it is read, and the work is bounded: by depth, by the length of
loops and by the size of what is made.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from lbconflint.dialects.terraform import functions
from lbconflint.dialects.terraform.convert import boolean, normal, open_, order, refused_of, text
from lbconflint.dialects.terraform.lattice import (
    MAX_MEMBERS,
    MAX_TEXT,
    Fields,
    Items,
    Many,
    OneOf,
    Reference,
    Unknown,
    Value,
    failed,
    is_null,
    null_kind,
    one_of,
    reason,
    scalar,
)
from lbconflint.dialects.terraform.operators import attribute, binary, choose, equal, index, minus, negate
from lbconflint.dialects.terraform.scale import Scale
from lbconflint.dialects.terraform.terms import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Element,
    For,
    Given,
    Index,
    Join,
    Literal,
    Name,
    Object,
    Parentheses,
    Splat,
    Template,
    Term,
    Tuple,
    Unary,
)
from lbconflint.record import NamedTuple

MAX_DEPTH = 100
"""Terms within terms, through locals, variables and modules: some frames of the interpreter each."""

_TOO_MUCH = Unknown("more loops than are followed")
_ELEMENT = "\0element"


class Named(NamedTuple):
    """What a reference begins with: its value, how many words it took, and whether it took the index behind the
    last of them."""

    value: Value
    words: int
    keyed: bool = False


class Surroundings(Protocol):
    """What names stand for outside of loops."""

    def reference(self, words: Sequence[str], keys: Sequence[Value | None]) -> "Named":
        """The value that the first words name; ``keys`` are the indexes behind each word."""

    def resolved(self, value: Reference) -> Value:
        """What the configuration says of a resource's attribute, else an Unknown."""

    def file(self, name: str, path: Value) -> Value:
        """The value of ``file()`` and its kind."""


class Evaluator:
    """Evaluates terms of one module instance."""

    __slots__ = ("scale", "surroundings")

    def __init__(self, surroundings: Surroundings, scale: Scale | None = None) -> None:
        self.surroundings = surroundings
        self.scale = scale or Scale()

    def value(self, term: Term, names: Mapping[str, Value]) -> Value:
        """The term's value; ``names`` are ``each``, ``count`` and the variables of loops."""
        if type(term) is Literal:
            return normal(term.value) if type(term.value) is str else term.value
        scale = self.scale
        if scale.depth >= MAX_DEPTH:
            return Unknown("it is defined through too many steps")
        scale.depth += 1
        try:
            return self._value(term, names)
        finally:
            scale.depth -= 1

    def concrete(self, term: Term, names: Mapping[str, Value]) -> Value:
        """The value, with what the configuration says of a resource's attribute in place of a reference."""
        return self.settled(self.value(term, names))

    def settled(self, value: Value) -> Value:
        return self.surroundings.resolved(value) if isinstance(value, Reference) else value

    def _value(self, term: Term, names: Mapping[str, Value]) -> Value:
        match term:
            case Name() | Attribute() | Index():
                return self._traversal(term, names)
            case Template():
                return self._template(term, names)
            case Call():
                return self._call(term, names)
            case Conditional():
                return self._conditional(term, names)
            case Binary():
                return self._binary(term, names)
            case Unary():
                value = self.concrete(term.operand, names)
                return negate(value) if term.operator == "!" else minus(value)
            case Tuple():
                return self.scale.checked(_tuple([self.value(item, names) for item in term.items]))
            case Object():
                return self.scale.checked(self._object(term, names))
            case For():
                return self.scale.checked(self._for(term, names))
            case Splat():
                return self.scale.checked(self._splat(self.value(term.source, names), term.each, names))
            case Parentheses():
                return self.value(term.inner, names)
            case Given():
                found: Value = term.value
                return found
            case Join():
                return self._join(self._for(term.loop, names))
            case Element():
                return names.get(_ELEMENT, Unknown("an element of nothing"))
            case Literal():
                return self.value(term, names)

    def _traversal(self, term: Term, names: Mapping[str, Value]) -> Value:
        """A name and the steps behind it, which decide together what is meant."""
        steps: list[Attribute | Index] = []
        while isinstance(term, Attribute | Index):
            steps.append(term)
            term = term.source
        steps.reverse()
        if not isinstance(term, Name):
            return self._steps(self.value(term, names), steps, names)
        if term.name in names:
            return self._steps(names[term.name], steps, names)
        words, keys = [term.name], [None]
        taken: list[Value | None] = list(keys)
        for step in steps:
            if isinstance(step, Index):
                if taken[-1] is not None:
                    break
                taken[-1] = self.concrete(step.key, names)
            else:
                words.append(step.name)
                taken.append(None)
        found = self.surroundings.reference(words, taken)
        return self._steps(found.value, _behind(steps, found), names)

    def _steps(self, value: Value, steps: Sequence[Attribute | Index], names: Mapping[str, Value]) -> Value:
        for step in steps:
            if isinstance(step, Attribute):
                value = attribute(value, step.name)
            else:
                value = index(value, self.concrete(step.key, names))
        return value

    def _template(self, term: Template, names: Mapping[str, Value]) -> Value:
        if term.wrap:
            return self.value(term.parts[0], names)
        pieces: list[str] = []
        for part in term.parts:
            value = text(self.concrete(part, names))
            if is_null(value):
                return failed("null in a template")
            if not isinstance(value, str):
                return _doubt(value)
            pieces.append(value)
        return _made(pieces)

    def _join(self, value: Value) -> Value:
        if not isinstance(value, Items):
            return _doubt(value) if open_(value) else failed("a loop over nothing")
        if not all(isinstance(member, str) for member in value.members):
            return Unknown("a part of the text is not known")
        return _made([str(member) for member in value.members])

    def _binary(self, term: Binary, names: Mapping[str, Value]) -> Value:
        """A long chain of operators leans to the left: it is walked, not recursed into."""
        chain: list[Binary] = []
        left: Term = term
        while isinstance(left, Binary):
            chain.append(left)
            left = left.left
        # References are compared as such: two names of one resource are equal before they are known.
        value = self.value(left, names)
        for link in reversed(chain):
            right = self.value(link.right, names)
            if link.operator in ("==", "!=") and isinstance(value, Reference) and isinstance(right, Reference):
                result = equal(value, right)
                if isinstance(result, bool):
                    value = result if link.operator == "==" else not result
                    continue
            value, right = self.settled(value), self.settled(right)
            # Comparison looks at all that they hold.
            heavy = isinstance(value, Items | Fields) and not self.scale.pay(self.scale.weight(value))
            value = _TOO_MUCH if heavy else binary(link.operator, value, right)
        return value

    def _conditional(self, term: Conditional, names: Mapping[str, Value]) -> Value:
        condition = self.concrete(term.condition, names)
        then, otherwise = self.value(term.then, names), self.value(term.otherwise, names)
        if isinstance(condition, bool):
            # The side that is not taken may fail; its type then tells nothing.
            taken, other = (then, otherwise) if condition else (otherwise, then)
            if any(open_(side) and not is_null(side) for side in (taken, other)):
                skipped = term.otherwise if condition else term.then
                while isinstance(skipped, Parentheses):
                    skipped = skipped.inner
                if isinstance(skipped, Template):
                    # It is a text even where it cannot be made, and so is what stands beside it.
                    return _doubt(taken) if skipped.wrap and open_(other) else text(taken)
                if isinstance(skipped, Splat | Tuple | Object | For) and scalar(taken):
                    return Unknown("the two values of a condition have different types")
                return taken
        return choose(condition, then, otherwise)

    def _object(self, term: Object, names: Mapping[str, Value]) -> Value:
        members: dict[str, Value] = {}
        for key_term, value_term in term.items:
            key = text(self.concrete(key_term, names))
            if not isinstance(key, str):
                return failed("null as a key") if is_null(key) else Unknown("a key of the object is not known")
            members[key] = value = self.value(value_term, names)
            if isinstance(value, Unknown) and value.failed:
                return value
        return Fields("object", dict(sorted(members.items(), key=_bytewise)))

    def _for(self, term: For, names: Mapping[str, Value]) -> Value:
        pairs = self.pairs(self.concrete(term.collection, names))
        if isinstance(pairs, Unknown):
            return pairs
        if not self.scale.pay(len(pairs)):
            return _TOO_MUCH
        made: list[tuple[Value, Value]] = []
        for key, value in pairs:
            inner = {**names, term.value_name: value}
            if term.key_name:
                inner[term.key_name] = key
            if term.condition is not None:
                chosen = boolean(self.concrete(term.condition, inner))
                if chosen is False:
                    continue
                if chosen is not True:
                    return failed("null as a condition") if is_null(chosen) else _doubt(chosen)
            made_key = None if term.key is None else text(self.concrete(term.key, inner))
            made.append((made_key, self.value(term.value, inner)))
        if term.key is None:
            return _tuple([value for _, value in made])
        return _as_object(made, term.group)

    def pairs(self, collection: Value) -> "list[tuple[Value, Value]] | Unknown":
        """Keys and values of a collection, in order of iteration."""
        if isinstance(collection, Items):
            if len(collection.members) > MAX_MEMBERS:
                return Unknown("a list of absurd length")
            if collection.kind == "set":
                return [(member, member) for member in collection.members]
            return list(enumerate(collection.members))
        if isinstance(collection, Fields):
            return list(collection.members.items())
        if open_(collection):
            return Unknown(reason(collection))
        return failed("a loop over something that is no collection")

    def _splat(self, source: Value, each: Term, names: Mapping[str, Value]) -> Value:
        if isinstance(source, Many):
            return Many(self.value(each, {**names, _ELEMENT: source.element}))
        if isinstance(source, OneOf):
            return one_of(*(self._splat(value, each, names) for value in source.values))
        if isinstance(source, Items):
            if not self.scale.pay(len(source.members)):
                return _TOO_MUCH
            found = tuple([self.value(each, {**names, _ELEMENT: member}) for member in source.members])
            if (refused := refused_of(found)) is not None:
                return refused
            if source.kind == "set":
                ordered = order(found) if not any(map(open_, found)) else None
                return Items("list", found) if ordered is not None or not found else Unknown("a set's elements")
            return Items(source.kind, found)
        if is_null(source):
            kind = null_kind(source) if isinstance(source, Unknown) else ""
            listed = kind in ("list", "set", "tuple")
            return failed("a splat of a list that is null") if listed else Items("tuple", ())
        if isinstance(source, Unknown):
            return Unknown(source.reason, None, source.failed)
        return _tuple([self.value(each, {**names, _ELEMENT: source})])

    def _call(self, term: Call, names: Mapping[str, Value]) -> Value:
        name = term.name.removeprefix("core::")
        if name in ("try", "can"):
            return self._attempt(name, term, names)
        arguments = [self.value(argument, names) for argument in term.arguments]
        if term.expand and arguments:
            last = self.settled(arguments.pop())
            if not isinstance(last, Items):
                return Unknown(reason(last)) if open_(last) else failed("'...' needs a list")
            arguments.extend(last.members)
        for argument in arguments:
            if isinstance(argument, Unknown) and argument.failed:
                return argument
        looked = 0 if name in functions.SHALLOW else sum(map(self.scale.weight, arguments))
        if not self.scale.pay(1 + looked):
            return _TOO_MUCH
        if name in functions.FILES:
            return self.surroundings.file(name, self.settled(arguments[0]) if arguments else None)
        return self.scale.checked(functions.call(name, arguments, self.settled))

    def _attempt(self, name: str, term: Call, names: Mapping[str, Value]) -> Value:
        """``try`` and ``can``: what surely fails is passed over, what may fail is not known."""
        for argument in term.arguments:
            value = self.value(argument, names)
            if isinstance(value, Unknown) and value.failed:
                if name == "can":
                    return False
                continue
            if isinstance(value, Unknown) and not is_null(value):
                return Unknown(value.reason) if name == "can" else value
            return True if name == "can" else value
        return failed("no argument of try() succeeds")


def _made(pieces: Sequence[str]) -> Value:
    """The pieces as one text."""
    if sum(map(len, pieces)) > MAX_TEXT:
        return Unknown("a text of absurd size")
    return normal("".join(pieces))


def _doubt(value: Value) -> Unknown:
    """The Unknown that a value which is not known leads to."""
    return value if isinstance(value, Unknown) and value.failed else Unknown(reason(value))


def _tuple(members: list[Value]) -> Value:
    """A tuple, unless Terraform refuses one of its members."""
    return refused_of(members) or Items("tuple", tuple(members))


def _behind(steps: Sequence[Attribute | Index], named: Named) -> Sequence[Attribute | Index]:
    """The steps that are left behind what was named."""
    words, at = 1, 0
    while words < named.words and at < len(steps):
        words += isinstance(steps[at], Attribute)
        at += 1
    if named.keyed and at < len(steps) and isinstance(steps[at], Index):
        at += 1
    return steps[at:]


def _bytewise(item: tuple[str, Value]) -> bytes:
    return item[0].encode("utf-8", "surrogatepass")


def _as_object(made: Sequence[tuple[Value, Value]], group: bool) -> Value:
    members: dict[str, list[Value]] = {}
    for key, value in made:
        if isinstance(value, Unknown) and value.failed:
            return value
        if not isinstance(key, str):
            return failed("null as a key") if is_null(key) else Unknown("a key of the object is not known")
        if key in members and not group:
            return failed(f"the key '{key}' comes twice")
        members.setdefault(key, []).append(value)
    ordered = sorted(members.items(), key=lambda item: item[0].encode("utf-8", "surrogatepass"))
    if group:
        return Fields("object", {key: Items("tuple", tuple(values)) for key, values in ordered})
    return Fields("object", {key: values[0] for key, values in ordered})
