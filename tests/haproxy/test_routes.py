"""Where listeners send: routes, references, definitions."""

from collections.abc import Callable

from lbconflint.model import Matching, Route, TargetKind
from lbconflint.unit import Unit

Read = Callable[..., Unit]


def routes(read_one: Read, *lines: str, section: str = "frontend f") -> list[Route]:
    body = "".join(f" {line}\n" for line in lines)
    return list(read_one(f"global\n{section}\n{body}").listeners[0].routes)


def test_use_backend(read_one: Read) -> None:
    first, second, third = routes(
        read_one, "use_backend a if { path /x } || other", "use_backend b unless ok", "use_backend c"
    )
    assert (first.matching, first.target.kind, first.target.pool.value) == (
        Matching.CONDITION,
        TargetKind.POOL,
        "a",
    )
    assert first.pattern.value == "if { path /x } || other"
    assert first.target.pool.span.text == "a"
    assert second.pattern.value == "unless ok"
    assert third.pattern.absent


def test_a_name_that_is_built_at_run_time(read_one: Read) -> None:
    text = "global\nfrontend f\n use_backend be_%[req.hdr(host)] if ok\n"
    unit = read_one(text)
    (route,) = unit.listeners[0].routes
    assert route.target.kind is TargetKind.DYNAMIC
    assert route.target.pool.unknown
    assert route.target.pool.span.text == "be_%[req.hdr(host)]"
    assert [(held.kind, held.name.value) for held in unit.references if held.kind.startswith("pool")] == [
        ("pool prefix", "be_")
    ]


def test_default_backend_comes_last(read_one: Read) -> None:
    found = routes(read_one, "default_backend z", "use_backend a if ok", "default_backend y")
    assert [route.target.pool.value for route in found] == ["a", "y"]
    assert found[1].matching is Matching.DEFAULT


def test_redirects(read_one: Read) -> None:
    found = routes(
        read_one,
        "redirect scheme https code 301 if !{ ssl_fc }",
        "http-request redirect location https://www.example.com/ if old",
        "http-request redirect prefix /new",
        "redirect location %[req.hdr(x)]",
    )
    assert [(route.target.kind, route.target.protocol.value, route.target.path.value) for route in found] == [
        (TargetKind.REDIRECT, "https", None),
        (TargetKind.REDIRECT, "https", "https://www.example.com/"),
        (TargetKind.REDIRECT, None, "/new"),
        (TargetKind.REDIRECT, None, "%[req.hdr(x)]"),
    ]
    assert found[0].pattern.value == "if !{ ssl_fc }"


def test_answers(read_one: Read) -> None:
    found = routes(
        read_one, "http-request deny if bad", "http-request return status 200", "http-request set-header A b"
    )
    assert [(route.target.kind, route.pattern.value) for route in found] == [
        (TargetKind.ANSWER, "if bad"),
        (TargetKind.ANSWER, None),
    ]


def test_listen_sends_to_its_own_servers(read_one: Read) -> None:
    (route,) = routes(read_one, "server s 10.0.0.1:80", section="listen l")
    assert (route.matching, route.target.pool.value) == (Matching.DEFAULT, "l")
    (route,) = routes(read_one, "server s 10.0.0.1:80", "default_backend x", section="listen l")
    assert route.target.pool.value == "x"


def test_dispatch(read_one: Read) -> None:
    unit = read_one("global\nlisten l\n dispatch 10.0.0.1:80\n")
    (route,) = unit.listeners[0].routes
    assert (route.target.kind, str(route.target.address.value), route.target.port.value) == (
        TargetKind.ADDRESS,
        "10.0.0.1",
        80,
    )
    assert [held.target.port.value for held in unit.pools[0].routes] == [80]


def test_routes_have_the_timeouts_in_force(read_one: Read) -> None:
    (route,) = routes(read_one, "default_backend b", "timeout client 5s")
    assert route.timeouts["client"].value == 5000


def test_definitions(read_one: Read) -> None:
    unit = read_one(
        "global\ndefaults base\ndefaults from base\nfrontend f\nlisten l\nbackend b\nresolvers r\n"
        "peers p\nuserlist u\ncache c\nmailers m\nhttp-errors h\nring g\nfcgi-app y\nlog-forward o\n"
    )
    assert [(held.kind, held.name.value) for held in unit.definitions] == [
        ("defaults", "base"),
        ("frontend", "f"),
        ("pool", "l"),
        ("frontend", "l"),
        ("pool", "b"),
        ("resolvers", "r"),
        ("peers", "p"),
        ("userlist", "u"),
        ("cache", "c"),
        ("mailers", "m"),
        ("http-errors", "h"),
        ("ring", "g"),
        ("fcgi-app", "y"),
        ("log-forward", "o"),
    ]
    assert unit.definitions[1].name.span.text == "f"


def test_references(read_one: Read) -> None:
    unit = read_one(
        "global\ndefaults d\nbackend b from d\n server s app:80 resolvers r healthcheck h\n"
        " stick-table type ip size 1m peers p\n http-request cache-use c\n http-response cache-store c\n"
        " filter cache c\n email-alert mailers m\n errorfiles e\n use-fcgi-app y\n"
    )
    assert [(held.kind, held.name.value, held.usage) for held in unit.references] == [
        ("defaults", "d", "from"),
        ("resolvers", "r", "server resolvers"),
        ("healthcheck", "h", "server healthcheck"),
        ("peers", "p", "stick-table peers"),
        ("cache", "c", "http-request cache-use"),
        ("cache", "c", "http-response cache-store"),
        ("cache", "c", "filter cache"),
        ("mailers", "m", "email-alert mailers"),
        ("http-errors", "e", "errorfiles"),
        ("fcgi-app", "y", "use-fcgi-app"),
    ]


def test_conditions_name_acls(read_one: Read) -> None:
    unit = read_one(
        "global\nfrontend f\n http-request deny if a !b or { src 1.1.1.1 } || ! c TRUE\n use_backend x unless d\n"
        " tcp-request content reject if !{ src 1.1.1.1 } e\n monitor fail if g\n"
    )
    found = [held.name.value for held in unit.references if held.kind == "acl of frontend f"]
    assert found == ["a", "b", "c", "e", "g", "d"] or found == ["a", "b", "c", "d", "e", "g"]
    assert {held.name.span.text for held in unit.references if held.name.value == "b"} == {"!b"}


def test_global_settings(read_one: Read) -> None:
    unit = read_one(
        "global\n maxconn 5000\n nbthread 4\n tune.bufsize 32k\n stats timeout 5s\n"
        " stats socket /run/a level admin\n daemon\n ssl-default-bind-options no-sslv3\n"
        " unix-bind prefix /x mode 600\nglobal\n maxconn 6000\n"
    )
    (process,) = unit.processes
    assert process.product == "haproxy"
    assert process.node is unit.roots[0]
    assert {name: held.value for name, held in process.settings.items()} == {
        "maxconn": "6000",
        "nbthread": "4",
        "tune.bufsize": "32k",
        "stats timeout": "5s",
        "stats socket": "/run/a level admin",
        "daemon": "",
        "ssl-default-bind-options": "no-sslv3",
        "unix-bind prefix": "/x",
        "unix-bind mode": "600",
    }
    assert process.settings["maxconn"].span.line == 11
