"""Rules of a cloud listener behind one that takes every request, or the same ones."""

from collections.abc import Iterator

from lbconflint.check import Hit, Level, Related, Unit
from lbconflint.model import Listener
from lbconflint.tree import ALWAYS

_EVERYTHING = "*"
_DECIDES = frozenset({"Request", ""})


def hits(unit: Unit) -> Iterator[Hit]:
    for rules in _by_listener(unit).values():
        everything: Listener | None = None
        first: dict[str, Listener] = {}
        for rule in rules:
            asked = rule.settings["conditions"].value
            if everything is not None:
                yield _hit(rule, everything, "takes every request")
                continue
            if asked is None or rule.world != ALWAYS:
                continue
            earlier = first.setdefault(asked, rule)
            if earlier is not rule:
                yield _hit(rule, earlier, "asks the same")
            elif asked == _EVERYTHING:
                everything = rule


def _by_listener(unit: Unit) -> dict[str, list[Listener]]:
    """The rules of each listener in the order in which they are tried; equal priorities are told elsewhere."""
    found: dict[str, dict[int, Listener]] = {}
    for rule in unit.listeners:
        if "conditions" not in rule.settings:
            continue
        owner, priority = rule.settings["listener"], rule.settings["priority"]
        direction = rule.settings.get("direction")
        if direction is not None and not direction.among(*_DECIDES):
            continue
        if owner.value is not None and priority.value is not None and priority.value.isdigit():
            found.setdefault(owner.value, {}).setdefault(int(priority.value), rule)
    return {name: [rules[number] for number in sorted(rules)] for name, rules in found.items()}


def _hit(rule: Listener, earlier: Listener, reason: str) -> Hit:
    priority, before = rule.settings["priority"], earlier.settings["priority"]
    return Hit(
        priority.span,
        f"never reached: '{earlier.name}' with priority {before.value} {reason}",
        (Related(before.span, "this one is tried first"),),
        help="give the rule a lower number than the other, or another condition",
        level=Level.NOTE,
    )
