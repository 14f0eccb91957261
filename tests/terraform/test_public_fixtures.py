"""Ports that public fixtures of another linter take twice on purpose: all of them are told."""

import os
from pathlib import Path

import pytest

from tests.conftest import lint_tree

PLACES = [Path(os.environ.get("LBCONFLINT_CORPORA", "nowhere")) / part for part in ("", "tf")]
CHECKS = "bridgecrewio+checkov/tests/terraform/graph/checks/resources"
TAKEN = {
    ("LBTargetGroup", "443"): 1,
    ("LBWeakCiphers", "443"): 2,
    ("AppLoadBalancerTLS12", "443"): 2,
    ("AppLoadBalancerTLS12", "80"): 3,
    ("AppLoadBalancerTLS12", "8080"): 6,
}
"""Directory and port -> listeners that come too late; found by reading the files."""


@pytest.mark.skipif(not any((place / CHECKS).is_dir() for place in PLACES), reason="no corpora")
@pytest.mark.parametrize(("directory", "port"), TAKEN)
def test_what_is_taken_twice_is_told(directory: str, port: str) -> None:
    place = next(place for place in PLACES if (place / CHECKS).is_dir())
    report = lint_tree(place / CHECKS / directory, rules=["duplicate-listener"])
    late = {finding.span.line for finding in report.findings if f"takes port {port}/" in finding.message}
    assert len(late) == TAKEN[directory, port]
