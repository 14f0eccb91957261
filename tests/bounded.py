"""The command line in a process whose memory and processor time are bounded."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
MIB = 1 << 20
MEMORY = 1024 * MIB
SECONDS = 60
"""Processor time of a whole run: far more than it takes, far less than what grows with the square."""


def sparse(path: Path) -> None:
    """200 MiB that take no place on the disk."""
    path.write_bytes(b"events {}\n")
    os.truncate(path, 200 * MIB)


class Run(NamedTuple):
    done: subprocess.CompletedProcess[str]
    text: str
    json: Any
    sarif: Any


def lint(directory: Path, arguments: Sequence[str] = (), prefix: Sequence[str] = ()) -> Run:
    """Lint in a bounded process, as text, JSON and SARIF."""
    out = directory.parent / f"{directory.name}-out"
    out.mkdir(exist_ok=True)
    formats = ["-f", "text", "-f", f"json={out}/json", "-f", f"sarif={out}/sarif"]
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "lbconflint", "check", *formats, *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=10 * SECONDS,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=bound,
    )
    if not (out / "json").exists():
        return Run(done, done.stdout, None, None)
    return Run(done, done.stdout, json.loads((out / "json").read_text()), json.loads((out / "sarif").read_text()))


def bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
