"""Root modules as our evaluator has them, for comparison with Terraform's own, and random typed variables."""

import random
from collections.abc import Sequence
from pathlib import Path

from lbconflint.dialects import Plan
from lbconflint.dialects.terraform.expressions import Parser
from lbconflint.dialects.terraform.given import given_values
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.dialects.terraform.lattice import Value
from lbconflint.dialects.terraform.module import VARIABLES
from lbconflint.dialects.terraform.reader import Tree
from lbconflint.files import Files


def deployment(root: Path, plan: Plan | None = None) -> Deployment:
    """The root module in this directory with all that it calls."""
    files = Files(str(root))
    tree = Tree(files, [])
    tree.module("")
    tree.follow_calls()
    made = Deployment("", tree.modules, {})
    names = [name for name in files.listdir("") if VARIABLES.search(name)]
    made.take(given_values(tree.file, "", names, plan or Plan()))
    return made


def values(root: Path, expressions: Sequence[str], plan: Plan | None = None) -> list[Value]:
    """What the expressions are worth in the root module."""
    evaluator = deployment(root, plan).root.evaluator
    return [evaluator.concrete(Parser(text + "\n\0").expression(), {}) for text in expressions]


class Typed:
    """Random type constraints with values that mostly fit."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(f"types:{seed}")
        self.fitting = 0

    def type(self, depth: int) -> str:
        choice = self.random.choice
        plain = ["string", "number", "bool", "any"]
        if depth <= 0:
            return choice(plain)
        kind = choice(["plain", "list", "set", "map", "object", "object", "tuple"])
        if kind == "plain":
            return choice(plain)
        if kind in ("list", "set", "map"):
            return f"{kind}({self.type(depth - 1)})"
        if kind == "tuple":
            return f"tuple([{', '.join(choice(plain[:3]) for _ in range(self.random.randint(0, 2)))}])"
        parts = [f"{name} = {self._attribute(depth - 1)}" for name in "abc"[: self.random.randint(0, 3)]]
        return f"object({{ {', '.join(parts)} }})"

    def _attribute(self, depth: int) -> str:
        inner = self.type(depth)
        kind = self.random.randint(0, 3)
        if kind == 0:
            return f"optional({inner})"
        if kind != 1:
            return inner
        self.fitting += 1
        default = self.value(inner)
        self.fitting -= 1
        return f"optional({inner}, {default})"

    def value(self, kind: str) -> str:
        """A value for the constraint, one in ten times just any."""
        choice = self.random.choice
        odd = 1 if self.fitting else self.random.random()
        if odd < 0.05:
            return "null"
        if odd < 0.12:
            return choice(['"x"', "1", "true", "[]", "{}", '["1"]', "{ a = 1 }", '{ a = "x", z = null }'])
        if kind in ("string", "number", "bool", "any"):
            own = {
                "string": ['"s"', "80", "true", '""', "1.5"],
                "number": ["80", '"443"', "0", "-1", "2.5"],
                "bool": ["true", '"false"', "false"],
                "any": ['"x"', "1", "[1, 2]", '[1, "a"]', "{ a = 1 }", "[]", '[{ a = 1 }, { a = "b" }]'],
            }
            return choice(own[kind])
        name, _, inner = kind.partition("(")
        inner = inner[:-1]
        if name in ("list", "set"):
            return f"[{', '.join(self.value(inner) for _ in range(self.random.randint(0, 3)))}]"
        if name == "map":
            return (
                f"{{ {', '.join(f'{key} = {self.value(inner)}' for key in 'pqr'[: self.random.randint(0, 3)])} }}"
            )
        if name == "tuple":
            return f"[{', '.join(self.value(part) for part in _parts(inner[1:-1]))}]"
        return self._object(inner[1:-1])

    def _object(self, inner: str) -> str:
        given = []
        for part in _parts(inner):
            key, _, kind = part.partition(" = ")
            if kind.startswith("optional("):
                if self.random.random() < 0.6:
                    continue
                kind = _parts(kind[len("optional(") : -1])[0]
            given.append(f"{key} = {self.value(kind)}")
        if self.random.random() < 0.2:
            given.append("more = 1")
        return f"{{ {', '.join(given)} }}"


def _parts(text: str) -> list[str]:
    """The parts between commas that stand in no brackets."""
    found, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == "," and not depth:
            found.append(text[start:at].strip())
            start = at + 1
    last = text[start:].strip()
    return [*found, last] if last else found
