"""Terraform evaluates: where we say that a value is known, it is the same one."""

from pathlib import Path

import pytest

from lbconflint.dialects.terraform.convert import text
from lbconflint.dialects.terraform.lattice import Unknown, known
from tests.terraform.console import FAILS, TERRAFORM, evaluate
from tests.terraform.evaluating import alike, plain, watched
from tests.terraform.generated import Expressions

TRICKY = [
    '"80" == 80',
    "80 == 80.0",
    '"80" == "080"',
    'true == "true"',
    "null == null",
    'tonumber("080")',
    '"80" + 1',
    "81 / 2",
    'true ? 80 : "443"',
    "true ? 80 : null",
    'false ? 80 : "443"',
    '[80, "a"]',
    'tolist([80, "443"])',
    'toset([80, "80"])',
    "element([1, 2], 3)",
    'coalesce("", "x")',
    "coalesce(null, 80)",
    "range(8000, 8003)",
    "distinct([80, 80])",
    "one([])",
    "one([5])",
    "try({ a = 1 }.b, 90)",
    'cidrhost("10.0.0.0/24", 5)',
    'parseint("ff", 16)',
    'length("x")',
    "!true == false",
    '"${80}"',
    '"${80}x"',
    '["a", "b"][*]',
    "null[*]",
    '"x"[*]',
    "[{ a = 1 }, { a = 2 }][*].a",
    "[{ a = 1 }].*.a",
    '{ for v in ["a", "b", "a"] : v => 1... }',
    '[for k, v in { b = 1, a = 2 } : "${k}${v}"]',
    '[for i, v in ["x"] : "${i}${v}" if i == 0]',
    "merge({ a = 1 }, { a = 2, b = 3 })",
    "keys({ b = 1, a = 2 })",
    'zipmap(["a", "b"], [1, 2])',
    "1 / 3 == 1 / 3",
    '"%{ for p in [80, 443] ~}\\n${p},\\n%{ endfor ~}"',
    '"%{ if 1 == 1 }yes%{ else }no%{ endif }"',
    "-1 % 3",
    "7 % -3",
    "7.5 % 2",
    "2 + 3 * 4 - 1",
    "(2 + 3) * 4",
    "1 < 2 == true",
    "true || false && false",
    "!false && true",
    'lookup({ a = "1" }, "b", "2")',
    'lookup({ a = 1 }, "a")',
    'contains([80, 443], "80")',
    'contains(["80"], "80")',
    'format("%05d", 80)',
    'format("%s", true)',
    'format("%-5s|", "a")',
    'format("%5s|", "a")',
    'format("%%")',
    'join(",", ["a", 1, true])',
    'split(",", "a,,b")',
    'split("", "ab")',
    'replace("a.b.c", ".", "-")',
    'replace("a1b22", "/[0-9]+/", "#")',
    'regex("[a-z]+", "12ab3")',
    'regexall("[0-9]+", "1a22b")',
    'trimspace("  x\\t\\n")',
    'trim("--x-", "-")',
    'chomp("x\\n\\n")',
    'title("ab cd")',
    'substr("hello", 1, -1)',
    'substr("hello", -3, 2)',
    'indent(2, "a\\nb")',
    'strrev("abc")',
    'upper("aß")',
    'jsonencode({ a = [1, "<"], b = null })',
    'jsondecode("{\\"a\\": 1.50, \\"b\\": [true]}")',
    'base64encode("a€")',
    'base64decode("YQ==")',
    "floor(-1.5)",
    "ceil(-1.5)",
    "abs(-3)",
    "signum(-3)",
    "max(1, 2.5)",
    'min("3", 2)',
    "pow(2, 10)",
    "sum([1, 2, 3])",
    'cidrsubnet("10.0.0.0/16", 8, 2)',
    'cidrsubnets("10.0.0.0/16", 4, 4, 8)',
    'cidrnetmask("10.0.0.0/12")',
    'cidrhost("fd00::/64", 17)',
    'setunion(["a"], ["b", "a"])',
    'setintersection(["a", "b"], ["b"])',
    'setsubtract(["a", "b"], ["b"])',
    'setproduct(["a", "b"], ["x"])',
    "chunklist([1, 2, 3], 2)",
    'matchkeys(["i1", "i2"], ["a", "b"], ["b"])',
    'transpose({ a = ["x", "y"], b = ["x"] })',
    'compact(["a", "", null])',
    "flatten([[1, [2]], [], [3]])",
    "slice([1, 2, 3], 1, 2)",
    "reverse([1, 2])",
    'index(["a", "b"], "b")',
    'formatlist("%s:%d", ["a", "b"], [1, 2])',
    'formatlist("%s!", "a")',
    "alltrue([])",
    "anytrue([])",
    'tobool("1")',
    'tobool("yes")',
    'tonumber("1e3")',
    'tonumber("")',
    "tostring(1.50)",
    "tostring(100000000000000000000)",
    "1e100",
    "0.1 + 0.2",
    "9007199254740993",
    'startswith("abc", "ab")',
    'strcontains("abc", "bc")',
    "coalescelist([], [1])",
    'concat([1], ["a"])',
    'concat(tolist([1]), tolist(["a"]))',
    'tomap({ a = 1, b = "x" })',
    "can(1 / 0)",
    "can({}.a)",
    'try(1 / 0, "saved")',
    '{ "a b" = 1 }["a b"]',
    '{ 1 = 2 }["1"]',
    '[1, 2]["1"]',
    "{ a = { b = [80] } }.a.b[0]",
    "[[1, 2], [3]][1][0]",
    "nonsensitive(1)",
    "[1, 2] == [1, 2]",
    "{ a = 1 } == { a = 1 }",
    '[1] == ["1"]',
    "[] == []",
    "{} == {}",
    'toset(["a"]) == toset(["a"])',
    'sort(["b", "a", "B"])',
    '[for s in toset(["b", "a"]) : s]',
    "[for n in toset([10, 9]) : n]",
    "length({ a = 1 })",
    'length("é")',
]
GENERATED = 24
EACH = 60


def disagreements(expressions: list[str], directory: Path) -> tuple[list[tuple[str, object, object]], int]:
    """Where Terraform says something else, and how many values we know."""
    wrong: list[tuple[str, object, object]] = []
    count = 0
    theirs = [
        value for at in range(0, len(expressions), 30) for value in evaluate(expressions[at : at + 30], directory)
    ]
    for expression, expected in zip(expressions, theirs, strict=True):
        ours, doubtful = watched(expression)
        if known(ours):
            count += 1
            if expected == FAILS:
                # What we do not evaluate is perhaps what Terraform refuses.
                agreed = doubtful
            else:
                agreed = alike(plain(ours), expected) or (doubtful and alike(plain(text(ours)), expected))
            if not agreed:
                wrong.append((expression, plain(ours), expected))
        elif isinstance(ours, Unknown) and ours.failed and expected != FAILS:
            wrong.append((expression, ours.reason, expected))
    return wrong, count


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
def test_tricky_expressions(tmp_path: Path) -> None:
    wrong, count = disagreements(TRICKY, tmp_path)
    assert wrong == []
    assert count >= 0.85 * len(TRICKY)


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
@pytest.mark.parametrize("seed", range(GENERATED))
def test_generated_expressions(seed: int, tmp_path: Path) -> None:
    source = Expressions(seed)
    expressions = [source.any(source.random.choice((1, 2, 2, 3))) for _ in range(EACH)]
    wrong, count = disagreements(expressions, tmp_path)
    assert wrong == []
    assert count >= 0.5 * EACH
