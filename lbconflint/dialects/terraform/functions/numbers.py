"""Functions of numbers."""

import math
from fractions import Fraction

from lbconflint.dialects.terraform.convert import numeric, text
from lbconflint.dialects.terraform.functions import Function, opened
from lbconflint.dialects.terraform.lattice import Unknown, Value, failed

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _number(value: Value) -> "int | Fraction | Unknown":
    converted = numeric(value)
    if isinstance(converted, int | Fraction) and not isinstance(converted, bool):
        return converted
    return opened(converted)


def abs_(value: Value) -> Value:
    found = _number(value)
    return found if isinstance(found, Unknown) else -found if found < 0 else found


def ceil(value: Value) -> Value:
    found = _number(value)
    return found if isinstance(found, Unknown) else math.ceil(found)


def floor(value: Value) -> Value:
    found = _number(value)
    return found if isinstance(found, Unknown) else math.floor(found)


def signum(value: Value) -> Value:
    found = _number(value)
    if isinstance(found, Fraction) or (isinstance(found, int) and abs(found) >= 1 << 63):
        return Unknown("signum() of a fraction or of a huge number")
    return found if isinstance(found, Unknown) else (found > 0) - (found < 0)


def _extreme(values: tuple[Value, ...], greatest: bool) -> Value:
    found: list[int | Fraction] = []
    for value in values:
        converted = _number(value)
        if isinstance(converted, Unknown):
            return converted
        found.append(converted)
    if not found:
        return failed("max() or min() of nothing")
    return max(found) if greatest else min(found)


def max_(*values: Value) -> Value:
    return _extreme(values, True)


def min_(*values: Value) -> Value:
    return _extreme(values, False)


def pow_(base: Value, exponent: Value) -> Value:
    a, b = _number(base), _number(exponent)
    if not isinstance(a, int) or not isinstance(b, int):
        return a if isinstance(a, Unknown) else b if isinstance(b, Unknown) else Unknown("pow() of fractions")
    if not 0 <= b <= 64 or abs(a) > 1 << 32 or abs(a) ** b > 1 << 52:
        return Unknown("pow() of that size")
    return int(a**b)


def parseint(value: Value, base: Value) -> Value:
    digits, radix = text(value), _number(base)
    if not isinstance(digits, str) or not isinstance(radix, int):
        return opened(digits) if not isinstance(digits, str) else opened(radix)
    if not 2 <= radix <= 36:
        return Unknown("parseint() to that base")
    plain = digits.removeprefix("-").lower()
    if not plain or any(digit not in _DIGITS[:radix] for digit in plain) or len(plain) > 100:
        return failed(f"'{digits}' is no number to the base {radix}")
    return int(digits, radix)


FUNCTIONS: dict[str, Function] = {
    "abs": abs_, "ceil": ceil, "floor": floor, "max": max_, "min": min_, "parseint": parseint, "pow": pow_,
    "signum": signum,
}  # fmt: skip
