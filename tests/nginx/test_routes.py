"""Where requests go: passes, redirects, answers, and what is in force on the way."""

from pathlib import Path

import pytest

from lbconflint.model import Matching, Route, TargetKind
from lbconflint.values import Address, Family, Origin
from tests.nginx.reading import http, route, server, stream, unit_of

APP = "upstream app { server 10.0.0.1:80; }"


def passed(root: Path, target: str, around: str = APP) -> Route:
    return route(root, f"location / {{ {target} }}", around)


def test_a_pass_to_an_upstream(tmp_path: Path) -> None:
    target = passed(tmp_path, "proxy_pass http://App/api/;").target
    assert target.kind is TargetKind.POOL
    assert (target.pool.value, target.pool.span.text) == ("App", "App")
    assert (target.protocol.value, target.protocol.span.text) == ("http", "http")
    assert target.path.value == "/api/"
    assert target.port.absent
    assert target.address.absent
    assert not target.tls.value


def test_a_pass_to_an_upstream_with_a_port(tmp_path: Path) -> None:
    target = passed(tmp_path, "proxy_pass http://app:8080;").target
    assert (target.kind, target.port.value, target.port.span.text) == (TargetKind.POOL, 8080, "8080")


PASSES = [
    ("proxy_pass http://10.0.0.1;", "http", "10.0.0.1", 80, Origin.DEFAULT, False),
    ("proxy_pass https://a.example;", "https", "a.example", 443, Origin.DEFAULT, True),
    ("proxy_pass HTTPS://a.example:8443/x;", "https", "a.example", 8443, Origin.WRITTEN, True),
    ("proxy_pass http://[::1]:81/x;", "http", "::1", 81, Origin.WRITTEN, False),
    ("proxy_pass http://[::1];", "http", "::1", 80, Origin.DEFAULT, False),
    ("grpc_pass grpcs://a.example:443;", "grpcs", "a.example", 443, Origin.WRITTEN, True),
    ("grpc_pass 10.0.0.1:50051;", "grpc", "10.0.0.1", 50051, Origin.WRITTEN, False),
    ("fastcgi_pass 127.0.0.1:9000;", "fastcgi", "127.0.0.1", 9000, Origin.WRITTEN, False),
    ("fastcgi_pass php;", "fastcgi", "php", None, Origin.ABSENT, False),
    ("uwsgi_pass suwsgi://10.0.0.1:3031;", "suwsgi", "10.0.0.1", 3031, Origin.WRITTEN, True),
    ("memcached_pass 10.0.0.1:11211;", "memcached", "10.0.0.1", 11211, Origin.WRITTEN, False),
]


@pytest.mark.parametrize(("text", "protocol", "host", "port", "origin", "tls"), PASSES)
def test_a_pass_to_an_address(
    text: str, protocol: str, host: str, port: int | None, origin: Origin, tls: bool, tmp_path: Path
) -> None:
    target = passed(tmp_path, text).target
    assert target.kind is TargetKind.ADDRESS
    assert target.protocol.value == protocol
    assert target.address.value is not None
    assert target.address.value.host == host
    assert (target.port.value, target.port.origin, bool(target.tls.value)) == (port, origin, tls)
    assert target.address.span.text.strip("[]") == host


def test_a_pass_to_a_unix_socket(tmp_path: Path) -> None:
    target = passed(tmp_path, "proxy_pass http://unix:/run/a.sock:/api/;").target
    assert target.address.value == Address(Family.UNIX, "/run/a.sock")
    assert target.path.value == "/api/"
    assert target.port.absent


def test_a_pass_of_stream(tmp_path: Path) -> None:
    body = "server { listen 1; proxy_pass 10.0.0.1:2; proxy_protocol on; proxy_ssl on; proxy_timeout 1h; }"
    (found,) = unit_of(tmp_path, stream(body)).listeners[0].routes
    assert found.matching is Matching.DEFAULT
    assert (found.target.protocol.value, found.target.port.value) == ("tcp", 2)
    assert found.target.proxy_protocol.equals(True)
    assert found.target.tls.equals(True)
    assert found.timeouts["idle"].value == 3_600_000
    assert found.timeouts["connect"].origin is Origin.DEFAULT


def test_an_upstream_of_the_other_module_is_none(tmp_path: Path) -> None:
    text = http("upstream app { server 10.0.0.1; }") + "stream { server { listen 1; proxy_pass app; } }\n"
    (listener,) = unit_of(tmp_path, text).listeners
    assert listener.routes[0].target.kind is TargetKind.ADDRESS


def test_constants_are_followed(tmp_path: Path) -> None:
    found = passed(
        tmp_path,
        "set $upstream_app sonarr; set $upstream_port 8989; set $upstream_proto http;"
        "proxy_pass $upstream_proto://$upstream_app:$upstream_port;",
    )
    target = found.target
    assert target.kind is TargetKind.ADDRESS
    assert target.address.value == Address(Family.NAME, "sonarr")
    assert (target.port.value, target.protocol.value) == (8989, "http")
    assert (target.address.span.text, target.port.span.text) == ("sonarr", "8989")


def test_constants_of_outer_blocks_and_constants_of_constants(tmp_path: Path) -> None:
    listener = server(
        tmp_path,
        "set $part 10.0.0.1; set $where ${part}:81; location / { location /a { proxy_pass http://$where/b; } }",
    )
    (found,) = listener.routes
    assert found.target.address.value == Address(Family.IPV4, "10.0.0.1")
    assert found.target.port.equals(81)
    assert found.target.path.value == "/b"


@pytest.mark.parametrize(
    "body",
    [
        "proxy_pass http://$backend;",
        "set $backend a; if ($slow) { set $backend b; } proxy_pass http://$backend;",
        "set $backend a; set $backend b; proxy_pass http://$backend;",
        "set $backend $arg_x; proxy_pass http://$backend;",
        "set $backend a; include /opt/more.conf; if ($x) { include b; } proxy_pass http://$backend;",
        "proxy_pass $scheme://$backend:8080;",
    ],
)
def test_what_is_known_at_run_time_only(body: str, tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http(f"server {{ listen 80; location / {{ {body} }} }}"))
    (found,) = unit.listeners[0].routes
    assert found.target.kind is TargetKind.DYNAMIC
    assert found.target.address.unknown
    assert found.target.pool.unknown
    assert [reference.name.value for reference in unit.references] == [None]


def test_a_variable_in_the_path_only(tmp_path: Path) -> None:
    assert passed(tmp_path, "proxy_pass http://app$request_uri;").target.kind is TargetKind.DYNAMIC
    assert passed(tmp_path, "proxy_pass http://app/$1;").target.kind is TargetKind.POOL
    assert passed(tmp_path, "proxy_pass http://10.0.0.1:81/$1;").target.port.equals(81)


LOCATIONS = [
    ("/a", Matching.PREFIX, "/a", "/a"),
    ("= /a", Matching.EXACT, "/a", "/a"),
    ("=/a", Matching.EXACT, "/a", "/a"),
    ("^~ /a", Matching.PREFIX_FIRST, "/a", "/a"),
    ("~ ^/a", Matching.REGEX, "^/a", "^/a"),
    ("~* ^/a", Matching.REGEX, "^/a", "^/a"),
    ("~*^/a", Matching.REGEX, "^/a", "^/a"),
    ('"/a b"', Matching.PREFIX, "/a b", '"/a b"'),
    ("@a", Matching.NAMED, "@a", "@a"),
]


@pytest.mark.parametrize(("location", "matching", "pattern", "place"), LOCATIONS)
def test_how_a_location_is_chosen(
    location: str, matching: Matching, pattern: str, place: str, tmp_path: Path
) -> None:
    found = route(tmp_path, f"location {location} {{ proxy_pass http://10.0.0.1; }}")
    assert (found.matching, found.pattern.value, found.pattern.span.text) == (matching, pattern, place)


def test_conditions(tmp_path: Path) -> None:
    listener = server(
        tmp_path,
        "if ($a = b) { return 301 https://c.example$request_uri; }"
        "location / { limit_except GET { proxy_pass http://10.0.0.1; } if ($x) { return 403; } }",
    )
    found = [(one.matching, one.pattern.value, one.target.kind) for one in listener.routes]
    assert found == [
        (Matching.CONDITION, "($a = b)", TargetKind.REDIRECT),
        (Matching.CONDITION, "GET", TargetKind.ADDRESS),
        (Matching.CONDITION, "($x)", TargetKind.ANSWER),
    ]


REDIRECTS = [
    ("return 301 https://a.example/b;", "https", "a.example", 443, "https://a.example/b"),
    (
        "return 302 http://a.example:8080$request_uri;",
        "http",
        "a.example",
        8080,
        "http://a.example:8080$request_uri",
    ),
    ("return https://a.example;", "https", "a.example", 443, "https://a.example"),
    ("rewrite ^/a /b redirect;", None, None, None, "/b"),
    ("rewrite ^ https://a.example/ ;", "https", "a.example", 443, "https://a.example/"),
    ("return 301 https://$host$request_uri;", "https", None, 443, "https://$host$request_uri"),
    ("return 301 $scheme://a.example/;", None, None, None, "$scheme://a.example/"),
]


@pytest.mark.parametrize(("text", "scheme", "host", "port", "url"), REDIRECTS)
def test_redirects(
    text: str, scheme: str | None, host: str | None, port: int | None, url: str, tmp_path: Path
) -> None:
    target = route(tmp_path, text).target
    assert target.kind is TargetKind.REDIRECT
    assert (target.protocol.value, target.port.value, target.path.value) == (scheme, port, url)
    assert (target.address.value.host if target.address.value else None) == host


@pytest.mark.parametrize("text", ["return 200 ok;", "return 404;", "return 444;", "return 301;"])
def test_answers(text: str, tmp_path: Path) -> None:
    assert route(tmp_path, text).target.kind is TargetKind.ANSWER


def test_rewrites_within_nginx_lead_nowhere(tmp_path: Path) -> None:
    assert server(tmp_path, "listen 80; rewrite ^/a /b last; location / { root /a; }").routes == ()


def test_timeouts_in_force(tmp_path: Path) -> None:
    around = "proxy_read_timeout 90; proxy_send_timeout 1m30s;"
    found = route(tmp_path, "location / { proxy_send_timeout 500ms; proxy_pass http://10.0.0.1; }", around)
    values = {name: (setting.value, setting.origin) for name, setting in found.timeouts.items()}
    assert values == {
        "connect": (60_000, Origin.DEFAULT),
        "read": (90_000, Origin.INHERITED),
        "send": (500, Origin.WRITTEN),
    }
    assert found.timeouts["read"].span.text == "90"


def test_timeouts_of_other_protocols(tmp_path: Path) -> None:
    found = route(tmp_path, "location / { grpc_read_timeout 1h; proxy_read_timeout 1s; grpc_pass 10.0.0.1:1; }")
    assert found.timeouts["read"].value == 3_600_000


def test_one_header_hides_all_inherited_ones(tmp_path: Path) -> None:
    around = 'proxy_set_header Host $host; proxy_set_header Connection "";'
    kept = route(tmp_path, "location / { proxy_pass http://10.0.0.1; }", around)
    assert {name: setting.value for name, setting in kept.headers.items()} == {"host": "$host", "connection": ""}
    assert kept.headers["host"].origin is Origin.INHERITED
    hidden = route(tmp_path, "location / { proxy_set_header X y; proxy_pass http://10.0.0.1; }", around)
    assert {name: setting.value for name, setting in hidden.headers.items()} == {"x": "y", "host": "$proxy_host"}
    assert hidden.headers["host"].origin is Origin.DEFAULT


def test_settings_in_force(tmp_path: Path) -> None:
    found = route(
        tmp_path,
        "location /a { proxy_http_version 1.1; location /a/b { internal; proxy_pass http://10.0.0.1; } }",
        "resolver 10.0.0.53 valid=30s;",
    )
    assert found.settings["proxy_http_version"].origin is Origin.INHERITED
    assert found.settings["resolver"].value == "10.0.0.53 valid=30s"
    assert found.settings["internal"].value == ""
    assert found.settings.get("proxy_ssl_verify") is None
    assert "proxy_pass" in found.settings
    assert {"proxy_http_version", "resolver", "internal", "proxy_pass"} == set(found.settings)


def test_own_directives_are_not_inherited(tmp_path: Path) -> None:
    listener = server(
        tmp_path, "listen 80; location /a { internal; location /a/b { proxy_pass http://10.0.0.1; } }"
    )
    assert "internal" not in listener.routes[0].settings


def test_references(tmp_path: Path) -> None:
    body = """
upstream used { server 10.0.0.1; }
upstream mapped { server 10.0.0.1; }
upstream assigned { server 10.0.0.1; }
upstream split { server 10.0.0.1; }
upstream cached { server 10.0.0.1; }
upstream unused { server 10.0.0.1; }
map $a $b { default mapped; x 10.0.0.9; }
split_clients $a $c { 50% split; * ""; }
server {
    listen 80;
    set $d assigned;
    location /a { proxy_pass http://used; }
    location /b { proxy_pass http://$b; }
    location /c { proxy_pass http://backend; }
    location /d { proxy_pass http://a.example; }
    location /e { redis2_pass cached; }
}
"""
    unit = unit_of(tmp_path, http(body))
    found = {(one.name.value, one.usage) for one in unit.references if one.kind == "pool:http"}
    assert found == {
        ("used", "proxy_pass"),
        (None, "proxy_pass"),
        ("backend", "proxy_pass"),
        ("mapped", "map"),
        ("split", "split_clients"),
        ("assigned", "set"),
        ("cached", "redis2_pass"),
    }


def test_deep_nesting_is_bounded(tmp_path: Path) -> None:
    body = "location / {" * 300 + "proxy_pass http://10.0.0.1;" + "}" * 300
    unit = unit_of(tmp_path, http(f"server {{ {body} }}"))
    assert unit.listeners[0].routes == ()
    assert any("nested deeper" in gap.reason for gap in unit.gaps)
