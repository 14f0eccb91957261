"""What one revision of lbconflint found, kept beside the corpora, and how two of them differ."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.corpus.lint import ROOT, Corpus, Finding

FOLDER = ".snapshots"


class Snapshot(NamedTuple):
    """The corpora by the names of their directories."""

    revision: str
    corpora: dict[str, Corpus]

    def save(self, place: Path, targets: Sequence[str]) -> None:
        """A run over some corpora leaves what the same revision found in the others."""
        path = _path(place, self.revision, targets)
        known = load(path).corpora if path.exists() else {}
        path.parent.mkdir(exist_ok=True)
        corpora = {name: corpus._asdict() for name, corpus in sorted({**known, **self.corpora}.items())}
        path.write_text(json.dumps({"revision": self.revision, "corpora": corpora}) + "\n")


class Change(NamedTuple):
    """``sign``: "+" for a finding that is new, "-" for one that is gone."""

    sign: str
    corpus: str
    finding: Finding


def load(path: Path) -> Snapshot:
    said = json.loads(path.read_text())
    corpora = {}
    for name, fields in said["corpora"].items():
        corpus = Corpus(**fields)
        corpora[name] = corpus._replace(
            findings=[Finding(*one) for one in corpus.findings],
            skipped=[(path, reason) for path, reason in corpus.skipped],
        )
    return Snapshot(said["revision"], corpora)


def revision() -> str:
    """The commit that is checked out, with ``-dirty`` when something is changed."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def latest(place: Path, targets: Sequence[str]) -> Snapshot | None:
    """The last snapshot for the same targets."""
    suffix = _path(place, "", targets).name
    found = [path for path in (place / FOLDER).glob("*.json") if path.name.partition("@")[2] == suffix[1:]]
    return load(max(found, key=lambda path: path.stat().st_mtime)) if found else None


def named(place: Path, wanted: str, targets: Sequence[str]) -> Snapshot:
    """The snapshot of a revision, whatever git calls it.  Raises ``SystemExit`` when there is none."""
    command = ["git", "describe", "--always", "--exclude=*", wanted]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    for name in (wanted, said):
        path = _path(place, name, targets)
        if name and path.exists():
            return load(path)
    raise SystemExit(f"there is no snapshot of '{wanted}': run this command in that revision first")


def _path(place: Path, name: str, targets: Sequence[str]) -> Path:
    return place / FOLDER / f"{name}@{','.join(sorted(targets))}.json"


def difference(before: Snapshot, after: Snapshot) -> list[Change]:
    """Findings that came and went in the corpora that both have linted; a change of level is both."""
    changes = []
    for name in sorted(before.corpora.keys() & after.corpora.keys()):
        old = {_identity(finding): finding for finding in before.corpora[name].findings}
        new = {_identity(finding): finding for finding in after.corpora[name].findings}
        changes += [Change("-", name, finding) for identity, finding in old.items() if identity not in new]
        changes += [Change("+", name, finding) for identity, finding in new.items() if identity not in old]
    return sorted(
        changes, key=lambda change: (change.corpus, change.finding.path, change.finding.line, change.sign)
    )


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    return (finding.rule, finding.level, finding.path, finding.key)
