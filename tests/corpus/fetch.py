"""The pinned repositories: which they are, and how they get here."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.corpus.embedded import extract

PINNED = Path(__file__).with_name("PINNED.tsv")


class Pin(NamedTuple):
    repository: str
    commit: str
    licence: str

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
            yield f"{pin.repository}: {clone(base + pin.repository, pin.commit, directory) or 'cloned'}"
    yield from extract(place)


def clone(url: str, commit: str, directory: Path) -> str:
    """Check out one commit of a repository; git's complaint, or "".  A clone that failed leaves nothing."""
    part = directory.with_name(f".{directory.name}.part")
    steps = (
        ["git", "init", "--quiet", str(part)],
        ["git", "-C", str(part), "fetch", "--quiet", "--depth=1", url, commit],
        ["git", "-C", str(part), "-c", "core.hooksPath=/dev/null", "checkout", "--quiet", "FETCH_HEAD"],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            subprocess.run(["rm", "-rf", str(part)], check=True)
            return done.stderr.strip() or f"exit code {done.returncode}"
    part.rename(directory)
    return ""
