"""The ACLs of a section, and the conditions that name them (configuration.txt, 7)."""

from collections.abc import Iterator

from lbconflint.dialects.haproxy.context import Context
from lbconflint.dialects.haproxy.routes import condition_at
from lbconflint.model import Definition
from lbconflint.template import placeholder
from lbconflint.tree import Node, coexist
from lbconflint.values import HOLE, written

PREDEFINED_ACLS = frozenset(
    {"TRUE", "FALSE", "LOCALHOST", "HTTP", "HTTP_1.0", "HTTP_1.1", "HTTP_2.0", "HTTP_3.0", "HTTP_CONTENT",
     "HTTP_URL_ABS", "HTTP_URL_SLASH", "HTTP_URL_STAR", "METH_CONNECT", "METH_DELETE", "METH_GET", "METH_HEAD",
     "METH_OPTIONS", "METH_POST", "METH_PUT", "METH_TRACE", "RDP_COOKIE", "REQ_CONTENT", "WAIT_END"}
)  # fmt: skip
"""ACLs that need no definition (configuration.txt, 7.4)."""

_OPERATORS = frozenset({"or", "||", "!", "if", "unless"})


class Acls:
    """The ACLs of one section: each is private to it, and known from its definition on."""

    def __init__(self, context: Context, section: Node) -> None:
        self._context = context
        self._section = section
        self._defined: dict[str, Node] = {}
        self._missing: list[tuple[Node, str, int]] = []
        self._open = False

    def define(self, node: Node) -> None:
        """An ``acl`` statement; a template may give it any name."""
        if node.args and HOLE not in node.args[0]:
            self._defined.setdefault(node.args[0], node)
        else:
            self._open = True

    def refer(self, node: Node) -> None:
        """The condition of a statement."""
        start = condition_at(node.args)
        if start is None:
            return
        for name, word in _names(node.args, start + 1):
            if name not in self._defined:
                self._missing.append((node, name, word))

    def finish(self, partial: bool) -> None:
        """Tell of names that nothing above defines: those that stand below are refused, and of the others the unit
        is to know.  In a ``partial`` section what is not known may define them."""
        if not self._missing or self._open:
            return
        kind = f"acl of {self._section.name} {self._section.args[0] if self._section.args else ''}"
        for name, node in self._defined.items():
            self._context.unit.definitions.append(Definition(kind, written(name, node), node.world))
        for node, name, word in self._missing:
            below = self._defined.get(name)
            if below is None:
                self._context.refer(kind, written(name, node, word), node.name, node)
            elif not partial and coexist(below.world, node.world):
                self._late(node, name, word, below)

    def _late(self, node: Node, name: str, word: int, below: Node) -> None:
        self._context.argument(
            node,
            word,
            f"{node.name} names the ACL '{name}', which is defined below",
            "HAProxy reads a section from top to bottom and refuses to start: put the 'acl' above it",
            ((below.word(1), "defined here"),),
            certain=node.source.masked == node.source.text,  # a template may repeat its lines
        )


def _names(args: tuple[str, ...], start: int) -> Iterator[tuple[str, int]]:
    """(name, number of its word); what stands in braces is an ACL without a name."""
    braced = False
    for index in range(start, len(args)):
        word = args[index]
        if braced:
            braced = word != "}"
        elif word == "{" or word == "!{":
            braced = True
        elif word.lower() not in _OPERATORS:
            name = word.lstrip("!")
            if name and "$" not in name and name not in PREDEFINED_ACLS and not placeholder(name):
                yield name, index + 1
