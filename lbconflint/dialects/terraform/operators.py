"""Operators, indexing and comparison, as Terraform evaluates them."""

import math
from collections.abc import Callable
from fractions import Fraction

from lbconflint.dialects.terraform.convert import boolean, numeric, open_, primitive, text, unified
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
    one_of,
    reason,
    same,
)

_LIMIT = 1 << 500
_MINUS_ZERO = Unknown("zero with a sign, which is written -0")


def equal(a: Value, b: Value) -> Value:
    """``a == b``: values of different types are never equal."""
    if is_null(a) or is_null(b):
        other = b if is_null(a) else a
        return is_null(other) if is_null(other) or not open_(other) else Unknown(reason(other))
    if open_(a) or open_(b):
        if isinstance(a, Unknown) and isinstance(b, Unknown) and a.symbol is not None and a.symbol == b.symbol:
            return True
        if isinstance(a, Reference) and a == b:
            return True
        return Unknown(reason(a if open_(a) else b))
    kinds = primitive(a), primitive(b)
    if kinds != ("", ""):
        return kinds[0] == kinds[1] and a == b
    if isinstance(a, Items) and isinstance(b, Items):
        return _equal_items(a, b)
    if isinstance(a, Fields) and isinstance(b, Fields):
        return _equal_fields(a, b)
    return False


def _equal_items(a: Items, b: Items) -> Value:
    if a.kind != b.kind and "tuple" in (a.kind, b.kind) and known(a) and known(b):
        # An empty list and an empty tuple, say: how alike types are is Terraform's secret.
        return False if a.members and b.members else Unknown("comparison of a list and a tuple")
    if a.kind != b.kind:
        return Unknown("comparison of different kinds of lists")
    if len(a.members) != len(b.members):
        return False
    return _all([equal(x, y) for x, y in zip(a.members, b.members, strict=True)])


def _equal_fields(a: Fields, b: Fields) -> Value:
    if a.kind != b.kind:
        return Unknown("comparison of a map and an object")
    if a.members.keys() != b.members.keys():
        return False
    return _all([equal(a.members[key], b.members[key]) for key in a.members])


def _all(results: list[Value]) -> Value:
    if any(result is False for result in results):
        return False
    return True if all(result is True for result in results) else Unknown("some members are not known")


def negate(value: Value) -> Value:
    """``!value``."""
    value = boolean(value)
    if isinstance(value, bool):
        return not value
    return failed("! of null") if is_null(value) else _open(value)


def minus(value: Value) -> Value:
    value = numeric(value)
    if value == 0:
        return _MINUS_ZERO
    if isinstance(value, int | Fraction):
        return -value
    return failed("- of null") if is_null(value) else _open(value)


def _open(value: Value) -> Unknown:
    """The Unknown that an operand which is not known leads to."""
    return value if isinstance(value, Unknown) else Unknown(reason(value))


def _dyadic(value: int | Fraction) -> bool:
    """Exact in binary, so that Terraform's floating point agrees with fractions."""
    return isinstance(value, int) or value.denominator & (value.denominator - 1) == 0


def _modulo(a: int | Fraction, b: int | Fraction) -> int | Fraction:
    """The remainder has the sign of the dividend."""
    whole, part = Fraction(a), Fraction(b)
    return whole - part * math.trunc(whole / part)


_ARITHMETIC: dict[str, Callable[[int | Fraction, int | Fraction], int | Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: Fraction(a) / b,
    "%": _modulo,
}
_ORDER: dict[str, Callable[[int | Fraction, int | Fraction], bool]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def binary(operator: str, a: Value, b: Value) -> Value:
    """The value of ``a operator b``; ``&&`` and ``||`` know what one side decides."""
    if operator == "==" or operator == "!=":
        result = equal(a, b)
        return not result if operator == "!=" and isinstance(result, bool) else result
    if operator == "&&" or operator == "||":
        return _logic(operator == "||", boolean(a), boolean(b))
    a, b = numeric(a), numeric(b)
    if not isinstance(a, int | Fraction) or not isinstance(b, int | Fraction):
        bad = [side for side in (a, b) if not isinstance(side, int | Fraction)]
        if any(map(is_null, bad)):
            return failed("arithmetic on null")
        return next((side for side in bad if isinstance(side, Unknown) and side.failed), _open(bad[0]))
    if operator in _ORDER:
        return _ORDER[operator](a, b)
    if operator in "/%" and b == 0:
        return Unknown("a division by zero, which gives no error but infinity")
    if not (_dyadic(a) and _dyadic(b)):
        return Unknown("arithmetic on decimal fractions")
    if operator in "*/" and a * b == 0 and (a < 0 or b < 0):
        return _MINUS_ZERO
    return _whole(Fraction(_ARITHMETIC[operator](a, b)))


def _whole(value: Fraction) -> Value:
    if abs(value.numerator) > _LIMIT or value.denominator > _LIMIT:
        return Unknown("a number of absurd size")
    return value.numerator if value.denominator == 1 else value


def _logic(decisive: bool, a: Value, b: Value) -> Value:
    """``||`` when ``decisive`` is True, ``&&`` when it is False."""
    for side in (a, b):
        if isinstance(side, Unknown) and side.failed:
            return side
        if is_null(side):
            return failed("null in a condition")
    if a is decisive or b is decisive:
        return decisive
    if isinstance(a, bool) and isinstance(b, bool):
        return not decisive
    return Unknown(reason(b if isinstance(a, bool) else a))


def attribute(value: Value, name: str) -> Value:
    """``value.name``."""
    if isinstance(value, Reference):
        return Reference(value.address, (*value.path, name))
    if isinstance(value, OneOf):
        return one_of(*(attribute(each, name) for each in value.values))
    if is_null(value):
        return failed(f"null has no attribute '{name}'")
    if isinstance(value, Unknown):
        return value if value.symbol is None else value._replace(symbol=(value.symbol, name))
    if isinstance(value, Fields):
        if name in value.members:
            return value.members[name]
        return failed(f"there is no attribute '{name}'")
    if isinstance(value, Many):
        return Unknown("an attribute of a list of unknown length")
    return failed(f"it has no attribute '{name}'")


def index(value: Value, key: Value) -> Value:
    """``value[key]``."""
    if isinstance(value, OneOf):
        return one_of(*(index(each, key) for each in value.values))
    if is_null(value):
        return failed("null cannot be indexed")
    if isinstance(value, Unknown):
        found = value.symbol is not None and isinstance(key, int | str)
        return value._replace(symbol=(value.symbol, key)) if found else Unknown(value.reason, None, value.failed)
    if isinstance(value, Reference):
        return Reference(value.address, (*value.path, key)) if isinstance(key, int | str) else Unknown(reason(key))
    if isinstance(value, Many):
        return value.element
    if open_(key):
        return Unknown(reason(key))
    if isinstance(value, Items):
        number = numeric(key)
        if value.kind == "set" or not isinstance(number, int) or isinstance(number, bool):
            return failed("a list is indexed by whole numbers")
        if not 0 <= number < len(value.members):
            return failed(f"there is no element {number}")
        return value.members[number]
    if isinstance(value, Fields):
        name = text(key)
        if isinstance(name, str) and name in value.members:
            return value.members[name]
        return failed(f"there is no key '{name}'")
    return failed("it cannot be indexed")


def choose(condition: Value, then: Value, otherwise: Value) -> Value:
    """``condition ? then : otherwise``: both sides become one type."""
    condition = boolean(condition)
    if isinstance(condition, Unknown) and condition.failed:
        return condition
    if is_null(condition):
        return failed("null as a condition")
    for side in (then, otherwise):
        if isinstance(side, Unknown) and side.failed:
            return side if isinstance(condition, bool) else Unknown(side.reason)
    pair = _alike(then, otherwise)
    if pair is None:
        return _different(then, otherwise)
    then, otherwise = pair
    if isinstance(condition, bool):
        return then if condition else otherwise
    if same(then, otherwise):
        return then
    return one_of(then, otherwise)


def _different(a: Value, b: Value) -> Unknown:
    """Why two values cannot be put into one type: Terraform says so where both are plain."""
    kinds = _family(a), _family(b)
    message = "the two values of a condition have different types"
    return failed(message) if "" not in kinds and kinds[0] != kinds[1] else Unknown(message)


def _family(value: Value) -> str:
    """What kind of type the value has, as far as that is known."""
    kind = (
        value.kind if isinstance(value, Items | Fields) else null_kind(value) if isinstance(value, Unknown) else ""
    )
    if kind in ("list", "set", "tuple"):
        return "list"
    return "map" if kind in ("map", "object") else primitive(value)


def _alike(a: Value, b: Value) -> tuple[Value, Value] | None:
    """The values in one type, when the types are known."""
    kinds = primitive(a), primitive(b)
    if a is None or b is None:
        return _beside_null(a, b)
    if "" not in kinds and kinds[0] != kinds[1]:
        return (text(a), text(b)) if "string" in kinds else None
    if isinstance(a, Items) and isinstance(b, Items):
        return _alike_items(a, b)
    if isinstance(a, Fields) and isinstance(b, Fields):
        return _alike_fields(a, b)
    families = _family(a), _family(b)
    return None if "" not in families and families[0] != families[1] else (a, b)


def _beside_null(a: Value, b: Value) -> tuple[Value, Value]:
    """The word ``null`` takes the type of the other value."""
    other = b if a is None else a
    kind = other.kind if isinstance(other, Items | Fields) else primitive(other)
    typed: Value = null_of(kind) if kind else other if is_null(other) else None
    return (typed if a is None else a), (typed if b is None else b)


def _alike_fields(a: Fields, b: Fields) -> tuple[Value, Value] | None:
    """Objects with the same attributes stay objects; otherwise both become maps."""
    if a.kind == b.kind == "object" and a.members.keys() == b.members.keys():
        pairs = {key: _alike(a.members[key], b.members[key]) for key in a.members}
        if not all(pairs.values()):
            return None
        return (
            Fields("object", {key: pair[0] for key, pair in pairs.items() if pair}),
            Fields("object", {key: pair[1] for key, pair in pairs.items() if pair}),
        )
    for each, other in ((a, b), (b, a)):
        if not each.members and each.kind == "map" and not all(isinstance(m, str) for m in other.members.values()):
            return None
    members = unified((*a.members.values(), *b.members.values()))
    doubtful = any(open_(member) and not is_null(member) for member in members or ())
    if members is None or (doubtful and not all(primitive(m) in ("", "string") for m in members)):
        return None
    texts = any(isinstance(member, str) for member in members)
    return tuple(
        Fields("map", dict(zip(each.members, part, strict=True)), texts)
        for each, part in ((a, members[: len(a.members)]), (b, members[len(a.members) :]))
    )  # type: ignore[return-value]


def _alike_items(a: Items, b: Items) -> tuple[Value, Value] | None:
    """Tuples of one length stay tuples; otherwise both become lists."""
    if a.kind == b.kind == "tuple" and len(a.members) == len(b.members):
        pairs = [_alike(x, y) for x, y in zip(a.members, b.members, strict=True)]
        if any(pair is None for pair in pairs):
            return None
        return Items("tuple", tuple(p[0] for p in pairs if p)), Items("tuple", tuple(p[1] for p in pairs if p))
    for each, other in ((a, b), (b, a)):
        if not each.members and each.kind != "tuple" and not all(isinstance(m, str) for m in other.members):
            return None
    kind = "set" if "set" in (a.kind, b.kind) else "list"
    members = unified((*a.members, *b.members))
    if members is None or kind == "set":
        return (a, b) if kind == "set" and a.kind == b.kind else None
    size = len(a.members)
    return Items(kind, members[:size]), Items(kind, members[size:])
