"""The rounds of a task's loop, as far as the files say over what it goes."""

import re
from collections.abc import Sequence

from lbconflint.dialects.sysctl.variables import Held, Variables
from lbconflint.model import Gap
from lbconflint.record import NamedTuple
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import ITEM, LIST, MAP, PLAIN, YamlNode, filled_in

_LOOPS = ("loop", "with_items", "with_list", "with_flattened", "with_dict")
_FLATTENS = ("with_items", "with_flattened")
_OVER = re.compile(
    r"\{\{-?\s*\(*\s*(?P<name>[A-Za-z_]\w*)\s*(?:\|\s*(?:default|d)\((?:\[\]|\{\}|omit)?(?:,[^()]*)?\)\s*)?"
    r"(?P<more>\)*\s*\|\s*combine\b.*)?(?P<pairs>\|\s*dict2items\s*)?\}\}",
    re.DOTALL,
)
"""A variable; a dictionary to which others are added; either as a list of its entries."""
_MOST = 20_000
"""Rounds that the variables of one file of tasks make."""


class Item(NamedTuple):
    """One round; ``node`` is None where the task has no loop, or nobody knows over what it goes.  ``replaceable``:
    on another host it may be another one.  ``name`` is what expressions call it."""

    node: YamlNode | None
    replaceable: bool = False
    name: str = "item"


ONCE = Item(None)


def items_of(task: YamlNode, variables: Variables, unit: Unit) -> Sequence[Item]:
    """The rounds of the task's loop; ``unit`` takes the files that the variables come from, and gaps."""
    key = next((name for name in _LOOPS if task.get(name) is not None), "")
    loop = task.get(key)
    if loop is None:
        return (ONCE,)
    named = task.at_path("loop_control", "loop_var")
    name = named.args[0] if named is not None and named.args else "item"
    found: list[Item] = []
    for one in loop.items if loop.form is LIST and key in _FLATTENS else (loop,):
        rounds = _rounds(one, variables, key, unit)
        if rounds is None and one is loop:
            return (Item(None, name=name),)
        found += [Item(one, name=name)] if rounds is None else [item._replace(name=name) for item in rounds]
    return found


def _rounds(node: YamlNode, variables: Variables, key: str, unit: Unit) -> list[Item] | None:
    """The rounds that a list, a dictionary or a variable gives; None where it is none of them."""
    over = _OVER.fullmatch(node.args[0].strip()) if node.args else None
    held = Held(node)
    if over is not None:
        found = variables.held(over["name"])
        if found is None:
            return None
        held = _combined(node, found, unit) if over["more"] else found
    pairs = key == "with_dict" or (over is not None and over["pairs"] is not None)
    nodes = [_pair(entry) for entry in held.node.entries] if pairs else held.node.items
    if held.node.form is not (MAP if pairs else LIST):
        return None
    if over is not None:
        variables.files.rounds += len(nodes)
        if variables.files.rounds > _MOST:
            return None
        unit.add_source(held.node.source)
    return [Item(one, held.replaceable) for one in nodes]


def _combined(node: YamlNode, held: Held, unit: Unit) -> Held:
    """What is added may replace any entry."""
    unit.gaps.append(Gap(node.span.first_line(), "what 'combine' adds here is not known"))
    return held._replace(replaceable=True)


def _pair(entry: YamlNode) -> YamlNode:
    """An entry of a dictionary as loops see it: a mapping of ``key`` and ``value``."""
    key = YamlNode(entry.source, "key", entry.start, entry.start, entry.start, entry.world)
    key.args, key.filled = (entry.name,), filled_in(entry.name)
    key.head = key.end = entry.key_end
    value = YamlNode(entry.source, "value", entry.at, entry.at, entry.at, entry.world)
    value.args, value.children, value.form = entry.args, entry.children, entry.form
    value.head, value.end, value.filled, value.partial = entry.head, entry.end, entry.filled, entry.partial
    pair = YamlNode(entry.source, ITEM, entry.start, entry.start, entry.start, entry.world)
    pair.form, pair.children, pair.head, pair.end = MAP, [key, value], entry.head, entry.end
    return pair


def scalar_at(place: YamlNode, text: str) -> YamlNode:
    """A text that an expression stands for, at the place of the expression."""
    made = YamlNode(place.source, ITEM, place.at, place.at, place.at, place.world)
    made.args, made.form = (text,), PLAIN
    made.head = made.end = max(place.head, place.at)
    return made
