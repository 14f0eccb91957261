"""Values of sensitive variables become asterisks in the text of the sources, so that no reporter can show them.

Evaluation goes on with what was written, which ``SourceFile.masked`` keeps.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Set

from lbconflint.dialects.terraform.module import Module, is_secret
from lbconflint.dialects.terraform.syntax import Body
from lbconflint.dialects.terraform.tree import Block, Item
from lbconflint.model import Diagnostic
from lbconflint.source import SourceFile

_SHOWN = re.compile(r'[^\s"]')
_BEHIND = re.compile(r"[=:](.*)")
_MARK = re.compile(r"^\s*sensitive\s*=\s*(?!false\b)", re.MULTILINE)
_NEXT = re.compile(r"^\w", re.MULTILINE)
_UNREAD = "this cannot be read; it may be part of a sensitive value, which is not shown"


def hide(
    modules: Mapping[str, Module], target: Callable[[Module, Block], str | None], values: Iterable[Body]
) -> None:
    """Mask what sensitive variables are given: their defaults, what modules pass to them, and files of values.

    ``target`` gives the directory of the module that a block calls.  ``values`` are all files of values: a name
    that is sensitive in one module is so in each of them.
    """
    secret = {path: _names(module) for path, module in modules.items()}
    if not any(secret.values()):
        return
    covers = _Covers()
    for path, module in modules.items():
        # Not what the module took of them: what an override replaces or is written twice is shown as well.
        for block in (child for body in module.bodies for child in body.root.children):
            if not isinstance(block, Block):
                continue
            if block.name == "variable" and set(block.args) & secret[path]:
                covers.named(block, {"default"})
            elif block.name == "module":
                called = target(module, module.calls.get(block.args[0], block) if block.args else block)
                covers.named(block, secret.get(called, set()) if called is not None else set())
        for body in module.bodies if secret[path] else ():
            _broken(body, covers)
    every = frozenset().union(*secret.values())
    for body in values:
        covers.named(body.root, every)
        if body.problems:
            # What could not be read may be a secret, wherever it stands.
            covers.lines(body, 0, len(body.root.source.text))
    covers.apply()


class _Covers:
    """The places to mask, each source's text changed once."""

    def __init__(self) -> None:
        self._places: dict[SourceFile, list[tuple[int, int]]] = {}

    def named(self, block: Block, names: Set[str]) -> None:
        """The values of the block's arguments of these names."""
        for item in block.children:
            if isinstance(item, Item) and item.name in names:
                self._places.setdefault(item.source, []).append((item.value, item.end))

    def lines(self, body: Body, start: int, end: int) -> None:
        """All that stands behind a sign of assignment, and what is said of it."""
        source = body.root.source
        found = [match.span(1) for match in _BEHIND.finditer(source.text, start, end)]
        self._places.setdefault(source, []).extend(found)
        body.problems[:] = [_silent(one) if start <= one.span.start < end else one for one in body.problems]

    def apply(self) -> None:
        for source, places in self._places.items():
            pieces, at = [], 0
            for start, end in sorted(places):
                pieces += [source.text[at : max(start, at)], _SHOWN.sub("*", source.text[max(start, at) : end])]
                at = max(at, end)
            source.text = "".join([*pieces, source.text[at:]])


def _silent(problem: Diagnostic) -> Diagnostic:
    return problem._replace(message=_UNREAD, help="")


def _names(module: Module) -> set[str]:
    return {name for name, block in module.variables.items() if is_secret(block) or _half_read(block)}


def _half_read(block: Block) -> bool:
    """A broken block that may have been marked as sensitive."""
    return block.partial and _MARK.search(block.source.masked, block.head, _end(block)) is not None


def _end(block: Block) -> int:
    found = _NEXT.search(block.source.masked, block.head)
    return found.start() if found else len(block.source.text)


def _broken(body: Body, covers: _Covers) -> None:
    """What stands in a sensitive variable that was read in part."""
    for block in body.root.children if body.problems else ():
        if isinstance(block, Block) and block.name == "variable" and block.partial:
            if is_secret(block) or _half_read(block):
                covers.lines(body, block.head, _end(block))
