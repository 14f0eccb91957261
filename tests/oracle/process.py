"""One server process of a case: check, start, wait until it serves or dies, stop."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Mapping

from .layout import ROOT, control_path

_BIND_FAILED = re.compile(r"bind\(\) to .* failed|cannot bind|cannot listen|already in use", re.IGNORECASE)
_TICK = 0.004


class HarnessError(Exception):
    """The harness itself could not do its work; never an outcome of a case."""


class ServerProcess:
    """``number`` (from 1) is the place of the program in the case; ``path`` that of its main file."""

    def __init__(self, product: str, binary: str, path: str, number: int, environment: Mapping[str, str]) -> None:
        self.product = product
        self.number = number
        self.prefix = f"{ROOT}/run{number}"
        self.environment = dict(environment)
        self._log_path = f"{ROOT}/output{number}"
        self._process: subprocess.Popen[bytes] | None = None
        main = f"{ROOT}/{path}"
        if product == "nginx":
            self._command = [binary, "-p", self.prefix, "-c", main]
            self._check = [*self._command, "-t"]
        else:
            self._command = [binary, "-db", "-f", main]
            self._check = [binary, "-c", "-f", main]
        os.makedirs(f"{self.prefix}/logs", exist_ok=True)

    def check(self, seconds: float) -> tuple[bool, str]:
        """Whether the product's own check passes, and what it said."""
        done = subprocess.run(
            self._check, env=self.environment, capture_output=True, timeout=seconds, check=False, cwd=self.prefix
        )
        return done.returncode == 0, (done.stderr + done.stdout).decode(errors="replace")

    def start(self) -> None:
        with open(self._log_path, "wb") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.prefix,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        with contextlib.suppress(OSError), open(self._log_path, encoding="utf-8", errors="replace") as file:
            return file.read()
        return ""

    def _serves(self) -> bool:
        """nginx writes its process id after all binds; HAProxy answers its command socket then."""
        if self.product == "nginx":
            return bool(_content(f"{self.prefix}/nginx.pid"))
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(1)
            try:
                sock.connect(control_path(self.number))
                sock.sendall(b"show info\n")
                return bool(sock.recv(1))
            except OSError:
                return False

    def wait(self, deadline: float) -> bool:
        """True when it serves, False when it died of a bind.  Raises ``HarnessError`` for anything else."""
        assert self._process is not None
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                if _BIND_FAILED.search(self.output):
                    return False
                raise HarnessError(f"{self.product} died of something else than a bind:\n{self.output}")
            if self._serves():
                return self._process.poll() is None
            time.sleep(_TICK)
        raise HarnessError(f"{self.product} neither serves nor dies:\n{self.output}")

    def stop(self) -> None:
        """Ends the process that ``start`` made, gently first, then with everything in its session."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1.5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(3)
        self._process = None


def _content(path: str) -> str:
    with contextlib.suppress(OSError), open(path, encoding="ascii") as file:
        return file.read()
    return ""
