"""The pinned repositories: which they are, and how they get here."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.corpus.embedded import extract

PINNED = Path(__file__).with_name("PINNED.tsv")


class Pin(NamedTuple):
    """``patterns``: what is checked out, separated by blanks, where the repository is large; "" is everything."""

    repository: str
    commit: str
    licence: str
    patterns: str = ""

    @property
    def directory(self) -> str:
        return self.repository.replace("/", "+")


def pinned() -> list[Pin]:
    """The rows of PINNED.tsv, behind its header."""
    lines = PINNED.read_text().splitlines()[1:]
    return [Pin(*line.split("\t")) for line in lines]


def fetch(place: Path, base: str = "https://github.com/") -> Iterator[str]:
    """Clone what is missing, one commit deep, and extract what is embedded; yields what was done."""
    place.mkdir(parents=True, exist_ok=True)
    for pin in pinned():
        directory = place / pin.directory
        if not directory.is_dir():
            yield f"{pin.repository}: {clone(base, pin, directory) or 'cloned'}"
    yield from extract(place)


def clone(base: str, pin: Pin, directory: Path) -> str:
    """Check out one commit of a repository; git's complaint, or "".  A clone that failed leaves nothing."""
    part = directory.with_name(f".{directory.name}.part")
    here = ["git", "-C", str(part), "-c", "core.hooksPath=/dev/null"]
    url = base + pin.repository
    steps = [["git", "init", "--quiet", str(part)]]
    if pin.patterns:
        # What is not checked out is not brought either.
        steps += [
            [*here, "remote", "add", "origin", url],
            [*here, "sparse-checkout", "set", "--no-cone", *pin.patterns.split()],
            [*here, "fetch", "--quiet", "--depth=1", "--filter=blob:none", "origin", pin.commit],
        ]
    else:
        steps.append([*here, "fetch", "--quiet", "--depth=1", url, pin.commit])
    steps.append([*here, "checkout", "--quiet", "FETCH_HEAD"])
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            subprocess.run(["rm", "-rf", str(part)], check=True)
            return done.stderr.strip() or f"exit code {done.returncode}"
    part.rename(directory)
    return ""
