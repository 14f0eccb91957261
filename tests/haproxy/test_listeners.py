"""What listens: binds, their addresses and parameters, TLS, and the listeners that are not proxies."""

from collections.abc import Callable
from typing import Any

import pytest

from lbconflint.model import Bind, Listener, Transport
from lbconflint.unit import Unit
from lbconflint.values import Family, Origin

Read = Callable[..., Unit]


def only(unit: Unit, kind: str = "") -> Listener:
    (found,) = [listener for listener in unit.listeners if kind in (listener.kind, "")]
    return found


def binds(read_one: Read, line: str, before: str = "") -> tuple[Bind, ...]:
    return only(read_one(f"global\n{before}frontend f\n {line}\n"), "frontend").binds


def shape(bind: Bind) -> tuple[str, str, str]:
    return (str(bind.address.value), str(bind.ports.value), bind.transport.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("bind :80", [("0.0.0.0", "80", "tcp")]),
        ("bind *:80", [("0.0.0.0", "80", "tcp")]),
        ("bind 10.0.0.1:80,:81", [("10.0.0.1", "80", "tcp"), ("0.0.0.0", "81", "tcp")]),
        ("bind :80,", [("0.0.0.0", "80", "tcp")]),
        ("bind :::80", [("[::]", "80", "tcp")]),
        ("bind [::1]:80", [("[::1]", "80", "tcp")]),
        ("bind 2001:db8::1:80", [("[2001:db8::1]", "80", "tcp")]),
        ("bind ipv6@:80", [("[::]", "80", "tcp")]),
        ("bind tcp4@127.0.0.1:80", [("127.0.0.1", "80", "tcp")]),
        ("bind 127.1:80", [("127.0.0.1", "80", "tcp")]),
        ("bind :1000-1010", [("0.0.0.0", "1000-1010", "tcp")]),
        ("bind www.Example.com:80", [("www.example.com", "80", "tcp")]),
        ("bind quic4@:443 ssl crt x", [("0.0.0.0", "443", "udp")]),
        ("bind /run/h.sock", [("unix:/run/h.sock", "None", "tcp")]),
        ("bind unix@h.sock", [("unix:h.sock", "None", "tcp")]),
        ("bind abns@name", [("abns@name", "None", "tcp")]),
    ],
)
def test_addresses(read_one: Read, line: str, expected: list[tuple[str, str, str]]) -> None:
    assert [shape(bind) for bind in binds(read_one, line)] == expected


@pytest.mark.parametrize("line", ["bind fd@3", "bind sockpair@4", "bind rhttp@b/s"])
def test_sockets_without_an_address_are_unknown(read_one: Read, line: str) -> None:
    (bind,) = binds(read_one, line)
    assert bind.address.unknown
    assert bind.ports.value is None


def test_places_of_address_and_port(read_one: Read) -> None:
    first, second = binds(read_one, "bind 10.0.0.1:80,[::1]:8080-8090 ssl")
    assert first.address.span.text == "10.0.0.1"
    assert first.ports.span.text == "80"
    assert second.address.span.text == "[::1]"
    assert second.ports.span.text == "8080-8090"
    assert second.tls.span.text == "ssl"


def test_parameters(read_one: Read) -> None:
    (bind,) = binds(
        read_one,
        "bind :443 ssl crt a.pem alpn h2,http/1.1 interface eth0 namespace blue accept-proxy name n thread 1",
    )
    assert bind.tls.value is True
    assert bind.interface.value == "eth0"
    assert bind.namespace.value == "blue"
    assert bind.proxy_protocol.value is True
    assert {name: held.value for name, held in bind.options.items()} == {
        "crt": "a.pem",
        "alpn": "h2,http/1.1",
        "name": "n",
        "thread": "1",
    }
    assert bind.options["alpn"].span.text == "h2,http/1.1"


@pytest.mark.parametrize(
    ("parameters", "value", "origin"),
    [
        ("", False, Origin.DEFAULT),
        ("v6only", True, Origin.WRITTEN),
        ("v4v6", False, Origin.WRITTEN),
        ("v4v6 v6only", True, Origin.WRITTEN),
        ("v6only v4v6", True, Origin.WRITTEN),
    ],
)
def test_v6only_wins_over_v4v6(read_one: Read, parameters: str, value: bool, origin: Origin) -> None:
    (bind,) = binds(read_one, f"bind :::80 {parameters}")
    assert (bind.v6only.value, bind.v6only.origin) == (value, origin)


def test_reuse_port(read_one: Read) -> None:
    (bind,) = binds(read_one, "bind :80")
    assert (bind.reuse_port.value, bind.reuse_port.origin) == (True, Origin.DEFAULT)
    (bind,) = binds(read_one, "bind :80", before=" noreuseport\n")
    assert (bind.reuse_port.value, bind.reuse_port.origin) == (False, Origin.WRITTEN)
    assert bind.reuse_port.span.text == "noreuseport"
    (bind,) = binds(read_one, "bind :80", before=".if feature(A)\n noreuseport\n.endif\n")
    assert bind.reuse_port.unknown


def test_a_global_section_behind_the_bind_counts_as_well(read_one: Read) -> None:
    unit = read_one("frontend f\n bind :80\nglobal\n noreuseport\n")
    assert only(unit).binds[0].reuse_port.value is False


def test_unix_bind_prefix(read_one: Read) -> None:
    text = "global\n unix-bind prefix /srv mode 600\n stats socket /run/s.sock\nfrontend f\n bind /run/h.sock\n"
    unit = read_one(text)
    assert [str(listener.binds[0].address.value) for listener in unit.listeners] == [
        "unix:/run/s.sock",
        "unix:/srv/run/h.sock",
    ]


def test_unknown_parameters_leave_the_rest_unknown(read_one: Read) -> None:
    (bind,) = binds(read_one, 'bind :80 "$OPTIONS"')
    assert bind.ports.value is not None
    assert bind.tls.unknown
    assert bind.interface.unknown
    assert bind.proxy_protocol.unknown


@pytest.mark.parametrize("address", ['"$HOST:80"', "$HOST:80", '"${HOST}:80"', "${HOST}:80", "ipv4@$HOST:80"])
def test_an_unset_variable_widens_the_bind(read_one: Read, address: str) -> None:
    unit = read_one(f"global\nfrontend f\n bind {address}\n")
    bind = only(unit).binds[0]
    assert bind.address.unknown
    assert bind.ports.value is not None
    assert bind.ports.value.low == 80
    assert [(found.kind.name, found.span.text, found.certain) for found in unit.diagnostics] == [
        ("UNRESOLVED_ADDRESS", address, False)
    ]


@pytest.mark.parametrize("address", ['"${HOST-127.0.0.1}:80"', '"127.0.0.1:$PORT"', '"$ADDRESS"', '"x$HOST:80"'])
def test_other_variables_do_not(read_one: Read, address: str) -> None:
    assert read_one(f"global\nfrontend f\n bind {address}\n").diagnostics == []


def test_a_default_is_taken_as_known(read_one: Read) -> None:
    (bind,) = binds(read_one, 'bind "${HOST-127.0.0.1}:${PORT-8080}"')
    assert shape(bind) == ("127.0.0.1", "8080", "tcp")


def test_tls(read_one: Read) -> None:
    text = (
        "global\n ssl-default-bind-options {options}\n ssl-default-bind-ciphers ALL\nfrontend f\n"
        " bind :443 ssl crt a.pem crt b.pem {parameters}\n bind :80\n"
    )

    def tls(options: str, parameters: str, target: str | None = "3.2") -> Any:
        return only(read_one(text.format(options=options, parameters=parameters), target)).tls

    found = tls("no-tls-tickets", "")
    assert [held.value for held in found.certificates] == ["a.pem", "b.pem"]
    assert found.protocols.value == ("TLSv1.2", "TLSv1.3")
    assert found.ciphers.value == "ALL"
    assert found.verify.value == "none"
    assert tls("ssl-min-ver TLSv1.1", "").protocols.value == ("TLSv1.1", "TLSv1.2", "TLSv1.3")
    assert tls("ssl-min-ver TLSv1.1", "").protocols.origin is Origin.INHERITED
    assert tls("ssl-min-ver TLSv1.1", "ssl-min-ver TLSv1.3").protocols.value == ("TLSv1.3",)
    assert tls("ssl-min-ver TLSv1.0", "no-tlsv10 no-tlsv11").protocols.value == ("TLSv1.2", "TLSv1.3")
    assert tls("no-tls-tickets", "force-tlsv10").protocols.value == ("TLSv1.0",)
    assert tls("no-tls-tickets", "ssl-max-ver TLSv1.2").protocols.value == ("TLSv1.2",)
    assert tls("no-tls-tickets", "", None).protocols.unknown
    assert tls("no-tls-tickets", "ciphers X verify required").ciphers.value == "X"


def test_expect_proxy(read_one: Read) -> None:
    text = "global\nfrontend f\n bind :80\n tcp-request connection expect-proxy layer4 {}\n"
    assert only(read_one(text.format(""))).binds[0].proxy_protocol.value is True
    assert only(read_one(text.format("if { src 10.0.0.0/8 }"))).binds[0].proxy_protocol.unknown


def test_stats_sockets(read_one: Read) -> None:
    unit = read_one("global\n stats socket ipv4@127.0.0.1:9000 level admin\n stats timeout 5s\n")
    listener = only(unit)
    assert listener.kind == "stats socket"
    assert [shape(bind) for bind in listener.binds] == [("127.0.0.1", "9000", "tcp")]
    assert listener.binds[0].options["level"].value == "admin"
    assert listener.binds[0].address.span.text == "127.0.0.1"


def test_a_backend_that_binds_is_a_listener(read_one: Read) -> None:
    unit = read_one("global\nbackend b\n bind :80\n server s 1.1.1.1:80\nbackend c\n")
    assert [(listener.name, listener.kind) for listener in unit.listeners] == [("b", "backend")]
    assert [pool.name.value for pool in unit.pools] == ["b", "c"]


def test_peers(read_one: Read) -> None:
    text = "global\n{}peers p\n peer here 10.0.0.1:1024\n peer there 10.0.0.2:1024\n"
    assert read_one(text.format("")).listeners == []
    listener = only(read_one(text.format(" localpeer here\n")))
    assert [shape(bind) for bind in listener.binds] == [("10.0.0.1", "1024", "tcp")]
    assert listener.kind == "peers"
    assert listener.binds[0].node.args[0] == "here"


def test_peers_with_a_bind_of_their_own(read_one: Read) -> None:
    unit = read_one(
        "global\npeers p\n default-bind ssl crt a.pem\n bind 10.0.0.1:1024\n server here\n"
        " server x 10.0.0.2:1024\n"
    )
    (bind,) = only(unit).binds
    assert shape(bind) == ("10.0.0.1", "1024", "tcp")
    assert bind.tls.value is True


def test_log_forward(read_one: Read) -> None:
    unit = read_one("global\nlog-forward l\n bind :514\n dgram-bind :514\n maxconn 10\n log 10.0.0.9:514 local0\n")
    listener = only(unit)
    assert [(bind.transport, bind.ports.value.low) for bind in listener.binds if bind.ports.value] == [
        (Transport.TCP, 514),
        (Transport.UDP, 514),
    ]
    assert listener.limits["maxconn"].value == 10


def test_disabled(read_one: Read) -> None:
    unit = read_one("global\ndefaults\n disabled\nfrontend f\n bind :80\nfrontend g\n enabled\n bind :81\n")
    first, second = unit.listeners
    assert (first.enabled.value, first.enabled.origin) == (False, Origin.INHERITED)
    assert (second.enabled.value, second.enabled.origin) == (True, Origin.WRITTEN)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (":0", "0"),
        (":65536", "65536"),
        (":90-80", "90-80"),
        (":http", "http"),
        (":+1", "+1"),
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.1:", "10.0.0.1:"),
        ("10.0.0.1:80,:99999", "99999"),
        ("[::]", "[::]"),
    ],
)
def test_ports_that_cannot_be(read_one: Read, address: str, text: str) -> None:
    unit = read_one(f"global\nfrontend f\n bind {address}\n")
    assert [(found.kind.name, found.span.text, found.certain) for found in unit.diagnostics] == [
        ("INVALID_PORT", text, True)
    ]
    assert only(unit).binds[-1].ports.unknown


@pytest.mark.parametrize(("target", "certain"), [("2.8", False), (None, False), ("3.0", True)])
def test_characters_behind_a_port(read_one: Read, target: str | None, certain: bool) -> None:
    unit = read_one("global\nfrontend f\n bind :80a\n", target)
    assert [(found.kind.name, found.span.text, found.certain) for found in unit.diagnostics] == [
        ("INVALID_PORT", "80a", certain)
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("bind udp@:53", "udp@:53"),
        ("bind 300.1.1.1:80", "300.1.1.1"),
        ("bind foo@1.1.1.1:80", "foo@1.1.1.1"),
        ("bind ipv4@::1:80", "::1"),
        ("bind ,:80", ",:80"),
    ],
)
def test_addresses_that_cannot_be(read_one: Read, line: str, text: str) -> None:
    unit = read_one(f"global\nfrontend f\n {line}\n")
    assert [found.span.text for found in unit.diagnostics] == [text]


@pytest.mark.parametrize("address", ["@HOST@:80", "__HOST__:80", ":%%PORT%%", "<host>:80", "*:<port>"])
def test_placeholders_are_unknown(read_one: Read, address: str) -> None:
    unit = read_one(f"global\nfrontend f\n bind {address}\n")
    assert unit.diagnostics == []
    bind = only(unit).binds[0]
    assert bind.address.unknown or bind.ports.unknown


def test_families(read_one: Read) -> None:
    found = binds(read_one, "bind :80,:::80,/x,abns@y,host:80")
    assert [bind.address.value.family for bind in found if bind.address.value] == [
        Family.IPV4,
        Family.IPV6,
        Family.UNIX,
        Family.ABSTRACT,
        Family.NAME,
    ]
