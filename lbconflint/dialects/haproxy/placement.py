"""Keywords that their section's version of a proxy ignores or refuses."""

from collections.abc import Sequence

from lbconflint.knowledge import haproxy_placement as tables
from lbconflint.knowledge.versions import Target, show_version
from lbconflint.record import NamedTuple

_PAIRS = frozenset({"option", "timeout", "stats", "tcp-request"})
_ELSEWHERE = {
    "defaults": "write it into the proxies that need it",
    "frontend": "it belongs to a 'backend' or 'listen' section",
    "backend": "it belongs to a 'frontend' or 'listen' section",
}


class Misplaced(NamedTuple):
    """``certain``: HAProxy refuses the line; otherwise it warns that it ignores it, or depends on its version."""

    message: str
    help: str
    certain: bool


def misplaced(place: str, name: str, args: Sequence[str], target: Target) -> Misplaced | None:
    """What is wrong with the keyword's place; ``place`` is the section's kind, or "named defaults"."""
    if place not in _TABLES:
        return None
    refused, ignored, toggles = _TABLES[place]
    section = place.removeprefix("named ")
    pair = f"{name} {args[0]}" if name in _PAIRS and args else name
    since = refused.get(pair) or refused.get(name)
    if since is not None:
        return _refusal(pair, section, since, target)
    if section == "defaults":
        return _rule_of_defaults(name, place == "named defaults", target)
    if name == "option" and args and args[0] in toggles:
        certain = target.surely_since(tables.TOGGLES_REFUSED)
        return Misplaced(f"'{pair}' does nothing in a '{section}' section", _ELSEWHERE[section], certain)
    if pair in ignored or name in ignored:
        return Misplaced(f"'{pair}' is ignored in a '{section}' section", _ELSEWHERE[section], certain=False)
    return None


_NO_WORDS: frozenset[str] = frozenset()
_TABLES: dict[str, tuple[dict[str, tuple[int, ...]], frozenset[str], frozenset[str]]] = {
    "defaults": (tables.REFUSED_IN_DEFAULTS, _NO_WORDS, _NO_WORDS),
    "named defaults": (tables.REFUSED_IN_DEFAULTS, _NO_WORDS, _NO_WORDS),
    "frontend": (tables.REFUSED_IN_FRONTEND, tables.IGNORED_IN_FRONTEND, tables.BACKEND_TOGGLES),
    "backend": (tables.REFUSED_IN_BACKEND, tables.IGNORED_IN_BACKEND, tables.FRONTEND_TOGGLES),
}


def _refusal(pair: str, section: str, since: tuple[int, ...], target: Target) -> Misplaced:
    certain = target.surely_since(since)
    verb = "is refused" if certain else "is ignored or refused"
    return Misplaced(f"'{pair}' {verb} in a '{section}' section", _ELSEWHERE[section], certain)


def _rule_of_defaults(name: str, named: bool, target: Target) -> Misplaced | None:
    """Rules may stand in ``defaults`` sections with a name, since 2.5."""
    if name not in tables.RULES_OF_NAMED_DEFAULTS:
        return None
    if not named:
        message = f"'{name}' is refused in a 'defaults' section without a name"
        return Misplaced(message, _ELSEWHERE["defaults"], target.surely_since(tables.RULES_REFUSED))
    since = tables.NAMED_DEFAULTS_SINCE
    if not target.stated or not target.maybe_before(since):
        return None
    message = f"'{name}' in a 'defaults' section is allowed since HAProxy {show_version(since[:2])}"
    return Misplaced(message, _ELSEWHERE["defaults"], target.surely_before(since))
