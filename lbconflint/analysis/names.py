"""Who defines and who uses which name: undefined, unused, duplicate."""

from collections.abc import Iterator

from lbconflint.model import Definition, Reference
from lbconflint.record import NamedTuple
from lbconflint.tree import coexist
from lbconflint.unit import Unit

_CASE_BLIND = frozenset({"nginx"})
"""Products that compare names without regard to case (nginx: upstream names)."""
ACL_OF = "acl of "
"""How the kinds of ACLs begin: every section has its own."""


class Names(NamedTuple):
    """Definitions and references of one unit by (kind, key); the kinds that are ``open`` have definitions whose
    names are not known, so that any name may be defined."""

    defined: dict[tuple[str, str], list[Definition]]
    used: dict[tuple[str, str], list[Reference]]
    open: frozenset[str]


def key(unit: Unit, name: str) -> str:
    """How the unit's product compares names."""
    return name.lower() if unit.product in _CASE_BLIND else name


def names_of(unit: Unit) -> Names:
    """Every known name of the unit; names that cannot be known are in neither table."""
    defined: dict[tuple[str, str], list[Definition]] = {}
    used: dict[tuple[str, str], list[Reference]] = {}
    blind = unit.product in _CASE_BLIND
    unknown = {definition.kind for definition in unit.definitions if definition.name.value is None}
    for definition in unit.definitions:
        name = definition.name.value
        if name is not None:
            defined.setdefault((definition.kind, name.lower() if blind else name), []).append(definition)
    for reference in unit.references:
        name = reference.name.value
        if name is not None:
            used.setdefault((reference.kind, name.lower() if blind else name), []).append(reference)
    return Names(defined, used, frozenset(unknown))


def undefined(unit: Unit, kinds: frozenset[str]) -> Iterator[Reference]:
    """References of these kinds whose name nobody defines."""
    names = unit.memo.once(names_of, unit)
    for (kind, name), references in names.used.items():
        if kind in kinds and kind not in names.open and (kind, name) not in names.defined:
            yield from references


def acl_kinds(unit: Unit) -> frozenset[str]:
    """The kinds of the ACLs that are used."""
    return frozenset(kind for kind, _ in unit.memo.once(names_of, unit).used if kind.startswith(ACL_OF))


def unused(unit: Unit, kinds: frozenset[str]) -> Iterator[Definition]:
    """Definitions of these kinds whose name nobody uses."""
    names = unit.memo.once(names_of, unit)
    for (kind, name), definitions in names.defined.items():
        if kind in kinds and (kind, name) not in names.used:
            yield from definitions


def duplicates(unit: Unit, kinds: frozenset[str]) -> Iterator[tuple[Definition, list[Definition]]]:
    """(first, later ones) for every name that is certainly defined more than once."""
    names = unit.memo.once(names_of, unit)
    for (kind, _), definitions in names.defined.items():
        if kind in kinds and len(definitions) > 1:
            first = definitions[0]
            later = [other for other in definitions[1:] if coexist(first.world, other.world)]
            if later:
                yield first, later


def similar(unit: Unit, kind: str, name: str) -> str | None:
    """The defined name of this kind that comes nearest to ``name``."""
    from difflib import get_close_matches

    names = unit.memo.once(names_of, unit)
    known = [known for known_kind, known in names.defined if known_kind == kind]
    near = get_close_matches(key(unit, name), known, 1, 0.75)
    return near[0] if near else None
