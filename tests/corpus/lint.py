"""One run of lbconflint over one corpus, as a process of its own: a hang or a crash of it is a result."""

import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.corpus.judge import SYNTAX, judge

ROOT = Path(__file__).resolve().parents[2]


class Finding(NamedTuple):
    """``key`` is lbconflint's own, which knows no line numbers."""

    rule: str
    level: str
    path: str
    line: int
    message: str
    key: str


class Corpus(NamedTuple):
    """``failed`` says why there is no result, ``skipped`` holds (path, reason), ``seconds`` are of CPU.

    ``judged`` files were also read by the real programs: ``refused`` are those that they load in spite of a
    finding of syntax, ``silent`` those that they do not load and of which nothing was said.
    """

    read: int = 0
    partly: int = 0
    seconds: float = 0.0
    failed: str = ""
    skipped: Sequence[tuple[str, str]] = ()
    findings: Sequence[Finding] = ()
    judged: int = 0
    refused: Sequence[str] = ()
    silent: Sequence[str] = ()

    @property
    def crashes(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.rule == "internal-error"]

    def findings_by_rule(self) -> Counter[tuple[str, str]]:
        return Counter((finding.level, finding.rule) for finding in self.findings)


def lint(directory: Path, targets: Sequence[str] = (), timeout: float = 600, judged: bool = False) -> Corpus:
    """Lint the directory with every rule and nothing hidden.  The corpus's own lbconflint.toml is not used."""
    command = [sys.executable, "-m", "lbconflint", "check", "--isolated", "--format", "json"]
    command += ["--min-level", "note", "--min-confidence", "low"]
    command += [word for target in targets for word in ("--target", target)]
    before = _seconds()
    try:
        done = subprocess.run(
            [*command, "."],
            cwd=directory,
            capture_output=True,
            timeout=timeout,
            check=False,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        )
    except subprocess.TimeoutExpired:
        return Corpus(seconds=timeout, failed=f"no end after {timeout:g} s")
    seconds = round(_seconds() - before, 2)
    try:
        said = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return Corpus(seconds=seconds, failed=last[-1] if last else f"exit code {done.returncode}, and no output")
    corpus = _corpus(said, seconds)
    return _judged(directory, corpus, said) if judged else corpus


def _judged(directory: Path, corpus: Corpus, said: dict[str, Any]) -> Corpus:
    faulty = {finding.path for finding in corpus.findings if finding.rule in SYNTAX}
    known = {finding.path for finding in corpus.findings} | {one["path"] for one in said["partly_understood"]}
    doubts = judge(directory, faulty, known, said["read"])
    return corpus._replace(judged=doubts.judged, refused=doubts.refused, silent=doubts.passed)


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _corpus(said: dict[str, Any], seconds: float) -> Corpus:
    findings = [
        Finding(one["rule"], one["level"], one["path"], one["start"]["line"], one["message"], one["key"])
        for one in said["findings"]
    ]
    skipped = [(one["path"], one["reason"]) for one in said["skipped"]]
    return Corpus(len(said["read"]), len(said["partly_understood"]), seconds, "", skipped, findings)
