"""Whole small deployments: a folder of ``fixtures`` with an ``findings.txt`` gives just those findings.

A line of it is ``path:line level rule``, in the order of the report.
"""

import shutil
from pathlib import Path

import pytest

from tests.conftest import lint_tree
from tests.test_cli import run

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize("expected", sorted(FIXTURES.glob("*/findings.txt")), ids=lambda path: path.parent.name)
def test_findings(expected: Path, tmp_path: Path) -> None:
    # A copy: a fixture lies in this repository, whose root would be taken for the deployment's.
    shutil.copytree(expected.parent, tmp_path, dirs_exist_ok=True)
    report = lint_tree(tmp_path)
    found = [f"{one.span.source.path}:{one.span.line} {one.level.word} {one.rule}" for one in report.findings]
    assert found == expected.read_text(encoding="utf-8").splitlines()
    assert not report.internal


@pytest.mark.parametrize("port", ["9443", "50936", "30936"])
def test_each_port_that_the_installer_of_openshift_tried_would_have_failed_its_build(
    port: str, tmp_path: Path
) -> None:
    shutil.copytree(FIXTURES / f"openshift-{port}", tmp_path, dirs_exist_ok=True)
    done = run("check", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert any(f"haproxy.cfg:{line}:" in done.stdout for line in (11, 15))
