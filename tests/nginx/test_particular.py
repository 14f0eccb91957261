"""Arguments of single directives and entries of blocks: what the real nginx refuses, and what it takes."""

from pathlib import Path

import pytest

from lbconflint.model import DiagnosticKind
from tests.cost import LINEAR, growth
from tests.nginx.reading import http, messages, of_kind, stream, unit_of, verdict

WRAP = {"M": "events {{}}\nhttp {{ }}\n{}\n", "H": "events {{}}\nhttp {{ {} }}\n",
        "S": "events {{}}\nhttp {{ server {{ listen 127.0.0.1:18080; {} }} }}\n"}  # fmt: skip

REFUSED = [
    ("S", "return $host;", "invalid return code '$host'"),
    ("S", "return 1000;", "invalid return code '1000'"),
    ("S", "return HTTP://a;", "invalid return code 'HTTP://a'"),
    ("S", "return http://a b;", "invalid return code 'http://a'"),
    ("M", "error_log logs/e off;", "invalid log level 'off'"),
    ("S", "error_log logs/e Info;", "invalid log level 'Info'"),
    ("S", "error_log logs/e info warn;", "a second log level 'warn' beside 'info'"),
    ("S", "access_log off combined;", "invalid parameter 'combined'"),
    ("S", "access_log logs/a combined buffr=5k;", "invalid parameter 'buffr=5k'"),
    ("S", "access_log logs/a combined flush=5s;", "no buffer is defined for access_log 'logs/a'"),
    ("S", "access_log logs/$host combined buffer=5k;", "buffered logs cannot have variables"),
    ("S", "access_log syslog:server=127.0.0.1 combined gzip;", "logs to syslog cannot be buffered"),
    ("S", "location / { proxy_pass 127.0.0.1:80; }", "invalid URL prefix in '127.0.0.1:80'"),
    ("S", "location /a /b { }", "invalid location modifier '/a'"),
    ("S", "location !~ a { }", "invalid location modifier '!~'"),
    ("S", "error_page 404,500 /a;", "invalid value '404,500'"),
    ("S", "error_page 499 /a;", "invalid value '499'"),
    ("S", "error_page 200 /a;", "value '200' in 'error_page' is not between"),
    ("S", "error_page = /a;", "invalid value '='"),
    ("S", "error_page 404 =$host /a;", "invalid value '=$host'"),
    ("H", "resolver valid=30s ipv6=off;", "'resolver' names no name server"),
    ("H", "limit_req_zone $host zone=a:1m rate=1r/s; limit_req zone=a burst=0;", "invalid parameter 'burst=0'"),
    ("H", "limit_req burst=1;", "'limit_req' has no parameter 'zone='"),
    ("H", "limit_req_zone $host zone=a:1m rate=1r/h;", "invalid rate 'rate=1r/h'"),
    ("H", "limit_req_zone $host zone=a:31k rate=1r/s;", "zone 'zone=a:31k' is too small"),
    ("H", "limit_conn_zone $host zone=a;", "invalid zone size 'zone=a'"),
    ("H", "limit_conn_zone $host a:1m;", "invalid parameter 'a:1m'"),
    ("H", "limit_conn_zone $host zone=a:1m; limit_conn a 0;", "invalid number of connections '0'"),
    ("H", "proxy_cache_path c levels=1:2;", "'proxy_cache_path' has no parameter 'keys_zone='"),
    ("H", "proxy_cache_path c levels=3 keys_zone=a:1m;", "invalid value '3' of 'levels'"),
    ("H", "proxy_cache_path c keys_zone=a:1G;", "invalid zone size 'keys_zone=a:1G'"),
    ("H", "proxy_cache_path c keys_zone=a:7k;", "zone 'keys_zone=a:7k' is too small"),
    ("H", "proxy_cache_path c keys_zone=a:1m inactive=500ms;", "invalid value '500ms' of 'inactive'"),
    ("H", "proxy_cache_path keys_zone=a:1m c;", "invalid parameter 'c'"),
    ("H", "ssl_session_cache on;", "invalid session cache 'on'"),
    ("H", "ssl_session_cache shared:SSL;", "invalid zone size 'shared:SSL'"),
    ("H", "ssl_session_cache shared:SSL:10;", "zone 'shared:SSL:10' is too small"),
    ("H", "keepalive_timeout 65 6x;", "invalid value '6x'"),
    ("M", "worker_processes -1;", "invalid value '-1'"),
    ("H", "proxy_temp_path a x;", "invalid value 'x'"),
    ("H", "proxy_cache_valid 99 1m;", "invalid status '99'"),
    ("H", "proxy_cache_valid 200 x;", "invalid time value 'x'"),
    ("H", "proxy_next_upstream denied;", "invalid value 'denied'"),
    ("H", "fastcgi_next_upstream http_502;", "invalid value 'http_502'"),
    ("H", "gzip_static x;", "invalid value 'x'"),
    ("S", "add_header Cache-Control no-cache private;", "invalid parameter 'private'"),
    ("S", "fastcgi_param a b x;", "invalid parameter 'x'"),
    ("S", "set a 1;", "invalid variable name 'a'"),
    ("H", "map $host b { }", "invalid variable name 'b'"),
    ("H", "geo $host b { }", "invalid variable name 'b'"),
    ("H", "map $host $b { default; }", "an entry of 'map' has two words, and this one has 1"),
    ("H", "map $host $b { a b c; }", "an entry of 'map' has two words, and this one has 3"),
    ("H", "map $host $b { default 1; 'default' 2; }", "a second entry 'default'"),
    ("H", "map $host $b { a 1; A 2; }", "a second entry 'A'"),
    ("H", "geo $b { default; }", "an entry of 'geo' has two words"),
    ("H", "split_clients $host $b { 50% a; 60% b; }", "the percentages of 'split_clients' are more than 100%"),
    ("H", "split_clients $host $b { * a; 1% b; }", "the percentages of 'split_clients' are more than 100%"),
    ("H", "split_clients $host $b { 0.001% a; * b; }", "invalid percent value '0.001%'"),
    ("H", "split_clients $host $b { 50 a; * b; }", "invalid percent value '50'"),
]


@pytest.mark.parametrize(("level", "body", "message"), REFUSED)
def test_refused(level: str, body: str, message: str, tmp_path: Path) -> None:
    text = WRAP[level].format(body)
    (found,) = unit_of(tmp_path, text).diagnostics
    assert found.message.startswith(message)
    assert (found.kind, found.certain) == (DiagnosticKind.INVALID_ARGUMENT, True)
    assert verdict(text, tmp_path) != ""


ACCEPTED = [
    ("S", "return 999; return 0; return https://a; return $scheme://a; return '200' b;"),
    ("S", "error_log logs/e; error_log stderr debug_http debug_event;"),
    ("S", "access_log logs/a Combined buffer=1k gzip=9 flush=1m if=$host; access_log /dev/null;"),
    ("S", "location / { proxy_pass HTTP://127.0.0.1; } location /b { proxy_pass $scheme$host; }"),
    ("S", "location ~* a { } location ^~ /b { } location = /c { } location ~d { }"),
    ("S", "error_page 404 500 = /a; error_page 403 =204 /b; error_page 502 $host;"),
    ("S", "resolver 127.0.0.1 valid=30s;"),
    ("H", "limit_req_zone $host zone=a:32k rate=10r/m; limit_req zone=a burst=5 nodelay;"),
    ("H", "limit_conn_zone $host zone=a:1M; limit_conn a 65535;"),
    ("H", "proxy_cache_path logs levels=1:2:2 keys_zone=a:1m inactive=1d max_size=10g use_temp_path=off;"),
    ("H", "proxy_cache_path logs keys_zone=a:1m min_free=1g manager_sleep=5ms loader_files=0;"),
    ("H", "ssl_session_cache builtin:1000 shared:SSL:32k;"),
    ("H", "ssl_session_cache none;"),
    ("H", "keepalive_timeout 500ms 60; proxy_temp_path logs 1 2;"),
    ("M", "worker_processes auto;"),
    ("H", "proxy_cache_valid 200 any 1m; proxy_next_upstream ERROR http_429 updating; gzip_static always;"),
    ("S", "add_header a '' always; fastcgi_param a b if_not_empty; set $a 1;"),
    ("H", "map $host $b { hostnames; volatile; ~a 1; ~a 2; \\default 3; default 4; '' 5; }"),
    ("H", "geo $b { default 1; default 2; proxy 10.0.0.1; 10.0.0.0/8 1; }"),
    ("H", "split_clients $host $b { .5% a; 5.% b; 94.50% c; * d; }"),
]  # fmt: skip


@pytest.mark.parametrize(("level", "body"), ACCEPTED)
def test_accepted(level: str, body: str, tmp_path: Path) -> None:
    text = WRAP[level].format(body)
    assert unit_of(tmp_path, text).diagnostics == []
    assert verdict(text, tmp_path) == ""


def test_stream_returns_text(tmp_path: Path) -> None:
    assert unit_of(tmp_path, stream("server { listen 1; return $remote_addr; }")).diagnostics == []


def test_what_is_filled_in_is_not_known(tmp_path: Path) -> None:
    body = (
        "map $host $b {\n{{ entries }}\n ${KEY} 1; ${KEY} 2; ${KEY} 1 2; }"
        "split_clients $host $c { ${PART} a; 60% b; 50% c; }"
        "limit_req_zone $host zone=${ZONE} rate=${RATE}r/s; limit_req zone=one; proxy_cache_valid 200 MAX_AGE;"
        "server { listen 80; return ${CODE} a; location / { proxy_pass ${URL}; }"
        " location /b { proxy_pass APP_URL; }"
        " error_log <<log file>>;"
        " access_log logs/a ${FORMAT}; access_log logs/b LOG_FORMAT; location ${HOW} /c { } }"
    )
    assert unit_of(tmp_path, http(body)).diagnostics == []


def test_what_another_branch_of_a_template_says(tmp_path: Path) -> None:
    body = "map $host $b {\n{% if a %}\ndefault 1;\n{% else %}\ndefault 2;\n{% endif %}\n}"
    assert unit_of(tmp_path, http(body)).diagnostics == []


def test_a_name_in_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("server { listen 80; limit_req zone=one; "))
    assert of_kind(unit, DiagnosticKind.UNDEFINED_NAME) == []


def test_near_names_are_proposed(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("log_format json a; access_log logs/a jsn; access_log logs/b buffer=1k;"))
    first, second = of_kind(unit, DiagnosticKind.UNDEFINED_NAME)
    assert first.help.startswith("did you mean 'json'?")
    assert second.help.startswith("the name of a format comes before the parameters")
    assert [first.span.text, second.span.text] == ["jsn", "buffer=1k"]


def test_zones_keep_their_case_and_belong_to_one_module(tmp_path: Path) -> None:
    text = http("limit_conn_zone $host zone=One:1m; limit_conn one 1;") + (
        "stream { limit_conn_zone $remote_addr zone=two:1m;"
        " server { listen 1; return a; limit_conn two 1; limit_conn One 1; access_log logs/a combined; } }"
    )
    found = of_kind(unit_of(tmp_path, text), DiagnosticKind.UNDEFINED_NAME)
    assert {one.message for one in found} == {
        "'limit_conn' names the zone 'one', and no 'limit_conn_zone' of http defines it",
        "'limit_conn' names the zone 'One', and no 'limit_conn_zone' of stream defines it",
        "'access_log' names the format 'combined', and no 'log_format' of stream defines it",
    }
    assert verdict(text, tmp_path) != ""


def test_a_nested_location_in_a_snippet_is_told_once(tmp_path: Path) -> None:
    servers = "\n".join(f"server {{ listen {port}; include a.conf; }}" for port in range(81, 99))
    files = {"nginx.conf": http(servers), "a.conf": "location /a { location /b { return 204; } }\n"}
    assert messages(unit_of(tmp_path, files)) == ["location '/b' is outside location '/a'"]


def test_a_word_that_a_missing_semicolon_has_cut_off_is_told_once(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("server { listen 80; server_name\n access_log logs/a;\n}"))
    (found,) = unit.diagnostics
    assert found.kind is DiagnosticKind.MISSING_SEMICOLON


def test_the_cost_is_linear(tmp_path: Path) -> None:
    def of(size: int) -> object:
        entries = " ".join(f"k{number} {number};" for number in range(size))
        logs = " ".join(f"access_log logs/{number} f{number};" for number in range(size))
        locations = " ".join(f"location /a/{number} {{ return 204; }}" for number in range(size))
        formats = " ".join(f"log_format g{number} a;" for number in range(size))
        text = http(
            f"{formats} map $host $b {{ {entries} }} server {{ listen 80; {logs} location /a {{ {locations} }} }}"
        )
        return lambda: unit_of(tmp_path, text)

    assert growth(of, 50) < LINEAR  # type: ignore[arg-type]
