"""What something costs, counted and not timed: the same numbers on every machine and beside any load."""

import gc
import signal
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, SupportsIndex

import pytest

from lbconflint.dialects.nginx import lines

SECONDS = 60
"""Processor time after which a test counts as hung: far more than any takes on a slow machine."""

LINEAR = 5.0
"""Four times the input costs less than so many times as much; a square would be sixteen times."""


def long(make: Callable[[int], str], characters: int = 200_000) -> str:
    """A text of about that length: reading it step by step takes seconds, reading all of it at every character
    many minutes."""
    return make(max(1_000 * characters // (len(make(2_000)) - len(make(1_000))), 1))


def steps(run: Callable[[], object]) -> int:
    """Lines of Python that ``run`` executes, each round of a loop and each call counted again.

    Blind to what one call of the interpreter's own functions does: see ``Looked`` and ``no_hang``.
    """
    _forget()
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    gc.disable()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
        gc.enable()
    return count


def growth(of: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times as many steps four times the size takes.  ``of(size)`` prepares the run that counts."""
    of(8)()  # loads modules on first need
    return steps(of(4 * size)) / steps(of(size))


def peak(run: Callable[[], object]) -> int:
    """Bytes that ``run`` holds at its peak."""
    _forget()
    # Also empties the interpreter's lists of free tuples and dicts: what is taken from there is not traced.
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()


def _forget() -> None:
    """Empty our caches, so that no run finds what another one left."""
    lines.KNOWN.clear()
    for name, module in list(sys.modules.items()):
        if name.startswith("lbconflint."):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


class Looked(str):
    """A text that counts its characters that are copied by slices or passed by searches."""

    __slots__ = ("at",)
    at: int

    def __new__(cls, text: str) -> "Looked":
        made = super().__new__(cls, text)
        made.at = 0
        return made

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        found = super().__getitem__(key)
        self.at += len(found)
        return found

    def find(self, sub: str, start: SupportsIndex | None = None, end: SupportsIndex | None = None, /) -> int:
        found = super().find(sub, start, end)
        low, high, _ = slice(start, end).indices(len(self))
        self.at += max((found if found >= 0 else high) - low, 0) + len(sub)
        return found


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Ends what hangs: fails when the body takes more processor time."""

    def stop(number: int, frame: FrameType | None) -> None:
        # No ``Exception``: nothing on the way may take it for a fault of the configuration.
        pytest.fail(f"still running after {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, stop)
    # The interpreter swallows what is raised while the collector calls back: without it nothing is lost, and what
    # is lost elsewhere is raised again.
    collects = gc.isenabled()
    gc.disable()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if collects:
            gc.enable()
