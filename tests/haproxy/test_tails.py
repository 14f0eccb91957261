"""Lines that end alike share what their parameters mean, and nothing else."""

from collections.abc import Mapping

import pytest

from lbconflint.model import Pool, Server
from lbconflint.unit import Unit
from lbconflint.values import Origin, Setting
from tests.haproxy.conftest import Read, shown

TAIL = "check port 81 weight 7 cookie c ssl verify none send-proxy-v2 inter 5s"


def pools(unit: Unit) -> list[Pool]:
    return list(unit.pools)


def lines_of(server: Server) -> set[int]:
    """The lines at which what the server's own line says is pointed to."""
    check = server.check
    said = [server.address, server.port, server.weight, server.tls, server.proxy_protocol, server.cookie]
    said += [check.enabled, check.port, *server.options.values()]
    return {setting.span.line for setting in said if setting.origin is Origin.WRITTEN}


def test_every_server_points_at_its_own_line(read_one: Read) -> None:
    servers = "".join(f" server s{number} 10.0.0.{number}:80 {TAIL}\n" for number in range(1, 4))
    unit = read_one(f"global\nbackend b\n{servers}backend c\n{servers}")
    found = [server for pool in pools(unit) for server in pool.servers]
    assert [lines_of(server) for server in found] == [{3}, {4}, {5}, {7}, {8}, {9}]
    assert {server.weight.span.text for server in found} == {"7"}
    assert {server.check.port.span.text for server in found} == {"81"}


def test_what_nobody_says_belongs_to_the_servers_own_pool(read_one: Read) -> None:
    unit = read_one("global\nbackend b\n server s 10.0.0.1:80 check\nbackend c\n server s 10.0.0.1:80 check\n")
    for pool in pools(unit):
        (server,) = pool.servers
        unsaid = [server.weight, server.backup, server.tls, server.cookie, server.check.port, server.check.tls]
        assert [setting.node for setting in unsaid] == [pool.node] * len(unsaid)


def test_the_same_tail_over_other_defaults(read_one: Read) -> None:
    unit = read_one(
        "global\nbackend b\n server a 10.0.0.1:80 weight 2\n default-server backup check\n"
        " server b 10.0.0.2:80 weight 2\n default-server no-backup weight 9\n server c 10.0.0.3:80 weight 2\n"
        " server d 10.0.0.4:80\n"
    )
    found = [
        (server.weight.value, server.backup.value, server.check.enabled.value) for server in unit.pools[0].servers
    ]
    assert found == [(2, False, False), (2, True, True), (2, False, True), (9, False, True)]


def test_the_same_tail_behind_a_template(read_one: Read) -> None:
    unit = read_one("global\nbackend b\n server s 10.0.0.1:80 weight 7\n server-template t 3 app:80 weight 7\n")
    server, template = unit.pools[0].servers
    assert (server.number, template.number) == (1, 3)
    assert [held.weight.span.text for held in (server, template)] == ["7", "7"]


def test_a_fault_is_told_for_every_line_that_has_it(read_one: Read) -> None:
    unit = read_one(
        "global\nbackend b\n server a 10.0.0.1:80 nonsense\n server b 10.0.0.2:80 nonsense\n"
        " server c 10.0.0.3:80 weight 300\n server d 10.0.0.4:80 weight 300\n default-server weight 300\n"
    )
    assert shown(unit) == [
        ("UNKNOWN_DIRECTIVE", 3, "nonsense", True), ("UNKNOWN_DIRECTIVE", 4, "nonsense", True),
        ("INVALID_ARGUMENT", 5, "300", True), ("INVALID_ARGUMENT", 6, "300", True),
        ("INVALID_ARGUMENT", 7, "300", True),
    ]  # fmt: skip


def test_a_tail_is_judged_for_the_versions_of_its_world(read_one: Read) -> None:
    text = (
        "global\nbackend b\n server a 10.0.0.1:80 init-state up\n.if version_before(3.0)\n"
        " server b 10.0.0.2:80 init-state up\n.endif\n server c 10.0.0.3:80 init-state up\n"
    )
    assert [(line, word) for _, line, word, _ in shown(read_one(text))] == [(5, "init-state")]


@pytest.mark.parametrize("tail", ["", " weight 3", " weight 3 cookie x inter 5s", ' weight "$W"'])
def test_options_are_a_mapping(read_one: Read, tail: str) -> None:
    unit = read_one(f"global\nbackend b\n default-server rise 2 weight 9\n server s 10.0.0.1:80{tail}\n")
    options: Mapping[str, Setting[str]] = unit.pools[0].servers[0].options
    assert len(options) == len(list(options)) == len(dict(options)) == len({"rise", "weight", *tail.split()[::2]})
    assert all(name in options and options.get(name) == options[name] for name in options)
    assert options.get("nonsense") is None
    assert options.get("nonsense", "else") == "else"
    assert "nonsense" not in options
    with pytest.raises(KeyError):
        options["nonsense"]
    assert (options["rise"].value, options["rise"].origin) == ("2", Origin.INHERITED)
    assert options["weight"].unknown == ("$W" in tail)
