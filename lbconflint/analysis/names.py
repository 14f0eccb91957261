"""Who defines and who uses which name: what is undefined, and what idle."""

from collections.abc import Iterator

from lbconflint.model import Definition, Reference
from lbconflint.unit import Unit

_CASE_BLIND = frozenset({"nginx"})
"""Products that compare names without regard to case (nginx: upstream names)."""
ACL_OF = "acl of "
"""How the kinds of ACLs begin: every section has its own."""
_NOBODY: frozenset[str] = frozenset()

Named = tuple[str, str | None]
"""A kind and a name of it, as the unit's product compares them; None for a name that is not known."""


def key(unit: Unit, name: str) -> str:
    """How the unit's product compares names."""
    return name.lower() if unit.product in _CASE_BLIND else name


def undefined(unit: Unit, kinds: frozenset[str]) -> Iterator[Reference]:
    """References of these kinds, or to an ACL, whose name nobody defines."""
    defined = unit.memo.once(_defined, unit)
    for reference in unit.references:
        kind, name = reference.kind, reference.name.value
        if name is None or (kind, key(unit, name)) in defined or (kind, None) in defined:
            continue
        if kind in kinds or kind.startswith(ACL_OF):
            yield reference


def idle_pools(unit: Unit) -> list[Definition]:
    """The pools that nothing names, or could name: a name that is made for each request may be that of any."""
    used: dict[str, set[str | None]] = {}
    for reference in unit.references:
        names = used.get(reference.kind)
        if names is None:
            names = used[reference.kind] = set()
        names.add(reference.name.value)
    if unit.product in _CASE_BLIND:
        used = {kind: {name and name.lower() for name in names} for kind, names in used.items()}
    prefixes = tuple(name or "" for name in used.get("pool prefix", ()))
    idle = []
    for definition in unit.definitions:
        kind, name = definition.kind, definition.name.value
        if name is None or not kind.startswith("pool"):
            continue
        known = used.get(kind, _NOBODY)
        if not (key(unit, name) in known or None in known or name.startswith(prefixes)):
            idle.append(definition)
    return idle


def similar(unit: Unit, kind: str, name: str) -> str | None:
    """The defined name of this kind that comes nearest to ``name``."""
    from difflib import get_close_matches

    known = {found for of, found in unit.memo.once(_defined, unit) if of == kind and found is not None}
    near = get_close_matches(key(unit, name), sorted(known), 1, 0.75)
    return near[0] if near else None


def _defined(unit: Unit) -> set[Named]:
    if unit.product in _CASE_BLIND:
        return {(one.kind, one.name.value and one.name.value.lower()) for one in unit.definitions}
    return {(one.kind, one.name.value) for one in unit.definitions}
