"""Suppression comments: what they take away, and how a useless one is told."""

import pytest

from tests.conftest import Lint

CONFLICT = """\
events {{}}
http {{
    server {{
        listen 8080;
    }}
}}
stream {{
    server {{
        {above}
        listen 8080;{behind}
        proxy_pass 127.0.0.1:9000;
    }}
}}
"""


def conflict(above: str = "", behind: str = "") -> dict[str, str]:
    return {"nginx.conf": CONFLICT.format(above=above, behind=behind)}


@pytest.mark.parametrize("word", ["duplicate-bind", "LB001", "lb001", "weak-tls, duplicate-bind"])
def test_a_comment_behind_or_above_takes_the_finding_away(lint: Lint, word: str) -> None:
    for files in (
        conflict(behind=f" # lbconflint: ignore[{word}] moved next week"),
        conflict(above=f"# lbconflint: ignore[{word}] moved next week"),
        conflict(above=f"# lbconflint: ignore[{word}]\n        # more words\n"),
        conflict(above=f"# lbconflint: ignore-file[{word}] all of it"),
    ):
        report = lint(files, rules=["duplicate-bind", "unused-suppression"])
        assert report.findings == ()
        assert report.suppressed == 1


def test_without_a_comment_it_is_reported(lint: Lint) -> None:
    report = lint(conflict(), rules=["duplicate-bind"])
    assert [finding.rule for finding in report.findings] == ["duplicate-bind"]


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# lbconflint: ignore[duplicat-bind]", "there is no rule 'duplicat-bind'"),
        ("# lbconflint: ignore[]", "this comment names no rule"),
        ("# lbconflint: ignore duplicate-bind", "not understood and suppresses nothing"),
        ("# lbconflint: disable[duplicate-bind]", "not understood and suppresses nothing"),
    ],
)
def test_a_malformed_comment_suppresses_nothing_and_is_told(lint: Lint, comment: str, told: str) -> None:
    report = lint(conflict(behind=f" {comment}"), rules=["duplicate-bind", "unused-suppression"])
    assert [finding.rule for finding in report.findings] == ["duplicate-bind", "unused-suppression"]
    assert told in report.findings[1].message


def test_a_comment_in_the_wrong_place_is_unused(lint: Lint) -> None:
    files = {"nginx.conf": "# lbconflint: ignore[duplicate-bind]\n\n\n" + conflict()["nginx.conf"]}
    report = lint(files, rules=["duplicate-bind", "unused-suppression"])
    assert [finding.rule for finding in report.findings] == ["unused-suppression", "duplicate-bind"]
    assert "suppresses nothing" in report.findings[0].message


def test_a_comment_for_a_rule_that_did_not_run_is_not_called_unused(lint: Lint) -> None:
    files = {"nginx.conf": "events {}\nhttp {} # lbconflint: ignore[duplicate-bind] later\n"}
    assert lint(files, rules=["unused-suppression"]).findings == ()


def test_a_reason_may_be_demanded(lint: Lint) -> None:
    files = conflict(behind=" # lbconflint: ignore[duplicate-bind]")
    files["lbconflint.toml"] = "require-reason = true\n"
    report = lint(files, rules=["duplicate-bind", "unused-suppression"])
    assert [finding.message for finding in report.findings] == ["this suppression gives no reason"]


def test_what_speaks_of_comments_cannot_be_suppressed(lint: Lint) -> None:
    files = conflict(behind=" # lbconflint: ignore[unused-suppression, nothing-there]")
    report = lint(files, rules=["unused-suppression"])
    assert [finding.rule for finding in report.findings] == ["unused-suppression"]
