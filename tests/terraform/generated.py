"""Random expressions of Terraform: conditions, templates, loops, functions, wild types."""

import random
from collections.abc import Callable

Make = Callable[[int], str]


class Expressions:
    """A source of expressions; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(f"terraform:{seed}")

    def pick(self, forms: list[str], depth: int) -> str:
        """One of the forms, with its ``{n}`` ``{s}`` ``{b}`` ``{l}`` ``{m}`` ``{x}`` filled in."""
        form = self.random.choice(forms)
        makers: dict[str, Make] = {
            "«n»": self.number,
            "«s»": self.text,
            "«b»": self.boolean,
            "«l»": self.list,
            "«m»": self.map,
            "«x»": self.any,
        }
        for mark, make in makers.items():
            while mark in form:
                form = form.replace(mark, make(depth - 1), 1)
        return form

    def number(self, depth: int) -> str:
        plain = ["0", "1", "2", "3", "80", "443", "8080", "-1", "2.5", "0.5", "1e3", "65535"]
        return self.pick(plain if depth <= 0 else [*plain, "(«n» + «n»)", "(«n» * «n»)", "max(«n», «n»)"], depth)

    def text(self, depth: int) -> str:
        plain = ['"a"', '"80"', '"b"', '""', '" c "', '"A b"', '"a,b"', '"true"', '"08"', '"1.50"']
        deep = [
            '"a${«x»}b"',
            '"${«x»}"',
            '"%{ if «b» }x%{ else }y%{ endif }"',
            '"%{ for q in «l» }${q}%{ endfor }"',
            '"x ${~ «s» ~} y"',
            "upper(«s»)",
            "trimspace(«s»)",
            'join("-", «l»)',
            "tostring(«x»)",
            "jsonencode(«x»)",
            'format("%s:%d", «x», «n»)',
            'replace(«s», "a", "b")',
            "substr(«s», 0, 1)",
            'trimprefix(«s», "a")',
        ]
        return self.pick(plain if depth <= 0 else [*plain, *deep], depth)

    def boolean(self, depth: int) -> str:
        plain = ["true", "false"]
        deep = [
            "!«b»",
            "(«b» && «b»)",
            "(«b» || «b»)",
            "(«x» == «x»)",
            "(«x» != «x»)",
            "(«n» < «n»)",
            "(«n» >= «n»)",
            "contains(«l», «s»)",
            "can(«x»)",
            "alltrue([«b», «b»])",
            "anytrue([«b»])",
            "startswith(«s», «s»)",
            "tobool(«s»)",
        ]
        return self.pick(plain if depth <= 0 else [*plain, *deep], depth)

    def list(self, depth: int) -> str:
        plain = ["[1, 2]", '["a", "b"]', "[]", '[80, "443"]', '["b", "a", "b"]', "[true]", "[null, 1]"]
        deep = [
            "[«x», «x»]",
            "concat(«l», «l»)",
            "tolist(«l»)",
            "toset(«l»)",
            "distinct(«l»)",
            "reverse(«l»)",
            "keys(«m»)",
            "values(«m»)",
            "flatten([«l», «l»])",
            "[for x in «l» : x]",
            "[for k, x in «m» : k if x != null]",
            "«x»[*]",
            "compact(«l»)",
            "sort(«l»)",
            "range(3)",
            "range(5, 1)",
            "range(1, 9, 3)",
            "slice(«l», 0, 1)",
            'split(",", «s»)',
            "(«b» ? «l» : «l»)",
            "chunklist(«l», 2)",
            'formatlist("%s!", «l»)',
        ]
        return self.pick(plain if depth <= 0 else [*plain, *deep], depth)

    def map(self, depth: int) -> str:
        plain = ["{ a = 1, b = 2 }", "{}", '{ "x y" = true }', '{ b = "q", a = 3 }', "{ a = null }"]
        deep = [
            "{ a = «x», b = «x» }",
            "merge(«m», «m»)",
            "{ for k, v in «m» : k => v }",
            "{ for v in «l» : v => v... }",
            "tomap(«m»)",
            'zipmap(["p", "q"], [«x», «x»])',
            "{ («s») = «x» }",
            "jsondecode(jsonencode(«m»))",
            "(«b» ? «m» : «m»)",
            "{ for i, v in «l» : i => v }",
        ]
        return self.pick(plain if depth <= 0 else [*plain, *deep], depth)

    def any(self, depth: int) -> str:
        plain = ["«n»", "«s»", "«b»", "null"]
        deep = [
            "«l»",
            "«m»",
            "(«b» ? «x» : «x»)",
            "(«n» / «n»)",
            "(«n» % «n»)",
            "-«n»",
            'lookup(«m», "a", «x»)',
            "element(«l», «n»)",
            "«l»[0]",
            "«l»[1]",
            '«m»["a"]',
            "try(«m».a, «x»)",
            "coalesce(«x», «x»)",
            "one(«l»)",
            "length(«l»)",
            "length(«m»)",
            "length(«s»)",
            "tonumber(«x»)",
            "floor(«n»)",
            "ceil(«n»)",
            "index(«l», «s»)",
            "{ a = [{ b = «x» }] }.a[*].b",
            "(«m»).a",
            "sum(«l»)",
            "pow(«n», 2)",
        ]
        return self.pick(plain if depth <= 0 else [*plain, *deep], depth)
