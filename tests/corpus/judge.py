"""What the real programs say of the files of a corpus, beside what was found in them.

kubectl reads every manifest of a tree in one process and asks no cluster (``label --local``); ``terraform fmt``
names every file that it cannot parse.  A program that is not installed judges nothing.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SYNTAX = frozenset(("syntax-error", "lost-list-marker"))
_MANIFESTS = (".yaml", ".yml", ".json")
_SOURCES = (".tf", ".tfvars")
_TEMPLATE = re.compile(rb"\{\{|\{%|\$\{\{")
_KUBECTL = re.compile(r"^error parsing (?P<path>.+?): (?P<why>.*)$", re.MULTILINE)
_TERRAFORM = re.compile(r"^[\s│╷╵]*on (?P<path>.+?) line \d+", re.MULTILINE)
_OF_THE_GRAMMAR = re.compile(r"yaml: (?!invalid map key)|invalid character|unexpected end of JSON")
"""A mapping as a key is YAML, and what Go templates look like before they are rendered."""


class Doubts(NamedTuple):
    """``refused``: files with a finding of syntax that the program loads; ``passed``: the other way round."""

    refused: list[str]
    passed: list[str]
    judged: int


def judge(directory: Path, faulty: Iterable[str], known: Iterable[str], read: Iterable[str]) -> Doubts:
    """``faulty``: files with a finding of syntax; ``known``: those of which anything was said; ``read``: all."""
    faults, told, files = frozenset(faulty), frozenset(known), list(read)
    doubts = Doubts([], [], 0)
    for endings, broken in ((_MANIFESTS, _kubectl), (_SOURCES, _terraform)):
        mine = [path for path in files if path.endswith(endings)]
        rejected = broken(directory) if mine else None
        if rejected is None:
            continue
        doubts.refused.extend(path for path in mine if path in faults and path not in rejected)
        doubts.passed.extend(
            path
            for path in mine
            if path in rejected and path not in told and not _TEMPLATE.search((directory / path).read_bytes())
        )
        doubts = doubts._replace(judged=doubts.judged + len(mine))
    return doubts


def _kubectl(directory: Path) -> set[str] | None:
    """The files that are no YAML and no JSON for Go."""
    if not shutil.which("kubectl"):
        return None
    said = _run(directory, ["kubectl", "label", "--local", "-R", "-f", ".", "-o", "name", "a=b"])
    found = _KUBECTL.finditer(said)
    return {match["path"].removeprefix("./") for match in found if _OF_THE_GRAMMAR.search(match["why"])}


def _terraform(directory: Path) -> set[str] | None:
    if not shutil.which("terraform"):
        return None
    said = _run(directory, ["terraform", "fmt", "-no-color", "-check", "-list=false", "-recursive", "."])
    return {match["path"].removeprefix("./") for match in _TERRAFORM.finditer(said)}


def _run(directory: Path, command: list[str]) -> str:
    done = subprocess.run(command, cwd=directory, capture_output=True, timeout=300, check=False)
    return done.stderr.decode("utf-8", "replace")
