"""Ask the running kernel about every ``net.*`` sysctl: which values it takes.

    unshare --net python tests/tools/sysctl_probe.py > probed.json

To be run in a network namespace of its own, where nothing depends on the settings: every setting is written
with values around the edges of what is accepted.  In the machine's own namespace it refuses to run.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

ROOT = "/proc/sys"
_LOWEST, _HIGHEST = -(2**63), 2**64 - 1


def settings() -> Iterator[str]:
    for base, _, files in os.walk(f"{ROOT}/net"):
        yield from (os.path.join(base, name) for name in files)


def dotted(path: str) -> str:
    """``/proc/sys/net/ipv4/x`` -> ``net.ipv4.x``; a dot in a name becomes a slash, as sysctl(8) shows it."""
    return path.removeprefix(f"{ROOT}/").translate(str.maketrans("/.", "./"))


def read(path: str) -> str | None:
    try:
        with open(path, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return None


def write(path: str, text: str) -> str:
    """The error that the kernel answers, or "" when it takes the text."""
    try:
        handle = os.open(path, os.O_WRONLY)
    except OSError as error:
        return error.strerror or str(error)
    try:
        os.write(handle, f"{text}\n".encode())
    except OSError as error:
        return error.strerror or str(error)
    finally:
        os.close(handle)
    return ""


def _edge(takes: Callable[[int], bool], inside: int, outside: int) -> int:
    """The last accepted number on the way from ``inside`` to ``outside``."""
    if takes(outside):
        return outside
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        inside, outside = (middle, outside) if takes(middle) else (inside, middle)
    return inside


def _numbers(text: str | None) -> list[int]:
    try:
        return [int(word) for word in (text or "").split()]
    except ValueError:
        return []


def probe(path: str) -> dict[str, Any]:
    """Mode, value, number of elements, and lowest and highest accepted first element."""
    before = read(path)
    found: dict[str, Any] = {"mode": os.stat(path).st_mode & 0o777, "value": before}
    numbers = _numbers(before)
    found["elements"] = len(numbers)
    if not numbers or not found["mode"] & 0o200 or not found["mode"] & 0o400:
        return found

    def takes(number: int) -> bool:
        return not write(path, str(number))

    low, high = (_edge(takes, numbers[0], edge) for edge in (_LOWEST, _HIGHEST))
    found.update(low=low, high=high, flag=takes(7) and read(path) == "1")
    write(path, before or "")
    return found


def main() -> None:
    if os.path.exists(f"{ROOT}/net/core/netdev_max_backlog"):  # only the first namespace has it
        sys.exit("this is the machine's own network namespace: run it under 'unshare --net'")
    release = os.uname().release.split("-")[0]
    json.dump({"release": release, "settings": {dotted(path): probe(path) for path in settings()}}, sys.stdout)


if __name__ == "__main__":
    main()
