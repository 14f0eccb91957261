"""``record.NamedTuple`` is what typing's is: each thing is asked of both."""

import copy
import pickle
import typing
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import pytest

from lbconflint import record

T = TypeVar("T")


class Ours(record.NamedTuple, Generic[T]):
    """A place."""

    host: T
    port: int = 80
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return f"{self.host}:{self.port}"


class Theirs(typing.NamedTuple, Generic[T]):
    """A place."""

    host: T
    port: int = 80
    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return f"{self.host}:{self.port}"


def _matched(place: Any) -> Any:
    match place:
        case Ours(host, port=443) | Theirs(host, port=443):
            return host
    return None


@pytest.mark.parametrize(
    "ask",
    [
        lambda kind: tuple(kind("a")),
        lambda kind: tuple(kind("a", names=("b",), port=1)),
        lambda kind: kind("a", 1).port,
        lambda kind: kind("a", 1).shown,
        lambda kind: kind("a") == ("a", 80, ()),
        lambda kind: hash(kind("a")),
        lambda kind: tuple(kind("a")._replace(port=2)),
        lambda kind: kind("a")._asdict(),
        lambda kind: tuple(kind._make(("a", 1, ()))),
        lambda kind: repr(kind("a")).partition("(")[2],
        lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__, kind.__doc__),
        lambda kind: _matched(kind("a", 443)),
        lambda kind: tuple(copy.copy(kind("a"))),
        lambda kind: tuple(pickle.loads(pickle.dumps(kind("a", 1)))),
        lambda kind: tuple(kind[str]("a")),
        typing.get_type_hints,
    ],
)
def test_like_typing(ask: Callable[[Any], Any]) -> None:
    assert ask(Ours) == ask(Theirs)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda kind: kind(),
        lambda kind: kind("a", 1, (), 4),
        lambda kind: kind("a", address=1),
        lambda kind: kind._make(("a",)),
        lambda kind: setattr(kind("a"), "port", 1),
        lambda kind: setattr(kind("a"), "other", 1),
    ],
)
def test_refused_like_typing(wrong: Callable[[Any], Any]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises((TypeError, AttributeError)):
            wrong(kind)


def test_an_unknown_field_is_not_replaced() -> None:
    with pytest.raises((TypeError, ValueError)):
        Ours("a")._replace(address=1)  # type: ignore[call-arg]


def test_a_field_without_a_default_behind_one_that_has_it() -> None:
    with pytest.raises(TypeError):
        exec("class Wrong(record.NamedTuple):\n    a: int = 1\n    b: int", {"record": record})
