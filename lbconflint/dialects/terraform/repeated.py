"""What a module declares twice, told once for each thing, or once for a file that is an alternative to others.

Terraform refuses a module with one name for two things.  A directory of examples, each a file of its own, is never
planned as a module: there whole files repeat what others declare.
"""

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator

from lbconflint.dialects.terraform.module import Module
from lbconflint.dialects.terraform.tree import Block
from lbconflint.model import Diagnostic, DiagnosticKind

_NAMED = frozenset({"resource", "data", "variable", "output", "module"})


def repetitions(module: Module) -> Iterator[Diagnostic]:
    """In one file an error, over two files a warning, and a note for a file of which half is repeated."""
    apart: dict[str, list[tuple[Block, Block]]] = {}
    for block, first in module.repeated:
        if block.source is first.source:
            yield _one(block, first)
        else:
            apart.setdefault(block.source.path, []).append((block, first))
    declared = _declared(module) if apart else Counter[str]()
    for path, pairs in apart.items():
        if 2 * len(pairs) >= declared[path]:
            yield _file(pairs, declared[path])
        else:
            yield from (_one(block, first) for block, first in pairs)


def _declared(module: Module) -> Counter[str]:
    """How much each file declares."""
    return Counter(
        body.root.source.path
        for body in module.bodies
        for block in body.root.children or ()
        if block.name in _NAMED
    )


def _one(block: Block, first: Block) -> Diagnostic:
    name, word = ".".join(block.args), len(block.args)
    return Diagnostic(
        DiagnosticKind.DUPLICATE_KEY, block.word(word), f"{block.name} '{name}' is declared a second time",
        "Terraform refuses the whole module: rename one of them, or remove it",
        ((first.word(word), "the first time"),), block.source is first.source,
    )  # fmt: skip


def _file(pairs: Iterable[tuple[Block, Block]], declared: int) -> Diagnostic:
    pairs = list(pairs)
    block, first = pairs[0]
    word = len(block.args)
    others = sorted({posixpath.basename(other.source.path) for _, other in pairs})
    return Diagnostic(
        DiagnosticKind.REPEATED_FILE, block.word(word),
        f"{len(pairs)} of the {declared} declarations of this file stand in {', '.join(others[:3])} too",
        "Terraform refuses to plan them together: right for examples that lie side by side",
        ((first.word(word), "the first of them"),), False,
    )  # fmt: skip
