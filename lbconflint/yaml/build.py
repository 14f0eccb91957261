"""Events -> nodes.  Keeps duplicate keys, follows aliases and merge keys, and never recurses."""

from typing import Any

from lbconflint.source import SourceFile
from lbconflint.tree import Node
from lbconflint.values import HOLE
from lbconflint.yaml import events as e
from lbconflint.yaml.built import MAX_DEPTH, Built, Duplicate, TooBigError, WorldAt, duplicates_of
from lbconflint.yaml.nodes import BLOCK, ITEM, LIST, MAP, QUOTED, Form, YamlNode, filled_in

MAX_VALUES = 1_000_000
"""Values of one document with its aliases written out; Go's own reader refuses less."""

_SCALAR, _START_MAP, _START_LIST = e.ScalarEvent, e.MappingStartEvent, e.SequenceStartEvent
_END_MAP, _END_LIST, _ALIAS = e.MappingEndEvent, e.SequenceEndEvent, e.AliasEvent

_STRING_TAG = "tag:yaml.org,2002:str"


Key = tuple[str, int, int] | None
"""A key that waits for its value: its text, and where it stands."""


class Builder:
    """Builds the documents of one run of the parser.  ``base`` is where its text begins in the source.
    ``marked``: something in the text may be filled in later."""

    def __init__(
        self, source: SourceFile, base: int, next_event: e.Next, world_at: WorldAt | None, marked: bool
    ) -> None:
        self._source = source
        self._marked = marked
        self._base = base
        self._next = next_event
        self._world_at = world_at
        self.documents: list[Built] = []
        self.start = base

    def run(self) -> None:
        """Read to the end.  Raises ``YAMLError`` and ``TooBigError``; ``documents`` holds what came before."""
        read = self._next
        while True:
            event = read()
            kind = event.__class__
            if kind is e.DocumentStartEvent:
                self.start = self._base + event.start_mark.index
                self._document()
            elif kind is e.StreamEndEvent:
                return

    def _document(self) -> None:
        """One document.  What nearly every event is (a key, a plain value, a container without anchor) takes no
        call of its own, and the document's state lives in local names; the rest is for ``take``."""
        document = _Document(self._source, self._base, self._world_at, self._marked)
        read, frames, keys = self._next, document.frames, document.keys
        base, source, marked, plain = self._base, self._source, self._marked, self._world_at is None
        scalar, start_map, start_list = _SCALAR, _START_MAP, _START_LIST
        key: Key = None
        siblings: list[Node] | None = None
        in_map = False
        while True:
            event = read()
            kind = event.__class__
            if kind is scalar:
                if in_map and key is None:
                    key = (event.value, base + event.start_mark.index, base + event.end_mark.index)
                    continue
                if key is not None and plain and event.tag is None and event.anchor is None:
                    # The C parser and the pure one place nothing at different ends of the blanks behind a key.
                    nothing = not event.value and not event.style
                    node = YamlNode(
                        source, key[0], key[1], key[2], key[2] if nothing else base + event.start_mark.index
                    )
                    node.args = (event.value,)
                    node.head = node.end = key[2] if nothing else base + event.end_mark.index
                    key = None
                    if event.style:
                        node.form = BLOCK if event.style in "|>" else QUOTED
                    if marked:
                        node.filled = filled_in(event.value)
                    siblings.append(node)  # type: ignore[union-attr]
                    document.size += 1
                    continue
            elif kind is start_map or kind is start_list:
                if plain and siblings is not None and event.anchor is None and len(frames) < MAX_DEPTH:
                    if key is not None or not in_map:
                        at = base + event.start_mark.index
                        name, start, end = key or (ITEM, at, at)
                        node = YamlNode(source, name, start, end, at)
                        in_map = kind is start_map
                        node.form = MAP if in_map else LIST
                        siblings.append(node)
                        siblings = node.children = []
                        frames.append(node)
                        keys.append(None)
                        key = None
                        document.size += 1
                        continue
            elif kind is _END_MAP or kind is _END_LIST:
                document.close(base + event.end_mark.index)
                key = document.key
                siblings = frames[-1].children if frames else None
                in_map = bool(frames) and frames[-1].form is MAP
                continue
            elif kind is not _ALIAS:
                break
            document.key = key
            document.take(event)
            key = document.key
            siblings = frames[-1].children if frames else None
            in_map = bool(frames) and frames[-1].form is MAP
        if document.root is not None and not document.root.null:
            self.documents.append(Built(document.root, document.duplicates, document.strange, document.astray))


class _Document:
    """``frames`` are the open containers; ``key`` is the key that waits for its value."""

    def __init__(self, source: SourceFile, base: int, world_at: WorldAt | None, marked: bool) -> None:
        self.source = source
        self.marked = marked
        self.base = base
        self.world_at = world_at
        self.root: YamlNode | None = None
        self.duplicates: list[Duplicate] = []
        self.strange: YamlNode | None = None
        self.astray: list[tuple[int, int]] = []
        self.frames: list[YamlNode] = []
        self.key: Key = None
        self.keys: list[Key] = []
        self.anchors: dict[str, YamlNode] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        self.begun: dict[int, tuple[str, int]] = {}
        self.size = 0

    def take(self, event: Any) -> None:
        """Any event within a document but the end of a container."""
        kind = event.__class__
        if kind is _SCALAR:
            self._scalar(event)
        elif kind is _ALIAS:
            self._alias(event)
        else:
            self._open(event, MAP if kind is _START_MAP else LIST)

    def _waits_for_key(self) -> bool:
        return bool(self.frames) and self.frames[-1].form is MAP and self.key is None

    def _scalar(self, event: Any) -> None:
        start = self.base + event.start_mark.index
        end = self.base + event.end_mark.index
        if self.key is None and self.frames and self.frames[-1].form is MAP:
            self.key = (event.value, start, end)
            return
        if not event.value and not event.style:
            start = end = self.key[2] if self.key is not None else self._dash(start)
        node = self._node(start)
        node.args = (event.value,)
        node.filled = self.marked and filled_in(event.value)
        node.head = node.end = end
        style = event.style
        if style:
            node.form = BLOCK if style in "|>" else QUOTED
        elif event.tag is not None and str(event.tag) == _STRING_TAG:
            node.form = QUOTED
        if event.anchor:
            self.anchors[event.anchor] = node
            self.sizes[event.anchor] = (self.size, self.size)

    def _dash(self, at: int) -> int:
        """Behind the dash of an item without value."""
        found = self.source.masked.rfind("-", 0, at)
        return found + 1 if found >= 0 and self.frames else at

    def _node(self, at: int) -> YamlNode:
        """A new node in its container; ``at`` is where its value starts."""
        frames = self.frames
        self.size += 1
        if not frames:
            self.root = node = YamlNode(self.source, "", at, at, at)
            if self.world_at:
                node.world = self.world_at(at)
            return node
        if self.key is not None:
            name, start, end = self.key
            self.key = None
        else:
            name, start, end = ITEM, at, at
        node = YamlNode(self.source, name, start, end, at)
        if self.world_at:
            node.world = self.world_at(start)
        frames[-1].children.append(node)  # type: ignore[union-attr]
        return node

    def _open(self, event: Any, form: Form) -> None:
        at = self.base + event.start_mark.index
        waiting = self._waits_for_key()
        if waiting:
            # A container as key: its place is kept, and what it maps to is an entry without name.
            node = YamlNode(self.source, "", at, at, at)
            self.strange = self.strange or node
            self.size += 1
        else:
            node = self._node(at)
        node.form = form
        node.children = []
        self.frames.append(node)
        self.keys.append(("", at, at) if waiting else None)
        if len(self.frames) > MAX_DEPTH:
            raise TooBigError(f"it is nested more than {MAX_DEPTH} deep")
        if event.anchor:
            self.anchors[event.anchor] = node
            self.begun[id(node)] = (event.anchor, self.size)

    def close(self, end: int) -> None:
        """The innermost container ends."""
        node = self.frames.pop()
        node.end = end
        self.key = self.keys.pop()
        if node.form is MAP:
            children: list[YamlNode] = node.children  # type: ignore[assignment]
            if len(children) > 1 or (children and children[0].name == "<<"):
                names = {child.name for child in children}
                if len(names) != len(children) or "<<" in names:
                    self._finish(node, children, names)
        if self.begun and (begun := self.begun.pop(id(node), None)):
            self.sizes[begun[0]] = (begun[1], self.size)

    def _alias(self, event: Any) -> None:
        start = self.base + event.start_mark.index
        if event.anchor not in self.sizes:
            self.astray.append((start, self.base + event.end_mark.index))
        if self._waits_for_key():
            anchored = self.anchors.get(event.anchor)
            text = anchored.args[0] if anchored is not None and anchored.args else ""
            self.key = (text, start, self.base + event.end_mark.index)
            return
        node = self._node(start)
        anchored = self.anchors.get(event.anchor)
        if anchored is None or event.anchor not in self.sizes:
            # No such anchor, or one that holds its own alias.
            node.args, node.filled = (HOLE,), True
        else:
            begun, ended = self.sizes[event.anchor]
            self.size += ended - begun
            if self.size > MAX_VALUES:
                raise TooBigError(f"its aliases stand for more than {MAX_VALUES} values")
            node.args, node.children, node.form = anchored.args, anchored.children, anchored.form
            node.partial, node.filled = anchored.partial, anchored.filled
        node.head = node.end = self.base + event.end_mark.index
        if node.children is not None:
            node.head = node.key_end

    def _finish(self, node: YamlNode, children: list[YamlNode], names: set[str]) -> None:
        """Note duplicate keys, and put in what merge keys bring."""
        if len(names) != len(children):
            self.duplicates.extend(duplicates_of(node, children))
        if "<<" in names:
            own = [child for child in children if child.name != "<<"]
            for merge in children:
                if merge.name == "<<" and merge.key_end - merge.start == 2:
                    for source in [merge, *merge.items] if merge.form is LIST else [merge]:
                        own.extend(one for one in source.entries if one.name not in names)
                        names.update(one.name for one in source.entries)
            self.size += len(own)
            node.children = list(own)
