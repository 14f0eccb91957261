"""``defaults``: what a proxy starts from."""

from collections.abc import Callable

import pytest

from lbconflint.model import Listener
from lbconflint.unit import Unit
from lbconflint.values import Origin

Read = Callable[..., Unit]


def listeners(unit: Unit) -> dict[str, Listener]:
    return {listener.name: listener for listener in unit.listeners}


def test_documented_defaults(read_one: Read) -> None:
    found = listeners(read_one("global\nfrontend f\n bind :80\n"))["f"]
    assert (found.protocol.value, found.protocol.origin) == ("tcp", Origin.DEFAULT)
    assert (found.enabled.value, found.enabled.origin) == (True, Origin.DEFAULT)
    assert dict(found.timeouts) == {}
    assert dict(found.settings) == {}


def test_the_defaults_of_a_fragment_are_not_known(read_one: Read) -> None:
    found = listeners(read_one("frontend f\n bind :80\nfrontend g\n bind :81\n mode http\n"))
    assert (found["f"].protocol.unknown, found["g"].protocol.value) == (True, "http")


def test_settings_are_inherited(read_one: Read) -> None:
    text = (
        "defaults\n mode http\n timeout client 5s\n maxconn 100\n option httplog\n log global\n"
        "frontend f\n bind :80\n timeout client 6s\n"
        "frontend g\n bind :81\n mode tcp\n no option httplog\n"
    )
    found = listeners(read_one(text))
    f, g = found["f"], found["g"]
    assert (f.protocol.value, f.protocol.origin) == ("http", Origin.INHERITED)
    assert f.protocol.span.text == "http"
    assert (f.timeouts["client"].value, f.timeouts["client"].origin) == (6000, Origin.WRITTEN)
    assert (f.limits["maxconn"].value, f.limits["maxconn"].origin) == (100, Origin.INHERITED)
    assert f.settings["option httplog"].origin is Origin.INHERITED
    assert f.settings["log"].value == "global"
    assert (g.protocol.value, g.protocol.origin) == ("tcp", Origin.WRITTEN)
    assert g.timeouts["client"].value == 5000
    assert "option httplog" not in g.settings


def test_every_defaults_section_starts_afresh(read_one: Read) -> None:
    text = "defaults\n mode http\n timeout client 5s\ndefaults\n timeout server 6s\nfrontend f\n bind :80\n"
    found = listeners(read_one(text))["f"]
    assert found.protocol.value == "tcp"
    assert {name: held.value for name, held in found.timeouts.items()} == {"server": 6000}


def test_defaults_may_build_on_others(read_one: Read) -> None:
    text = (
        "defaults base\n mode http\n timeout client 5s\ndefaults more from base\n timeout server 6s\n"
        "defaults from base\n timeout queue 7s\nfrontend f from more\n bind :80\nfrontend g\n bind :81\n"
    )
    found = listeners(read_one(text))
    assert {name: held.value for name, held in found["f"].timeouts.items()} == {"client": 5000, "server": 6000}
    assert {name: held.value for name, held in found["g"].timeouts.items()} == {"client": 5000, "queue": 7000}
    assert found["f"].timeouts["client"].origin is Origin.INHERITED
    assert found["f"].protocol.value == "http"


def test_from_chooses_by_name(read_one: Read) -> None:
    text = "defaults a\n mode http\ndefaults b\n mode tcp\nfrontend f from a\n bind :80\nfrontend g\n bind :81\n"
    found = listeners(read_one(text))
    assert found["f"].protocol.value == "http"
    assert found["g"].protocol.value == "tcp"


def test_a_defaults_section_behind_its_use_is_refused(read_one: Read) -> None:
    unit = read_one("defaults a\n mode http\nfrontend f from b\n bind :80\ndefaults b\n mode http\n")
    assert [(held.kind.name, held.span.text, held.certain) for held in unit.diagnostics] == [
        ("INVALID_ARGUMENT", "b", True)
    ]
    assert listeners(unit)["f"].protocol.unknown


def test_a_fragment_may_use_defaults_of_its_main_file(read_one: Read) -> None:
    unit = read_one("frontend f from b\n bind :80\n")
    assert not unit.complete
    assert unit.diagnostics == []
    assert listeners(unit)["f"].protocol.unknown


def test_defaults_in_a_branch_are_doubtful_outside(read_one: Read) -> None:
    text = (
        ".if feature(A)\ndefaults\n mode http\n timeout client 5s\n.endif\nfrontend f\n bind :80\n"
        ".if feature(A)\nfrontend g\n bind :81\n.endif\n"
    )
    found = listeners(read_one(f"global\n{text}"))
    assert found["f"].protocol.unknown
    assert found["f"].timeouts["client"].unknown
    assert found["g"].protocol.unknown  # another condition: nobody knows that both branches go together


def test_defaults_within_one_branch_are_certain_there(read_one: Read) -> None:
    text = "global\n.if feature(A)\ndefaults\n mode http\nfrontend f\n bind :80\n.endif\n"
    assert listeners(read_one(text))["f"].protocol.value == "http"


def test_defaults_go_on_in_the_next_file(read_all: Callable[..., object]) -> None:
    reading = read_all(
        {"b.cfg": "defaults\n mode http\n", "a.cfg": "frontend f\n bind :80\n"}, processes=(("b.cfg", "a.cfg"),)
    )
    (unit,) = reading.units  # type: ignore[attr-defined]
    assert listeners(unit)["f"].protocol.value == "http"
    reading = read_all(
        {"b.cfg": "defaults\n mode http\n", "a.cfg": "frontend f\n bind :80\n"}, processes=(("a.cfg", "b.cfg"),)
    )
    (unit,) = reading.units  # type: ignore[attr-defined]
    assert listeners(unit)["f"].protocol.value == "tcp"


def test_default_backend_is_inherited(read_one: Read) -> None:
    unit = read_one("defaults\n default_backend b\nfrontend f\n bind :80\nbackend b\n")
    (route,) = unit.listeners[0].routes
    assert (route.target.pool.value, route.target.pool.origin) == ("b", Origin.INHERITED)
    assert [(held.kind, held.name.value) for held in unit.references] == [("pool", "b")]


def test_old_timeouts_have_new_names(read_one: Read) -> None:
    unit = read_one("defaults\n clitimeout 5s\n timeout srvtimeout 6s\n contimeout 7s\nfrontend f\n bind :80\n")
    found = listeners(unit)["f"].timeouts
    assert {name: held.value for name, held in found.items()} == {"client": 5000, "server": 6000, "connect": 7000}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5000", 5000),
        ("5s", 5000),
        ("2m", 120_000),
        ("1h", 3_600_000),
        ("1d", 86_400_000),
        ("1500us", 2),
        ("7ms", 7),
    ],
)
def test_times(read_one: Read, text: str, value: int) -> None:
    unit = read_one(f"defaults\n timeout client {text}\nfrontend f\n bind :80\n")
    assert listeners(unit)["f"].timeouts["client"].value == value
    assert unit.diagnostics == []


@pytest.mark.parametrize(
    ("text", "certain"), [("5x", True), ("abc", True), ("-5", True), ("5mn", False), ("30d", True)]
)
def test_times_that_are_refused(read_one: Read, text: str, certain: bool) -> None:
    unit = read_one(f"defaults\n timeout client {text}\nfrontend f\n bind :80\n")
    assert [(held.kind.name, held.span.text, held.certain) for held in unit.diagnostics] == [
        ("INVALID_ARGUMENT", text, certain)
    ]


def test_the_way_of_connections_is_one_of_several(read_one: Read) -> None:
    text = "defaults\n option http-server-close\nfrontend f\n bind :80\n option httpclose\n"
    found = listeners(read_one(text))["f"].settings
    assert [name for name in found if name.startswith("option")] == ["option httpclose"]
