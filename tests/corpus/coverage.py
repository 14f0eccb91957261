"""How much of Terraform's corpora is evaluated: ``python -m tests.corpus.coverage --corpora DIR``.

Counted are the ports and protocols of listeners in root modules: directories that no other one calls and whose
variables all have a value (with ``--all`` also those that are modules for others).  Every one that is not known is
counted by its reason.
"""

import argparse
import os
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lbconflint.dialects import Plan
from lbconflint.dialects.terraform.reader import read
from lbconflint.dialects.terraform.tree import Block
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import Listener
from lbconflint.unit import Unit
from lbconflint.values import Setting

_FILES = re.compile(r"\.(tf|tofu|tfvars)(\.json)?$")
_AUTOMATIC = re.compile(r"(^|/)(terraform|[^/]*\.auto)\.tfvars(\.json)?$")
_NAMES = re.compile(r"'[^']*'")


class Coverage(NamedTuple):
    """Known and all of each kind; ``reasons`` are by kind, reason and place."""

    known: Counter[str]
    all: Counter[str]
    reasons: Counter[tuple[str, str]]


def of_tree(root: Path, found: Coverage, everything: bool = False) -> None:
    """Count the root modules of one tree, or ``everything`` that no other directory calls."""
    files = Files(str(root))
    paths = sorted(
        str(path.relative_to(root))
        for path in root.rglob("*")
        if _FILES.search(path.name) and path.is_file() and not path.is_symlink() and ".terraform" not in path.parts
    )
    for unit in read(files, paths, target_of("terraform"), Plan()).units:
        if everything or _is_root(unit):
            _count(unit, found)


def _is_root(unit: Unit) -> bool:
    """Every variable of the unit's own directory has a value."""
    own = posixpath.dirname(unit.name)
    given: set[str] = set()
    needed: set[str] = set()
    for body in unit.roots:
        if not isinstance(body, Block) or posixpath.dirname(body.source.path) != own:
            continue
        if _AUTOMATIC.search(body.source.path):
            given |= body.attributes.keys()
        for block in body.find("variable"):
            if isinstance(block, Block) and "default" not in block.attributes:
                needed |= set(block.args)
    return needed <= given


def _count(unit: Unit, found: Coverage) -> None:
    reasons = {(gap.span.source.path, gap.span.start): gap.reason for gap in unit.gaps}
    for listener in unit.listeners:
        for kind, setting in _settings(listener):
            if setting.absent:
                continue
            found.all[kind] += 1
            if setting.known:
                found.known[kind] += 1
            else:
                place = setting.span
                reason = reasons.get((place.source.path, place.start), "it is wrong or has no reason")
                found.reasons[kind, _NAMES.sub("...", reason)] += 1


def _settings(listener: Listener) -> Iterator[tuple[str, Setting[object]]]:
    protocol: Setting[str] = listener.settings.get("protocol", listener.protocol)
    if "protocol" not in listener.settings and listener.module != "google":
        return
    yield "protocols", protocol
    if protocol.unknown and not listener.binds:
        yield "ports", protocol
    for ports in {bind.ports.span: bind.ports for bind in listener.binds}.values():
        yield "ports", ports


def main(given: Sequence[str]) -> int:
    """Print the figures of each corpus and of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.coverage", description=__doc__)
    parser.add_argument("--corpora", default=os.environ.get("LBCONFLINT_CORPORA"), metavar="DIR")
    parser.add_argument("--all", action="store_true", help="count modules whose variables have no value, too")
    options = parser.parse_args(given)
    place = Path(options.corpora)
    total = Coverage(Counter(), Counter(), Counter())
    for root in sorted(path for path in place.iterdir() if path.is_dir()):
        own = Coverage(Counter(), Counter(), Counter())
        of_tree(root, own, options.all)
        for part, whole in zip(own, total, strict=True):
            whole.update(part)
        show(root.name, own)
    show("all", total)
    for (kind, reason), count in total.reasons.most_common():
        print(f"  {kind:9} {count:5}  {reason}")
    return 0


def show(name: str, found: Coverage) -> None:
    parts = [
        f"{kind} {found.known[kind]} of {found.all[kind]}" for kind in ("ports", "protocols") if found.all[kind]
    ]
    if parts:
        print(f"{name}: {', '.join(parts)}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
