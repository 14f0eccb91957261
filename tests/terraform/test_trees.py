"""Other readers of HCL see the same blocks, arguments and literal values."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2
import pygohcl
import pytest
from lark import Tree
from lark.exceptions import LarkError

from lbconflint.dialects.terraform import syntax
from lbconflint.dialects.terraform.terms import Literal
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.source import SourceFile
from tests.bench.terraform import write_terraform
from tests.terraform.texts import ACCEPTED

Shape = tuple[list[str], list[tuple[str, tuple[str, ...], Any]]]
"""Names of arguments in order, and (type, labels, shape) of blocks in order."""


def ours(block: Block) -> Shape:
    children = block.children
    return (
        [child.name for child in children if isinstance(child, Item)],
        [(child.name, child.args, ours(child)) for child in children if isinstance(child, Block)],
    )


def theirs(tree: "Tree[Any]") -> Shape:
    """The shape of python-hcl2's raw tree."""
    shape: Shape = ([], [])
    for child in tree.children:
        if not isinstance(child, Tree):
            continue
        if child.data == "attribute":
            shape[0].append(_word(child.children[0]))
        elif child.data == "block":
            inner = [part for part in child.children if isinstance(part, Tree)]
            body = next((theirs(part) for part in inner if part.data == "body"), ([], []))
            names = [_word(part) for part in inner if part.data in ("identifier", "string")]
            shape[1].append((names[0], tuple(names[1:]), body))
        elif child.data in ("body", "start"):
            more = theirs(child)
            shape[0].extend(more[0])
            shape[1].extend(more[1])
    return shape


def _word(part: Any) -> str:
    text = "".join(map(str, part.scan_values(lambda _: True))) if isinstance(part, Tree) else str(part)
    return text.strip('"').replace("\\n", "\n")


def literals(block: Block, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Arguments that are literal texts, whole numbers and bools, by their path."""
    for child in block.children:
        if isinstance(child, Block):
            yield from literals(child, (*path, child.name, *child.args))
        elif isinstance(child, Item) and isinstance(child.term, Literal):
            if isinstance(child.term.value, str | int):
                yield (*path, child.name), child.term.value


def found(value: Any, path: tuple[str, ...]) -> list[Any]:
    """Every value that pygohcl has at the path: it puts blocks of one type into lists."""
    level = [value]
    for name in path:
        members = [each for one in level for each in (one if isinstance(one, list) else [one])]
        level = [member[name] for member in members if isinstance(member, dict) and name in member]
    return level


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("stacks")
    write_terraform(folder, 4000)
    return [Path(path).read_text() for path in sorted(folder.rglob("*.tf"))][::5]


def agree(text: str) -> None:
    body = syntax.read(SourceFile("main.tf", text))
    assert not body.problems
    try:
        tree = hcl2.parses_to_tree(text)
    except LarkError:
        tree = None  # what python-hcl2 refuses wrongly, it says nothing about
    if tree is not None:
        assert ours(body.root) == theirs(tree)
    try:
        values = pygohcl.loads(text)
    except pygohcl.HCLParseError:
        return
    for path, value in literals(body.root):
        assert any(value == other and type(value) is type(other) for other in found(values, path)), path


def test_generated_stacks(stacks: list[str]) -> None:
    for text in stacks:
        agree(text)


@pytest.mark.parametrize("text", [text for text in ACCEPTED if "null = " not in text and "\0" not in text])
def test_tricky_texts(text: str) -> None:
    agree(text)
