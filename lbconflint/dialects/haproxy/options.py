"""The parameters of ``bind`` and ``server``: keyword after keyword, each with its arguments.

Lines of a farm end alike (``check inter 5s rise 2 fall 3``), so the analysis of a tail is shared by all lines
that have it, and a line's ``Setting`` is made when somebody asks for it.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar, overload

from lbconflint.knowledge.haproxy_arguments import SOURCE_WORDS
from lbconflint.knowledge.versions import Target
from lbconflint.tree import Node
from lbconflint.values import HOLE, Origin, Setting

D = TypeVar("D")
_tuple = tuple.__new__  # as in values
_WRITTEN, _UNKNOWN = Origin.WRITTEN, Origin.UNKNOWN


NAMING = frozenset({"resolvers", "healthcheck"})
"""Parameters of a server that name a section of that kind."""


class Shape:
    """The keywords of a line's tail.

    ``words`` maps each to its value and the number of its word in the statement; a flag's value is "", an
    unknown one None; the last use counts.  ``items`` are all uses in order.  ``stranger`` is the number of
    the first word that is no keyword; nothing is known of what follows it.  ``missing`` is that of a keyword
    whose argument is missing.  ``opaque`` tells that more keywords may stand where something is filled in.
    ``naming``: parameters of a server name sections (NAMING).  ``fine`` are the versions of HAProxy for which
    the tail was judged last, when nothing was found.
    """

    __slots__ = ("fine", "items", "missing", "naming", "opaque", "stranger", "words")

    def __init__(
        self,
        items: tuple[tuple[str, str | None, int], ...],
        stranger: int | None,
        missing: int | None,
        opaque: bool,
    ) -> None:
        self.words: Mapping[str, tuple[str | None, int]] = {name: (value, number) for name, value, number in items}
        self.items = items
        self.stranger = stranger
        self.missing = missing
        self.opaque = opaque
        self.naming = not NAMING.isdisjoint(self.words)
        self.fine: Target | None = None


def analyse(tail: tuple[str, ...], first: int, arities: Mapping[str, int]) -> Shape:
    """Take the tail apart; ``first`` is the number of its first word in the statement."""
    items: list[tuple[str, str | None, int]] = []
    index = 0
    opaque = False
    stranger = missing = None
    while index < len(tail):
        name = tail[index]
        arity = arities.get(name)
        if arity is None:
            arity = arities.get(name.partition("(")[0]) if "(" in name else None
        if arity is None and HOLE in name:
            opaque = True
            index += 1
            continue
        if arity is None:
            stranger = first + index
            break
        if arity == 0:
            items.append((name, "", first + index))
            index += 1
            continue
        value = tail[index + 1] if index + 1 < len(tail) else None
        if value is None:
            missing = missing if opaque else first + index
            break
        items.append((name, None if HOLE in value else value, first + index + 1))
        index += 2
        while name == "source" and index < len(tail) and tail[index] in SOURCE_WORDS:
            index += 1 + SOURCE_WORDS[tail[index]]
    return Shape(tuple(items), stranger, missing, opaque)


class Options(Mapping[str, "Setting[str]"]):
    """The parameters of one line over those that it inherits, by name."""

    __slots__ = ("_inherited", "_node", "_own")

    def __init__(
        self,
        node: Node,
        own: Mapping[str, tuple[str | None, int]],
        inherited: Mapping[str, Setting[str]],
    ) -> None:
        self._node = node
        self._own = own
        self._inherited = inherited

    def __getitem__(self, name: str) -> Setting[str]:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    @overload
    def get(self, name: str) -> Setting[str] | None: ...
    @overload
    def get(self, name: str, otherwise: D) -> Setting[str] | D: ...
    def get(self, name: str, otherwise: D | None = None) -> Setting[str] | D | None:
        # Mapping's own way, by an exception for what is not there, takes five times as long.
        found = self._own.get(name)
        if found is None:
            return self._inherited.get(name, otherwise)
        value, number = found
        return _tuple(Setting, (value, _UNKNOWN if value is None else _WRITTEN, self._node, number, None))

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in self._inherited

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        for name in self._inherited:
            if name not in self._own:
                yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr({name: self[name].value for name in self})


def flag(
    node: Node,
    own: Mapping[str, tuple[str | None, int]],
    inherited: Mapping[str, Setting[str]],
    on: str,
    off: str,
) -> Setting[bool] | None:
    """A switch that the line or what it inherits turns on or off; None when nobody says anything."""
    yes, no = own.get(on), own.get(off)
    if yes is not None and (no is None or no[1] < yes[1]):
        return Setting(True, Origin.WRITTEN, node, yes[1])
    if no is not None:
        return Setting(False, Origin.WRITTEN, node, no[1])
    if inherited:
        for name, value in ((on, True), (off, False)):
            held = inherited.get(name)
            if held is not None:
                return Setting(value, Origin.INHERITED, held.node, held.word)
    return None


def negation(name: str) -> str:
    """The keyword that takes ``name`` back."""
    if name in ("disabled", "enabled"):
        return "enabled" if name == "disabled" else "disabled"
    return name[3:] if name.startswith("no-") else f"no-{name}"
