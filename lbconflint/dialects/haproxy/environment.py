"""The environment that a configuration is expanded in, as far as it is known.

``setenv`` and its kin in a ``global`` section make a variable known; every other variable comes from outside
and is UNKNOWN: its reference becomes a ``HOLE`` character.  A default, ``"${PORT-80}"``, is taken as known.
"""

import re
from collections.abc import Iterable

from lbconflint.values import HOLE

_ADDRESS_REFERENCE = re.compile(r"\$(?:\{([A-Za-z0-9_]*)\}?|([A-Za-z0-9_]*))")


class Environment:
    """Variables by name: a text, or None where the variable is known to be unset."""

    __slots__ = ("_closed", "_doubtful", "_values")

    def __init__(self) -> None:
        self._values: dict[str, str | None] = {}
        self._doubtful: set[str] = set()
        self._closed = False

    def assign(self, name: str, value: str | None, certain: bool = True) -> None:
        """``setenv`` and ``unsetenv``; not ``certain`` inside a conditional branch.  A variable that has two
        values in the course of the files is not known any more."""
        if name in self._values and self._values[name] != value:
            certain = False
        if certain and (value is None or HOLE not in value):
            self._values[name] = value
        else:
            self._doubtful.add(name)

    def reset(self, kept: Iterable[str]) -> None:
        """``resetenv``: every variable but the ``kept`` ones is unset."""
        for name in list(self._values):
            self._doubtful.add(name)
        self._doubtful.update(kept)
        self._closed = True

    def known(self, name: str) -> bool:
        return name not in self._doubtful and (self._closed or name in self._values)

    def value(self, name: str) -> str | None:
        """The value of a known variable; None when it is unset."""
        return self._values.get(name)

    def expand(self, name: str, default: str | None = None) -> str:
        """What ``"${name-default}"`` stands for; ``HOLE`` when that is not known."""
        if self.known(name):
            value = self._values.get(name)
            return (default or "") if value is None else value
        return HOLE if default is None else default

    def expand_address(self, text: str) -> str:
        """An address with its references expanded: HAProxy does that once more, without quotes and without
        defaults (``$HOST:80``, ``${HOST}:80``)."""
        if "$" not in text:
            return text
        return _ADDRESS_REFERENCE.sub(lambda found: self.expand(found[1] or found[2] or ""), text)
