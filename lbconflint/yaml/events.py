"""ruamel.yaml's events, from its C parser or its pure one.

``pip install "ruamel.yaml[libyaml]"`` brings a C part that ``YAML(typ="safe")`` does not use, so the parser is
taken from ``ruamel.yaml.cyaml``, which works with either.
"""

from collections.abc import Callable, Iterator
from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from lbconflint.regex import lazy

__all__ = [
    "AliasEvent",
    "DocumentEndEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "YAMLError",
    "next_of",
    "place_of",
    "pure",
]

Next = Callable[[], Any]
"""Gives the next event; raises ``YAMLError``."""

_UNPRINTABLE = lazy("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATES = lazy("[\ud800-\udfff]")


def next_of(text: str, force_pure: bool = False) -> Next:
    """The events of ``text``, one by one."""
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    if not force_pure:
        try:
            from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]
        except ImportError:
            pass
        else:
            get: Next = CParser(text).get_event
            return get
    return pure(text).__next__


def pure(text: str) -> Iterator[Any]:
    """The events of the parser in Python; YAML 1.1 as in the C parser, which knows no other.

    It is stricter in one thing: a tab that begins a continuation line of a plain scalar.
    """
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = "1.1"
    yield from yaml.parse(text)


def place_of(error: YAMLError, text: str) -> tuple[int, str]:
    """Where the parser gave up, and in its words why."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        context = getattr(error, "context", None) or ""
        return min(mark.index, len(text)), f"{context} {error.problem}"  # type: ignore[attr-defined]
    found = _UNPRINTABLE.search(text)
    return (found.start() if found else 0), "unprintable character"
