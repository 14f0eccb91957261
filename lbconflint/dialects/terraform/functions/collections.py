"""Functions of lists, maps and sets."""

import re
from fractions import Fraction

from lbconflint.dialects.terraform.convert import (
    boolean,
    numeric,
    open_,
    primitive,
    text,
    to_list,
    to_map,
    to_set,
    unified,
    unrepeated,
)
from lbconflint.dialects.terraform.functions import Function, opened
from lbconflint.dialects.terraform.lattice import (
    MAX_MEMBERS,
    Fields,
    Items,
    Many,
    Unknown,
    Value,
    failed,
    is_null,
    known,
)
from lbconflint.dialects.terraform.operators import equal

_LONG = 1 << 63


def length(value: Value) -> Value:
    if isinstance(value, str):
        # Terraform counts grapheme clusters; those of other scripts need tables.
        plain = re.fullmatch(r"[\0-\x7f\xc0-\u024f\u0370-\u0481\u3041-\u3096\u4e00-\u9fff]*", value)
        return len(value) - value.count("\r\n") if plain else Unknown("length of a text")
    return len(value.members) if isinstance(value, Items | Fields) else opened(value)


def element(value: Value, position: Value) -> Value:
    if isinstance(value, Many):
        return value.element
    where = numeric(position)
    if not isinstance(value, Items) or not isinstance(where, int):
        return opened(value if not isinstance(value, Items) else where)
    backwards = where < 0 and value.kind == "tuple" and where % max(len(value.members), 1)
    if not value.members or value.kind == "set" or backwards or abs(where) >= _LONG:
        return failed("element() of an empty list or of a set, or before the first of a tuple")
    return value.members[where % len(value.members)]


_NO_KEY = failed("no such key")


def lookup(value: Value, key: Value, default: Value = _NO_KEY) -> Value:
    name = text(key)
    if not isinstance(value, Fields) or not isinstance(name, str):
        return opened(value if not isinstance(value, Fields) else name)
    if value.kind == "map" and default is not _NO_KEY:
        # The default becomes what the map holds, or is refused.
        default = text(default) if value.texts else _as_member(value, default)
        if isinstance(default, Unknown) and default.failed:
            return default
    return value.members.get(name, default)


def _container(value: Value) -> bool:
    return isinstance(value, Items | Fields)


def _as_member(value: Fields, default: Value) -> Value:
    kinds = {primitive(member) for member in value.members.values()}
    if kinds == {""} and primitive(default) and all(map(_container, value.members.values())):
        return failed("lookup() of several types")
    if len(kinds) != 1 or "" in kinds or (open_(default) and not is_null(default)):
        return default if value.members and open_(default) else Unknown("lookup() in a map of unknown type")
    convert: dict[str, Function] = {"string": text, "number": numeric, "bool": boolean}
    return convert[kinds.pop()](default)


def one(value: Value) -> Value:
    if isinstance(value, Many):
        return value.element
    if not isinstance(value, Items):
        return opened(value)
    if len(value.members) > 1:
        return failed("one() of several")
    return value.members[0] if value.members else None


def coalesce(*values: Value) -> Value:
    closed = [value for value in values if is_null(value) or not open_(value)]
    kinds = {primitive(value) for value in closed if value is not None}
    if kinds == {"bool", "number"}:
        return failed("coalesce() of a number and a bool")
    together = unified(values) if len(closed) == len(values) else values
    if together is None or (len(kinds) > 1 and "" in kinds):
        return Unknown("coalesce() of several types")
    for value in together:
        if open_(value) and not is_null(value):
            # What follows counts only when this is null or "".
            return value
        if not is_null(value) and value != "":
            doubtful = len(closed) < len(values) and not isinstance(value, str)
            return Unknown("coalesce() of a number and what is not known") if doubtful else value
    return failed("no argument of coalesce() has a value")


def coalescelist(*values: Value) -> Value:
    if any(isinstance(value, Items) and value.kind == "set" for value in values):
        return failed("coalescelist() of a set")
    for value in values:
        if isinstance(value, Items) and value.members:
            return value
        if not isinstance(value, Items) and not is_null(value):
            return opened(value)
    return failed("no argument of coalescelist() has members")


def concat(*values: Value) -> Value:
    members: list[Value] = []
    for value in values:
        if not isinstance(value, Items):
            return opened(value)
        members.extend(value.members)
        if len(members) > MAX_MEMBERS:
            return Unknown("a list of absurd length")
    if not values:
        return failed("concat() of nothing")
    if any(isinstance(value, Items) and value.kind == "set" for value in values):
        return failed("concat() of a set")
    if all(isinstance(value, Items) and value.kind == "list" for value in values):
        if not all(isinstance(m, str) for m in members) and any(
            isinstance(v, Items) and not v.members for v in values
        ):
            return Unknown("an empty list, whose type is not known")
        together = unified(tuple(members))
        return Items("list", together) if together is not None else Unknown("concat() of several types")
    return Items("tuple", tuple(members))


def merge(*values: Value) -> Value:
    members: dict[str, Value] = {}
    maps = True
    for value in values:
        if is_null(value):
            continue
        if not isinstance(value, Fields):
            return opened(value)
        maps = maps and value.kind == "map"
        members.update(value.members)
    ordered = dict(sorted(members.items(), key=lambda item: item[0].encode("utf-8", "surrogatepass")))
    if maps and values:
        together = unified(tuple(ordered.values()))
        return Fields("map", ordered) if together is not None else Fields("object", ordered)
    return Fields("object", ordered)


def flatten(value: Value) -> Value:
    if not isinstance(value, Items):
        return opened(value)
    members: list[Value] = []
    stack = list(reversed(value.members))
    while stack:
        member = stack.pop()
        if isinstance(member, Items):
            stack.extend(reversed(member.members))
        elif open_(member):
            return Unknown("a member of the list is not known")
        else:
            members.append(member)
    return Items("tuple", tuple(members))


def values(value: Value) -> Value:
    if not isinstance(value, Fields):
        return opened(value)
    return Items("list" if value.kind == "map" else "tuple", tuple(value.members.values()))


def keys(value: Value) -> Value:
    if not isinstance(value, Fields):
        return opened(value)
    return Items("list" if value.kind == "map" else "tuple", tuple(value.members))


def compact(value: Value) -> Value:
    if not isinstance(value, Items):
        return opened(value)
    members = [text(member) for member in value.members if not is_null(member)]
    if any(open_(member) for member in members):
        return Unknown("a member of the list is not known")
    return Items("list", tuple(member for member in members if member != ""))


def zipmap(names: Value, members: Value) -> Value:
    if not isinstance(names, Items) or not isinstance(members, Items):
        return opened(names if not isinstance(names, Items) else members)
    if len(names.members) != len(members.members):
        return failed("zipmap() of lists of different length")
    texts = [text(name) for name in names.members]
    if not all(isinstance(name, str) for name in texts):
        return Unknown("a key is not known")
    pairs = {str(name): member for name, member in zip(texts, members.members, strict=True)}
    kind = "map" if members.kind == "list" else "object"
    return Fields(kind, dict(sorted(pairs.items(), key=lambda item: item[0].encode("utf-8", "surrogatepass"))))


def contains(value: Value, wanted: Value) -> Value:
    if not isinstance(value, Items) or open_(wanted) or is_null(wanted):
        return opened(value if not isinstance(value, Items) else wanted)
    results = [equal(member, wanted) for member in value.members]
    if any(result is True for result in results):
        return True
    return False if all(result is False for result in results) else Unknown("a member of the list is not known")


def index(value: Value, wanted: Value) -> Value:
    if is_null(wanted):
        return Unknown("index() of null")
    if not isinstance(value, Items) or value.kind == "set" or open_(wanted):
        return opened(value if not isinstance(value, Items) or value.kind == "set" else wanted)
    for at, member in enumerate(value.members):
        result = equal(member, wanted)
        if result is not False:
            return at if result is True else Unknown("a member of the list is not known")
    return failed("index() of what is not there")


def distinct(value: Value) -> Value:
    if not isinstance(value, Items) or not known(value):
        return opened(value) if not isinstance(value, Items) else Unknown("a member of the list is not known")
    together = unified(value.members)
    if together is None:
        return Unknown("distinct() of several types")
    return Items("list", tuple(unrepeated(together)))


def reverse(value: Value) -> Value:
    if not isinstance(value, Items):
        return opened(value)
    kind = "list" if value.kind == "set" else value.kind
    return Items(kind, tuple(reversed(value.members)))


def slice_(value: Value, start: Value, end: Value) -> Value:
    low, high = numeric(start), numeric(end)
    if not isinstance(value, Items) or not isinstance(low, int) or not isinstance(high, int):
        return opened(value if not isinstance(value, Items) else low if not isinstance(low, int) else high)
    if not 0 <= low <= high <= len(value.members) or value.kind == "set":
        return failed("slice() outside the list")
    return value._replace(members=value.members[low:high])


def sort(value: Value) -> Value:
    if not isinstance(value, Items) or not known(value):
        return opened(value) if not isinstance(value, Items) else Unknown("a member of the list is not known")
    texts = [text(member) for member in value.members]
    if not all(isinstance(member, str) for member in texts):
        return failed("sort() of what is no text")
    ordered: list[str] = sorted(map(str, texts), key=lambda each: each.encode("utf-8", "surrogatepass"))
    return Items("list", tuple(ordered))


def range_(*bounds: Value) -> Value:
    numbers = [numeric(bound) for bound in bounds]
    if any(isinstance(bound, Fraction) for bound in numbers):
        return Unknown("range() of fractions")
    if not all(isinstance(bound, int) for bound in numbers) or not 1 <= len(numbers) <= 3:
        return next(
            (opened(bound) for bound in numbers if not isinstance(bound, int)), failed("range() of nothing")
        )
    whole = [int(bound) for bound in numbers if isinstance(bound, int | Fraction)]
    start, end = (0, whole[0]) if len(whole) == 1 else (whole[0], whole[1])
    step = whole[2] if len(whole) == 3 else (1 if end >= start else -1)
    if step == 0 or ((step > 0) != (end >= start) and start != end):
        return failed("range() with a step that leads nowhere")
    found = range(start, end, step)
    return Items("list", tuple(found)) if len(found) <= 1024 else failed("range() of more than 1,024 numbers")


def chunklist(value: Value, size: Value) -> Value:
    width = numeric(size)
    if not isinstance(value, Items) or not isinstance(width, int):
        return opened(value if not isinstance(value, Items) else width)
    if width < 1 or not value.members:
        return Unknown("chunklist() of that size")
    members = value.members
    chunks = tuple(Items("list", members[at : at + width]) for at in range(0, len(members), width))
    return Items("list", chunks) if unified(members) == members else Unknown("chunklist() of several types")


def matchkeys(chosen: Value, by: Value, wanted: Value) -> Value:
    if not (isinstance(chosen, Items) and isinstance(by, Items) and isinstance(wanted, Items)):
        return opened(next(value for value in (chosen, by, wanted) if not isinstance(value, Items)))
    if not known(by) or not known(wanted) or len(chosen.members) != len(by.members):
        return Unknown("a member of the list is not known")
    pairs = zip(chosen.members, by.members, strict=True)
    return Items(
        "list", tuple(each for each, key in pairs if any(equal(key, one) is True for one in wanted.members))
    )


def _truths(value: Value, decisive: bool) -> Value:
    if not isinstance(value, Items):
        return opened(value)
    found = [boolean(member) for member in value.members]
    if any(each is decisive for each in found):
        return decisive
    if all(each is (not decisive) for each in found):
        return not decisive
    return Unknown("a member of the list is not known") if any(map(open_, found)) else failed("no list of bools")


def alltrue(value: Value) -> Value:
    # A null member is false to alltrue().
    if isinstance(value, Items) and any(map(is_null, value.members)):
        return Unknown("null among conditions")
    return _truths(value, False)


def anytrue(value: Value) -> Value:
    if isinstance(value, Items) and any(map(is_null, value.members)):
        return Unknown("null among conditions")
    return _truths(value, True)


def sum_(value: Value) -> Value:
    if not isinstance(value, Items):
        return opened(value)
    if not value.members:
        return failed("sum() of nothing")
    numbers = [numeric(member) for member in value.members]
    for member in numbers:
        if isinstance(member, Unknown) and (member.failed or is_null(member)):
            return opened(member)
    if not all(isinstance(member, int) and not isinstance(member, bool) for member in numbers):
        return Unknown("sum() of what is not known")
    return sum(int(member) for member in numbers if isinstance(member, int))


def transpose(value: Value) -> Value:
    if not isinstance(value, Fields) or not known(value):
        return opened(value) if not isinstance(value, Fields) else Unknown("a member is not known")
    found: dict[str, list[str]] = {}
    for key, members in value.members.items():
        if not isinstance(members, Items):
            return failed("transpose() of no map of lists")
        for member in members.members:
            if not isinstance(member, str):
                return Unknown("transpose() of what is no text")
            found.setdefault(member, []).append(key)
    return Fields("map", {key: Items("list", tuple(sorted(names))) for key, names in sorted(found.items())})


def sensitive(_: Value) -> Value:
    return Unknown("a sensitive value")


def plain(value: Value) -> Value:
    return value


FUNCTIONS: dict[str, Function] = {
    "alltrue": alltrue, "anytrue": anytrue, "chunklist": chunklist, "coalesce": coalesce,
    "coalescelist": coalescelist, "compact": compact, "concat": concat, "contains": contains, "distinct": distinct,
    "element": element, "flatten": flatten, "index": index, "keys": keys, "length": length, "lookup": lookup,
    "matchkeys": matchkeys, "merge": merge, "nonsensitive": plain, "one": one, "range": range_, "reverse": reverse,
    "sensitive": sensitive, "slice": slice_, "sort": sort, "sum": sum_, "tobool": boolean, "tolist": to_list,
    "tomap": to_map, "tonumber": numeric, "toset": to_set, "tostring": text, "transpose": transpose,
    "values": values, "zipmap": zipmap,
}  # fmt: skip
