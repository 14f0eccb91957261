"""Run a piece of work in a throw-away network namespace: a module of this package, JSON in, JSON out."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def _command() -> list[str]:
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"]
    return command if os.geteuid() == 0 else [*command, "--map-root-user"]


@cache
def unavailable() -> str:
    """Why namespaces cannot be had; empty when they can."""
    try:
        done = subprocess.run([*_command(), "true"], capture_output=True, text=True, timeout=30, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""


def missing(reason: str) -> None:
    """Skip for want of a program or a namespace, or fail where all of them are required."""
    if os.environ.get("LBCONFLINT_REQUIRE_ORACLES"):
        pytest.fail(reason)
    pytest.skip(reason)


def inside(module: str, job: Any, seconds: float = 120) -> Any:
    """What ``python -m tests.sysctl.<module>`` answers in the namespace."""
    reason = unavailable()
    if reason:
        missing(reason)
    done = subprocess.run(
        [*_command(), sys.executable, "-m", f"tests.sysctl.{module}"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=seconds,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
