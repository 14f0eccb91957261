"""Directives: known, allowed here, of this version, well-formed; and nothing where nginx has no complaint."""

from pathlib import Path

import pytest

from lbconflint.model import DiagnosticKind
from tests.nginx.reading import http, messages, of_kind, server, stream, unit_of, verdict

REFUSED = [
    ("xstream on;", "M", "unknown directive 'xstream'"),
    ("sendfile yes;", "H", "invalid value 'yes' in 'sendfile' directive"),
    ("proxy_read_timeout 60sec;", "H", "invalid value '60sec'"),
    ("proxy_read_timeout 30m1h;", "H", "invalid value '30m1h'"),
    ("proxy_read_timeout 1y;", "H", "invalid value '1y'"),
    ("ssl_session_timeout 1s5ms;", "H", "invalid value '1s5ms'"),
    ("resolver_timeout 1.5s;", "H", "invalid value '1.5s'"),
    ("client_header_buffer_size 1g;", "H", "invalid value '1g'"),
    ("client_body_buffer_size 8kb;", "H", "invalid value '8kb'"),
    ("keepalive_requests -1;", "H", "invalid value '-1'"),
    ("ssl_protocols TLSv1.2,TLSv1.3;", "H", "invalid value 'TLSv1.2,TLSv1.3'"),
    ("listen 80;", "H", "'listen' is not allowed in http"),
    ("location / { }", "H", "'location' is not allowed in http"),
    ("server;", "H", "the directive 'server' has no opening '{'"),
    ("root /a { }", "S", "the directive 'root' takes no block"),
    ("root /a /b;", "S", "invalid number of arguments in 'root': 2 given, 1 wanted"),
    ("listen;", "S", "invalid number of arguments in 'listen': 0 given, at least 1 wanted"),
    ("return;", "S", "invalid number of arguments in 'return': 0 given, 1 or 2 wanted"),
    ("proxy_pass http://127.0.0.1;", "S", "'proxy_pass' is not allowed in server"),
    ("upstream a { }", "S", "'upstream' is not allowed in server"),
    ("if ($host) { proxy_pass http://127.0.0.1; }", "S", "'proxy_pass' is not allowed in if in server"),
    ("location / { server_name a; }", "S", "'server_name' is not allowed in location"),
    ("location / { limit_except GET { root /a; } }", "S", "'root' is not allowed in limit_except"),
    ("Listen 80;", "S", "unknown directive 'Listen'"),
]
WRAP = {
    "M": "events {{}}\n{}\n",
    "H": "events {{}}\nhttp {{ {} }}\n",
    "S": "events {{}}\nhttp {{ server {{ {} }} }}\n",
}


@pytest.mark.parametrize(("body", "level", "message"), REFUSED)
def test_refused(body: str, level: str, message: str, tmp_path: Path) -> None:
    text = WRAP[level].format(body)
    (found,) = unit_of(tmp_path, text).diagnostics
    assert found.message.startswith(message)
    assert found.certain
    assert verdict(text, tmp_path) != ""


ACCEPTED = [
    ('proxy_read_timeout "1h 30m";', "H"),
    ("sendfile ON;", "H"),
    ("keepalive_timeout 500ms;", "H"),
    ("client_max_body_size 1g;", "H"),
    ("ssl_protocols tlsv1.2;", "H"),
    ("types { text/html html; }", "H"),
    ("map $host $b { default x; listen 80; }", "H"),
    ("geo $a { default 0; 10.0.0.0/8 1; }", "H"),
    ("large_client_header_buffers 4 8k;", "H"),
    ("proxy_read_timeout 1h30; send_timeout 2s500ms3; ssl_session_timeout '1M 2d'; resolver_timeout s1;", "H"),
    ("location / { if ($host) { set $b c; } limit_except GET { deny all; } }", "S"),
    ("if ($host) { return 403; }", "S"),
    ("listen 127.0.0.1:18080; error_page 404 = @a; location @a { return 404; }", "S"),
]


@pytest.mark.parametrize(("body", "level"), ACCEPTED)
def test_accepted(body: str, level: str, tmp_path: Path) -> None:
    text = WRAP[level].format(body)
    assert unit_of(tmp_path, text).diagnostics == []
    assert verdict(text, tmp_path) == ""


def test_did_you_mean(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("server { listen 80; serve_name a; location / { proxy_passs http://a; } }"))
    found = of_kind(unit, DiagnosticKind.UNKNOWN_DIRECTIVE)
    assert {(one.span.text, one.help) for one in found} == {
        ("serve_name", "did you mean 'server_name'?"),
        ("proxy_passs", "did you mean 'proxy_pass'?"),
    }
    assert all(one.certain for one in found)


def test_a_name_of_another_family_is_no_suggestion(tmp_path: Path) -> None:
    (found,) = unit_of(tmp_path, http("xquic_ssl_certificate_kez a;")).diagnostics
    assert "did you mean" not in found.help


def test_modules_of_others_are_known_or_plausible(tmp_path: Path) -> None:
    unit = unit_of(
        tmp_path, http("more_set_headers 'A: b'; brotli on; vhost_traffic_status_zone; lua_shared_dict a 1m;")
    )
    assert unit.diagnostics == []
    (found,) = unit_of(tmp_path, http("lua_something_new on;")).diagnostics
    assert not found.certain
    (found,) = unit_of(tmp_path, "load_module modules/ngx_http_frob_module.so;\n" + http("frob on;")).diagnostics
    assert not found.certain


def test_blocks_of_others_are_not_looked_into(tmp_path: Path) -> None:
    text = "events {}\nrtmp { server { listen 1935; application live { live on; frob on; } } }\n"
    assert unit_of(tmp_path, text).diagnostics == []


def test_removed(tmp_path: Path) -> None:
    body = http("server { listen 443; ssl on; }")
    assert messages(unit_of(tmp_path, body, "1.28")) == ["the directive 'ssl' was removed in nginx 1.25.1"]
    assert unit_of(tmp_path, body, "1.22").diagnostics == []
    (unsure,) = unit_of(tmp_path, body).diagnostics
    assert (unsure.kind, unsure.certain) == (DiagnosticKind.REMOVED_DIRECTIVE, False)


def test_not_there_yet(tmp_path: Path) -> None:
    body = http("server { listen 443 ssl; http2 on; }")
    assert messages(unit_of(tmp_path, body, "1.24")) == ["the directive 'http2' needs nginx 1.25.1"]
    assert messages(unit_of(tmp_path, body, "1.25"), certain=False) == ["the directive 'http2' needs nginx 1.25.1"]
    assert unit_of(tmp_path, body, "1.25.1").diagnostics == []
    assert unit_of(tmp_path, body).diagnostics == []


def test_server_name_of_stream_by_version(tmp_path: Path) -> None:
    body = stream("server { listen 1; server_name a; proxy_pass 10.0.0.1:1; }")
    (found,) = messages(unit_of(tmp_path, body, "1.24"))
    assert found == "the directive 'server_name' needs nginx 1.25.5 in this context"
    assert unit_of(tmp_path, body, "1.26").diagnostics == []


def test_gone_long_ago(tmp_path: Path) -> None:
    (found,) = unit_of(tmp_path, http("limit_zone a $binary_remote_addr 1m;")).diagnostics
    assert (found.kind, found.certain) == (DiagnosticKind.REMOVED_DIRECTIVE, True)
    assert "limit_conn_zone" in found.help


def test_accepted_and_ignored(tmp_path: Path) -> None:
    (found,) = unit_of(tmp_path, http("http2_push_preload on;"), "1.28").diagnostics
    assert found.message == "the directive 'http2_push_preload' is ignored since nginx 1.25.1"
    assert not found.certain


def test_the_commercial_version(tmp_path: Path) -> None:
    unit = unit_of(
        tmp_path, http("server { listen 80; status_zone a; location / { status_zone b; health_check; } }")
    )
    (found,) = of_kind(unit, DiagnosticKind.REMOVED_DIRECTIVE)
    assert (found.span.text, found.certain) == ("status_zone", False)
    assert found.message == "'status_zone' and 'health_check' exist only in the commercial version, NGINX Plus"
    assert [span.text for span, _ in found.related] == ["health_check"]


def test_values_by_version(tmp_path: Path) -> None:
    body = http("proxy_http_version 2;")
    assert len(of_kind(unit_of(tmp_path, body, "1.28"), DiagnosticKind.REMOVED_DIRECTIVE)) == 1
    assert unit_of(tmp_path, body, "1.31").diagnostics == []


def test_placeholders_are_never_wrong(tmp_path: Path) -> None:
    text = http(
        "server { listen 80; client_max_body_size ${MAX}; keepalive_timeout ${KEEP}; sendfile ${SENDFILE}; }"
    )
    assert unit_of(tmp_path, text).diagnostics == []


def test_a_snippet_is_judged_once_in_each_context(tmp_path: Path) -> None:
    files = {
        "nginx.conf": http("\n".join(f"server {{ listen {port}; include a.conf; }}" for port in range(81, 99))),
        "a.conf": "frobnicate on;\n",
    }
    assert len(unit_of(tmp_path, files).diagnostics) == 1


def test_nothing_about_a_sound_server(tmp_path: Path) -> None:
    listener = server(tmp_path, "listen 80; server_name a; location / { proxy_pass http://10.0.0.1; }")
    assert listener.name == "a"
