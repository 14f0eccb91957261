"""Durations and sizes as HAProxy reads them.  Source: configuration.txt, 2.5 "Time format"."""

import re

_DURATION = re.compile(r"(\d+)(us|ms|s|m|h|d)?\Z", re.ASCII)
_LOOSE = re.compile(r"\d+(us|ms|s|m|h|d)", re.ASCII)
_SIZE = re.compile(r"(\d+)([kKmMgG])?\Z", re.ASCII)
_UNITS = {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
_SHIFTS = {"k": 10, "m": 20, "g": 30}

MAX_DURATION = 0x7FFFFFFF
"""Milliseconds that a timer may last."""


def milliseconds(text: str, unit: str = "ms") -> int | None:
    """A duration in ms, rounded up; ``unit`` is that of a bare number.  None for anything else."""
    found = _DURATION.match(text)
    if not found or len(found[1]) > 18:
        return None
    scale = _UNITS[found[2] or unit]
    amount = int(found[1])
    if scale < 1:
        return -(-amount // 1000)
    return amount * int(scale)


def loose_duration(text: str) -> int | None:
    """A duration with more characters behind its unit (``5mn``): HAProxy warns of them and goes on."""
    found = _LOOSE.match(text)
    return milliseconds(found[0]) if found else None


def size(text: str) -> int | None:
    """A number of bytes with an optional k, m or g; None for anything else."""
    found = _SIZE.match(text)
    if not found or len(found[1]) > 18:
        return None
    return int(found[1]) << _SHIFTS[found[2].lower()] if found[2] else int(found[1])


def integer(text: str) -> int | None:
    """A decimal number; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
