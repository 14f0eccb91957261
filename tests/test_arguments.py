"""Options of ``check`` read without click: the same values as click reads, or left to it."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint import commands
from lbconflint.arguments import CHECK, read

FLAGS = [flag for option in CHECK for flag in option.flags]
VALUES = ["a", "", "-", "nginx.conf", "note", "high", "always", "json=x", "nginx=1.28", "-x", "--", "=", "check"]
WORDS = st.one_of(
    st.sampled_from(FLAGS),
    st.sampled_from(VALUES),
    st.builds("{}={}".format, st.sampled_from(FLAGS), st.sampled_from(VALUES)),
    st.builds("{}{}".format, st.sampled_from(FLAGS), st.sampled_from(VALUES)),
)


def by_click(words: list[str]) -> dict[str, Any] | None:
    """What click hands to ``check``; None when it refuses."""
    given: list[dict[str, Any]] = []

    def check(values: Mapping[str, Any]) -> int:
        given.append({name: list(value) if isinstance(value, tuple) else value for name, value in values.items()})
        return 0

    commands.run(words, {"check": check})
    return given[0] if given else None


@given(words=st.lists(WORDS, max_size=6))
@settings(max_examples=400)
def test_what_is_read_plainly_is_what_click_reads(words: list[str]) -> None:
    plain = read(["check", *words])
    if plain is not None:
        assert plain == by_click(["check", *words])


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["a.conf", "b"],
        ["-"],
        ["--format", "json", "-f", "sarif=x", "site"],
        ["--select=a,b", "--isolated", "--fail-on", "error", "--no-progress"],
        ["-o", "out", "-t", "nginx=1.28", "-t", "haproxy=3.2", "--exit-zero"],
    ],
)
def test_plain_arguments_need_no_click(words: list[str]) -> None:
    plain = read(["check", *words])
    assert plain is not None
    assert plain == by_click(["check", *words])


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "duplicate-bind"],
        ["check", "--help"],
        ["check", "--fail-on", "fatal"],
        ["check", "--isolated=yes"],
        ["check", "--unheard-of"],
        ["check", "-fjson"],
        ["check", "--config"],
        ["check", "--", "a"],
        [],
    ],
)
def test_the_rest_is_left_to_click(words: list[str]) -> None:
    assert read(words) is None
