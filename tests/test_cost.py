"""The counters that tests of cost rely on."""

import re
from collections.abc import Callable

import pytest

from tests.cost import LINEAR, Looked, growth, limited, long, peak, steps


def pairs(size: int) -> Callable[[], object]:
    return lambda: [(a, b) for a in range(size) for b in range(size)]


def each(size: int) -> Callable[[], object]:
    return lambda: [a for a in range(size) if a]


def test_a_square_is_told_from_a_line() -> None:
    assert growth(each, 100) < LINEAR < growth(pairs, 100)


def test_steps_are_the_same_every_time() -> None:
    assert steps(each(100)) == steps(each(100))


def test_what_a_text_was_asked() -> None:
    text = Looked("abc;abc;")
    assert (text[2:4], text.at) == ("c;", 2)
    assert (text.find(";", 4), text.at) == (7, 2 + 3 + 1)
    assert (text.find("x"), text.at) == (-1, 6 + 8 + 1)


def test_a_peak_does_not_hang_on_what_ran_before() -> None:
    def hold() -> list[tuple[int, ...]]:
        return [(number, number) for number in range(1_000)]

    first = peak(hold)
    hold()  # leaves its tuples to the interpreter, which gives them out again unseen
    assert peak(hold) == first > 1_000 * 50


def test_a_long_text_has_the_length_asked_for() -> None:
    assert 99_000 <= len(long(lambda times: "head\n" + "abc\n" * times, 100_000)) <= 100_005


@pytest.mark.parametrize(
    "hang",
    [pairs(1_000_000), lambda: re.fullmatch("(a|aa)+b", "a" * 80)],
    ids=["a loop", "a regular expression"],
)
def test_a_hang_is_ended(hang: Callable[[], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match="still running"), limited(0.1):
        hang()
