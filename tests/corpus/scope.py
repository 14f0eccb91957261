"""One corpus in pieces that know nothing of each other: every manifest alone, or every directory alone.

What refers to something else is then often not there, and what stands in a corpus twice (overlays, rendered
copies) no longer meets: the counts show what a rule owes to the width at which it looks.
"""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.corpus.lint import Corpus, lint

MANIFESTS = (".yaml", ".yml", ".json")
SCOPES = ("file", "directory")


def pieces(directory: Path, scope: str) -> Iterator[list[Path]]:
    """The manifests that are read together, as paths below the directory."""
    by_key: dict[Path, list[Path]] = defaultdict(list)
    for path in sorted(directory.rglob("*")):
        if path.suffix in MANIFESTS and path.is_file():
            by_key[path if scope == "file" else path.parent].append(path.relative_to(directory))
    yield from by_key.values()


def lint_pieces(directory: Path, scope: str, targets: Sequence[str], timeout: float) -> Corpus:
    """All pieces, one run each; ends with what it has when ``timeout`` seconds of CPU are spent."""
    whole = Corpus()
    for files in pieces(directory, scope):
        with tempfile.TemporaryDirectory() as place:
            for path in files:
                copy = Path(place, path)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(directory / path, copy)
            part = lint(Path(place), targets)
        whole = Corpus(
            whole.read + part.read,
            whole.partly + part.partly,
            round(whole.seconds + part.seconds, 2),
            part.failed,
            [*whole.skipped, *part.skipped],
            [*whole.findings, *part.findings],
        )
        if whole.seconds > timeout:
            return whole._replace(failed=f"no end after {timeout:g} s")
        if whole.failed:
            return whole
    return whole
