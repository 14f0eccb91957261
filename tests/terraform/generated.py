"""Random expressions of Terraform: conditions, templates, heredocs, loops, splats, functions, wild types."""

import random
from collections.abc import Callable

Make = Callable[[int], str]

NUMBERS = [
    "0", "1", "2", "3", "80", "443", "8080", "-1", "2.5", "0.5", "1e3", "65535", "1E+2", "15e-1", "1.0", "0.1",
    "100000000000000000000", "9007199254740993", "-0", "1e21", "123456789012345678", "-2.5", "0.000001", "080",
]  # fmt: skip
TEXTS = [
    '"a"', '"80"', '"b"', '""', '" c "', '"A b"', '"a,b"', '"true"', '"08"', '"1.50"', r'"\n\tx"', r'"a\\\"b"',
    r'"\u00e9"', r'"\U0001F600"', '"é"', '"日本"', r'"e\u0301"', '"$${x}"', '"%%{x}"', '"a$b%c"', '"$"', '"1e3"',
    '"-5"', '"0x50"', '" 80"', '"null"', '"ß"', '"a-b_c.d"', '"x=1"', '"$${a}${"b"}"', '"false"', r'"\r\n"',
    r'"a\nb\n"', '"%"', '"<&>"', '"$$"', '"a\u00a0"',
]  # fmt: skip
HEREDOCS = [
    "<<EOT\n{}EOT", "<<-EOT\n{}EOT", "<<-EOT\n{}  EOT", "<<-E\n    {}  x\n  E", "<<EOT\n\n{}\n\nEOT",
    "<<-EOT\n\t{}\t y\n\tEOT",
]  # fmt: skip
LINES = [
    "a\n", "  ${«s»}\n", "    x ${~ «s» ~} y\n", "%{ if «b» }\n yes\n%{ else }\n no\n%{ endif }\n",
    "%{ if «b» ~}\n yes\n%{ endif ~}\n", "  %{~ for v in «l» ~}\n  ${v}\n  %{~ endfor ~}\n",
    "$${x} %%{ y }\n", "\\n\\t\n",
    "%{ for k, v in «m» }${k}=${v},%{ endfor }\n", "\n", "  \n", 'é $ % "q"\n', "${«x»}\n",
    "  ${«n»}%{ if «b» } z%{ endif }\n",
]  # fmt: skip


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
            "«h»": self.heredoc,
            "«o»": self.objects,
        }
        for mark, make in makers.items():
            while mark in form:
                form = form.replace(mark, make(depth - 1), 1)
        return form

    def number(self, depth: int) -> str:
        deep = [
            "(«n» + «n»)", "(«n» - «n»)", "(«n» * «n»)", "max(«n», «n»)", "min(«n», «n»)", "abs(«n»)", "-(«n»)",
            "(«b» ? «n» : «n»)", "length(«l»)", "parseint(«s», 10)", "signum(«n»)", "floor(«n»)", "ceil(«n»)",
            "tonumber(«s»)", "sum([«n», «n»])", "(«n» % 7)", "(«n» / 4)",
        ]  # fmt: skip
        return self.pick(NUMBERS if depth <= 0 else NUMBERS + deep, depth)

    def heredoc(self, depth: int) -> str:
        """A heredoc of some lines; only where a line end may follow."""
        body = "".join(self.pick(LINES, depth - 1) for _ in range(self.random.randint(0, 3)))
        return f"({self.random.choice(HEREDOCS).replace('{}', body)}\n)"

    def text(self, depth: int) -> str:
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
            'trimsuffix(«s», "b")',
            'trim(«s», "a ")',
            "chomp(«s»)",
            "lower(«s»)",
            "title(«s»)",
            "strrev(«s»)",
            "substr(«s», 1, 2)",
            "substr(«s», -2, -1)",
            "indent(2, «s»)",
            'format("%v|%5s|%-4s|%03d|%%", «x», «s», «s», «n»)',
            'format("%q %t %2d", «s», «b», «n»)',
            'regex("[a-z]+", «s»)',
            'replace(«s», "/[ab]/", "_")',
            "base64encode(«s»)",
            "try(«x».q, «s»)",
            '"%{ if «b» ~} x %{~ else ~} y %{~ endif }"',
            '"${ «b» ? «s» : «s» }"',
            '"%{ for i, q in «l» ~} ${i}:${q} %{ endfor ~} ."',
            '"%{ for q in «l» }%{ if q != null }${q}%{ endif }%{ endfor }"',
            "«h»",
            "chomp(«h»)",
            'element(split("\\n", «h»), 0)',
            'cidrhost("10.0.0.0/24", «n»)',
            'cidrsubnet("10.0.0.0/16", 8, «n»)',
            "coalesce(«s», «s»)",
            "lookup(«m», «s», «s»)",
        ]
        return self.pick(TEXTS if depth <= 0 else TEXTS + deep, depth)

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
            "endswith(«s», «s»)",
            "strcontains(«s», «s»)",
            "(«l» == «l»)",
            "(«m» == «m»)",
            "(«s» == null)",
            "(«x» == null ? true : «b»)",
            "can(regex(«s», «s»))",
            "contains(keys(«m»), «s»)",
            "alltrue([for x in «l» : x != null])",
            "(«b» == «b»)",
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
            "«o».*.a",
            "«o»[*].a",
            "«o»[*].b.c",
            "«o».*.b.c[0]",
            "[for q in «o» : q.a if q.a != null]",
            "[for i, q in «o» : i]",
            "[for k, v in «m» : upper(k)]",
            "[for k in sort(keys(«m»)) : k]",
            "[for é in «l» : é]",
            'matchkeys(["p", "q"], ["x", "y"], [«s»])',
            "setunion(«l», «l»)",
            "setintersection(«l», «l»)",
            "setsubtract(«l», «l»)",
            'setproduct(["a", "b"], «l»)',
            "coalescelist(«l», «l»)",
            'regexall("[0-9]", «s»)',
            "concat([for x in «l» : [x]]...)",
            "range(«n»)",
            "[«s», «s»]",
            "[«n», null]",
            'cidrsubnets("10.0.0.0/16", 4, 4)',
            "flatten([for x in «l» : [x, x]])",
            "jsondecode(jsonencode(«l»))",
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
            "{ for q in «o» : q.k => q.a... if q.a != 2 }",
            "{ for q in «o» : q.k => q }",
            "{ for k, v in «m» : v => k... }",
            '{ "é" = «x», "${«s»}" = 1 }',
            "{ a : «x», (upper(«s»)) : «x» }",
            "{\n a = «n»\n b = «s» # x\n}",
            "merge([{ a = «x» }, { b = «x» }]...)",
            'transpose({ a = [«s»], b = [«s», "z"] })',
            "{ null = 1, true = 2, 3 = 4 }",
            "try(«m».z, «m»)",
            "{ a = { b = «m» } }.a.b",
        ]
        return self.pick(plain if depth <= 0 else [*plain, *deep], depth)

    def objects(self, depth: int) -> str:
        """A list of objects."""
        plain = [
            '[{ a = 1, k = "x", b = { c = [1] } }, { a = 2, k = "y", b = { c = [2] } }]',
            '[{ a = null, k = "x", b = { c = ["q"] } }]',
            '[{ a = "1", k = "x", b = { c = [true] } }, { a = 2, k = "x", b = { c = [] } }]',
            "[]",
        ]
        deep = [
            '[{ a = «x», k = "p", b = { c = «l» } }, { a = «n», k = "q", b = { c = «l» } }]',
            'values({ p = { a = «x», k = "p", b = { c = «l» } } })',
            "tolist([{ a = «n», k = «s», b = { c = [1] } }])",
        ]
        return self.pick(plain if depth <= 0 else plain + deep, depth)

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
            "«h»",
            "«o»",
            "«o».0.a",
            "«o»[0].b.c[0]",
            "«m»[«s»]",
            "«l»[«n»]",
            "try(«l»[«n»], «x».a, «x»)",
            "one(«o»[*].a)",
            "(«b» ? «x» : null)",
            "[«x», «x»][«b» ? 0 : 1]",
            "try(tonumber(«x»), tostring(«x»), null)",
            "(«n» > «n» ? «n» : «s»)",
            "nonsensitive(«x»)",
            "jsondecode(jsonencode(«x»))",
            "{ a = «x» }[*].a",
            "tobool(«x»)",
            "try(«l».0, «m».a)",
            'index([«s», "a"], "a")',
        ]
        return self.pick(plain if depth <= 0 else [*plain, *deep], depth)
