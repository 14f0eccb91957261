"""How much evaluation may cost: rounds of loops, and the size of values.

A few short definitions can ask for more than any machine has: loops in loops, lists that hold each other twice.
"""

from lbconflint.dialects.terraform.lattice import Fields, Items, Many, OneOf, Unknown, Value, alternatives

MAX_ROUNDS = 1_000_000
"""Rounds of loops and members that functions look at, in one deployment."""
MAX_WEIGHT = 100_000
"""Members of a value, those of its members among them; a text counts by its length."""
MAX_NESTED = 100
_HEAVY = 500
_TEXT = 32
_FEW = 20
"""So few members, none of them with members of its own, need not be looked at."""
_DEEP = (Items, Fields, OneOf, Many)


class Scale:
    """What is left of the rounds, how deep evaluation is, and the weights of what is heavy."""

    __slots__ = ("_heavy", "depth", "rounds")

    def __init__(self) -> None:
        self.depth = 0
        self.rounds = MAX_ROUNDS
        # The value is held, so that no other one gets its id.
        self._heavy: dict[int, tuple[Value, int, int]] = {}

    def pay(self, rounds: int) -> bool:
        """Take so many rounds; False when they are no longer there."""
        self.rounds -= rounds
        return self.rounds >= 0

    def checked(self, value: Value) -> Value:
        """The value, or an Unknown when it is absurdly large or deep."""
        if not isinstance(value, Items | Fields):
            return value
        members = value.members.values() if isinstance(value, Fields) else value.members
        if len(members) < _FEW and not any(isinstance(member, _DEEP) for member in members):
            return value
        weight, deepest = self._weighed(value)
        if weight > MAX_WEIGHT or deepest > MAX_NESTED:
            return Unknown("a value of absurd size")
        if weight > _HEAVY:
            self._heavy[id(value)] = value, weight, deepest
        return value

    def weight(self, value: Value) -> int:
        """All that the value holds."""
        if isinstance(value, _DEEP):
            return self._weighed(value)[0]
        return 1 + len(value) // _TEXT if isinstance(value, str) else 1

    def _weighed(self, value: Value) -> tuple[int, int]:
        weight = deepest = 0
        pending = [(value, 1)]
        while pending and weight <= MAX_WEIGHT:
            part, depth = pending.pop()
            weight += 1
            deepest = max(deepest, depth)
            if isinstance(part, Items | Fields):
                held = self._heavy.get(id(part))
                if held is not None:
                    weight += held[1]
                    deepest = max(deepest, depth + held[2])
                else:
                    members = part.members.values() if isinstance(part, Fields) else part.members
                    pending.extend((member, depth + 1) for member in members)
            elif isinstance(part, str):
                weight += len(part) // _TEXT
            elif isinstance(part, OneOf | Many):
                inner = alternatives(part) if isinstance(part, OneOf) else (part.element,)
                pending.extend((each, depth + 1) for each in inner)
        return weight, deepest
