"""Terraform's own program as judge: ``terraform console`` evaluates, ``terraform fmt`` reads."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TERRAFORM = shutil.which("terraform")
"""The program, or None.  It is no Debian package, so its absence is a skip everywhere."""

FAILS = "\0fails"
_QUIET = {**os.environ, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_CLI_ARGS": ""}
_ASKED = "asked.tf"


def run(
    arguments: Sequence[str], directory: Path, given: bytes = b"", environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run Terraform in the directory; of the variables of this process it sees none."""
    own = {name: value for name, value in _QUIET.items() if not name.startswith("TF_VAR_")}
    return subprocess.run(
        [str(TERRAFORM), *arguments], cwd=directory, input=given, capture_output=True, timeout=120,
        env={**own, **(environment or {})}, check=False,
    )  # fmt: skip


def accepts(text: str, directory: Path) -> bool:
    """Whether ``terraform fmt`` can read the text."""
    return run(["fmt", "-"], directory, text.encode("utf-8", "surrogateescape")).returncode == 0


def evaluate(
    expressions: Sequence[str],
    directory: Path,
    arguments: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> list[Any]:
    """The value of each expression (as JSON has it), or ``FAILS``; in the module of ``directory``."""
    # In a file: what the console reads for itself is one line, which a heredoc is not.
    asked = directory / _ASKED
    rows = (f'  asked_{at} = try(jsonencode({text}\n), "{FAILS[1:]}")\n' for at, text in enumerate(expressions))
    asked.write_text(f"locals {{\n{''.join(rows)}}}\n", encoding="utf-8", newline="")
    names = ", ".join(f"local.asked_{at}" for at in range(len(expressions)))
    done = run(["console", *arguments], directory, f"jsonencode([{names}])".encode(), environment)
    asked.unlink()
    outer = _outer(done.stdout.decode()) if not done.returncode else None
    if outer is None:
        if len(expressions) == 1:
            return [FAILS]
        middle = len(expressions) // 2
        halves = expressions[:middle], expressions[middle:]
        return [value for half in halves for value in evaluate(half, directory, arguments, environment)]
    return [FAILS if text == FAILS[1:] else json.loads(text) for text in outer]


def _outer(printed: str) -> Any:
    """What the console printed: a quoted string with JSON inside; None when it is something else."""
    try:
        return json.loads(json.loads(printed.strip().splitlines()[-1]))
    except (ValueError, IndexError):
        return None
