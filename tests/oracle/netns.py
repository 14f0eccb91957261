"""Namespaces: workers that run cases side by side, each with its own network, files and processes."""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from queue import SimpleQueue
from typing import Any

from .layout import REPOSITORY
from .process import HarnessError
from .servers import openssl

WORKERS = 16
"""nginx sleeps 2.5 s before it gives up a bind, so many namespaces are idle at a time."""

_ANSWER_SECONDS = 90.0
_START_SECONDS = 30.0


def unshare_command() -> list[str]:
    """Namespaces as root, or as a user through a user namespace."""
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    return command if os.geteuid() == 0 else [*command, "--map-root-user"]


@cache
def certificate() -> str:
    """A self-signed certificate and its key in one text; empty without openssl."""
    command = openssl()
    if command is None:
        return ""
    with tempfile.TemporaryDirectory() as directory:
        key, cert = f"{directory}/key", f"{directory}/cert"
        request = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=oracle -keyout {key} -out {cert}"
        subprocess.run([command, *request.split()], check=True, capture_output=True, timeout=60)
        with open(cert, encoding="ascii") as first, open(key, encoding="ascii") as second:
            return first.read() + second.read()


class Worker:
    """One namespace with the process that serves it.  It ends when its standard input is closed, and
    everything in it ends with it, even when this process is killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [*unshare_command(), sys.executable, "-m", "tests.oracle.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=REPOSITORY,
            text=True,
        )
        try:
            hello = self.ask({"certificate": certificate()}, _START_SECONDS)
        except HarnessError as error:
            self.close()
            raise HarnessError(f"no network namespace: {error}") from error
        if not hello["ready"]:
            self.close()
            raise HarnessError(f"no network namespace: {hello['reason']}")

    @property
    def pid(self) -> int:
        """The process outside of which nothing of this worker lives."""
        return self._process.pid

    def send(self, job: dict[str, Any]) -> None:
        """Hands over a job without waiting for its answer."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(job) + "\n")
            stdin.flush()
        except BrokenPipeError:
            raise HarnessError(self._last_words()) from None

    def ask(self, job: dict[str, Any], seconds: float = _ANSWER_SECONDS) -> dict[str, Any]:
        """The worker's answer to one job."""
        self.send(job)
        process = self._process
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                raise HarnessError(f"no answer within {seconds} s")
        line = process.stdout.readline()
        if not line:
            raise HarnessError(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise HarnessError(answer["error"])
        return answer

    def _last_words(self) -> str:
        self._process.wait(5)
        assert self._process.stderr is not None
        return self._process.stderr.read().strip()[-1000:] or f"the worker ended ({self._process.returncode})"

    def kill(self) -> None:
        """Ends ``unshare``, and with it the first process of the namespace and all others."""
        self._process.kill()
        self._process.wait(5)

    def close(self) -> None:
        """Closes the worker's input and waits for its end; kills it if that lasts."""
        process = self._process
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


@cache
def unavailable() -> str:
    """Why namespaces cannot be had; empty when they can."""
    try:
        Worker().close()
    except (HarnessError, OSError) as error:
        return str(error)
    return ""


class Pool:
    """Up to ``size`` workers, made when they are needed."""

    def __init__(self, size: int = WORKERS) -> None:
        self._executor = ThreadPoolExecutor(size)
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._all: list[Worker] = []
        self._lock = threading.Lock()

    def _worker(self) -> Worker:
        if not self._idle.empty():
            with self._lock:
                if not self._idle.empty():
                    return self._idle.get()
        worker = Worker()
        with self._lock:
            self._all.append(worker)
        return worker

    def _do(self, job: dict[str, Any]) -> dict[str, Any]:
        worker = self._worker()
        try:
            answer = worker.ask(job)
        except HarnessError as error:
            # what is left of the case ends with its namespace
            worker.close()
            with self._lock:
                self._all.remove(worker)
            return {"error": str(error)}
        self._idle.put(worker)
        return answer

    def run(self, jobs: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The answers in the order of the jobs; a job that the harness could not do has an ``error``."""
        return self._executor.map(self._do, jobs)

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)
        for worker in self._all:
            worker.close()
