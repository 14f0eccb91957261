"""Numbers as the language writes them."""

from fractions import Fraction

from lbconflint.dialects.terraform.terms import Scalar

_NUMBER_SIZE = 1000
"""Digits and powers of ten of a number that is taken for one."""


def number(digits: str) -> Scalar:
    """The number that these digits are; one of absurd size is taken for a text, which no rule compares."""
    if digits.isdigit():
        return int(digits) if len(digits) < _NUMBER_SIZE else digits
    mantissa, _, exponent = digits.lower().partition("e")
    if len(mantissa) > _NUMBER_SIZE or len(exponent) > 4 or abs(int(exponent or 0)) > _NUMBER_SIZE:
        return digits
    value = Fraction(mantissa) * Fraction(10) ** int(exponent or 0)
    return value.numerator if value.denominator == 1 else value
