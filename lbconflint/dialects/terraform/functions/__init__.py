"""Terraform's functions, as far as ports, names and maps need them; each was compared with ``terraform console``.

A function gets its arguments whole: members of lists and maps may be unknown, and then it answers what it still
can.  What would depend on the time, on chance or on a secret is not known.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from lbconflint.dialects.terraform.convert import normal
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
    one_of,
    reason,
)

Function = Callable[..., Value]

FILES = frozenset(
    {"file", "fileexists", "fileset", "filebase64", "templatefile", "filemd5", "filesha1", "filesha256",
     "filesha512", "filebase64sha256", "filebase64sha512"}
)  # fmt: skip
"""Functions of files, which the surroundings answer."""

SHALLOW = frozenset({"element", "length", "lookup", "nonsensitive", "one", "sensitive", "tostring"})
"""Functions that look at no more than one member, however many there are."""

_MODULES = ("collections", "sets", "strings", "numbers", "encoding", "network")
_KEEPS_REFERENCES = frozenset(
    {"coalesce", "element", "one", "lookup", "concat", "merge", "flatten", "values", "tolist", "toset", "tostring",
     "compact", "zipmap", "sensitive", "nonsensitive", "coalescelist", "reverse", "slice", "length", "keys"}
)  # fmt: skip
_MOST = 4


@cache
def _table() -> dict[str, Function]:
    table: dict[str, Function] = {}
    for module in _MODULES:
        functions: dict[str, Function] = import_module(f"{__name__}.{module}").FUNCTIONS
        table.update(functions)
    return table


def call(name: str, arguments: Sequence[Value], settled: Callable[[Value], Value]) -> Value:
    """``name(arguments)``; ``settled`` gives what the configuration says of a resource's attribute."""
    function = _table().get(name)
    if function is None:
        return Unknown(f"{name}() is not evaluated")
    if name not in _KEEPS_REFERENCES:
        arguments = [settled(argument) for argument in arguments]
    for position, argument in enumerate(arguments):
        if isinstance(argument, OneOf) and len(argument.values) <= _MOST:
            before, behind = arguments[:position], arguments[position + 1 :]
            return one_of(*(call(name, [*before, value, *behind], settled) for value in argument.values))
    try:
        return _bounded(function(*arguments))
    except TypeError:
        return failed(f"{name}() does not take these arguments")
    except (ValueError, OverflowError, RecursionError, KeyError, IndexError):
        return Unknown(f"{name}() of these arguments is not evaluated")


def _bounded(value: Value) -> Value:
    """What a function made, unless it is of absurd size."""
    if isinstance(value, str):
        return normal(value) if len(value) <= MAX_TEXT else Unknown("a text of absurd size")
    if isinstance(value, Items | Fields) and len(value.members) > MAX_MEMBERS:
        return Unknown("a list of absurd length")
    return value


def opened(value: Value) -> Unknown:
    """The answer to a value that is not known as a whole."""
    if is_null(value):
        return failed("null as an argument")
    if isinstance(value, Unknown):
        return Unknown(value.reason, None, value.failed)
    if isinstance(value, Reference | Many | OneOf):
        return Unknown(reason(value))
    return failed("the argument has the wrong type")
