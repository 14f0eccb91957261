"""What an HCL expression is made of.

Every term knows its place (``start``, ``end``: offsets in the file).  A literal text inside a template is a
``Literal`` too.
"""

from fractions import Fraction
from typing import Any, Union

from lbconflint.record import NamedTuple

Scalar = bool | int | Fraction | str | None
"""A primitive value of the language; a number is an integer, or a fraction that is no integer."""


class Literal(NamedTuple):
    value: Scalar
    start: int
    end: int


class Template(NamedTuple):
    """A quoted string or a heredoc with more in it than plain text; ``wrap``: ``"${x}"``, which is x itself."""

    parts: tuple["Term", ...]
    wrap: bool
    start: int
    end: int


class Join(NamedTuple):
    """``%{ for }`` in a template: the texts of ``loop`` after one another."""

    loop: "For"
    start: int
    end: int


class Name(NamedTuple):
    """The first word of a reference: ``var``, ``local``, ``each``, a resource type, a loop's variable."""

    name: str
    start: int
    end: int


class Attribute(NamedTuple):
    source: "Term"
    name: str
    start: int
    end: int


class Index(NamedTuple):
    source: "Term"
    key: "Term"
    start: int
    end: int


class Splat(NamedTuple):
    """``source[*]`` or ``source.*``; ``each`` is what is taken of every element, with ``Element`` in its midst."""

    source: "Term"
    each: "Term"
    start: int
    end: int


class Element(NamedTuple):
    """The element at hand inside a splat."""

    start: int
    end: int


class Call(NamedTuple):
    """``expand``: the last argument is a list of arguments (``f(x...)``)."""

    name: str
    arguments: tuple["Term", ...]
    expand: bool
    start: int
    end: int


class Unary(NamedTuple):
    operator: str
    operand: "Term"
    start: int
    end: int


class Binary(NamedTuple):
    operator: str
    left: "Term"
    right: "Term"
    start: int
    end: int


class Conditional(NamedTuple):
    condition: "Term"
    then: "Term"
    otherwise: "Term"
    start: int
    end: int


class Tuple(NamedTuple):
    items: tuple["Term", ...]
    start: int
    end: int


class Object(NamedTuple):
    """Keys are terms; a bare word is a ``Literal``."""

    items: tuple[tuple["Term", "Term"], ...]
    start: int
    end: int


class For(NamedTuple):
    """``[for k, v in collection : value if condition]``; with ``key`` an object, ``group``: ``value...``."""

    key_name: str
    value_name: str
    collection: "Term"
    key: "Term | None"
    value: "Term"
    condition: "Term | None"
    group: bool
    start: int
    end: int


class Parentheses(NamedTuple):
    inner: "Term"
    start: int
    end: int


class Given(NamedTuple):
    """A value of the lattice (``lattice.Value``) that somebody else found out, with its place."""

    value: Any
    start: int
    end: int


Term = Union[  # noqa: UP007
    Literal, Template, Join, Name, Attribute, Index, Splat, Element, Call, Unary, Binary, Conditional, Tuple,
    Object, For, Parentheses, Given,
]  # fmt: skip


class SyntaxProblem(Exception):  # noqa: N818  (it is caught, not shown)
    """The text breaks the rules of the language at ``start``; ``str()`` says how."""

    def __init__(self, start: int, end: int, message: str, help: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.start = start
        self.end = end
        self.help = help


class TooDeepProblem(SyntaxProblem):
    """What stands here is nested deeper than we read, which is no mistake."""
