"""The tables of directives: complete rows, and facts that were checked by hand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lbconflint.dialects.nginx.context import NAMES
from lbconflint.knowledge import nginx_http, nginx_main, nginx_passing, nginx_stream
from lbconflint.knowledge.nginx_directives import DIRECTIVES, REMOVED, third_party
from lbconflint.knowledge.versions import target_of

ROOT = Path(__file__).parents[2]
LINE = re.compile(
    r"\w+ +(\*|\?|[A-Zstuvm?]+) (\d+|[12]\+|\*|flag|num|size|off|msec|sec)(\{\})?!?( [\d.]*-[\d.]*)?"
)


def test_every_line_is_complete() -> None:
    for table in (nginx_main, nginx_http, nginx_passing, nginx_stream):
        for text in table.MODULES.values():
            for line in text.strip().split("\n"):
                assert LINE.fullmatch(line), line


def test_contexts_have_names() -> None:
    letters = {letter for rows in DIRECTIVES.values() for row in rows for letter in row.contexts}
    assert letters <= {*NAMES, "*", "?"}


def test_numbers_of_directives() -> None:
    own = [name for name, rows in DIRECTIVES.items() if any(row.checked for row in rows)]
    assert len(own) > 650
    assert len(DIRECTIVES) > 820
    assert len(third_party()) > 600


def test_nobody_lists_a_directive_of_nginx_as_foreign() -> None:
    own = {name for name, rows in DIRECTIVES.items() if any(row.checked for row in rows)}
    assert third_party() & own <= {"upload_progress", "timeout"}
    assert not set(REMOVED) & set(DIRECTIVES)


@pytest.mark.parametrize(
    ("name", "contexts", "versions"),
    [
        ("http2", "HS", [((1, 25, 1), None)]),
        ("server_name", "S", [(None, None)]),
        ("proxy_pass", "LJX", [(None, None)]),
        ("listen", "S", [(None, None)]),
        ("early_hints", "HSL", [((1, 29, 0), None)]),
    ],
)
def test_facts(name: str, contexts: str, versions: list[tuple[object, object]]) -> None:
    rows = [row for row in DIRECTIVES[name] if row.contexts == contexts]
    assert [(row.since, row.until) for row in rows] == versions


def test_facts_of_stream() -> None:
    (row,) = [row for row in DIRECTIVES["server_name"] if row.contexts == "s"]
    assert row.since == (1, 25, 5)
    assert not row.possible(target_of("nginx", "1.24"))
    assert row.possible(target_of("nginx"))


def test_the_tables_are_what_the_sources_say(tmp_path: Path) -> None:
    """Regenerated from local copies of nginx's source and documentation, the tables are the same."""
    source, documentation = os.environ.get("LBCONFLINT_NGINX_REPO"), os.environ.get("LBCONFLINT_NGINX_ORG_REPO")
    if not source or not documentation:
        pytest.skip("LBCONFLINT_NGINX_REPO and LBCONFLINT_NGINX_ORG_REPO are not set")
    command = [
        sys.executable,
        str(ROOT / "tests" / "tools" / "refresh_nginx_directives.py"),
        source,
        documentation,
    ]
    subprocess.run([*command, f"--to={tmp_path}"], check=True, capture_output=True)
    for written in tmp_path.iterdir():
        assert written.read_text() == (ROOT / "lbconflint" / "knowledge" / written.name).read_text()
