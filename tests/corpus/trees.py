"""Whether other readers of HCL see the same: ``python -m tests.corpus.trees --corpora DIR``.

Every ``.tf`` file of the corpora is read by us, by python-hcl2 (blocks, labels, names of arguments) and by
pygohcl, which is Terraform's own parser (verdict, literal values).  Where the verdicts differ, ``terraform fmt``
decides.
"""

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import hcl2
import pygohcl
from lark.exceptions import LarkError

from lbconflint.dialects.terraform import syntax
from lbconflint.source import SourceFile
from tests.terraform.console import TERRAFORM, accepts
from tests.terraform.test_trees import found, literals, ours, theirs

_BEHIND_MARKER = re.compile(r"^([ \t]*[A-Za-z_]\w*)[ \t]+$", re.MULTILINE)


def judge(path: Path, counts: Counter[str]) -> str:
    """What is wrong with our reading of the file; "" when the others agree."""
    text = path.read_text("utf-8", errors="surrogateescape")
    body = syntax.read(SourceFile(str(path), text))
    counts["files"] += 1
    counts["lines"] += text.count("\n")
    try:
        values = pygohcl.loads(text)
    except (pygohcl.HCLParseError, pygohcl.HCLInternalError, UnicodeEncodeError):
        values = None
    if bool(body.problems) != (values is None):
        valid = accepts(text, path.parent) if TERRAFORM else values is not None
        if valid == bool(body.problems):
            return "refused wrongly" if valid else "accepted wrongly"
    if body.problems:
        counts["refused"] += 1
        return ""
    if values is not None:
        counts["pygohcl"] += 1
        for place, value in literals(body.root):
            if not any(value == other and type(value) is type(other) for other in found(values, place)):
                if any(isinstance(other, list | dict) for other in found(values, place)):
                    continue  # a block of the same name took its place
                return f"pygohcl has no {value!r} at {place}"
    try:
        # Blanks behind the end of a heredoc are a known mistake of python-hcl2.
        tree = hcl2.parses_to_tree(_BEHIND_MARKER.sub(r"\1", text))
    except (LarkError, RecursionError):
        counts["not read by python-hcl2"] += 1
        return ""
    counts["python-hcl2"] += 1
    return "" if ours(body.root) == theirs(tree) else "python-hcl2 has another tree"


def main(given: Sequence[str]) -> int:
    """Print where we differ; 1 when we do."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus.trees", description=__doc__)
    parser.add_argument("--corpora", default=os.environ.get("LBCONFLINT_CORPORA"), metavar="DIR")
    place = Path(parser.parse_args(given).corpora)
    counts: Counter[str] = Counter()
    wrong = 0
    for path in sorted(place.rglob("*.tf")):
        if path.is_file() and not path.is_symlink():
            said = judge(path, counts)
            if said:
                wrong += 1
                print(f"{path.relative_to(place)}: {said}", flush=True)
    print(", ".join(f"{count} {what}" for what, count in counts.items()), f"- {wrong} differ")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
