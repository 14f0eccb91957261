"""What the statements of a proxy amount to, on top of the ``defaults`` that it starts from.

Every ``defaults`` section starts from HAProxy's documented defaults, not from the one before it, unless it
says ``from``.  Source: configuration.txt, 4 "Proxies", and runs of ``haproxy -c``.
"""

from collections.abc import Mapping
from typing import TypeVar

from lbconflint.model import NOTHING
from lbconflint.tree import Node
from lbconflint.values import HOLE, Origin, Setting, default, unknown, written

T = TypeVar("T")

_DEFAULT = Origin.DEFAULT
DEFAULT_MODE = "tcp"
DEFAULT_CHECK = "tcp"


class Profile:
    """The settings of one section; those of its defaults are shared until it adds its own.

    ``timeouts`` are in ms.  ``settings`` are the options and other single-valued keywords in force.
    ``server_options`` is what ``default-server`` says so far.
    """

    __slots__ = (
        "_inherited",
        "_own",
        "check_protocol",
        "default_backend",
        "enabled",
        "limits",
        "mode",
        "node",
        "server_options",
        "settings",
        "timeouts",
    )

    def __init__(self, node: Node) -> None:
        """What HAProxy does without a word."""
        self.node = node
        self.mode: Setting[str] = default(DEFAULT_MODE, node)
        self.enabled: Setting[bool] = default(True, node)
        self.check_protocol: Setting[str] = default(DEFAULT_CHECK, node)
        self.default_backend: Setting[str] | None = None
        self.timeouts: Mapping[str, Setting[int]] = NOTHING
        self.limits: Mapping[str, Setting[int]] = NOTHING
        self.settings: Mapping[str, Setting[str]] = NOTHING
        self.server_options: Mapping[str, Setting[str]] = NOTHING
        self._own: dict[str, Setting[str]] | None = None
        self._inherited: Profile | None = None

    def start(self, node: Node) -> "Profile":
        """The profile of a section that begins with this one's settings."""
        seen = self._seen_from_inside()
        child = Profile.__new__(Profile)
        child.node = node
        child.mode = _here(seen.mode, node)
        child.enabled = _here(seen.enabled, node)
        child.check_protocol = _here(seen.check_protocol, node)
        child.default_backend = seen.default_backend
        child.timeouts = seen.timeouts
        child.limits = seen.limits
        child.settings = seen.settings
        child.server_options = seen.server_options
        child._own = child._inherited = None
        return child

    def doubtful(self, node: Node) -> "Profile":
        """As ``start``, when it is not certain that this section is the one in force."""
        child = self.start(node)
        child.mode = unknown(child.mode.node)
        child.enabled = unknown(child.enabled.node) if child.enabled.written else child.enabled
        child.check_protocol = unknown(child.check_protocol.node)
        if child.default_backend:
            child.default_backend = unknown(child.default_backend.node)
        child.timeouts = {name: unknown(held.node) for name, held in child.timeouts.items()}
        child.limits = {name: unknown(held.node) for name, held in child.limits.items()}
        child.settings = {name: unknown(held.node) for name, held in child.settings.items()}
        child.server_options = {name: unknown(held.node) for name, held in child.server_options.items()}
        return child

    def _seen_from_inside(self) -> "Profile":
        """This profile with every origin one step further away; made once."""
        if self._inherited is None:
            seen = self._inherited = Profile(self.node)
            seen.mode = self.mode.inherited()
            seen.enabled = self.enabled.inherited()
            seen.check_protocol = self.check_protocol.inherited()
            seen.default_backend = self.default_backend and self.default_backend.inherited()
            seen.timeouts = _inherited(self.timeouts)
            seen.limits = _inherited(self.limits)
            seen.settings = _inherited(self.settings)
            seen.server_options = _inherited(self.server_options)
        return self._inherited

    def set_timeout(self, name: str, value: Setting[int]) -> None:
        self.timeouts = {**self.timeouts, name: value}

    def set_limit(self, name: str, value: Setting[int]) -> None:
        self.limits = {**self.limits, name: value}

    def put(self, name: str, value: Setting[str]) -> None:
        """A setting comes into force."""
        if self._own is None:
            self.settings = self._own = dict(self.settings)
        self._own[name] = value

    def drop(self, name: str) -> None:
        """A setting is not in force any more."""
        if name in self.settings:
            if self._own is None:
                self.settings = self._own = dict(self.settings)
            del self._own[name]


def _here(seen: Setting[T], node: Node) -> Setting[T]:
    """What an outer section says; its default is the inner section's own, and has that one's place."""
    if seen.origin is not _DEFAULT:
        return seen
    return tuple.__new__(Setting, (seen.value, _DEFAULT, node, None, None))


def _inherited(settings: Mapping[str, Setting[T]]) -> Mapping[str, Setting[T]]:
    return {name: held.inherited() for name, held in settings.items()} if settings else NOTHING


def value_of(node: Node, word: int) -> Setting[str]:
    """The words from ``word`` on; a flag's value is ""."""
    count = len(node.args)
    if count == word and HOLE not in node.args[word - 1]:
        return written(node.args[word - 1], node, word)
    return text_of(node, word)


def text_of(node: Node, first: int = 1) -> Setting[str]:
    """The words from number ``first`` on as one text; unknown when a part of them is."""
    text = " ".join(node.args[first - 1 :])
    word = first if len(node.args) >= first else first - 1
    if HOLE in text:
        return unknown(node, word)
    return written(text, node, word)


def text_at(node: Node, word: int) -> Setting[str]:
    """One word of the statement; unknown when a part of it is."""
    value = node.args[word - 1]
    if HOLE in value:
        return unknown(node, word)
    return written(value, node, word)
