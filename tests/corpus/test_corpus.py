"""The corpus command over corpora of two files: what it prints, keeps and compares."""

import subprocess
from pathlib import Path

import pytest

from tests.conftest import write_tree
from tests.corpus import embedded, fetch, snapshot
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
