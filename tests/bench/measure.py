"""Whole processes side by side: CPU time and peak memory, as ratios of one interleaved run.

Seconds drift with the machine; the ratio of two commands that ran in turn does not.
"""

import os
import statistics
import sys
from collections.abc import Sequence
from typing import NamedTuple


class Cost(NamedTuple):
    """One finished process: user + system CPU seconds, peak resident memory in MiB, exit code."""

    cpu: float
    peak: float
    code: int


class Pair(NamedTuple):
    """Medians over the pairs: the ratio of CPU times, and what each side cost."""

    ratio: float
    ours: Cost
    theirs: Cost


def run(command: Sequence[str], directory: str = ".") -> Cost:
    """Run one command with its output thrown away, and what it cost."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = os.fork()
    if child == 0:
        try:
            os.chdir(directory)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            os.execvpe(command[0], list(command), environment)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(child, 0)
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale, os.waitstatus_to_exitcode(status))


def pair(ours: Sequence[str], theirs: Sequence[str], directory: str = ".", rounds: int = 5) -> Pair:
    """Both commands in turn, once to warm up and ``rounds`` times to count.

    Raises RuntimeError when one of them cannot be started.
    """
    mine, other = [], []
    for round_ in range(rounds + 1):
        first, second = run(ours, directory), run(theirs, directory)
        if 127 in (first.code, second.code):
            raise RuntimeError(f"cannot run {ours[0] if first.code == 127 else theirs[0]}")
        if round_:
            mine.append(first)
            other.append(second)
    ratio = statistics.median(a.cpu / b.cpu for a, b in zip(mine, other, strict=True))
    return Pair(ratio, _median(mine), _median(other))


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.peak for cost in costs),
        costs[0].code,
    )
