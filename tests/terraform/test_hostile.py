"""Input that wants too much: a clear word, and no more work than its length."""

import sys
import tracemalloc

import pytest

from lbconflint.dialects.terraform import json_syntax, syntax
from lbconflint.source import SourceFile
from tests.conftest import Lint

MANY = 20_000
TEXTS = {
    "brackets": "a = " + "[" * MANY,
    "parentheses": "a = " + "(" * MANY + "1" + ")" * MANY,
    "sequences": "a = " + '"${' * MANY,
    "objects": "a = " + "{a=" * MANY,
    "conditions": "a = " + "x ? 1 : " * MANY + "1",
    "splats": "a = x" + "[*]" * MANY,
    "directives": 'a = "' + "%{ if x }" * MANY + '"',
}
DEEP = [pytest.param(text, id=name) for name, text in TEXTS.items()]
WIDE = [
    pytest.param(text, id=name)
    for name, text in {
        "sum": "a = 1" + " + 1" * MANY,
        "signs": "a = " + "!" * MANY + "x",
        "indexes": "a = x" + "[0]" * MANY,
        "blocks": "b {\n" * MANY + "}\n" * MANY,
        "items": "a = [" + "1," * MANY + "]",
    }.items()
]


@pytest.mark.parametrize("text", DEEP)
def test_what_is_too_deep_is_a_gap_not_a_fault(text: str) -> None:
    body = syntax.read(SourceFile("a.tf", text + "\n"))
    assert not body.problems
    assert "levels deep" in body.gaps[0].reason


@pytest.mark.parametrize("text", WIDE)
def test_what_is_long_is_read(text: str) -> None:
    body = syntax.read(SourceFile("a.tf", text + "\n"))
    assert not body.problems
    assert not body.gaps


@pytest.mark.parametrize("line", ['resource "a" "b" {\nx = <<EOT\n', 'b "x" {\n', 'b {\n  a = "\n', "b {\n!\n"])
def test_a_mistake_in_every_block_costs_each_its_share(line: str) -> None:
    steps: list[int] = []
    for size in (200, 400):
        count = 0

        def trace(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(trace)
        try:
            syntax.read(SourceFile("a.tf", line * size))
        finally:
            sys.setprofile(None)
        steps.append(count)
    assert steps[1] < 2.3 * steps[0]


def test_json_that_is_too_deep_is_a_gap() -> None:
    body = json_syntax.read(SourceFile("a.tf.json", '{"a":' * MANY))
    assert "levels deep" in body.gaps[0].reason


def test_a_local_that_doubles_itself_stays_small(lint: Lint) -> None:
    rows = [f"  v{number} = [local.v{number - 1}, local.v{number - 1}]" for number in range(1, 60)]
    text = "locals {\n  v0 = [80]\n" + "\n".join(rows) + "\n}\n"
    text += 'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n  port = length(flatten(local.v59))\n}\n'
    tracemalloc.start()
    try:
        report = lint({"main.tf": text})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not report.internal
    assert peak < 200 << 20


def test_a_text_that_doubles_itself_stays_small(lint: Lint) -> None:
    rows = [f'  v{number} = "${{local.v{number - 1}}}${{local.v{number - 1}}}"' for number in range(1, 60)]
    text = 'locals {\n  v0 = "8"\n' + "\n".join(rows) + "\n}\n"
    text += 'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n  port = local.v59\n}\n'
    assert not lint({"main.tf": text}).internal


def test_modules_that_call_each_other_end(lint: Lint) -> None:
    call = 'module "next" {\n  source = "../%s"\n}\nresource "aws_lb_listener" "a" {\n  port = 80\n}\n'
    report = lint({"a/main.tf": call % "b", "b/main.tf": call % "a"})
    assert not report.internal
    assert any("calls itself" in reason for file in report.partial for _, reason in file.gaps)


def test_modules_that_multiply_are_cut(lint: Lint) -> None:
    files = {
        f"m{number}/main.tf": f'module "next" {{\n  count  = 9\n  source = "../m{number + 1}"\n}}\n'
        for number in range(8)
    }
    files["m8/main.tf"] = 'resource "aws_lb_listener" "a" {\n  port = 80\n}\n'
    report = lint(files)
    assert not report.internal
    assert any("more copies" in reason for file in report.partial for _, reason in file.gaps)


def test_a_file_that_is_too_large_is_skipped(lint: Lint) -> None:
    report = lint({"main.tf": b"# " + b"x" * (33 << 20), "b.tf": "locals {}\n"})
    assert [(one.path, "MiB" in one.reason) for one in report.skipped] == [("main.tf", True)]


@pytest.mark.parametrize(
    "end",
    ['"', '"x', '"\\', '"${', '"$', '"%', '"%{', "<<", "<<E", "<<E\nx", "(#", "(//x", "/*", "{", "x.", "x[", "-"],
)
@pytest.mark.parametrize("before", ["a = ", "b {\n  a = ", "b {\n  a = [\n", 'a = "${'])
def test_a_file_may_end_anywhere(before: str, end: str) -> None:
    body = syntax.read(SourceFile("a.tf", before + end))
    assert len(body.problems) >= 1
    assert all(problem.span.end <= len(before + end) for problem in body.problems)
