"""Who is sent to: servers, their defaults, and how they are checked."""

from collections.abc import Callable

import pytest

from lbconflint.model import Pool, PortMode, Server
from lbconflint.unit import Unit
from lbconflint.values import Origin

Read = Callable[..., Unit]


def pool(read_one: Read, *lines: str, before: str = "", target: str | None = None) -> Pool:
    body = "".join(f" {line}\n" for line in lines)
    (found,) = read_one(f"global\n{before}backend b\n{body}", target).pools
    return found


def server(read_one: Read, line: str, *lines: str) -> Server:
    (found,) = pool(read_one, *lines, line).servers
    return found


@pytest.mark.parametrize(
    ("address", "host", "port", "mode"),
    [
        ("10.0.0.1:80", "10.0.0.1", 80, PortMode.FIXED),
        ("10.0.0.1", "10.0.0.1", None, PortMode.SAME),
        ("10.0.0.1:", "10.0.0.1", None, PortMode.SAME),
        ("10.0.0.1:0", "10.0.0.1", None, PortMode.SAME),
        ("10.0.0.1:+100", "10.0.0.1", 100, PortMode.OFFSET),
        ("10.0.0.1:-5", "10.0.0.1", -5, PortMode.OFFSET),
        ("[::1]:80", "[::1]", 80, PortMode.FIXED),
        ("2001:db8::1:80", "[2001:db8::1]", 80, PortMode.FIXED),
        ("*", "0.0.0.0", None, PortMode.SAME),
        ("app.local:8080", "app.local", 8080, PortMode.FIXED),
        ("ipv4@app:8080", "app", 8080, PortMode.FIXED),
        ("/run/app.sock", "unix:/run/app.sock", None, PortMode.DEFAULT),
        ("10.0.0.1:60001", "10.0.0.1", 60001, PortMode.FIXED),
    ],
)
def test_addresses(read_one: Read, address: str, host: str, port: int | None, mode: PortMode) -> None:
    found = server(read_one, f"server s {address}")
    assert (str(found.address.value), found.port.value, found.port_mode) == (host, port, mode)


def test_places(read_one: Read) -> None:
    found = server(read_one, "server s 10.0.0.1:80 weight 5 check")
    assert found.address.span.text == "10.0.0.1"
    assert found.port.span.text == "80"
    assert found.weight.span.text == "5"
    assert found.check.enabled.span.text == "check"


def test_parameters(read_one: Read) -> None:
    found = server(
        read_one,
        "server s 10.0.0.1:80 weight 10 backup disabled ssl verify none send-proxy-v2 cookie c1 maxconn 30 "
        "source 10.9.9.9:1000-2000 usesrc clientip sni str(x)",
    )
    assert found.weight.value == 10
    assert found.backup.value is True
    assert found.disabled.value is True
    assert found.tls.value is True
    assert found.proxy_protocol.value == "v2"
    assert found.cookie.value == "c1"
    assert found.options["maxconn"].value == "30"
    assert found.options["source"].value == "10.9.9.9:1000-2000"
    assert found.options["sni"].value == "str(x)"
    assert "usesrc" not in found.options


def test_what_is_not_said(read_one: Read) -> None:
    found = server(read_one, "server s 10.0.0.1:80")
    assert (found.weight.value, found.weight.origin) == (1, Origin.DEFAULT)
    assert (found.backup.value, found.backup.origin) == (False, Origin.DEFAULT)
    assert found.proxy_protocol.absent
    assert found.cookie.absent
    assert (found.check.enabled.value, found.check.enabled.origin) == (False, Origin.DEFAULT)
    assert found.check.port.absent
    assert list(found.options) == []
    assert found.number == 1


def test_default_server_is_for_those_behind_it(read_one: Read) -> None:
    found = pool(
        read_one,
        "server a 10.0.0.1:80",
        "default-server check inter 5s weight 7 ssl verify none send-proxy",
        "server b 10.0.0.2:80",
        "server c 10.0.0.3:80 no-check weight 8 no-ssl no-send-proxy",
        "default-server no-check",
        "server d 10.0.0.4:80",
    )
    a, b, c, d = found.servers
    assert a.check.enabled.value is False
    assert (b.check.enabled.value, b.check.enabled.origin) == (True, Origin.INHERITED)
    assert b.check.enabled.node.name == "default-server"
    assert b.options["inter"].value == "5s"
    assert b.proxy_protocol.value == "v1"
    assert (b.weight.value, b.weight.origin) == (7, Origin.INHERITED)
    assert (c.check.enabled.value, c.weight.value, c.tls.value, c.proxy_protocol.value) == (False, 8, False, None)
    assert d.check.enabled.value is False
    assert d.weight.value == 7


def test_default_server_is_inherited_from_defaults(read_one: Read) -> None:
    found = pool(read_one, "server a 10.0.0.1:80", before="defaults\n default-server check port 9000\n")
    assert found.servers[0].check.enabled.value is True
    assert (found.servers[0].check.port.value, found.servers[0].check.port.origin) == (9000, Origin.INHERITED)


def test_a_check_goes_to_the_server(read_one: Read) -> None:
    check = server(read_one, "server s 10.0.0.1:80 check ssl verify none send-proxy").check
    assert (check.port.value, check.port.origin) == (80, Origin.DEFAULT)
    assert check.address.absent
    assert check.tls.value is True
    assert check.proxy_protocol.value is True


def test_a_check_with_its_own_port_drops_tls_and_proxy_protocol(read_one: Read) -> None:
    check = server(read_one, "server s 10.0.0.1:80 check port 81 ssl verify none send-proxy").check
    assert (check.port.value, check.port.origin) == (81, Origin.WRITTEN)
    assert check.tls.value is False
    assert check.proxy_protocol.value is False
    check = server(
        read_one, "server s 1.1.1.1:80 check addr 10.0.0.2:82 ssl verify none check-ssl check-send-proxy"
    ).check
    assert str(check.address.value) == "10.0.0.2"
    assert check.port.value == 82
    assert check.tls.value is True
    assert check.proxy_protocol.value is True


def test_where_a_check_has_no_port(read_one: Read) -> None:
    assert server(read_one, "server s 10.0.0.1 check").check.port.absent
    assert server(read_one, "server s 10.0.0.1:+1 check").check.port.absent
    found = server(
        read_one, "server s 10.0.0.1 check", "option httpchk", "http-check connect port 90", "http-check send"
    )
    assert found.check.port.value == 90


def test_agent(read_one: Read) -> None:
    check = server(read_one, "server s 10.0.0.1:80 agent-check agent-port 9999").check
    assert check.agent.value is True
    assert check.agent_port.value == 9999
    assert check.enabled.value is False


def test_what_checks_speak(read_one: Read) -> None:
    line = "server s 10.0.0.1:80 check"
    assert server(read_one, line).check.protocol.value == "tcp"
    assert server(read_one, line, "option httpchk GET /").check.protocol.value == "httpchk"
    assert pool(read_one, line, "option httpchk").servers[0].check.protocol.value == "httpchk"
    assert pool(read_one, "option httpchk", "option tcp-check").check_protocol.value == "tcp-check"
    assert pool(read_one, "no option httpchk", before="defaults\n option httpchk\n").check_protocol.value == "tcp"
    assert pool(read_one, before="defaults\n option httpchk\n").check_protocol.origin is Origin.INHERITED


def test_templates_of_servers(read_one: Read) -> None:
    one, two = pool(read_one, "server-template web 5 app:80 check", "server-template db 3-4 db:5432").servers
    assert (one.name, one.number, one.check.enabled.value) == ("web", 5, True)
    assert (two.name, two.number, two.port.value) == ("db", 2, 5432)


def test_the_pool_itself(read_one: Read) -> None:
    found = pool(
        read_one, "mode http", "balance uri whole", "cookie SRV insert", "option redispatch", "timeout server 1m",
        "stick-table type ip size 1m", "retries 5",
    )  # fmt: skip
    assert found.name.span.text == "b"
    assert found.protocol.value == "http"
    assert found.balance.value == "uri whole"
    assert found.cookie.value == "SRV insert"
    assert found.timeouts["server"].value == 60_000
    assert {name: held.value for name, held in found.settings.items()} == {
        "balance": "uri whole",
        "cookie": "SRV insert",
        "option redispatch": "",
        "stick-table": "type ip size 1m",
        "retries": "5",
    }


@pytest.mark.parametrize(("target", "value"), [("3.2", "roundrobin"), ("3.3", "random"), (None, None)])
def test_the_default_balance_changed(read_one: Read, target: str | None, value: str | None) -> None:
    assert pool(read_one, target=target).balance.value == value


def test_listen_has_a_pool(read_one: Read) -> None:
    unit = read_one("global\nlisten l\n bind :80\n server s 10.0.0.1:80\n")
    assert [(found.name.value, found.kind, len(found.servers)) for found in unit.pools] == [("l", "listen", 1)]


def test_unknown_parts(read_one: Read) -> None:
    found = server(read_one, 'server s "$HOST:80" "$OPTIONS"')
    assert found.address.unknown
    assert found.port.value == 80
    assert found.check.enabled.unknown
    assert found.tls.unknown
    assert found.weight.unknown
    found = server(read_one, 'server s 10.0.0.1:"$PORT" weight "$WEIGHT" check')
    assert found.port.unknown
    assert found.weight.unknown
    assert found.check.port.unknown
    assert found.check.enabled.value is True


def test_what_is_alike_is_shared(read_one: Read) -> None:
    servers = pool(read_one, *[f"server s{number} 10.0.0.{number}:80 inter 5s" for number in range(1, 9)]).servers
    assert len({id(found.check) for found in servers}) == 1
    assert len({id(found.weight) for found in servers}) == 1


def diagnosed(read_one: Read, *lines: str, target: str | None = None) -> list[tuple[str, str, bool]]:
    body = "".join(f" {line}\n" for line in lines)
    unit = read_one(f"global\nbackend b\n{body}", target)
    return [(found.kind.name, found.span.text, found.certain) for found in unit.diagnostics]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("server s 10.0.0.1:65536", ("INVALID_PORT", "65536", True)),
        ("server s 10.0.0.1:80-90", ("INVALID_PORT", "80-90", True)),
        ("server s 10.0.0.1:+70000", ("INVALID_PORT", "+70000", True)),
        ("server s 10.0.0.1:80 check port 70000", ("INVALID_PORT", "70000", True)),
        ("server s 10.0.0.1:80 check port 0", ("INVALID_PORT", "0", True)),
        ("server s 10.0.0.1:80 agent-check agent-port 70000", ("INVALID_PORT", "70000", True)),
        ("default-server check port 70000", ("INVALID_PORT", "70000", True)),
        ("server s 10.0.0.1:80 weight 257", ("INVALID_ARGUMENT", "257", True)),
        ("server s 10.0.0.1:80 check inter 5x", ("INVALID_ARGUMENT", "5x", True)),
        ("server s 10.0.0.1:80 check inter", ("INVALID_ARGUMENT", "inter", True)),
        ("server s 10.0.0.1:80 ssl", ("INVALID_ARGUMENT", "ssl", True)),
        ("server s", ("INVALID_ARGUMENT", "server", True)),
        ("server a/b 10.0.0.1:80", ("INVALID_ARGUMENT", "a/b", True)),
        ("server-template s x 10.0.0.1:80", ("INVALID_ARGUMENT", "x", True)),
        ("server s 10.0.0.1:80 chekc", ("UNKNOWN_DIRECTIVE", "chekc", True)),
    ],
)
def test_refusals(read_one: Read, line: str, expected: tuple[str, str, bool]) -> None:
    assert diagnosed(read_one, line) == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "server s 10.0.0.1:80 ssl verify none",
        "server s 10.0.0.1:80 ssl ca-file @system-ca",
        'server s 10.0.0.1:80 ssl "$VERIFY"',
        "server s @HOST@:@PORT@",
        'server s 10.0.0.1:80 check port "$PORT"',
        "server s 10.0.0.1:80 set-proxy-v2-tlv-fmt(0x20) %[fc_pp_tlv(0x20)]",
    ],
)
def test_what_is_not_refused(read_one: Read, line: str) -> None:
    assert diagnosed(read_one, line) == []


def test_ssl_server_verify_none(read_one: Read) -> None:
    assert read_one("global\n ssl-server-verify none\nbackend b\n server s 1.1.1.1:443 ssl\n").diagnostics == []


@pytest.mark.parametrize(("target", "expected"), [("1.9", []), ("2.0", [True]), (None, [False])])
def test_two_servers_of_one_name(read_one: Read, target: str | None, expected: list[bool]) -> None:
    found = diagnosed(read_one, "server s 10.0.0.1:80", "server s 10.0.0.2:80", target=target)
    assert [certain for _, _, certain in found] == expected
