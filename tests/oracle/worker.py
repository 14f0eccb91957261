"""The process that lives in one namespace and runs one case after another.

It reads jobs from standard input and writes observations to standard output, a JSON object a line.  It is
the first process of its process namespace, so that everything it started ends with it.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Any

from . import trials
from .case import Ask, asks_from
from .identity import IdentityServers, Sinks
from .layout import ALTERNATIVE, CERTIFICATE, ROOT
from .observe import Seen, Table, look, summary
from .process import HarnessError, ServerProcess

SECONDS = 8.0
"""For one start of a case, where the job says nothing else."""

_EXTRA_ADDRESSES = ("::2/128", "fd00::1/128", "192.0.2.1/32")
"""The last one is asked for by nobody: with loopback addresses alone, libc reads no ``127.1``."""

_SETTINGS = (("ipv4/tcp_max_tw_buckets", "0"), ("ipv6/bindv6only", "0"), ("unix/max_dgram_qlen", "4096"))
"""No connection outlives its case; messages are not dropped before they are counted."""

_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "OPENSSL_CONF": "/dev/null", "HOME": "/"}


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=20)


def set_up(certificate: str) -> None:
    """Makes the namespace ready: devices, addresses, the file system of the cases."""
    if os.getpid() != 1:
        raise HarnessError("not in a process namespace of its own")
    _run("mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", ROOT)
    if not os.path.ismount(ROOT):
        raise HarnessError(f"{ROOT} is not a file system of its own")
    _run("ip", "link", "set", "lo", "up")
    for address in _EXTRA_ADDRESSES:
        _run("ip", "address", "add", address, "dev", "lo")
    for path, value in _SETTINGS:
        with open(f"/proc/sys/net/{path}", "w", encoding="ascii") as file:
            file.write(value)
    if certificate:
        with open(CERTIFICATE, "w", encoding="ascii") as file:
            file.write(certificate)


class Start:
    """One start of a case: its programs in one order, with one environment."""

    def __init__(self, programs: list[dict[str, Any]], order: list[int], alternative: bool) -> None:
        environment = {**_ENVIRONMENT, **({ALTERNATIVE: "1"} if alternative else {})}
        self.asks = [
            ask
            for program in programs
            for ask in asks_from(program["asks"])
            if ask.enabled and ask.branch in (None, 0 if alternative else 1)
        ]
        self.processes = [
            ServerProcess(
                programs[number]["product"],
                programs[number]["binary"],
                programs[number]["path"],
                number + 1,
                environment,
            )
            for number in order
        ]
        for program in programs:
            path = f"{ROOT}/{program['path']}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(program["text"])

    def outcome(self, sinks: Sinks, seconds: float) -> tuple[str, str, list[Seen]]:
        """(outcome, what the server said, the points)."""
        deadline = time.monotonic() + seconds
        for process in self.processes:
            passed, said = process.check(seconds)
            if not passed:
                return "refused", said, []
        try:
            for process in self.processes:
                process.start()
                if not process.wait(deadline):
                    return "fails", process.output, []
            seen = look(self.asks, Table(), sinks)
        finally:
            for process in self.processes:
                process.stop()
        return ("fine" if all(one.fine for one in seen) else "silent"), "", seen


def _backed(asks: list[Ask], speaks: str) -> list[str]:
    return sorted({ask.owner for ask in asks if ask.speaks == speaks})


def start(programs: list[dict[str, Any]], order: list[int], alternative: bool, seconds: float) -> dict[str, Any]:
    """Starts the case once, from an empty file system, and leaves nothing behind."""
    asks = [ask for program in programs for ask in asks_from(program["asks"])]
    servers, sinks = IdentityServers(_backed(asks, "id")), Sinks(_backed(asks, "syslog"))
    try:
        outcome, said, seen = Start(programs, order, alternative).outcome(sinks, seconds)
    finally:
        servers.close()
        sinks.close()
        _clean()
    return {
        "order": order,
        "alternative": alternative,
        "outcome": outcome,
        "said": said[-2000:],
        "points": summary(seen),
    }


def _clean() -> None:
    """Removes the case's files and reaps orphans; a socket that is still open is an error of the harness."""
    for entry in os.scandir(ROOT):
        if entry.path != CERTIFICATE:
            shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)
    deadline = time.monotonic() + 3
    while True:
        _reap()
        open_rows = Table().rows
        if not open_rows:
            return
        if time.monotonic() > deadline:
            raise HarnessError(f"sockets outlive their case: {open_rows}")
        time.sleep(0.01)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Every start of one case; stops at a check that refuses."""
    programs = job["programs"]
    orders = [list(range(len(programs)))]
    if job["both_orders"]:
        orders.append(orders[0][::-1])
    began = time.monotonic()
    settings = (False, True) if job["conditional"] else (False,)
    seconds = job.get("seconds", SECONDS)
    starts = [start(programs, order, alternative, seconds) for alternative in settings for order in orders]
    return {"starts": starts, "seconds": round(time.monotonic() - began, 3)}


def checks(job: dict[str, Any]) -> dict[str, Any]:
    """What the product's own check says of each text: whether it passes, and its words."""
    path = f"{ROOT}/checked.conf"
    process = ServerProcess(job["product"], job["binary"], os.path.basename(path), 1, _ENVIRONMENT)
    answers = []
    try:
        for text in job["texts"]:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            answers.append(process.check(SECONDS))
    finally:
        _clean()
    return {"answers": answers}


def main() -> None:
    """Set up, say so, then one answer for each job until standard input ends."""
    try:
        set_up(json.loads(sys.stdin.readline())["certificate"])
        hello: dict[str, Any] = {"ready": True}
    except (HarnessError, OSError, subprocess.SubprocessError) as error:
        detail = getattr(error, "stderr", b"") or b""
        hello = {"ready": False, "reason": f"{error} {detail.decode(errors='replace')}".strip()}
    print(json.dumps(hello), flush=True)
    for line in sys.stdin if hello["ready"] else ():
        job = json.loads(line)
        try:
            answer = (TASKS[job.get("task", "case")])(job)
        except (HarnessError, OSError, subprocess.SubprocessError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


TASKS = {"case": run, "checks": checks, "trials": trials.measure, "devices": trials.prepare}

if __name__ == "__main__":
    main()
