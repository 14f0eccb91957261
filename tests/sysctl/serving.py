"""In a namespace: start HAProxy or nginx under kernel settings, and tell whether it starts and who reaches it."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from typing import Any

from tests.sysctl.writes import path_of
from tests.tools.sysctl_probe import write

_SECONDS = 6.0
_TICK = 0.02


def reaches(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True


def backlog(port: int) -> int | None:
    """The length of the queue that the kernel gave to the listener, as ss(8) shows it."""
    done = subprocess.run(
        ["ss", "-Hltn", f"sport = :{port}"], capture_output=True, text=True, timeout=10, check=True
    )
    return max((int(line.split()[2]) for line in done.stdout.splitlines()), default=None)


def serve(job: dict[str, Any]) -> dict[str, Any]:
    for key, value in job["settings"]:
        assert not write(path_of(key), value), key
    process = subprocess.Popen(job["command"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _SECONDS
        while process.poll() is None and backlog(job["port"]) is None and time.monotonic() < until:
            time.sleep(_TICK)
        return {
            "starts": process.poll() is None and backlog(job["port"]) is not None,
            "reaches": {address: reaches(address, job["port"]) for address in ("127.0.0.1", "::1")},
            "backlog": backlog(job["port"]),
        }
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, 9)
        process.wait(5)


def main() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True, timeout=10)
    json.dump(serve(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
