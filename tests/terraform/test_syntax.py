"""The HCL reader: what it accepts, where it points, how it goes on after a mistake."""

from pathlib import Path

import pytest

from lbconflint.dialects.terraform import syntax
from lbconflint.dialects.terraform.terms import Literal
from lbconflint.dialects.terraform.tree import Block, Item, place
from lbconflint.source import SourceFile
from tests.terraform.console import TERRAFORM, accepts
from tests.terraform.texts import ACCEPTED, REFUSED


def read(text: str) -> syntax.Body:
    return syntax.read(SourceFile("main.tf", text))


def blocks(body: syntax.Body) -> list[tuple[str, ...]]:
    return [(block.name, *block.args) for block in body.root.children if isinstance(block, Block)]


def value(text: str) -> object:
    """The literal that a text's only attribute is."""
    item = read(text).root.children[0]
    assert isinstance(item, Item)
    assert isinstance(item.term, Literal)
    return item.term.value


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepts_what_terraform_accepts(text: str) -> None:
    body = read(text)
    assert not body.problems
    for node in body.root.walk():
        if isinstance(node, Item):
            assert node.term.end >= node.term.start


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_terraform_refuses(text: str) -> None:
    problems = read(text).problems
    assert problems
    assert all(0 <= problem.span.start <= problem.span.end <= len(text) for problem in problems)


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
@pytest.mark.parametrize(("texts", "verdict"), [(ACCEPTED, True), (REFUSED, False)], ids=["accepted", "refused"])
def test_terraform_says_the_same(texts: list[str], verdict: bool, tmp_path: Path) -> None:
    assert [text for text in texts if accepts(text, tmp_path) is not verdict] == []


def test_the_pairs_are_many() -> None:
    assert len(set(ACCEPTED) | set(REFUSED)) >= 250


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a = "x\\ty\\u00e9\\"\\\\"\n', 'x\ty\u00e9"\\'),
        ('a = "$${x} %%{y} $ %"\n', "${x} %{y} $ %"),
        ("a = <<EOT\n one\n  two\nEOT\n", " one\n  two\n"),
        ("a = <<-EOT\n    one\n      two\n\n    EOT\n", "one\n  two\n\n"),
        ("a = <<EOT\r\none\r\nEOT\r\n", "one\r\n"),
        ('a = <<EOT\n"\\n" $${x}\nEOT\n', '"\\n" ${x}\n'),
        ("a = <<EOT\nEOT\n", ""),
        ("a = 1e3\n", 1000),
        ("a = 080\n", 80),
        ("a = true\n", True),
        ("a = null\n", None),
    ],
)
def test_literals(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_places_are_exact_to_the_column() -> None:
    body = read('resource "aws_lb" web {\n  port = var.x + 443 # why\n  name = "a${b}"\n}\n')
    block = body.root.children[0]
    assert [block.word(index).text for index in range(3)] == ["resource", '"aws_lb"', "web"]
    port, name = (block.children or [])[:2]
    assert isinstance(port, Item)
    assert isinstance(name, Item)
    assert (port.word(1).text, tuple(port.word(1).position)) == ("var.x + 443", (2, 10))
    assert place(body.root.source, port.term.right).text == "443"  # type: ignore[union-attr]
    assert name.word(1).text == '"a${b}"'


@pytest.mark.parametrize(
    ("broken", "line", "message"),
    [
        ("  a = [1\n  b = 2\n}\n", 3, "expected ',' or ']'"),
        ('  a = "x\n}\n', 2, "the string is not closed on its line"),
        ("  a = <<EOT\n}\n", 2, "no line with 'EOT' alone follows"),
        ("  a = 1,\n}\n", 2, "found ','"),
        ("  a = \n}\n", 2, "expected an expression, found the end of the line"),
        ("  c {\n  a = 1\n", 2, "the c block is not closed"),
        ("  a = 1\n", 1, "the resource block 'one' is not closed"),
        ("  x y z\n}\n", 2, "expected '=' and a value"),
        ("  a = f(1 2)\n}\n", 2, "an argument of f()"),
    ],
)
def test_one_broken_block_does_not_hide_the_next(broken: str, line: int, message: str) -> None:
    body = read('resource "a" "one" {\n' + broken + '\nresource "b" "two" {\n  port = 80\n}\n')
    (problem,) = body.problems
    assert (problem.span.line, message in problem.message) == (line, True), problem.message
    assert ("resource", "b", "two") in blocks(body)
    last = body.root.children[-1]
    assert isinstance(last, Block)
    assert last.attributes["port"].raw == "80"
    assert not last.partial
    assert not body.whole


def test_several_mistakes_are_all_told() -> None:
    body = read('a "x" {\n  b = !\n}\nc "y" {\n  d = 1\n  d = 2\n}\ne "z" {\n  f = [\n}\n')
    assert [problem.span.line for problem in body.problems] == [2, 6, 10]


def test_comments_of_all_kinds_are_no_part_of_values() -> None:
    body = read("# a\n// b\n/* c\n */ port = 80 /* d */ # e\nlist = [ # f\n  1, // g\n  /* h */ 2,\n]\n")
    port, items = body.root.children
    assert not body.problems
    assert [port.word(1).text, items.name] == ["80", "list"]
