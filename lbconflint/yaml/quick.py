"""The plain block style that most manifests are written in, read line by line.

Half of the time of reading goes into the parser's event objects, and nearly all lines need none: ``key:``,
``key: word``, ``- key: "text"``, ``- word``, ``key: [word, "text"]``.  Whatever else stands in a text (anchors,
tags, nested flow collections, block scalars, anything that spans lines, the least oddity of indentation, other
than printable ASCII) makes ``read`` give up, and the real parser reads all of it.  The tests compare the trees.
"""

import re

from lbconflint.source import SourceFile
from lbconflint.yaml.built import MAX_DEPTH, Built, duplicates_of
from lbconflint.yaml.nodes import ITEM, LIST, MAP, QUOTED, YamlNode, filled_in

_PLAIN = r"(?:[A-Za-z0-9_/.$(+]|-(?=[!-~]))(?:[!-9;-~]|:(?=[!-~])|[ ]+(?=[!\"$-~]))*+"
_QUOTED = r"""(?:"[ !\#-\[\]-~]*"|'[ -&(-~]*')"""
_FLOW_WORD = r"[A-Za-z0-9_/.][A-Za-z0-9_/.@+=-]*"
_FLOW_KEY = r"[A-Za-z0-9_./][A-Za-z0-9_./-]{0,99}"
_FLOW_VALUE = rf"(?:{_FLOW_WORD}|{_QUOTED})"
_FLOW_PAIR = rf"{_FLOW_KEY}:\ +{_FLOW_VALUE}"
_FLOW = rf"\[\ *(?:{_FLOW_VALUE}(?:,\ *{_FLOW_VALUE})*+\ *)?\]|\{{(?:\ *{_FLOW_PAIR}(?:,\ *{_FLOW_PAIR})*+\ *)?\}}"
_FLOW_PART = re.compile(rf"(?:(?P<key>{_FLOW_KEY}):\ +)?(?:(?P<word>{_FLOW_WORD})|(?P<text>{_QUOTED}))")
_LINE = re.compile(
    rf"""(?P<blank>\ *)
    (?:
        (?P<cut>---)\ *(?=\n|\Z)
      | (?P<dash>-\ +)?
        (?:
            (?P<key>[A-Za-z0-9_./][A-Za-z0-9_./-]{{0,99}}):
            (?:\ +(?:(?P<plain>{_PLAIN})|(?P<quoted>{_QUOTED})|(?P<flow>{_FLOW})))?
          | (?P<item>{_PLAIN})|(?P<text>{_QUOTED})
        )
        (?:\ +\#[ -~]*|\ *)
      | \#[ -~]*
    )?
    (?:\n|\Z)""",
    re.VERBOSE,
)


class _Open:
    """A container that is open: the column of its entries, and where they go."""

    __slots__ = ("column", "entries", "node")

    def __init__(self, column: int, node: YamlNode) -> None:
        self.column = column
        self.node = node
        self.entries: list[YamlNode] = []
        node.children = self.entries  # type: ignore[assignment]


class _Reader:
    """``pending`` is an entry without a value yet: what is indented below it, or nothing."""

    def __init__(self, source: SourceFile, marked: bool) -> None:
        self._source = source
        self._marked = marked
        self._stack: list[_Open] = []
        self._pending: YamlNode | None = None
        self._roots: list[YamlNode] = []
        self._containers: list[_Open] = []

    def run(self, text: str, position: int) -> list[YamlNode] | None:
        """The roots of the documents, or None for a text that is another's to read."""
        match_at, end = _LINE.match, len(text)
        while position < end:
            match = match_at(text, position)
            if match is None:
                return None
            blank, cut, dash, key, plain, quoted, flow, item, string = match.groups()
            if key is not None or item is not None or string is not None:
                if not self._line(match, len(blank), dash, key, plain or quoted or flow):
                    return None
            elif cut is not None:
                if blank:
                    return None
                self._finish()
            position = match.end()
        self._finish()
        return self._roots

    def _finish(self) -> None:
        self._settle()
        self._stack.clear()

    def _settle(self) -> None:
        """An entry that nothing followed has no value."""
        node = self._pending
        if node is not None:
            node.args = ("",)
            node.at = node.head = node.end = node.key_end
            self._pending = None

    def _line(
        self, match: "re.Match[str]", column: int, dash: str | None, key: str | None, value: str | None
    ) -> bool:
        """Take an entry or an item; False when its indentation is not plain."""
        start = match.start("blank") + column
        if dash is None:
            return key is not None and self._entry(match, column, start, key, value)
        top = self._container(column, start, LIST)
        if top is None:
            return False
        at = start + len(dash)
        node = YamlNode(self._source, ITEM, at, at, at)
        top.entries.append(node)
        if key is None:
            self._scalar(node, match, "item" if match["item"] is not None else "text")
            return True
        self._push(column + len(dash), node, MAP)
        return self._entry(match, column + len(dash), at, key, value)

    def _entry(self, match: "re.Match[str]", column: int, start: int, key: str, value: str | None) -> bool:
        top = self._container(column, start, MAP)
        if top is None:
            return False
        end = start + len(key)
        node = YamlNode(self._source, key, start, end, end)
        top.entries.append(node)
        if value is None:
            self._pending = node
        elif match["flow"] is not None:
            self._flow(node, match, value)
        else:
            self._scalar(node, match, "plain" if match["plain"] is not None else "quoted")
        return True

    def _flow(self, node: YamlNode, match: "re.Match[str]", value: str) -> None:
        """``[a, "b"]`` or ``{a: b}``, nothing nested."""
        node.at, end = match.span("flow")
        node.form = LIST if value[0] == "[" else MAP
        opened = _Open(-1, node)
        self._containers.append(opened)
        for part in _FLOW_PART.finditer(self._source.masked, node.at + 1, end - 1):
            group = "word" if part["word"] is not None else "text"
            start = part.start(group)
            if node.form is MAP:
                entry = YamlNode(self._source, part["key"], *part.span("key"), start)
            else:
                entry = YamlNode(self._source, ITEM, start, start, start)
            opened.entries.append(entry)
            self._scalar(entry, part, group)

    def _scalar(self, node: YamlNode, match: "re.Match[str]", group: str) -> None:
        text = match[group]
        node.at = match.start(group)
        node.head = node.end = match.end(group)
        if group in ("quoted", "text"):
            text = text[1:-1]
            node.form = QUOTED
        node.args = (text,)
        if self._marked:
            node.filled = filled_in(text)

    def _push(self, column: int, node: YamlNode, form: object) -> _Open:
        node.form = form  # type: ignore[assignment]
        opened = _Open(column, node)
        self._stack.append(opened)
        self._containers.append(opened)
        return opened

    def _container(self, column: int, start: int, form: object) -> _Open | None:
        """The container that an entry at this column belongs to, opened where it begins one."""
        stack = self._stack
        if not stack:
            if self._pending is not None:
                return None
            root = YamlNode(self._source, "", start, start, start)
            self._roots.append(root)
            return self._push(column, root, form)
        top = stack[-1]
        if len(stack) >= MAX_DEPTH:
            return None
        node = self._pending
        if node is not None and (column > top.column or (column == top.column and form is LIST)):
            if top.node.form is not MAP:
                return None
            self._pending = None
            node.at = start
            return self._push(column, node, form)
        self._settle()
        while top.column > column or (top.column == column and top.node.form is LIST and form is MAP):
            stack.pop()
            if not stack:
                return None
            top = stack[-1]
        return top if top.column == column and top.node.form is form else None

    def built(self) -> list[Built]:
        """The documents, with their duplicate keys."""
        found: dict[int, Built] = {id(root): Built(root, [], None) for root in self._roots}
        owners = iter(self._roots)
        current: Built | None = None
        following = next(owners, None)
        for opened in self._containers:
            if opened.node is following:
                current = found[id(following)]
                following = next(owners, None)
            if opened.node.form is MAP and len(opened.entries) > 1 and current is not None:
                if len({entry.name for entry in opened.entries}) != len(opened.entries):
                    current.duplicates.extend(duplicates_of(opened.node, opened.entries))
        return list(found.values())


def read(source: SourceFile, start: int, marked: bool) -> list[Built] | None:
    """The documents of ``source.masked``, or None when the real parser must read them."""
    text = source.masked
    if not text.isascii():
        return None
    reader = _Reader(source, marked)
    return None if reader.run(text, start) is None else reader.built()
