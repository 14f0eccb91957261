"""``global``: its statements by name, and the sockets that take commands."""

import pytest

from lbconflint.unit import Unit
from lbconflint.values import Family
from tests.haproxy.conftest import Read, ReadAll

FRONTEND = "frontend f\n bind :80\n"


def settings(unit: Unit) -> dict[str, str | None]:
    return {name: held.value for name, held in unit.processes[0].settings.items()}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (" maxconn 5\n", {"maxconn": "5"}),
        (" maxconn 5\n maxconn 6\n", {"maxconn": "6"}),
        (" noreuseport\n", {"noreuseport": ""}),
        (" stats timeout 5s\n stats maxconn 3\n", {"stats timeout": "5s", "stats maxconn": "3"}),
        (" strict-limits\n no strict-limits\n", {}),
        (" unix-bind prefix /run mode 600\n", {"unix-bind prefix": "/run", "unix-bind mode": "600"}),
        (' maxconn "$N"\n', {"maxconn": None}),
        (' unix-bind prefix "$P"\n', {"unix-bind prefix": None}),
        (" ssl-default-bind-options no-sslv3 no-tlsv10\n", {"ssl-default-bind-options": "no-sslv3 no-tlsv10"}),
        (" no\n", {}),
    ],
)
def test_statements_by_name(read_one: Read, statements: str, expected: dict[str, str | None]) -> None:
    assert settings(read_one(f"global\n{statements}{FRONTEND}")) == expected


def test_every_global_section_counts(read_one: Read) -> None:
    unit = read_one(f"global\n maxconn 5\n nbthread 2\n{FRONTEND}global\n maxconn 6\n")
    assert settings(unit) == {"maxconn": "6", "nbthread": "2"}
    assert unit.processes[0].settings["maxconn"].span.line == 7


def test_the_process_is_one_for_all_files(read_all: ReadAll) -> None:
    reading = read_all({"a.cfg": FRONTEND, "b.cfg": "global\n maxconn 5\n"}, processes=(("a.cfg", "b.cfg"),))
    (unit,) = reading.units
    (process,) = unit.processes
    assert (process.product, process.node.source.path) == ("haproxy", "b.cfg")


def test_without_a_global_section_the_first_one_stands_for_it(read_one: Read) -> None:
    (process,) = read_one(FRONTEND).processes
    assert (process.node.name, dict(process.settings)) == ("frontend", {})


@pytest.mark.parametrize(
    ("line", "family", "host", "ports"),
    [
        ("stats socket /run/haproxy.sock mode 600 level admin", Family.UNIX, "/run/haproxy.sock", "None"),
        ("stats socket ipv4@127.0.0.1:9999 level admin", Family.IPV4, "127.0.0.1", "9999"),
        ("stats socket :9999", Family.IPV4, "*", "9999"),
    ],
)
def test_command_sockets(read_one: Read, line: str, family: Family, host: str, ports: str) -> None:
    listener = read_one(f"global\n {line}\n{FRONTEND}").listeners[0]
    (bind,) = listener.binds
    assert (listener.kind, listener.protocol.value, listener.routes) == ("stats socket", "cli", ())
    assert bind.address.value is not None
    assert (bind.address.value.family, bind.address.value.host, str(bind.ports.value)) == (family, host, ports)


def test_parameters_of_a_command_socket(read_one: Read) -> None:
    listener = read_one(f"global\n stats socket :9999 level admin ssl crt a.pem\n{FRONTEND}").listeners[0]
    (bind,) = listener.binds
    assert (bind.options["level"].value, bind.tls.value) == ("admin", True)
    assert bind.options["level"].span.text == "admin"
    assert [held.span.text for held in listener.tls.certificates] == ["a.pem"]


def test_the_prefix_of_unix_binds_does_not_count_for_command_sockets(read_one: Read) -> None:
    text = "global\n unix-bind prefix /run/\n stats socket /a.sock\nfrontend f\n bind unix@/b.sock\n"
    hosts = [bind.address.value.host for listener in read_one(text).listeners for bind in listener.binds]
    assert hosts == ["/a.sock", "/run//b.sock"]


def test_other_statements_of_stats_open_no_socket(read_one: Read) -> None:
    assert [held.name for held in read_one(f"global\n stats timeout 5s\n stats\n{FRONTEND}").listeners] == ["f"]
