"""The corpus command over corpora of two files: what it prints, keeps and compares."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import write_tree
from tests.corpus import embedded, fetch, judge, snapshot
from tests.corpus.__main__ import main

TWICE = "events {}\nhttp {\n    server {\n        listen 8080 default_server;\n        return 204;\n    }\n}\n"
CORPORA = {
    "some+site/nginx.conf": TWICE.replace("    }\n}", "    }\n    include more.conf;\n}"),
    "some+site/more.conf": "server {\n    listen 8080 default_server;\n    return 204;\n}\n",
    "some+site/notes.conf": "[section]\nkey = value\n",
    "other+site/haproxy.cfg": (
        "defaults\n    timeout client 5s\n"
        "frontend web\n    mode http\n    bind :8080\n    default_backend nowhere\n"
    ),
}
BACKEND = "backend nowhere\n    mode http\n    server a 192.0.2.1:80\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_tree(tmp_path, CORPORA)
    return tmp_path


def run(place: Path, *more: str, revision: str = "one") -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.corpus.__main__.revision", lambda: revision)
        patch.setattr("tests.corpus.__main__.pinned", list)
        return main(["--corpora", str(place), *more])


def test_findings_are_counted_by_rule_and_listed_on_demand(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "--rule", "duplicate-default-server") == 0
    said = capsys.readouterr().out
    assert "\nother+site: 1 files" in said
    assert "  error       1  undefined-backend\n" in said
    assert "\nsome+site: 2 files, 1 skipped" in said
    assert "no reader knows this format: notes.conf\n" in said
    assert "    some+site/nginx.conf:4: " in said or "    some+site/more.conf:2: " in said
    assert "    other+site/haproxy.cfg:" not in said
    assert "\nall: 3 files" in said
    assert "against" not in said


def test_the_difference_names_what_came_and_what_went(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(place)
    run(place)
    assert "\nagainst one: no difference\n" in capsys.readouterr().out
    (place / "other+site/haproxy.cfg").write_text(CORPORA["other+site/haproxy.cfg"] + BACKEND)
    (place / "some+site/more.conf").write_text("# moved down\n" + CORPORA["some+site/more.conf"])
    run(place, revision="two")
    changes = capsys.readouterr().out.partition("\nagainst one:")[2]
    assert "  undefined-backend: +0 -1\n    - other+site/haproxy.cfg:6: error: " in changes
    assert "some+site" not in changes
    run(place, "--against", "one", revision="three")
    assert "undefined-backend: +0 -1" in capsys.readouterr().out


def test_a_run_over_one_corpus_keeps_what_was_found_in_the_others(place: Path) -> None:
    run(place)
    run(place, "other+site")
    kept = snapshot.latest(place, ())
    assert kept is not None
    assert sorted(kept.corpora) == ["other+site", "some+site"]
    assert snapshot.latest(place, ["haproxy=3.2"]) is None


def test_a_run_that_does_not_end_is_a_failure(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "some+site", "--timeout", "0.001") == 1
    assert "FAILED: no end after 0.001 s" in capsys.readouterr().out


def test_an_unknown_revision_and_no_directory_are_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="no snapshot of 'nothing'"):
        run(place, "--against", "nothing")
    monkeypatch.delenv("LBCONFLINT_CORPORA", raising=False)
    with pytest.raises(SystemExit):
        main([])


def test_missing_corpora_are_cloned_at_their_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "hub" / "some" / "site"
    git = ["git", "-C", str(source), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "init", "-q", str(source)], check=True)
    write_tree(source, {"nginx.conf": TWICE})
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    write_tree(source, {"nginx.conf": "events {}\n"})
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    pins = [fetch.Pin("some/site", commit, "MIT"), fetch.Pin("gone/site", commit, "MIT")]
    monkeypatch.setattr(fetch, "pinned", lambda: pins)
    place = tmp_path / "corpora"
    said = list(fetch.fetch(place, f"file://{tmp_path}/hub/"))
    assert said[0] == "some/site: cloned"
    assert said[1].startswith("gone/site: fatal:")
    assert (place / "some+site" / "nginx.conf").read_text() == TWICE
    assert [path.name for path in place.iterdir()] == ["some+site"]


def test_of_a_large_repository_only_the_patterns_are_checked_out(tmp_path: Path) -> None:
    source = tmp_path / "hub" / "some" / "site"
    git = ["git", "-C", str(source), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run(["git", "init", "-q", str(source)], check=True)
    write_tree(source, {"a/nginx.conf": TWICE, "a/site.go": "package a\n", "top.md": "# top\n"})
    subprocess.run([*git, "config", "uploadpack.allowFilter", "true"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    place = tmp_path / "corpus"
    pin = fetch.Pin("some/site", commit, "MIT", "*.conf *.md")
    assert fetch.clone(f"file://{tmp_path}/hub/", pin, place) == ""
    files = [path for path in place.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert sorted(str(path.relative_to(place)) for path in files) == ["a/nginx.conf", "top.md"]


SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"


@pytest.mark.parametrize(
    ("program", "good", "broken", "template"),
    [
        (
            "kubectl",
            ("a.yaml", SERVICE),
            ("b.yaml", f"{SERVICE}a: [\n"),
            ("c.yaml", f"{SERVICE}a: {{{{ .x }}}}\n"),
        ),
        ("terraform", ("a.tf", "locals {\n}\n"), ("b.tf", "locals {\n"), ("c.tf", "locals {\n a = {{ x }}\n}\n")),
    ],
)
def test_the_real_programs_judge_what_was_said_of_syntax(
    tmp_path: Path, program: str, good: tuple[str, str], broken: tuple[str, str], template: tuple[str, str]
) -> None:
    if not shutil.which(program):
        pytest.skip(f"no {program} binary")
    write_tree(tmp_path, dict((good, broken, template)))
    read = [good[0], broken[0], template[0]]
    assert judge.judge(tmp_path, [broken[0]], [broken[0]], read) == ([], [], 3)
    assert judge.judge(tmp_path, [good[0]], [good[0]], read) == ([good[0]], [broken[0]], 3)


def test_a_corpus_in_pieces(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ingress = (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {rules: [{host: a.example, "
        "http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 81}}}}]}}]}\n"
    )
    service = f"{SERVICE}spec: {{ports: [{{port: 80}}]}}\n"
    write_tree(
        place,
        {"k/x/other.yaml": SERVICE.replace("a}", "b}"), "k/y/service.yaml": service, "k/y/ingress.yaml": ingress},
    )
    for scope, hits in ((), 1), (("--scope", "directory"), 1), (("--scope", "file"), 0):
        assert run(place, "k", *scope, "--level", "error") == 0
        said = capsys.readouterr().out
        assert said.count(": error backend-port-mismatch: ") == hits, scope
        assert "\nk: 3 files" in said


def test_examples_on_pages_are_configurations_of_their_own(tmp_path: Path) -> None:
    page = "# r\n\n```hcl\nlocals {}\n```\n\n```sh\nls\n```\n\n```terraform\nlocals {\n}\n```\n"
    source = "some+terraform-provider-x"
    write_tree(tmp_path, {f"{source}/docs/r/nlb_listener.html.markdown": page, f"{source}/docs/r/bucket.md": page})
    assert list(embedded.extract(tmp_path)) == [f"{source}-pages: 2 files"]
    out = tmp_path / f"{source}-pages"
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.tf")) == [
        "nlb_listener-1/main.tf",
        "nlb_listener-2/main.tf",
    ]
    assert (out / "nlb_listener-2/main.tf").read_text() == "locals {\n}\n"
    assert list(embedded.extract(tmp_path)) == []


def test_every_pin_has_a_commit_and_a_licence() -> None:
    pins = fetch.pinned()
    assert len({pin.repository for pin in pins}) == len(pins)
    for pin in pins:
        assert len(pin.commit) == 40, pin
        assert pin.licence, pin


def test_configurations_within_tests_are_written_out(tmp_path: Path) -> None:
    perl = (
        "$t->write_file_expand('nginx.conf', <<'EOF');\n%%TEST_GLOBALS%%\nlisten 127.0.0.1:%%PORT_8080%%;\nEOF\n"
        "$t->write_file('openssl.conf', <<EOF);\n[req]\nEOF\n"
    )
    vtc = (
        'haproxy h1 -conf {\n  frontend f\n    bind "fd@${fe}"\n    acl a path -m reg ^/{2}\n'
        "  backend b\n    server s ${s1_addr}:${s1_port}\n} -start\n"
        "haproxy h2 -conf-BAD {} {\n  backend b\n    server s ${h1_fe_sock}\n}\n"
    )  # fmt: skip
    write_tree(tmp_path, {"nginx+nginx-tests/a.t": perl, "haproxy+haproxy/reg-tests/x/a.vtc": vtc})
    assert list(embedded.extract(tmp_path)) == ["nginx-tests-extracted: 1 files", "haproxy-regtests: 2 files"]
    written = (tmp_path / "nginx-tests-extracted/a/nginx.conf").read_text()
    assert f"pid {tmp_path}/nginx-tests-extracted/a/nginx.pid;\n" in written
    assert "listen 127.0.0.1:8080;" in written
    first = (tmp_path / "haproxy-regtests/x-a-h1.cfg").read_text()
    assert 'bind "127.0.0.1:20000"\n' in first
    assert "server s 127.0.0.1:20001\n" in first
    assert first.endswith("\n")
    assert (tmp_path / "haproxy-regtests/x-a-h2.cfg").read_text() == "  backend b\n    server s 127.0.0.1:20000\n"
    assert list(embedded.extract(tmp_path)) == []
