"""``listen`` as binds: addresses, ports, parameters, places."""

from pathlib import Path

import pytest

from lbconflint.analysis.sockets import bind_class
from lbconflint.dialects.nginx.address import parse_listen, parse_server
from lbconflint.model import Bind, DiagnosticKind, Scope, Transport
from lbconflint.values import ANY_IPV4, ANY_IPV6, Address, Family, Origin, PortRange
from tests.nginx.reading import http, of_kind, server, stream, unit_of, verdict


def bind(root: Path, listen: str) -> Bind:
    (found,) = server(root, f"listen {listen};").binds
    return found


ADDRESSES = [
    ("8080", ANY_IPV4, 8080, "8080", "8080"),
    ("080", ANY_IPV4, 80, "080", "080"),
    ("*:8080", ANY_IPV4, 8080, "*", "8080"),
    ("0.0.0.0:8080", ANY_IPV4, 8080, "0.0.0.0", "8080"),
    ("127.0.0.1:8080", Address(Family.IPV4, "127.0.0.1"), 8080, "127.0.0.1", "8080"),
    ("127.0.0.01:8080", Address(Family.IPV4, "127.0.0.1"), 8080, "127.0.0.01", "8080"),
    ("127.1:8080", Address(Family.IPV4, "127.0.0.1"), 8080, "127.1", "8080"),
    ("127..0.1:8080", Address(Family.IPV4, "127.0.0.1"), 8080, "127..0.1", "8080"),
    ("[::]:8080", ANY_IPV6, 8080, "[::]", "8080"),
    ("[0:0::1]:8080", Address(Family.IPV6, "::1"), 8080, "[0:0::1]", "8080"),
    ("Localhost:8080", Address(Family.NAME, "localhost"), 8080, "Localhost", "8080"),
]


@pytest.mark.parametrize(("text", "address", "port", "host_text", "port_text"), ADDRESSES)
def test_address_and_port(
    text: str, address: Address, port: int, host_text: str, port_text: str, tmp_path: Path
) -> None:
    found = bind(tmp_path, text)
    assert found.address.value == address
    assert found.ports.value == PortRange(port, port)
    assert (found.address.span.text, found.ports.span.text) == (host_text, port_text)
    assert (found.address.origin, found.ports.origin) == (Origin.WRITTEN, Origin.WRITTEN)
    assert (found.transport, found.scope, found.implicit) == (Transport.TCP, Scope.HOST, False)


@pytest.mark.parametrize("text", ["*", "127.0.0.1", "[::1]", "localhost"])
def test_the_default_port_of_http(text: str, tmp_path: Path) -> None:
    found = bind(tmp_path, text)
    assert found.ports.value == PortRange(80, 80)
    assert found.ports.origin is Origin.DEFAULT
    assert found.address.written


def test_port_ranges(tmp_path: Path) -> None:
    found = bind(tmp_path, "127.0.0.1:8000-8010")
    assert found.ports.value == PortRange(8000, 8010)
    assert found.ports.span.text == "8000-8010"


def test_unix_sockets(tmp_path: Path) -> None:
    found = bind(tmp_path, "unix:/run/a.sock")
    assert found.address.value == Address(Family.UNIX, "/run/a.sock")
    assert found.ports.absent
    assert found.address.span.text == "unix:/run/a.sock"


def test_a_quoted_address_is_one_place(tmp_path: Path) -> None:
    found = bind(tmp_path, '"127.0.0.1:8080"')
    assert found.ports.span.text == '"127.0.0.1:8080"'


def test_parameters(tmp_path: Path) -> None:
    found = bind(tmp_path, "443 ssl default_server backlog=1024 ipv6only=off reuseport proxy_protocol")
    assert found.tls.equals(True)
    assert found.tls.span.text == "ssl"
    assert found.v6only.equals(False)
    assert found.v6only.span.text == "off"
    assert found.reuse_port.equals(True)
    assert found.proxy_protocol.equals(True)
    assert {name: option.value for name, option in found.options.items()} == {
        "ssl": "",
        "default_server": "",
        "backlog": "1024",
        "ipv6only": "off",
        "reuseport": "",
        "proxy_protocol": "",
    }
    assert found.options["backlog"].span.text == "1024"
    assert bind_class(found)


def test_what_is_not_said(tmp_path: Path) -> None:
    found = bind(tmp_path, "80")
    assert found.tls.absent
    assert found.reuse_port.absent
    assert found.proxy_protocol.absent
    assert found.v6only.equals(True)
    assert found.v6only.origin is Origin.DEFAULT
    assert not found.options
    assert not bind_class(found)


def test_the_old_name_of_default_server(tmp_path: Path) -> None:
    assert "default_server" in bind(tmp_path, "80 default").options


def test_quic_and_udp_are_datagrams(tmp_path: Path) -> None:
    quic = bind(tmp_path, "443 quic")
    assert quic.transport is Transport.UDP
    assert quic.tls.equals(True)
    (listener,) = unit_of(tmp_path, stream("server { listen 53 udp; proxy_pass 10.0.0.1:53; }")).listeners
    assert listener.binds[0].transport is Transport.UDP
    assert listener.protocol.equals("udp")
    assert listener.routes[0].target.protocol.equals("udp")


def test_ssl_on_holds_for_every_listen(tmp_path: Path) -> None:
    listener = server(tmp_path, "listen 443; listen [::]:443; ssl on;")
    assert [one.tls.value for one in listener.binds] == [True, True]
    assert listener.binds[0].tls.span.text == "on"
    assert server(tmp_path, "listen 443; ssl off;").binds[0].tls.absent


def test_a_server_without_listen_is_on_port_80(tmp_path: Path) -> None:
    (found,) = server(tmp_path, "server_name a;").binds
    assert found.implicit
    assert (found.address.value, found.ports.value) == (ANY_IPV4, PortRange(80, 80))
    assert found.span.text == "server"


def test_stream_and_mail_have_no_implicit_listen(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, "events {}\nstream { server { } }\nmail { server { protocol imap; } }\n")
    assert [listener.binds for listener in unit.listeners] == [(), ()]
    assert [listener.protocol.value for listener in unit.listeners] == ["tcp", "imap"]


@pytest.mark.parametrize("text", ["$port", "${PORT}", "127.0.0.1:${PORT}", "${ADDRESS}:80"])
def test_what_is_filled_in_is_unknown(text: str, tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http(f"server {{ listen {text}; }}"))
    (found,) = unit.listeners[0].binds
    assert found.address.unknown or found.ports.unknown
    assert unit.diagnostics == []


REFUSED = [
    (":8080", "no host"), ("0", "invalid port"), ("65536", "invalid port"), ("99999", "invalid port"),
    ("127.0.0.1:0", "invalid port"), ("127.0.0.1:http", "invalid port"), ("127.0.0.1:", "invalid port"),
    ("8010-8000", "invalid port range"), ("8000-70000", "invalid port"), ("[::1]8080", "invalid host"),
    ("[::1", "invalid host"), ("::1:8080", "invalid port"), ("[]:80", "no host"),
    ("[::g]:80", "invalid IPv6 address"),
    ("80/tcp", "invalid host"), ("http://a", "invalid host"), ("/run/a.sock", "invalid host"),
    ("unix:", "no path"), ("unix:" + "a" * 108, "too long path"), ("80,443", "host not found"),
    ("-1", "host not found"),
    ("256.1.1.1:80", "host not found"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_addresses_that_nginx_refuses(text: str, message: str, tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http(f"server {{ listen {text}; }}"))
    (found,) = unit.diagnostics
    assert found.message.startswith(message)
    assert found.certain
    kind = DiagnosticKind.INVALID_PORT if "port" in message else DiagnosticKind.INVALID_ARGUMENT
    assert found.kind is kind
    (listened,) = unit.listeners[0].binds
    assert "port" not in message or listened.ports.unknown


@pytest.mark.parametrize(("text", "message"), [case for case in REFUSED if case[1] != "host not found"])
def test_nginx_says_the_same(text: str, message: str, tmp_path: Path) -> None:
    assert verdict(http(f"server {{ listen {text}; }}"), tmp_path).startswith(message)


PARAMETERS = [
    "sll", "443", "SSL", "spdy", "backlog=0", "backlog=a", "backlog", "rcvbuf=8g", "rcvbuf=a", "ipv6only=yes",
    "so_keepalive=", "so_keepalive=::", "so_keepalive=a", "fastopen=a", "setfib", "udp", "reuseport=1", "bind=1",
]  # fmt: skip


@pytest.mark.parametrize("text", PARAMETERS)
def test_parameters_that_nginx_refuses(text: str, tmp_path: Path) -> None:
    body = http(f"server {{ listen 127.0.0.1:18080 {text}; }}")
    (found,) = unit_of(tmp_path, body).diagnostics
    assert (found.kind, found.span.text, found.certain) == (DiagnosticKind.INVALID_ARGUMENT, text, True)
    assert "invalid" in verdict(body, tmp_path)


@pytest.mark.parametrize(
    "text", ["so_keepalive=30m::10", "so_keepalive=off", "backlog=1", "rcvbuf=8k", "bind", "deferred"]
)
def test_parameters_that_nginx_takes(text: str, tmp_path: Path) -> None:
    body = http(f"server {{ listen 127.0.0.1:18080 {text}; }}")
    assert unit_of(tmp_path, body).diagnostics == []
    assert verdict(body, tmp_path) == ""


def test_parameters_by_version(tmp_path: Path) -> None:
    body = http("server { listen 443 quic; listen 443 ssl http2; }")
    old = of_kind(unit_of(tmp_path, body, "1.24"), DiagnosticKind.REMOVED_DIRECTIVE)
    assert [(one.span.text, one.certain) for one in old] == [("quic", True)]
    new = of_kind(unit_of(tmp_path, body, "1.28"), DiagnosticKind.DEPRECATED_DIRECTIVE)
    assert [(one.span.text, one.certain) for one in new] == [("http2", False)]


def test_servers_of_upstreams_are_parsed_as_nginx_does() -> None:
    assert parse_server("10.0.0.1:8001-8003").error == "invalid port"
    assert parse_server("http://a").error == "invalid host"
    assert parse_server("a/b").error == "invalid host"
    assert parse_listen("0x7f.1:80").address == Address(Family.IPV4, "127.0.0.1")
    assert parse_server("example.com:80").address == Address(Family.NAME, "example.com")
