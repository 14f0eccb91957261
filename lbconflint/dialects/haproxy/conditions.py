"""The conditions of ``.if`` and ``.elif``: which are decided before HAProxy starts, and what they say of its
version.

Source: configuration.txt, 2.4 "Conditional blocks".  An integer is true unless it is 0; ``!`` binds closer
than ``&&``, and that closer than ``||``.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, reduce
from typing import TYPE_CHECKING, Any

from lbconflint.dialects.haproxy.environment import Environment
from lbconflint.knowledge.versions import Target, Version, parse_version, show_version
from lbconflint.record import NamedTuple
from lbconflint.values import HOLE

if TYPE_CHECKING:
    from pyparsing import ParserElement

MAX_DEPTH = 20
"""Nested parentheses that are followed (HAProxy gives up at about fifty)."""

MAX_LENGTH = 4096
"""Characters of a condition that is looked into."""

OLDEST: Version = (0, 0, 0)
NEWEST: Version = (999, 999, 999)


class Bounds(NamedTuple):
    """Versions from ``low`` to ``high``, both included."""

    low: Version
    high: Version

    def both(self, other: "Bounds") -> "Bounds":
        return Bounds(max(self.low, other.low), min(self.high, other.high))

    def either(self, other: "Bounds") -> "Bounds":
        return Bounds(min(self.low, other.low), max(self.high, other.high))


ANY_VERSION = Bounds(OLDEST, NEWEST)


class Verdict(NamedTuple):
    """``value`` is None where only a start decides.  ``true`` and ``false`` are the versions in which it can
    be so."""

    value: bool | None
    true: Bounds = ANY_VERSION
    false: Bounds = ANY_VERSION


OPEN = Verdict(None)


class ConditionError(Exception):
    """A condition that HAProxy refuses; ``str()`` says why."""


def evaluate(text: str, environment: Environment, target: Target) -> Verdict:
    """What is known of the condition ``text`` (its words, unquoted and joined by blanks).

    Raises ``ConditionError`` for one that HAProxy cannot read.  An empty condition is false.
    """
    text = text.strip()
    if not text:
        return Verdict(False)
    if len(text) > MAX_LENGTH or _depth(text) > MAX_DEPTH or text.strip(HOLE) == "":
        return OPEN
    term = _parsed(text)
    if isinstance(term, str):
        if HOLE in text:
            return OPEN
        raise ConditionError(term)
    return term(_Scope(environment, target))


class _Scope(NamedTuple):
    environment: Environment
    target: Target


Term = Callable[[_Scope], Verdict]


def _depth(text: str) -> int:
    deepest = depth = 0
    for char in text:
        if char == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif char == ")":
            depth -= 1
    return deepest


@lru_cache(maxsize=256)
def _parsed(text: str) -> Term | str:
    """What the condition asks, or why it cannot be read."""
    from pyparsing import ParseBaseException

    try:
        term: Term = _grammar().parse_string(text, parse_all=True)[0]
    except ParseBaseException as error:
        found = text[error.loc : error.loc + 20] or "the end"
        return f"unparsable condition at '{found}'"
    return term


@cache
def _grammar() -> "ParserElement":
    import pyparsing as pp

    expression = pp.Forward()
    number = pp.Regex(r"[+-]?(0[xX][0-9a-fA-F]+|[0-9]+)").set_parse_action(_number)
    argument = pp.QuotedString('"', esc_char="\\") | pp.QuotedString("'") | pp.Regex(r"[^,()]*")
    arguments = pp.Suppress("(") + pp.DelimitedList(argument) + pp.Suppress(")")
    predicate = (pp.Regex(r"[a-z][a-z0-9_]*") + pp.Optional(arguments)).set_parse_action(_predicate)
    group = pp.Suppress("(") + expression + pp.Suppress(")")
    term = (pp.Regex(r"(![ \t]*)*") + (number | predicate | group)).set_parse_action(_negated)
    conjunction = pp.DelimitedList(term, "&&").set_parse_action(_all)
    expression <<= pp.DelimitedList(conjunction, "||").set_parse_action(_any)
    return expression


def _number(tokens: Any) -> Term:
    text = tokens[0].lstrip("+-")
    try:
        value = int(text, 16 if text[:2] in ("0x", "0X") else 8 if text[0] == "0" and len(text) > 1 else 10)
    except ValueError:  # "08" is read as 0 by strtol(), which stops at the 8
        value = 0
    return lambda _: Verdict(value != 0)


def _negated(tokens: Any) -> Term:
    term: Term = tokens[1]
    if tokens[0].count("!") % 2 == 0:
        return term

    def negate(scope: _Scope) -> Verdict:
        verdict = term(scope)
        return Verdict(None if verdict.value is None else not verdict.value, verdict.false, verdict.true)

    return negate


def _all(tokens: Any) -> Term:
    terms: Sequence[Term] = list(tokens)
    if len(terms) == 1:
        return terms[0]

    def conjoin(scope: _Scope) -> Verdict:
        verdicts = [term(scope) for term in terms]
        values = [verdict.value for verdict in verdicts]
        value = False if False in values else None if None in values else True
        return Verdict(
            value,
            reduce(Bounds.both, [verdict.true for verdict in verdicts]),
            reduce(Bounds.either, [verdict.false for verdict in verdicts]),
        )

    return conjoin


def _any(tokens: Any) -> Term:
    terms: Sequence[Term] = list(tokens)
    if len(terms) == 1:
        return terms[0]

    def disjoin(scope: _Scope) -> Verdict:
        verdicts = [term(scope) for term in terms]
        values = [verdict.value for verdict in verdicts]
        value = True if True in values else None if None in values else False
        return Verdict(
            value,
            reduce(Bounds.either, [verdict.true for verdict in verdicts]),
            reduce(Bounds.both, [verdict.false for verdict in verdicts]),
        )

    return disjoin


def _predicate(text: str, place: int, tokens: Any) -> Term:
    from pyparsing import ParseFatalException

    name, *arguments = [str(token).strip() for token in tokens]
    known = _PREDICATES.get(name)
    if known is None:
        raise ParseFatalException(text, place, f"unknown predicate '{name}'")
    needed, judge, since = known
    if len(arguments) < needed and "(" in text[place : place + len(name) + 1]:
        raise ParseFatalException(text, place, f"predicate '{name}' takes {needed} arguments")
    if len(arguments) < needed:
        return lambda _: OPEN

    def evaluated(scope: _Scope) -> Verdict:
        if scope.target.surely_before(since):
            raise ConditionError(f"the predicate '{name}' is known since HAProxy {show_version(since[:2])}")
        return judge(scope, arguments)

    return evaluated


def _defined(scope: _Scope, arguments: list[str]) -> Verdict:
    name = arguments[0]
    if HOLE in name or not scope.environment.known(name):
        return OPEN
    return Verdict(scope.environment.value(name) is not None)


def _compared(compare: Callable[[str, str], bool]) -> Callable[[_Scope, list[str]], Verdict]:
    def judge(_: _Scope, arguments: list[str]) -> Verdict:
        left, right = arguments[:2]
        return OPEN if HOLE in left or HOLE in right else Verdict(compare(left, right))

    return judge


def _at_least(scope: _Scope, arguments: list[str]) -> Verdict:
    version = parse_version(arguments[0])
    if not version:
        return OPEN
    version = (*version, 0, 0)[:3]
    value = True if scope.target.surely_since(version) else False if scope.target.surely_before(version) else None
    return Verdict(value, Bounds(version, NEWEST), Bounds(OLDEST, _previous(version)))


def _before(scope: _Scope, arguments: list[str]) -> Verdict:
    verdict = _at_least(scope, arguments)
    return Verdict(None if verdict.value is None else not verdict.value, verdict.false, verdict.true)


def _previous(version: Version) -> Version:
    """The newest version older than ``version``, whatever numbers were released."""
    major, minor, patch = version
    if patch:
        return (major, minor, patch - 1)
    return (major, minor - 1, 999) if minor else (major - 1, 999, 999)


def _undecided(_: _Scope, __: list[str]) -> Verdict:
    return OPEN


class _Predicate(NamedTuple):
    """``needed`` arguments, what they say, and the first version that knows it."""

    needed: int
    judge: Callable[[_Scope, list[str]], Verdict]
    since: Version


_PREDICATES: dict[str, _Predicate] = {
    "defined": _Predicate(1, _defined, OLDEST),
    "feature": _Predicate(1, _undecided, OLDEST),
    "streq": _Predicate(2, _compared(str.__eq__), OLDEST),
    "strneq": _Predicate(2, _compared(str.__ne__), OLDEST),
    "version_atleast": _Predicate(1, _at_least, OLDEST),
    "version_before": _Predicate(1, _before, OLDEST),
    "openssl_version_atleast": _Predicate(1, _undecided, (2, 5, 0)),
    "openssl_version_before": _Predicate(1, _undecided, (2, 5, 0)),
    "ssllib_name_startswith": _Predicate(1, _undecided, (2, 5, 0)),
    "strstr": _Predicate(2, _compared(str.__contains__), (2, 8, 0)),
    "enabled": _Predicate(1, _undecided, (2, 8, 0)),
    "awslc_api_atleast": _Predicate(1, _undecided, (3, 3, 0)),
    "awslc_api_before": _Predicate(1, _undecided, (3, 3, 0)),
    "fips_mode": _Predicate(0, _undecided, (3, 5, 0)),
}
