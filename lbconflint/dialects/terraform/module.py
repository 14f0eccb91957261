"""One directory of Terraform files: what is declared in it, overrides merged."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from lbconflint.dialects.terraform.syntax import Body
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.source import SourceFile
from lbconflint.tree import Node

Key = TypeVar("Key")

CONFIGURATION = re.compile(r"\.(tf|tofu)(\.json)?$")
_TOFU = re.compile(r"\.tofu(?=(\.json)?$)")
VARIABLES = re.compile(r"\.tfvars(\.json)?$")
_OVERRIDE = re.compile(r"(^|/)([^/]*_)?override\.(tf|tofu)(\.json)?$")


_KEYS = re.compile(r"""\[(?:\d++|"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[^\]]*+)\]""")


def unkeyed(path: str) -> str:
    """An address without the keys of ``count`` and ``for_each``."""
    return _KEYS.sub("", path)


def is_secret(variable: Block) -> bool:
    """The variable is marked as sensitive, or may be."""
    mark = variable.attributes.get("sensitive")
    return mark is not None and mark.raw != "false"


class Module:
    """What the files of one directory declare, by kind and name.

    ``resources`` are by (type, name).  ``whole`` is False when something of a file could not be read.
    ``repeated`` holds what is declared a second time, with the first.
    """

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.sources: list[SourceFile] = []
        self.bodies: list[Body] = []
        self.variables: dict[str, Block] = {}
        self.locals: dict[str, Item] = {}
        self.outputs: dict[str, Block] = {}
        self.calls: dict[str, Block] = {}
        self.resources: dict[tuple[str, str], Block] = {}
        self.data: dict[tuple[str, str], Block] = {}
        self.repeated: list[tuple[Block, Block]] = []
        self.whole = True

    def add(self, body: Body) -> None:
        """Take in one file; files with overrides come after all others."""
        self.bodies.append(body)
        self.sources.append(body.root.source)
        self.whole = self.whole and body.whole
        override = _OVERRIDE.search(body.root.source.path) is not None
        for block in body.root.children or ():
            if isinstance(block, Block):
                self._declare(block, override)

    def _declare(self, block: Block, override: bool) -> None:
        kind, labels = block.name, block.args
        if kind == "locals":
            self.locals.update(block.attributes)
        elif kind in ("resource", "data") and len(labels) == 2:
            table = self.resources if kind == "resource" else self.data
            self._put(table, (labels[0], labels[1]), block, override)
        elif kind in ("variable", "output", "module") and len(labels) == 1:
            named = {"variable": self.variables, "output": self.outputs, "module": self.calls}[kind]
            self._put(named, labels[0], block, override)

    def _put(self, table: dict[Key, Block], key: Key, block: Block, override: bool) -> None:
        first = table.setdefault(key, block)
        if override and first is not block:
            table[key] = merged(first, block)
        elif first is not block:
            self.repeated.append((block, first))


def merged(base: Block, over: Block) -> Block:
    """``base`` with the arguments and the kinds of nested blocks that ``over`` has in their place."""
    both = Block(base.source, base.name, base.args, base.start, base.head)
    both.end, both.partial = base.end, base.partial or over.partial
    both.attributes = {**base.attributes, **over.attributes}
    replaced = {child.name for child in over.children or () if isinstance(child, Block)}
    kept: list[Node] = list(both.attributes.values())
    kept += [child for child in base.children or () if isinstance(child, Block) and child.name not in replaced]
    kept += [child for child in over.children or () if isinstance(child, Block)]
    both.children = kept
    return both


def ordered(paths: Iterable[str]) -> Iterator[str]:
    """The configuration files of one directory in the order in which they are read; of ``x.tf`` and ``x.tofu``
    the second is read alone, as OpenTofu does."""
    names = sorted(path for path in paths if CONFIGURATION.search(path))
    twins = {_TOFU.sub(".tf", name) for name in names if _TOFU.search(name)}
    kept = [name for name in names if name not in twins]
    yield from (name for name in kept if not _OVERRIDE.search(name))
    yield from (name for name in kept if _OVERRIDE.search(name))
