"""The engine: what is read, what is reported, in which order, and what happens when a rule crashes."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lbconflint import engine
from lbconflint.check import Context, Hit, each
from lbconflint.finding import Level
from lbconflint.model import Listener
from tests.conftest import Lint, lint_tree, write_tree

SERVER = "server {\n    listen 8080 default_server;\n    server_name %s;\n}\n"
MAIN = "events {}\nhttp {\n    include conf.d/*.conf;\n}\n"
SHOP = {"nginx.conf": MAIN, "conf.d/a.conf": SERVER % "a.example", "conf.d/b.conf": SERVER % "b.example"}


def test_paths_select_what_is_reported_and_not_what_is_read(lint: Lint) -> None:
    report = lint(SHOP, ["conf.d/b.conf"], rules=["duplicate-default-server"])
    assert [finding.span.source.path for finding in report.findings] == ["conf.d/b.conf"]
    assert report.read == ("conf.d/b.conf",)
    report = lint(SHOP, ["conf.d/a.conf"], rules=["duplicate-default-server"])
    assert report.findings == ()


def test_a_file_that_two_deployments_include_gives_each_finding_once(lint: Lint) -> None:
    files = {"one.conf": MAIN, "two.conf": MAIN, "conf.d/a.conf": "server {\n    listen 99999;\n}\n"}
    report = lint(files, rules=["invalid-port"])
    assert [(one.span.source.path, one.span.line) for one in report.findings] == [("conf.d/a.conf", 2)]


def test_the_same_input_gives_the_same_report(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{name}/{path}": text for name in "cab" for path, text in SHOP.items()})
    first, second = lint_tree(tmp_path), lint_tree(tmp_path)
    assert [(one.order, one.key) for one in first.findings] == [(one.order, one.key) for one in second.findings]
    assert [one.order for one in first.findings] == sorted(one.order for one in first.findings)


def test_keys_do_not_depend_on_line_numbers(lint: Lint, tmp_path: Path) -> None:
    key = lint(SHOP, rules=["duplicate-default-server"]).findings[0].key
    (tmp_path / "conf.d" / "b.conf").write_text("\n\n# moved down\n" + SHOP["conf.d/b.conf"])
    moved = lint_tree(tmp_path, rules=["duplicate-default-server"]).findings[0]
    assert moved.key == key
    assert moved.span.line == 5


def test_a_crashing_rule_is_a_finding_and_the_rest_runs(lint: Lint, monkeypatch: pytest.MonkeyPatch) -> None:
    @each(Listener)
    def broken(listener: Listener, _: Context) -> Iterator[Hit]:
        raise ZeroDivisionError(listener.kind)
        yield

    original = engine._Runner.check_of

    def check_of(self: Any, rule: str) -> Any:
        return broken if rule == "implicit-listen" else original(self, rule)

    monkeypatch.setattr(engine._Runner, "check_of", check_of)
    report = lint(SHOP, rules=["implicit-listen", "duplicate-default-server"])
    assert [finding.rule for finding in report.findings] == ["internal-error", "duplicate-default-server"]
    assert "'implicit-listen' crashed here: ZeroDivisionError: server" in report.findings[0].message
    assert report.findings[0].span.source.path == "conf.d/a.conf"
    assert report.exit_code == 2


def test_levels_confidences_and_paths_are_configured(lint: Lint) -> None:
    toml = '[levels]\nduplicate-default-server = "note"\n'
    report = lint({**SHOP, "lbconflint.toml": toml}, rules=["duplicate-default-server"])
    assert [finding.level for finding in report.findings] == [Level.NOTE]
    toml = '[[per-path]]\npaths = ["conf.d"]\nignore = ["LB006"]\n'
    assert lint({**SHOP, "lbconflint.toml": toml}, rules=["duplicate-default-server"]).findings == ()


def test_two_products_of_a_tree_conflict_for_certain_when_the_configuration_says_so(lint: Lint) -> None:
    files = {
        "etc/nginx/nginx.conf": "events {}\nhttp {\n    server {\n        listen 80;\n    }\n}\n",
        "etc/haproxy/haproxy.cfg": "defaults\n    mode http\nfrontend web\n    bind :80\n",
    }
    assert [one.level for one in lint(files, rules=["duplicate-bind"]).findings] == [Level.WARNING]
    files["lbconflint.toml"] = '[[host]]\nname = "edge"\npaths = ["etc"]\n'
    assert [one.level for one in lint(files, rules=["duplicate-bind"]).findings] == [Level.ERROR]


def test_excluded_files_are_not_candidates_and_named_ones_are_read_all_the_same(lint: Lint) -> None:
    files = {"old/nginx.conf": "events {}\nhttp {\n server {\n listen 99999;\n}\n}\n"}
    files["lbconflint.toml"] = 'exclude = ["old"]\n'
    assert lint(files, rules=["invalid-port"]).read == ()
    assert len(lint(files, ["old/nginx.conf"], rules=["invalid-port"]).findings) == 1


def test_git_ignores_are_respected_and_named_paths_read_all_the_same(tmp_path: Path) -> None:
    fault = "events {}\nhttp {\n    server {\n        listen 99999;\n    }\n}\n"
    write_tree(tmp_path, {"a/nginx.conf": fault, "built/nginx.conf": fault, ".gitignore": "built/\n"})
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert lint_tree(tmp_path, rules=["invalid-port"]).read == ("a/nginx.conf",)
    assert lint_tree(tmp_path, ["built/nginx.conf"], rules=["invalid-port"]).read == ("built/nginx.conf",)
    assert lint_tree(tmp_path, ["built"], rules=["invalid-port"]).read == ("built/nginx.conf",)


def test_submodules_and_repositories_inside_are_looked_into(tmp_path: Path) -> None:
    fault = "events {}\nhttp {\n    server {\n        listen 99999;\n    }\n}\n"
    inner = {"sub/nginx.conf": fault, "sub/built/nginx.conf": fault, "sub/.gitignore": "built/\n"}
    write_tree(tmp_path, {"a/nginx.conf": fault, **inner})
    for directory in (".", "sub"):
        subprocess.run(["git", "init", "-q", directory], cwd=tmp_path, check=True)
    assert lint_tree(tmp_path, rules=["invalid-port"]).read == ("a/nginx.conf", "sub/nginx.conf")
    commit = ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "a"]
    subprocess.run(["git", "add", "."], cwd=tmp_path / "sub", check=True)
    subprocess.run(["git", *commit], cwd=tmp_path / "sub", check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True, capture_output=True)
    assert lint_tree(tmp_path, rules=["invalid-port"]).read == ("a/nginx.conf", "sub/nginx.conf")


def test_other_formats_and_unreadable_files_are_named(lint: Lint, tmp_path: Path) -> None:
    (tmp_path / "gone.conf").symlink_to("nowhere")
    report = lint(
        {
            "a/nginx.conf": "events {}\n",
            "b.conf": "[section]\nkey = value\n",
            "c.conf": b"\x7fELF\x00\x00",
            "d.conf": "",
        }
    )
    assert report.read == ("a/nginx.conf",)
    reasons = {one.path: one.reason for one in report.skipped}
    assert reasons["b.conf"] == "no reader knows this format"
    assert reasons["c.conf"] == "binary"
    assert "the link leads nowhere" in reasons["gone.conf"]


def test_a_file_that_only_its_includer_makes_known_is_read_and_not_skipped(lint: Lint) -> None:
    files = {"nginx.conf": "events {}\nhttp {\n    include parts/*.conf;\n}\n", "parts/a.conf": "etag off;\n"}
    report = lint(files)
    assert report.read == ("nginx.conf", "parts/a.conf")
    assert report.skipped == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_named(lint: Lint, tmp_path: Path) -> None:
    write_tree(tmp_path, {"nginx.conf": "events {}\n"})
    (tmp_path / "nginx.conf").chmod(0)
    assert [(one.path, one.reason) for one in lint({}).skipped] == [("nginx.conf", "permission denied")]


@pytest.mark.usefixtures("no_hang")
def test_many_findings_on_one_long_line(lint: Lint) -> None:
    """JSON without line breaks: what identifies a finding must not read the whole line for each."""
    count, note = 8_000, "x" * 1_000
    services = [
        f'{{"apiVersion":"v1","kind":"Service","metadata":{{"name":"s{number}","annotations":{{"note":"{note}"}}}},'
        '"spec":{"ports":[{"port":70000}]}}'
        for number in range(count)
    ]
    report = lint({"all.json": f'{{"apiVersion":"v1","kind":"List","items":[{",".join(services)}]}}'})
    assert [finding.rule for finding in report.findings] == ["invalid-port"] * count
    assert len({finding.key for finding in report.findings}) == count


def test_a_finding_on_a_long_line_is_known_by_what_leads_to_it(lint: Lint) -> None:
    services = [
        f'{{"apiVersion":"v1","kind":"Service","metadata":{{"name":"s{number}"}},"spec":{{"ports":[{{"port":0}}]}}}}'
        for number in range(30)
    ]

    def keys(*taken: str) -> list[str]:
        text = f'{{"apiVersion":"v1","items":[{",".join(taken)}],"kind":"List"}}'
        return [finding.key for finding in lint({"all.json": text}).findings]

    every = keys(*services)
    assert len(set(every)) == 30
    assert keys(*services[:20], services[25])[:20] == every[:20]


def test_files_of_other_languages_are_nobodys(lint: Lint) -> None:
    prose = "Dear colleagues,\nthe meeting is at nine.\n"
    names = (
        "README-nginx.md",
        "nginx.py",
        "nginx.go.j2",
        "haproxy.html",
        "haproxy.png",
        "docs/haproxy.service",
        "nginx.sh",
    )
    ours = {"nginx.txt": prose, "haproxy-notes": prose, "nginx.conf.bak": prose, "haproxy.cfg": prose}
    patch = {"haproxy.yaml": "- op: add\n  path: /x\n", "nginx.js": ""}
    report = lint({**dict.fromkeys(names, prose), **ours, **patch})
    assert {one.path: one.reason for one in report.skipped} == dict.fromkeys(ours, "no reader knows this format")


def test_a_named_file_of_another_language_is_told(tmp_path: Path) -> None:
    write_tree(tmp_path, {"nginx.py": "import this\n", "haproxy.yaml": "- op: add\n"})
    report = lint_tree(tmp_path, [str(tmp_path / "nginx.py"), str(tmp_path / "haproxy.yaml")])
    assert {one.path for one in report.skipped} == {"nginx.py", "haproxy.yaml"}
