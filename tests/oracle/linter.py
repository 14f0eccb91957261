"""The whole linter as a judge: texts in, findings out, and what they say of a start."""

import tempfile
from pathlib import Path

from lbconflint.analysis.hosts import HostEntry
from lbconflint.config import Config
from lbconflint.finding import Finding, Level
from lbconflint.knowledge.versions import target_of
from tests.conftest import lint_tree, write_tree

from .verdict import Verdict, Versions

REFUSALS = (
    "syntax-error", "unknown-directive", "misplaced-directive", "removed-directive", "invalid-port",
    "invalid-argument", "duplicate-listen", "duplicate-listen-options", "duplicate-default-server",
    "incompatible-listen", "tls-without-certificate", "missing-upstream-port", "port-on-upstream-name",
    "missing-final-newline", "duplicate-pool", "check-without-port", "undefined-backend", "duplicate-route",
    "missing-include", "no-usable-server", "duplicate-directive", "incomplete-server",
)  # fmt: skip
"""Rules whose errors mean that the product's own check says no."""

_FAILURES = ("duplicate-bind", "dual-stack-overlap")
_SILENT = ("shared-bind",)


def verdict(files: dict[str, str], versions: Versions) -> Verdict:
    """What the findings foretell; all files are one host's."""
    config = Config(
        targets={product: target_of(product, version) for product, version in versions.items() if version},
        hosts=(HostEntry("host", lambda _: True, ()),),
        min_level=Level.ERROR,
    )
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_tree(root, files)
        report = lint_tree(root, list(files), rules=[*REFUSALS, *_FAILURES, *_SILENT], config=config)
    assert not report.internal, [finding.message for finding in report.findings]
    assert not report.skipped, report.skipped
    errors = {finding.rule for finding in report.findings if _foretells(finding)}
    for rules, outcome in ((REFUSALS, Verdict.REFUSED), (_FAILURES, Verdict.FAILS), (_SILENT, Verdict.SILENT)):
        if errors.intersection(rules):
            return outcome
    return Verdict.FINE


def _foretells(finding: Finding) -> bool:
    return finding.level is Level.ERROR
