"""What the kernel makes of the text that is written to a setting.

From ``proc_get_long`` and its callers in kernel/sysctl.c, and measured on 6.18: ``tests/sysctl`` writes
generated values to every setting of a network namespace and compares.
"""

import re

from lbconflint.knowledge.sysctls import Sysctl
from lbconflint.record import NamedTuple
from lbconflint.regex import lazy
from lbconflint.values import PortRange

_BLANKS = " \t\n\v\f\r"
_NUMBER = lazy(r"-?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_MOST_CHARACTERS = 20
_LARGEST = 2**64 - 1
_SLOWEST_CLOCK = 100
"""The lowest HZ that kernels are built with (Hz): what is too long for it is too long for all."""
_NAMES = ("congestion_control", "default_qdisc")
MAX_PORT = 65535


class Verdict(NamedTuple):
    """``accepted`` is None where nothing is known of the setting.  ``reason`` says why it is refused;
    ``bounds`` that only the range is to blame, which other releases may have otherwise.  ``remark`` says how
    an accepted text is read where it looks like something else."""

    accepted: bool | None
    reason: str = ""
    bounds: bool = False
    numbers: tuple[int, ...] = ()
    remark: str = ""


def verdict(row: Sysctl, text: str, clock: int = _SLOWEST_CLOCK) -> Verdict:
    """What happens when ``text`` is written to the setting; ``clock`` is the kernel's HZ."""
    if row.kind == "readonly":
        return Verdict(False, "it can be read only")
    if row.kind == "ports":
        return _port_list(text)
    if row.kind == "words":
        if row.name.endswith(_NAMES) and (text != text.lower() or len(text.split()) != 1):
            return Verdict(False, "it takes one name, in lower case")
        return Verdict(None)
    if row.kind in ("trigger", "unprobed"):
        return Verdict(None)
    return _numbers(row, text, clock)


def _numbers(row: Sysctl, text: str, clock: int) -> Verdict:
    found: list[int] = []
    octal = ""
    rest = text.lstrip(_BLANKS)
    while rest and len(found) < row.elements:
        number = _NUMBER.match(rest)
        if number is None or rest[number.end() : number.end() + 1] not in ("", " ", "\t", "\n"):
            return Verdict(False, _why_no_number(rest), numbers=tuple(found))
        value = _integer(number[0])
        if len(number[0]) > _MOST_CHARACTERS or abs(value) > _LARGEST:
            return Verdict(False, f"'{number[0]}' is too long for a number", numbers=tuple(found))
        outside = _outside(row, value, clock)
        if outside:
            return Verdict(False, outside, bounds=True, numbers=tuple(found))
        if re.fullmatch(r"-?0\d+", number[0]) and str(abs(value)) != number[0].lstrip("-0"):
            octal = octal or f"'{number[0]}' begins with 0 and is octal: the kernel reads {value}"
        found.append(value)
        rest = rest[number.end() :].lstrip(_BLANKS)
    if not found:
        return Verdict(False, "a number is missing")
    if row.kind == "range" and len(found) == 2 and found[0] > found[1]:
        return Verdict(False, f"the range ends ({found[1]}) before it begins ({found[0]})", numbers=tuple(found))
    accepted = None if row.kind == "related" else True
    return Verdict(accepted, numbers=tuple(found), remark=octal or _ignored(row, rest, found))


def _integer(text: str) -> int:
    digits = text.removeprefix("-")
    if digits[:2] in ("0x", "0X"):
        value = int(digits, 16)
    else:
        value = int(digits, 8 if digits.startswith("0") else 10)
    return -value if text.startswith("-") else value


def _outside(row: Sysctl, value: int, clock: int) -> str:
    if row.kind == "seconds":
        low, high = -((2**31 - 1) // clock), (2**31 - 1) // clock
    elif row.kind == "range":
        low, high = 1, MAX_PORT
    elif row.kind == "port":
        low, high = 0, MAX_PORT
    elif row.kind in ("wide", "related", "groups"):
        return ""
    else:
        low = -(2**31) if row.low is None else row.low
        high = 2**31 - 1 if row.high is None else row.high
    return "" if low <= value <= high else f"it takes {low} to {high}"


def _ignored(row: Sysctl, rest: str, found: list[int]) -> str:
    read = " ".join(map(str, found))
    if rest:
        return f"the kernel reads '{read}' and ignores '{rest.strip()}'"
    if len(found) < row.elements and row.kind in ("range", "groups"):
        return f"the kernel takes '{read}' for the first of {row.elements} numbers and keeps the others"
    return ""


def _why_no_number(rest: str) -> str:
    word = rest.split(maxsplit=1)[0]
    if word[0] in "\"'":
        return "the kernel does not know quotes"
    unit = re.fullmatch(r"(-?\d+)([A-Za-z]+)", word)
    if unit:
        return f"the kernel does not know the unit '{unit[2]}'"
    if re.fullmatch(r"0[0-9]+", word):
        return f"'{word}' begins with 0 and is no octal number"
    return f"'{word}' is no number"


_PORTS = lazy(r"(-?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")


def _port_list(text: str) -> Verdict:
    """``port[,port-port]*`` without blanks; nothing clears the list."""
    text = text.strip("\n")
    at = 0
    while at < len(text):
        low = _PORTS.match(text, at)
        high = _PORTS.match(text, low.end() + 1) if low and text[low.end() : low.end() + 1] == "-" else low
        if low is None or high is None or text[high.end() : high.end() + 1] not in ("", ","):
            return Verdict(False, "it takes 'port,first-last,...' without blanks")
        numbers = [_integer(low[2]), _integer(high[2])]
        if low[1] or high[1] or not 0 <= numbers[0] <= numbers[1] <= MAX_PORT:
            return Verdict(False, f"'{text[at : high.end()]}' is no port and no range of ports")
        at = high.end() + 1
    return Verdict(True)


def port_ranges(text: str) -> list[PortRange]:
    """The ports of a list that the kernel accepts."""
    found = []
    for part in text.strip().split(","):
        if part:
            low, dash, high = part.partition("-")
            found.append(PortRange(_integer(low), _integer(high if dash else low)))
    return found
