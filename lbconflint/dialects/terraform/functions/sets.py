"""Functions of sets."""

from itertools import product

from lbconflint.dialects.terraform.convert import order, primitive, to_set, unified
from lbconflint.dialects.terraform.functions import Function, opened
from lbconflint.dialects.terraform.lattice import Items, Unknown, Value, known, same

_MOST = 10_000


def _sets(sets: tuple[Value, ...]) -> "list[Items] | Unknown":
    found: list[Items] = []
    for value in sets:
        converted = to_set(value)
        if not isinstance(converted, Items) or not known(converted):
            return opened(converted) if not isinstance(converted, Items) else Unknown("a member is not known")
        found.append(converted)
    texts = all(isinstance(member, str) for each in found for member in each.members)
    if not texts and any(not each.members for each in found):
        return Unknown("an empty set, whose type is not known")
    return found


def _ordered(members: list[Value]) -> Value:
    together = unified(tuple(members))
    ordered = order(together) if together is not None else None
    return Unknown("a set of several types") if ordered is None else Items("set", ordered)


def setunion(*sets: Value) -> Value:
    found = _sets(sets)
    if isinstance(found, Unknown):
        return found
    return _ordered([member for each in found for member in each.members])


def setintersection(*sets: Value) -> Value:
    found = _sets(sets)
    if isinstance(found, Unknown):
        return found
    first, *rest = found
    if not _one_type(found):
        return Unknown("sets of several types")
    return _ordered([m for m in first.members if all(any(same(m, o) for o in each.members) for each in rest)])


def setsubtract(a: Value, b: Value) -> Value:
    found = _sets((a, b))
    if isinstance(found, Unknown):
        return found
    if not _one_type(found):
        return Unknown("sets of several types")
    return _ordered([m for m in found[0].members if not any(same(m, o) for o in found[1].members)])


def _one_type(sets: list[Items]) -> bool:
    return len({primitive(member) for each in sets for member in each.members}) <= 1


def setproduct(*sets: Value) -> Value:
    lists: list[Items] = []
    size = 1
    for value in sets:
        if not isinstance(value, Items):
            return opened(value)
        together = unified(value.members)
        if together is None or not together:
            return Unknown("setproduct() of several types")
        lists.append(value._replace(members=together))
        size *= len(value.members)
    if size > _MOST or len(lists) < 2:
        return Unknown("setproduct() of that size")
    if any(each.kind == "set" for each in lists):
        return Unknown("setproduct() of sets")
    rows = tuple(Items("tuple", row) for row in product(*(each.members for each in lists)))
    return Items("list", rows)


FUNCTIONS: dict[str, Function] = {
    "setintersection": setintersection,
    "setproduct": setproduct,
    "setsubtract": setsubtract,
    "setunion": setunion,
}
