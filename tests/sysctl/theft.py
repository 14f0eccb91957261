"""In a namespace: an outgoing connection takes a listener's port, and a reservation keeps it from doing so."""

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

OPTIONS = {
    "none": (),
    "address": (socket.SO_REUSEADDR,),
    "port": (socket.SO_REUSEPORT,),
    "both": (socket.SO_REUSEADDR, socket.SO_REUSEPORT),
}


def listens(address: str, port: int, options: tuple[int, ...] = ()) -> bool:
    """Whether a listener can be opened there."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as attempt:
        for option in options:
            attempt.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            attempt.bind((address, port))
            attempt.listen()
        except OSError:
            return False
        return True


def steal(job: dict[str, Any]) -> dict[str, Any]:
    """Connect with the given settings, and try to listen on the port while the connection lives, and after it."""
    for key, value in job["settings"]:
        assert not write(path_of(key), value), key
    port = job["port"]
    with socket.create_server(("127.0.0.1", 9)) as server:
        client = socket.create_connection(("127.0.0.1", 9), timeout=5)
        accepted, _ = server.accept()
        local = client.getsockname()[1]
        during = {name: listens("0.0.0.0", port, options) for name, options in OPTIONS.items()}
        other = listens("127.0.0.2", port)
        # The client closes first: its port is the one that rests in TIME_WAIT.
        client.close()
        with contextlib.suppress(OSError):
            accepted.recv(1)
        accepted.close()
        time.sleep(0.05)
        after = listens("0.0.0.0", port, OPTIONS["both"])
    return {"local": local, "during": during, "other": other, "after": after}


def start(job: dict[str, Any]) -> int:
    """The exit code of a HAProxy that is started beside the connection, -1 when it runs."""
    for key, value in job["settings"]:
        assert not write(path_of(key), value), key
    with socket.create_server(("127.0.0.1", 9)) as server, socket.create_connection(("127.0.0.1", 9), timeout=5):
        server.accept()
        process = subprocess.Popen(["haproxy", "-db", "-f", job["file"]], stderr=subprocess.DEVNULL)
        try:
            return process.wait(2)
        except subprocess.TimeoutExpired:
            return -1
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, 9)
            process.wait(5)


def main() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True, timeout=10)
    job = json.load(sys.stdin)
    json.dump(start(job) if "file" in job else steal(job), sys.stdout)


if __name__ == "__main__":
    main()
