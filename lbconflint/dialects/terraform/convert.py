"""Types of Terraform: conversion between them, and type constraints of variables."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import islice

from lbconflint.dialects.terraform.lattice import (
    Fields,
    Items,
    Many,
    OneOf,
    Reference,
    Unknown,
    Value,
    failed,
    is_null,
    known,
    null_kind,
    null_of,
    same,
    scalar,
)
from lbconflint.dialects.terraform.numerals import number
from lbconflint.dialects.terraform.terms import Call, Literal, Name, Object, Term, Tuple

_DIGITS = 512
_HUGE = 10**_DIGITS
Evaluate = Callable[[Term], Value]


def normal(value: str) -> str:
    """The text as Terraform holds every text: composed (NFC)."""
    if value.isascii():
        return value
    import unicodedata

    return unicodedata.normalize("NFC", value)


def open_(value: Value) -> bool:
    """The value is not known as a whole."""
    return isinstance(value, Unknown | Reference | Many | OneOf)


def text(value: Value) -> Value:
    """As ``tostring`` gives it."""
    if isinstance(value, str) or value is None or open_(value):
        return _null_as(value, "string")
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < _HUGE else Unknown("a number of absurd size")
    if isinstance(value, Fraction):
        return decimal(value)
    return failed("a collection cannot become a string")


def decimal(value: Fraction) -> Value:
    """A fraction in digits, when they end."""
    places, rest = 0, value.denominator
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest //= prime
            count += 1
        places = max(places, count)
    if rest != 1 or places > 100:
        return Unknown("a fraction that decimal digits cannot write")
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def numeric(value: Value) -> Value:
    """As ``tonumber`` gives it."""
    if isinstance(value, str):
        plain = value.removeprefix("-")
        if plain.isascii() and plain.isdigit() and len(plain) < _DIGITS:
            return int(value) if plain is value or plain.strip("0") else Unknown("zero with a sign")
        import re

        if re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d{1,3})?", value, re.ASCII):
            found = number(plain)
            return found if not isinstance(found, int | Fraction) or plain == value else -found
        if re.fullmatch(r"[+-]?(0[xXbBoO]\w+|\d[\d_]*\.?\d*([eEpP][+-]?\d+)?|\.\d+|[iI]nf\w*)", value, re.ASCII):
            return Unknown("a rare spelling of a number")
        return failed(f"'{value}' is no number")
    if value is None or open_(value):
        return _null_as(value, "number", "bool")
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return failed("it cannot become a number")
    return value


def boolean(value: Value) -> Value:
    """As ``tobool`` gives it."""
    if value in ("true", "1") and isinstance(value, str):
        return True
    if value in ("false", "0") and isinstance(value, str):
        return False
    if value is None or isinstance(value, bool) or open_(value):
        return _null_as(value, "bool", "number")
    return failed("it cannot become a bool")


def _null_as(value: Value, kind: str, never: str = "") -> Value:
    """A null with a type as one of another type, where that is possible; all other values as they are."""
    own = null_kind(value) if isinstance(value, Unknown) else None
    if value is None:
        return null_of(kind)
    if not own:
        return value
    if own == never or own not in _PRIMITIVES:
        return failed(f"null of the type {own} cannot become a {kind}")
    return null_of(kind)


_PRIMITIVES: dict[str, Callable[[Value], Value]] = {"string": text, "number": numeric, "bool": boolean}


def primitive(value: Value) -> str:
    """The name of a primitive value's type (that of its null, too), "" for everything else."""
    if isinstance(value, Unknown):
        return (null_kind(value) or "") if null_kind(value) in _PRIMITIVES else ""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    return "number" if isinstance(value, int | Fraction) else ""


def unified(values: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """The values converted to one type, as the elements of a list are; None when they have none in common."""
    kinds = {primitive(value) for value in values if value is not None and (not open_(value) or is_null(value))}
    if not kinds:
        return values
    if "" in kinds:
        return values if len(kinds) == 1 and _one_shape(values) else None
    if len(kinds) > 1 and "string" not in kinds:
        return None
    kind = kinds.pop() if len(kinds) == 1 else "string"
    convert = _PRIMITIVES[kind]
    return tuple(null_of(kind) if is_null(value) else convert(value) for value in values)


_Shape = object
_ANY = "?"


def _one_shape(values: tuple[Value, ...]) -> bool:
    """Containers are only put together when their types may be the same."""
    shapes = [found for value in values if (found := shape(value)) != _ANY]
    return all(agree(shapes[0], other) for other in shapes[1:])


def shape(value: Value, depth: int = 0) -> _Shape:
    """The type of a value; ``?`` for what is not known of it."""
    if isinstance(value, Items) and depth < _DEEP:
        if value.kind == "tuple":
            return ("tuple", *(shape(member, depth + 1) for member in value.members[:_WIDE]), len(value.members))
        return (value.kind, _first_shape(value.members, depth))
    if isinstance(value, Fields) and depth < _DEEP:
        if value.kind == "map":
            return ("map", _first_shape(value.members.values(), depth))
        some = list(value.members.values())[:_WIDE]
        return ("object", tuple(value.members), *(shape(member, depth + 1) for member in some))
    return primitive(value) or _ANY


def _first_shape(members: Iterable[Value], depth: int) -> _Shape:
    """The type of the members, of which one may be null."""
    shapes = (shape(member, depth + 1) for member in islice(members, _WIDE))
    return next((found for found in shapes if found != _ANY), _ANY)


_DEEP = 6
_WIDE = 64


def agree(a: _Shape, b: _Shape) -> bool:
    """The two may be the same type."""
    if a == _ANY or b == _ANY:
        return True
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and a[:1] == b[:1] and all(map(agree, a, b))
    return a == b


def order(members: tuple[Value, ...]) -> tuple[Value, ...] | None:
    """The members of a set without repetition, in the order of iteration; None when that is not known."""
    found = unrepeated(members)
    if all(isinstance(member, str) for member in found):
        return tuple(sorted(found, key=lambda member: str(member).encode("utf-8", "surrogatepass")))
    if all(isinstance(member, int | Fraction) and not isinstance(member, bool) for member in found):
        return tuple(sorted(found))  # type: ignore[type-var]
    return tuple(found) if len(found) < 2 else None


def unrepeated(members: Iterable[Value]) -> list[Value]:
    """The members without those that came before."""
    found: list[Value] = []
    seen = set()
    for member in members:
        if scalar(member):
            key = (type(member), member)
            if key not in seen:
                seen.add(key)
                found.append(member)
        elif not any(same(member, other) for other in found if not scalar(other)):
            found.append(member)
    return found


def to_set(value: Value) -> Value:
    if open_(value) or value is None:
        return value
    if not isinstance(value, Items):
        return failed("it cannot become a set")
    if not all(map(known, value.members)):
        return Unknown("a set with members that are not known")
    members = unified(value.members)
    if members is None:
        return Unknown("a set of members of several types")
    ordered = order(members)
    return Unknown("a set of members without known order") if ordered is None else Items("set", ordered)


def to_list(value: Value) -> Value:
    if open_(value) or value is None:
        return value
    if not isinstance(value, Items):
        return failed("it cannot become a list")
    members = unified(value.members)
    return Unknown("a list of members of several types") if members is None else Items("list", members)


def to_map(value: Value) -> Value:
    if open_(value) or value is None:
        return value
    if not isinstance(value, Fields):
        return failed("it cannot become a map")
    members = unified(tuple(value.members.values()))
    if members is None:
        return Unknown("a map of members of several types")
    return Fields("map", dict(zip(value.members, members, strict=True)))


def constrained(value: Value, constraint: Term, evaluate: Evaluate) -> Value:
    """The value as a variable of this type has it; ``evaluate`` is for the defaults of ``optional()``."""
    if isinstance(value, OneOf):
        return OneOf(tuple(constrained(each, constraint, evaluate) for each in value.values))
    if isinstance(constraint, Literal) and isinstance(constraint.value, str):
        # Terraform 0.11 wrote types in quotes.
        constraint = Name({"map": "any", "list": "any"}.get(constraint.value, constraint.value), 0, 0)
    if is_null(value) and isinstance(constraint, Name | Call):
        return value if constraint.name == "any" else null_of(constraint.name)
    if open_(value):
        return value
    if isinstance(constraint, Name):
        convert = _PRIMITIVES.get(constraint.name)
        if convert is None:
            return _bare(value, constraint.name)
        return convert(value)
    if isinstance(constraint, Call) and len(constraint.arguments) >= 1:
        return _collection(value, constraint.name, constraint.arguments[0], evaluate)
    return Unknown("a type that is not understood")


def _bare(value: Value, name: str) -> Value:
    """``any``, and the short forms ``list``, ``map``, ``set``."""
    convert = {"any": lambda same_value: same_value, "list": to_list, "map": to_map, "set": to_set}.get(name)
    return convert(value) if convert else Unknown("a type that is not understood")


def _collection(value: Value, kind: str, inner: Term, evaluate: Evaluate) -> Value:
    if kind in ("list", "set"):
        if not isinstance(value, Items):
            return failed(f"it cannot become a {kind}")
        members = tuple(constrained(member, inner, evaluate) for member in value.members)
        found = Items("list", members)
        return refused_of(members) or (to_set(found) if kind == "set" else to_list(found))
    if kind == "map":
        if not isinstance(value, Fields):
            return failed("it cannot become a map")
        pairs = {key: constrained(each, inner, evaluate) for key, each in value.members.items()}
        return refused_of(pairs.values()) or to_map(Fields("map", pairs))
    if kind == "object" and isinstance(inner, Object):
        return _object(value, inner, evaluate)
    if kind == "tuple" and isinstance(inner, Tuple):
        if not isinstance(value, Items) or len(value.members) != len(inner.items):
            return failed("it cannot become that tuple")
        both = zip(value.members, inner.items, strict=True)
        members = tuple(constrained(member, each, evaluate) for member, each in both)
        return refused_of(members) or Items("tuple", members)
    return Unknown("a type that is not understood")


def refused_of(members: Iterable[Value]) -> Unknown | None:
    """The first member that Terraform refuses."""
    return next((member for member in members if isinstance(member, Unknown) and member.failed), None)


def _object(value: Value, wanted: Object, evaluate: Evaluate) -> Value:
    if not isinstance(value, Fields):
        return failed("it cannot become an object")
    members: dict[str, Value] = {}
    for key, constraint in wanted.items:
        if not isinstance(key, Literal):
            return Unknown("a type that is not understood")
        name = str(key.value)
        optional = isinstance(constraint, Call) and constraint.name == "optional" and constraint.arguments
        inner = constraint.arguments[0] if isinstance(constraint, Call) and optional else constraint
        given = value.members.get(name)
        if is_null(given) and isinstance(constraint, Call) and optional:
            given = evaluate(constraint.arguments[1]) if len(constraint.arguments) > 1 else None
        elif name not in value.members:
            return failed(f"the attribute '{name}' is missing")
        members[name] = constrained(given, inner, evaluate)
    return refused_of(members.values()) or Fields("object", dict(sorted(members.items())))
