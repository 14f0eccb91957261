"""``upstream`` blocks as pools."""

from pathlib import Path

import pytest

from lbconflint.model import DiagnosticKind, PortMode
from lbconflint.values import Address, Family, Origin
from tests.nginx.reading import http, of_kind, pool, stream, unit_of, verdict


def test_a_pool(tmp_path: Path) -> None:
    found = pool(tmp_path, "least_conn;\nserver 10.0.0.1:8080 weight=5;\nserver b.example backup;\nkeepalive 32;")
    assert (found.name.value, found.kind, found.module, found.partial) == ("app", "upstream", "http", False)
    assert (found.balance.value, found.balance.span.text) == ("least_conn", "least_conn")
    assert (found.keepalive.value, found.keepalive.span.text) == (32, "32")
    assert found.settings["keepalive"].equals("32")
    first, second = found.servers
    assert first.address.value == Address(Family.IPV4, "10.0.0.1")
    assert (first.address.span.text, first.port.span.text) == ("10.0.0.1", "8080")
    assert (first.port.value, first.port_mode, first.weight.value) == (8080, PortMode.FIXED, 5)
    assert first.weight.span.text == "5"
    assert second.address.value == Address(Family.NAME, "b.example")
    assert (second.port.value, second.port.origin, second.port_mode) == (80, Origin.DEFAULT, PortMode.DEFAULT)
    assert second.backup.equals(True)
    assert (second.weight.value, second.weight.origin) == (1, Origin.DEFAULT)
    assert not second.disabled.equals(True)


def test_round_robin_is_the_default(tmp_path: Path) -> None:
    found = pool(tmp_path, "server 10.0.0.1:80;")
    assert (found.balance.value, found.balance.origin) == ("round_robin", Origin.DEFAULT)
    assert found.keepalive.absent


def test_the_last_method_wins(tmp_path: Path) -> None:
    assert pool(tmp_path, "ip_hash;\nleast_conn;\nserver 10.0.0.1:80;").balance.value == "least_conn"


def test_servers_that_are_down_and_other_parameters(tmp_path: Path) -> None:
    (found,) = pool(tmp_path, "server 10.0.0.1:80 down max_fails=3 fail_timeout=30s;").servers
    assert found.disabled.equals(True)
    assert {name: option.value for name, option in found.options.items()} == {
        "down": "",
        "max_fails": "3",
        "fail_timeout": "30s",
    }


def test_unix_sockets_and_ipv6(tmp_path: Path) -> None:
    first, second = pool(tmp_path, "server unix:/run/a.sock;\nserver [::1]:80;").servers
    assert first.address.value == Address(Family.UNIX, "/run/a.sock")
    assert first.port.absent
    assert second.address.value == Address(Family.IPV6, "::1")
    assert second.port.equals(80)


def test_a_server_of_stream_has_no_default_port(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, stream("upstream a { server 10.0.0.1; }"))
    (found,) = unit.pools[0].servers
    assert found.port.absent
    assert found.port_mode is PortMode.DEFAULT
    assert unit.pools[0].module == "stream"


def test_a_name_twice_is_two_pools(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("upstream a { server 10.0.0.1; }\nupstream A { server 10.0.0.2; }"))
    assert [found.name.value for found in unit.pools] == ["a", "A"]
    assert [(one.kind, one.name.value) for one in unit.definitions] == [("pool:http", "a"), ("pool:http", "A")]


def test_servers_from_elsewhere_make_it_partial(tmp_path: Path) -> None:
    assert pool(tmp_path, "server 0.0.0.1;\nbalancer_by_lua_block { x() }").partial
    assert pool(tmp_path, "include /opt/servers.conf;").partial


def test_a_resolver_is_inherited(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("resolver 10.0.0.53;\nupstream a { zone a 64k; server b.example resolve; }"))
    settings = unit.pools[0].settings
    assert settings["resolver"].origin is Origin.INHERITED
    assert settings["zone"].value == "a 64k"
    assert "resolve" in unit.pools[0].servers[0].options


@pytest.mark.parametrize(
    "text", ["10.0.0.1:8001-8003", "http://a", "a/b", "10.0.0.1:0", "10.0.0.1:99999", ":80", "unix:"]
)
def test_addresses_that_nginx_refuses(text: str, tmp_path: Path) -> None:
    body = http(f"upstream a {{ server {text}; }}")
    (found,) = unit_of(tmp_path, body).diagnostics
    assert found.certain
    said = verdict(body, tmp_path)
    assert said.startswith(found.message.replace("'", '"')), (said, found.message)


@pytest.mark.parametrize(
    "text", ["weigth=2", "weight=0", "weight=a", "max_fails=", "fail_timeout=10ms", "backup=1"]
)
def test_parameters_that_nginx_refuses(text: str, tmp_path: Path) -> None:
    body = http(f"upstream a {{ server 10.0.0.1:80 {text}; }}")
    (found,) = unit_of(tmp_path, body).diagnostics
    assert (found.kind, found.span.text, found.certain) == (DiagnosticKind.INVALID_ARGUMENT, text, True)
    assert verdict(body, tmp_path).startswith(f'invalid parameter "{text}"')


def test_parameters_of_the_commercial_version_are_not_certain(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("upstream a { zone a 64k; server 10.0.0.1:80 slow_start=30s; }"))
    (found,) = unit.diagnostics
    assert (found.span.text, found.certain) == ("slow_start=30s", False)


def test_parameters_by_version(tmp_path: Path) -> None:
    body = http("resolver 10.0.0.1;\nupstream a { zone a 64k; server b.example resolve; }")
    (old,) = of_kind(unit_of(tmp_path, body, "1.22"), DiagnosticKind.REMOVED_DIRECTIVE)
    assert "1.27.3" in old.message
    assert unit_of(tmp_path, body, "1.28").diagnostics == []


def test_backup_behind_a_method_without_it(tmp_path: Path) -> None:
    body = http("upstream a { ip_hash; server 10.0.0.1:80; server 10.0.0.2:80 backup; }")
    (found,) = unit_of(tmp_path, body).diagnostics
    assert found.span.text == "backup"
    assert verdict(body, tmp_path).startswith("balancing method does not support")
    before = http("upstream a { server 10.0.0.1:80; server 10.0.0.2:80 backup; ip_hash; }")
    assert unit_of(tmp_path, before).diagnostics == []
    assert verdict(before, tmp_path) == ""
