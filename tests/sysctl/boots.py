"""In a namespace: lay out sysctl files as a machine has them, let procps or systemd-sysctl apply them, and tell
what the kernel shows afterwards.

The directories are mounts of this namespace's own; the machine's files are neither read nor changed.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sysctl.writes import path_of
from tests.tools.sysctl_probe import read, write

DIRECTORIES = ("etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "usr/lib/sysctl.d")
PROGRAMS = {"procps": ["sysctl", "--system"], "systemd": ["/usr/lib/systemd/systemd-sysctl"]}


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True, timeout=30)


def lay_out(stage: Path) -> None:
    """Mount a directory of the stage over each place that is read, and an empty /etc/sysctl.conf."""
    for outer in ("/run", "/usr/local/lib"):
        mount("-t", "tmpfs", "none", outer)
    for name in DIRECTORIES:
        (stage / name).mkdir(parents=True)
        os.makedirs(f"/{name}", exist_ok=True)
        mount("--bind", str(stage / name), f"/{name}")
    if os.path.exists("/etc/sysctl.conf"):
        mount("--bind", os.devnull, "/etc/sysctl.conf")


def boot(stage: Path, files: dict[str, str], program: str, keys: dict[str, str]) -> dict[str, str | None]:
    """The values of ``keys`` after the program has applied the files; before, they have those given."""
    for key, value in keys.items():
        assert not write(path_of(key), value), key
    for name in DIRECTORIES:
        for old in (stage / name).iterdir():
            old.unlink()
    for name, text in files.items():
        (stage / name).write_text(text, encoding="utf-8", newline="")
    subprocess.run(PROGRAMS[program], capture_output=True, timeout=30, check=False)
    return {key: read(path_of(key)) for key in keys}


def main() -> None:
    job = json.load(sys.stdin)
    with TemporaryDirectory() as directory:
        # The stage lies on a file system of this namespace: nothing of it outlives the namespace.
        mount("-t", "tmpfs", "none", directory)
        stage = Path(directory)
        lay_out(stage)
        answers = [boot(stage, files, job["program"], job["keys"]) for files in job["cases"]]
        subprocess.run(["umount", "-l", directory], check=False, capture_output=True, timeout=30)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
