"""A file that the real HAProxy of a version accepts has no fault that is certain for that version."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lbconflint.dialects import Claim, Plan
from lbconflint.dialects.haproxy.reader import read
from lbconflint.dialects.haproxy.sniff import claims
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import Diagnostic, DiagnosticKind
from lbconflint.unit import Unit

USELESS = (
    "so that every check fails",
    "so that nothing can be reached",
    "so that nothing listens",
    "leads out of 1 to 65535 for every port",
)
"""Ports that HAProxy takes without a look, and that no connection can use."""


def certain(unit: Unit) -> list[Diagnostic]:
    return [found for found in unit.diagnostics if found.certain and not found.message.endswith(USELESS)]


def unit_of(root: Path, path: str, target: str) -> Unit | None:
    units = read(Files(str(root)), [path], target_of("haproxy", target), Plan()).units
    return units[0] if units else None


def described(unit: Unit) -> list[str]:
    return [f"{found.span.line}: {found.kind.name}: {found.message}" for found in certain(unit)]


_SECTIONS = st.sampled_from(["frontend f", "listen l", "backend b", "defaults", "defaults d"])
_LISTED = """
mode http|mode tcp|option httplog|option httpchk|option httpchk GET /|option forwardfor|
option redispatch|option allbackups|no option httpclose|option tcp-check|option dontlognull|
option abortonclose|balance roundrobin|balance uri|balance hdr(host)|cookie S insert|maxconn 5|
fullconn 5|backlog 5|retries 3|timeout client 5s|timeout server 5s|timeout connect 500|timeout tunnel 1h|
timeout http-request 5s|timeout queue 5s|timeout check 5|default_backend b|acl a path /x|
use_backend b if { path /y }|http-request deny if { path /z }|http-request set-header X y|
http-request redirect scheme https|http-response del-header Y|tcp-request connection accept|
tcp-request content accept|tcp-request inspect-delay 5s|monitor-uri /up|server s 10.0.0.1:80|
server s 10.0.0.1:80 check|server t 10.0.0.2 backup|server u 10.0.0.3:+1|server v 10.0.0.4:80 weight 300|
server w 10.0.0.5:80 ssl|server x 10.0.0.6:80 ssl verify none|server y 10.0.0.7:65536|
server z 10.0.0.8:80 nonsense|default-server inter 5s|default-server check port 80|bind 127.0.0.1:8080|
bind 127.0.0.1:0|bind :8081-8080|bind ::1:8082|bind /tmp/none.sock|bind :8083 nonsense|
bind 127.0.0.1:8084,127.0.0.1:8085|bind 127.0.0.1:80x|bind :+1|stats enable|stats uri /s|stats auth a:b|
stats admin if TRUE|stick-table type ip size 1k|stick on src|log 127.0.0.1 local0|log global|no log|
errorloc 503 /x|capture request header Host len 5|compression algo gzip|description x|disabled|enabled|
http-check send-state|hash-type consistent|http-reuse safe|source 10.0.0.9|rate-limit sessions 5|
unknown word|no bind|timeout clent 5s|option nonsense|mode nonsense|http-request nonsense|reqrep a b|
grace 5|monitor-net 10.0.0.0/8|dispatch 10.0.0.1:80|option http-tunnel|nbthread 2|filter compression|
id 77|http-send-name-header X|persist rdp-cookie|ignore-persist if TRUE|use-server s if { path /a }|
redirect location /
"""
_STATEMENTS = st.sampled_from(_LISTED.strip().replace("\n", "").split("|"))


def _text(sections: list[tuple[str, list[str]]]) -> str:
    lines = ["global", " maxconn 100"]
    for number, (header, statements) in enumerate(sections):
        kind, _, name = header.partition(" ")
        lines.append(f"{kind} {name}{number}" if name else kind)
        lines.extend(f" {statement}" for statement in statements)
    lines += ["backend b", " mode http", "frontend last", " mode http", " bind 127.0.0.1:9"]
    return "\n".join(lines) + "\n"


@settings(max_examples=25)
@given(sections=st.lists(st.tuples(_SECTIONS, st.lists(_STATEMENTS, max_size=6)), min_size=1, max_size=4))
def test_generated_files(oracle: Any, tmp_path: Path, sections: list[tuple[str, list[str]]]) -> None:
    file = tmp_path / "haproxy.cfg"
    file.write_text(_text(sections))
    unit = unit_of(tmp_path, "haproxy.cfg", oracle.version)
    assert unit is not None
    if certain(unit):
        assert not oracle.accepts(file), (file.read_text(), described(unit))


@settings(max_examples=40)
@given(section=_SECTIONS, statement=_STATEMENTS)
def test_single_statements_are_judged_alike(oracle: Any, tmp_path: Path, section: str, statement: str) -> None:
    """Both ways: what HAProxy refuses while it parses the line is noticed, for the versions that are supported."""
    file = tmp_path / "haproxy.cfg"
    text = _text([(section, [statement])])
    file.write_text(text)
    unit = unit_of(tmp_path, "haproxy.cfg", oracle.version)
    assert unit is not None
    seen = oracle.run("-c", "-dr", "-f", str(file)).stderr.decode()
    refused = re.search(r"\[ALERT\][^\n]*haproxy\.cfg:4\]", seen) is not None
    if certain(unit):
        assert refused or not oracle.accepts(file), (text, described(unit))
    # 3.2.0 forgets that it knows an option which it has just ignored.
    forgotten = re.search(r"unknown option '(\w+)'; did you mean '\1'", seen)
    if refused and "already specified" not in seen and not forgotten:
        assert [found for found in unit.diagnostics if found.span.line == 4], (text, seen)


@pytest.mark.parametrize(
    "text",
    [
        "frontend f\n bind 127.0.0.1:9\n timeout client 5mn\n",
        "frontend f\n bind 127.0.0.1:9\nbackend b\n server s 10.0.0.1:+70000\n",
        "frontend f\n bind 127.0.0.1:9\nbackend b\n server s 10.0.0.1:80 check port 70000\n",
        "backend b\n bind 127.0.0.1:9\n",
        "frontend f\n bind 127.0.0.1:9\nbackend b\n server s 10.0.0.1:80 weight\n",
        "frontend f # x\n bind 127.0.0.1:9# y\n",
    ],
)
def test_what_haproxy_lets_pass(oracle: Any, tmp_path: Path, text: str) -> None:
    file = tmp_path / "haproxy.cfg"
    file.write_text(f"global\n{text}")
    assert oracle.accepts(file)
    unit = unit_of(tmp_path, "haproxy.cfg", oracle.version)
    assert unit is not None
    assert described(unit) == []


def _corpus() -> Iterator[Path]:
    root = os.environ.get("LBCONFLINT_CORPORA")
    for path in sorted(Path(root).rglob("*")) if root else ():
        if path.suffix in (".cfg", ".conf", ".haproxy") and path.is_file() and path.stat().st_size < 300_000:
            head = path.read_bytes()[:65536].decode("utf-8", "surrogateescape")
            if claims(path.name, head) is not Claim.NO:
                yield path


@pytest.mark.skipif(not os.environ.get("LBCONFLINT_CORPORA"), reason="no corpora")
def test_corpora(oracle: Any) -> None:
    root = Path(os.environ["LBCONFLINT_CORPORA"])
    wrong: list[str] = []
    accepted = 0
    for path in _corpus():
        try:
            if not oracle.accepts(path):
                continue
        except subprocess.TimeoutExpired:  # it resolves names, and hangs on some files
            continue
        accepted += 1
        unit = unit_of(root, str(path.relative_to(root)), oracle.version)
        if unit is not None:
            wrong += [f"{path}:{line}" for line in described(unit)]
    assert accepted > 20
    assert wrong == []


def test_every_kind_of_diagnostic_can_be_certain(read_one: Callable[..., Unit]) -> None:
    text = (
        'global\n nonsense\n setenv "\nfrontend f\n bind :0\n mode nonsense\nbackend b\n reqrep a b\n'
        " tcp-request connection accept\n{}"
    )
    kinds = {found.kind for found in read_one(text.format(" retries 3"), "3.4").diagnostics if found.certain}
    assert kinds == {
        DiagnosticKind.SYNTAX,
        DiagnosticKind.UNKNOWN_DIRECTIVE,
        DiagnosticKind.INVALID_PORT,
        DiagnosticKind.INVALID_ARGUMENT,
        DiagnosticKind.REMOVED_DIRECTIVE,
        DiagnosticKind.MISPLACED_DIRECTIVE,
        DiagnosticKind.MISSING_FINAL_NEWLINE,
    }
