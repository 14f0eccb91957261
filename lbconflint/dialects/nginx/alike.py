"""Nouns of statements with the same words: taken apart once, and said again by each."""

from typing import Any, Generic, TypeVar

from lbconflint.tree import Node
from lbconflint.values import Origin, Setting

N = TypeVar("N", bound=tuple[Any, ...])
_tuple = tuple.__new__  # as in values
_ABSENT = Origin.ABSENT


class Alike(Generic[N]):
    """What one statement says, for all that have its words.

    ``noun`` is a named tuple whose settings stand in the statement; what else is the statement's own are its
    fields ``node`` (the last) and ``world``, and fields whose method ``at`` makes those of another statement.
    """

    __slots__ = ("_constant", "_kind", "_moved", "_said", "_size", "_world")

    def __init__(self, noun: N) -> None:
        self._kind = type(noun)
        self._world = 0
        self._size = len(noun) - 1
        self._constant: list[tuple[int, Any]] = []
        self._moved: list[tuple[int, Any]] = []
        self._said: list[tuple[int, Any, Origin, int | None, tuple[int, int] | None]] = []
        for index, (name, field) in enumerate(zip(noun._fields[:-1], noun, strict=False)):  # type: ignore[attr-defined]
            if isinstance(field, Setting):
                if field.origin is not _ABSENT:
                    self._said.append((index, field.value, field.origin, field.word, field.part))
            elif name == "world":
                self._world = index
            else:
                (self._moved if hasattr(field, "at") else self._constant).append((index, field))

    def at(self, node: Node) -> N:
        """What ``node`` says, a statement of the same words: this is asked for most routes and binds there are."""
        nothing: Setting[Any] = _tuple(Setting, (None, _ABSENT, node, None, None))  # absent(node)
        fields: list[Any] = [nothing] * self._size
        for index, field in self._constant:
            fields[index] = field
        for index, value, origin, word, part in self._said:
            fields[index] = _tuple(Setting, (value, origin, node, word, part))
        for index, field in self._moved:
            fields[index] = field.at(node)
        if self._world:
            fields[self._world] = node.world
        fields.append(node)
        return _tuple(self._kind, fields)
