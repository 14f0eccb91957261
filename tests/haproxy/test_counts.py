"""Words that are missing, or too many, or none of those that HAProxy knows in their place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lbconflint.dialects import Claim
from lbconflint.dialects.haproxy.sniff import claims
from lbconflint.unit import Unit

Found = Callable[..., list[tuple[str, int, str, bool]]]
Read = Callable[..., Unit]

HEAD = "global\ndefaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\n"

REFUSED = [
    ("frontend f", "mode", "mode"),
    ("frontend f", "timeout", "timeout"),
    ("frontend f", "timeout client", "client"),
    ("frontend f", "timeout client 5s 6s", "6s"),
    ("frontend f", "option", "option"),
    ("frontend f", "option dontlognull now", "now"),
    ("frontend f", "maxconn", "maxconn"),
    ("frontend f", "maxconn 5s 500", "500"),
    ("frontend f", "default_backend", "default_backend"),
    ("frontend f", "default_backend b if TRUE", "if"),
    ("frontend f", "use_backend", "use_backend"),
    ("frontend f", "use_backend b b", "b"),
    ("frontend f", "acl", "acl"),
    ("frontend f", "http-request", "http-request"),
    ("frontend f", "http-request set-header X", "X"),
    ("frontend f", "http-request set-header X y z if TRUE", "z"),
    ("frontend f", "http-request deny 403", "403"),
    ("frontend f", "http-request deny deny_status 403 TRUE", "TRUE"),
    ("frontend f", "http-response set-status 70000", "70000"),
    ("frontend f", "http-after-response add-header X y z", "z"),
    ("frontend f", "errorfile 404", "404"),
    ("frontend f", "log", "log"),
    ("frontend f", "log 127.0.0.1", "127.0.0.1"),
    ("frontend f", "log 127.0.0.1 local9", "local9"),
    ("frontend f", "log 127.0.0.1 len 1024 format raw local0 loud", "loud"),
    ("frontend f", "log 127.0.0.1 local0 info err more", "more"),
    ("frontend f", "log 127.0.0.1 len 1 local0", "1"),
    ("frontend f", "log-format %ci %cp", "%cp"),
    ("frontend f", "redirect", "redirect"),
    ("frontend f", "redirect /login", "/login"),
    ("frontend f", "redirect location / code 200", "200"),
    ("frontend f", "redirect code 301 if TRUE", "redirect"),
    ("frontend f", "http-request redirect location / 301 if TRUE", "301"),
    ("frontend f", "http-request redirect prefix", "prefix"),
    ("frontend f", "capture request X len 10", "capture"),
    ("frontend f", "capture response header X 10", "capture"),
    ("frontend f", "tcp-request content accept always", "always"),
    ("backend b", "retries 3 4", "4"),
    ("backend b", "use-server s", "s"),
    ("backend b", "use-server s t", "t"),
    ("backend b", "use-server nobody if TRUE", "nobody"),
    ("listen l", "use_backend l if TRUE", "l"),
    ("listen l", "default_backend l", "l"),
    ("backend b", "stick-table type ip size 1k\n stick-table type ip size 1k", "stick-table"),
    ("global", "maxconn 100 200", "200"),
    ("global", "chroot", "chroot"),
    ("global", "noreuseport now", "now"),
    ("global", "log global", "global"),
    ("global", "nbthread many", "many"),
    ("global", "nbthread 0", "0"),
    ("global", "nbthread 70000", "70000"),
    ("global", "stats socket /tmp/s levl admin", "levl"),
    ("global now", "daemon", "now"),
    ("peers p q", "log 127.0.0.1 local0", "q"),
    ("userlist u", "user a insecure-password x groups nobody", "nobody"),
    ("userlist u", "group g users nobody", "nobody"),
]
"""Section, line, and the word that every HAProxy of 2.0 and later refuses."""

LET_PASS = [
    ("frontend f", "log global"),
    ("frontend f", "log 127.0.0.1 len 1024 format raw local0 info err"),
    ("frontend f", "http-request deny"),
    ("frontend f", "http-request deny deny_status 429 if TRUE"),
    ("frontend f", "http-request set-header X y if TRUE"),
    ("frontend f", "http-request set-header X if unless TRUE"),
    ("frontend f", "option httplog clf"),
    ("frontend f", "option forwardfor except 127.0.0.1 header X"),
    ("frontend f", "option httplog"),
    ("frontend f", "use_backend b unless TRUE"),
    ("frontend f", "redirect scheme https code 301 append-slash drop-query if TRUE"),
    ("frontend f", "http-request redirect location / set-cookie A=1"),
    ("frontend f", "capture request header X len 10"),
    ("frontend f", "capture cookie X len 10"),
    ("frontend f", "capture cookie X of 10"),
    ("frontend f", "tcp-request content reject if TRUE"),
    ("backend b", "use-server s if TRUE"),
    ("backend b", "option httpchk GET /health HTTP/1.0"),
    ("listen l", "stick-table type ip size 1k\n stick on src\n http-request track-sc0 src"),
    ("listen l", "stick-table type ip size 1k\n stick on src table l if TRUE"),
    ("userlist u", "user a insecure-password x groups g,h\n group g\n group h"),
    ("userlist u", "user a insecure-password x\n group g users a"),
]
"""What all of them take."""


def written(section: str, line: str) -> str:
    server = " server s 127.0.0.1:1\n" if section.startswith("backend") else ""
    bind = " bind 127.0.0.1:20000\n" if section[0] in "fl" else ""
    other = "" if section == "backend b" else "backend b\n server s 127.0.0.1:1\n"
    return f"{HEAD}{section}\n{bind} {line}\n{server}{other}"


@pytest.mark.parametrize(("section", "line", "word"), REFUSED)
def test_what_is_refused(diagnostics: Found, section: str, line: str, word: str) -> None:
    found = [(told, certain) for _, _, told, certain in diagnostics(written(section, line), "3.4")]
    assert found == [(word, True)]


@pytest.mark.parametrize(("section", "line"), LET_PASS)
def test_what_passes(diagnostics: Found, section: str, line: str) -> None:
    assert diagnostics(written(section, line)) == []


def test_the_real_haproxy_agrees(oracle: Any, tmp_path: Path) -> None:
    path = tmp_path / "haproxy.cfg"
    wrong = []
    for section, line, *word in [*REFUSED, *LET_PASS]:
        path.write_text(written(section, line))
        if oracle.accepts(path) == bool(word):
            wrong.append(f"{section}: {line}")
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    ["timeout client {{ x }}", "maxconn {{ a }} {{ b }}", "mode {% if x %}tcp{% else %}http{% endif %}",
     "timeout {{ x }}", "use_backend b {{ condition }}", "log {{ host }} {{ facility }}",
     "http-request deny {{ options }}", "log 127.0.0.1 {{ f }} loud"],
)  # fmt: skip
def test_templates_may_fill_in_any_words(read_one: Read, line: str) -> None:
    assert read_one(written("frontend f", line), path="haproxy.cfg.j2").diagnostics == []


@pytest.mark.parametrize(
    "line",
    ['log "${HOST}" "${FACILITY}"', 'maxconn "${LIMITS[*]}" 5', 'http-request deny deny_status "$STATUS"',
     "http-request return status <status>", 'default_backend b "${NOTHING}"'],
)  # fmt: skip
def test_variables_and_placeholders_may_be_anything(diagnostics: Found, line: str) -> None:
    assert diagnostics(written("frontend f", line)) == []


@pytest.mark.parametrize(
    ("section", "line", "since"),
    [("global", "maxconn many", "2.8"), ("frontend f", "errorfile 418 /x", "2.4"),
     ("frontend f", "http-request deny deny_status", "2.2")],
)  # fmt: skip
def test_refused_since(diagnostics: Found, section: str, line: str, since: str) -> None:
    assert diagnostics(written(section, line)) == []
    assert diagnostics(written(section, line), "2.0") == []
    assert len(diagnostics(written(section, line), since)) == 1


@pytest.mark.parametrize(
    "kind", ["resolvers", "peers", "mailers", "ring", "log-forward", "http-errors", "fcgi-app"]
)
def test_one_section_of_a_name(diagnostics: Found, kind: str) -> None:
    assert diagnostics(f"global\n{kind} a\n{kind} b\n{kind} a\n", "3.0") == [("INVALID_ARGUMENT", 4, "a", True)]


def test_sections_of_one_name_in_branches_that_exclude_each_other(diagnostics: Found) -> None:
    text = "global\n.if feature(A)\nresolvers a\n nameserver n 1.1.1.1:53\n.else\nresolvers a\n.endif\n"
    assert diagnostics(text) == []


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ("frontend f\n http-request track-sc0 src table t\n", ["t"]),
        ("frontend f\n http-request track-sc0 src\n", ["f"]),
        ("frontend f\n tcp-request content track-sc1 src table t if TRUE\n", ["t"]),
        ("backend b\n stick on src table t\n", ["t"]),
        ("backend b\n stick store-request src\n", ["b"]),
        ("frontend f\n http-request track-sc0 src table p/t\npeers p\n table t type ip size 1k\n", []),
        ("frontend f\n http-request track-sc0 src table b\nbackend b\n stick-table type ip size 1k\n", []),
        ("frontend f\n stick-table type ip size 1k\n http-request track-sc0 src if TRUE\n", []),
        ("frontend f\n http-request set-header table t\n", []),
        ("defaults d\n http-request track-sc0 src\n", []),
    ],
)
def test_tables(read_one: Read, lines: str, missing: list[str]) -> None:
    unit = read_one(f"global\n{lines}")
    defined = {one.name.value for one in unit.definitions if one.kind == "table"}
    named = [one.name.value for one in unit.references if one.kind == "table"]
    assert [name for name in named if name not in defined] == missing


def test_a_backend_names_others_though_it_ignores_them(read_one: Read) -> None:
    unit = read_one("global\nbackend b\n use_backend c if TRUE\n default_backend d\n use_backend x_%[src]\n")
    assert [one.name.value for one in unit.references if one.kind == "pool"] == ["c", "d"]
    inherited = read_one("global\ndefaults\n default_backend d\nbackend b\n")
    assert [one for one in inherited.references if one.kind == "pool"] == []


def test_a_ring_passes_over_timeouts_that_it_does_not_know(diagnostics: Found) -> None:
    text = "global\nring r\n timeout client 5s\n"
    assert diagnostics(text) == [("UNKNOWN_DIRECTIVE", 3, "client", False)]


def test_a_file_whose_first_header_is_broken_is_still_haproxys() -> None:
    lines = "mode http\n bind :80\n balance roundrobin\n server a 10.0.0.1:80\n option httplog\n retries 3\n"
    assert claims("haproxy.cfg", f"global\n daemon\nlissten web\n {lines}") is Claim.SURE
    assert claims("other.cfg", f"global\n daemon\nlissten web\n {lines}") is Claim.NO
