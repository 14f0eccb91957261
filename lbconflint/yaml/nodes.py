"""The neutral node as YAML fills it: an entry of a mapping, an item of a list, or the root of a document."""

from enum import IntEnum

from lbconflint.source import SourceFile, Span
from lbconflint.template import placeholder
from lbconflint.tree import ALWAYS, Node, World
from lbconflint.values import HOLE


class Form(IntEnum):
    """How a value is written.  QUOTED and BLOCK are always strings; what PLAIN is, its characters say."""

    PLAIN = 0
    QUOTED = 1
    BLOCK = 2
    MAP = 3
    LIST = 4


# Reading a member through its class costs as much as the comparison that it is for, three times over.
PLAIN, QUOTED, BLOCK, MAP, LIST = Form


_MARKS = (HOLE, "{{", "${", "$(", "<", "%%", "__", "@")


def marked(text: str) -> bool:
    """Something in a text may be filled in later; quick, and sure only when it says no."""
    return any(mark in text for mark in _MARKS)


def filled_in(text: str) -> bool:
    """Something in the text is filled in before the manifest is used."""
    if not marked(text):
        return False
    return "{{" in text or "${" in text or "$(" in text or placeholder(text)


ITEM = "-"
"""The name of a list's item."""


class YamlNode(Node):
    """``name`` is the key, ``-`` for an item and "" for a root; ``args`` holds the text of a scalar.

    ``at`` is where the value starts and ``key_end`` where the key ends.  Word 0 is the key, word 1 the value.
    The children of an alias are those of its anchor, so a tree may hold a node twice.  ``partial``: a
    template may put more into this value, or take some of it away.  ``unknown``: a scalar that a template, a
    variable or a placeholder fills in.
    """

    __slots__ = ("at", "filled", "form", "key_end", "partial")

    def __init__(
        self, source: SourceFile, name: str, start: int, key_end: int, at: int, world: World = ALWAYS
    ) -> None:
        # The constructor of the parent costs a third of the whole reading.
        self.source = source
        self.name = name
        self.args = ()
        self.start = start
        self.key_end = key_end
        self.head = self.end = key_end
        self.at = at
        self.world = world
        self.children = None
        self.form = PLAIN
        self.partial = False
        self.filled = False

    def words(self) -> list[tuple[int, int]]:
        key = (self.start, self.key_end)
        if self.args:
            value = (self.at, max(self.head, self.at))
            return [value if self.start == self.key_end else key, value]
        if self.children and self.start == self.key_end and isinstance(first := self.children[0], YamlNode):
            key = (first.start, first.key_end) if first.start < first.key_end else first.words()[0]
        return [key, key]

    @property
    def span(self) -> Span:
        """The key, with the value of a scalar; an item that is a mapping is shown by its first key."""
        words = self.words()
        return Span(self.source, words[0][0], words[-1][1])

    @property
    def text(self) -> str | None:
        """The text of a scalar; None for a mapping or a list."""
        return self.args[0] if self.args else None

    @property
    def null(self) -> bool:
        """Nothing, or one of the words for it."""
        return bool(self.args) and self.form is PLAIN and self.args[0] in ("", "~", "null", "Null", "NULL")

    @property
    def unknown(self) -> bool:
        """A scalar that a template or a variable fills in, or a value that may be more than what is seen."""
        return (self.filled or self.partial) and bool(self.args)

    def get(self, key: str) -> "YamlNode | None":
        """The value of ``key``: the last one, as every reader takes it.  A key that stands in several
        branches of a template has no value of its own: it is unknown."""
        for child in reversed(self.children or ()):
            if child.name == key:
                return child  # type: ignore[return-value]
        return None

    def at_path(self, *keys: str) -> "YamlNode | None":
        """The value below nested mappings."""
        node: YamlNode | None = self
        for key in keys:
            node = node.get(key) if node is not None else None
        return node

    @property
    def entries(self) -> "list[YamlNode]":
        """The entries of a mapping; empty for anything else."""
        return self.children if self.form is MAP else []  # type: ignore[return-value]

    @property
    def items(self) -> "list[YamlNode]":
        """The items of a list; empty for anything else."""
        return self.children if self.form is LIST else []  # type: ignore[return-value]
