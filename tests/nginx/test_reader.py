"""Which files make a unit, and what a fragment is meant for."""

from pathlib import Path

import pytest

from lbconflint.model import DiagnosticKind, Matching, TargetKind
from tests.nginx.reading import of_kind, read_all, stream, unit_of, write

SITE = "server {\n  listen 80;\n  server_name %s;\n}\n"


def units(root: Path, files: dict[str, str]) -> dict[str, tuple[bool, list[str]]]:
    """Completeness and listener names of each unit, by its name."""
    return {
        unit.name: (unit.complete, [listener.name for listener in unit.listeners])
        for unit in read_all(root, files).units
    }


def test_a_main_file_takes_what_it_includes(tmp_path: Path) -> None:
    files = {
        "nginx.conf": "events {}\nhttp { include conf.d/*.conf; }\n",
        "conf.d/a.conf": SITE % "a",
        "other/b.conf": SITE % "b",
    }
    assert units(tmp_path, files) == {"nginx.conf": (True, ["a"]), "other/b.conf": (False, ["b"])}


def test_a_main_file_that_another_one_includes_is_none(tmp_path: Path) -> None:
    files = {
        "nginx.conf": "events {}\ninclude stream.conf;\nhttp {}\n",
        "stream.conf": "stream { server { listen 53 udp; proxy_pass 10.0.0.1:53; } }\n",
    }
    assert list(units(tmp_path, files)) == ["nginx.conf"]


def test_nginx_conf_with_a_server_only_is_a_fragment(tmp_path: Path) -> None:
    assert units(tmp_path, {"docker/nginx.conf": SITE % "a"}) == {"docker/nginx.conf": (False, ["a"])}


def test_nginx_conf_with_includes_only_is_a_main_file(tmp_path: Path) -> None:
    files = {"nginx.conf": "user a;\ninclude parts/*.conf;\n", "parts/http.conf": "http { " + SITE % "a" + "}\n"}
    assert units(tmp_path, files) == {"nginx.conf": (True, ["a"])}


def test_a_drop_in_directory_without_its_main_file_is_one_unit(tmp_path: Path) -> None:
    files = {
        "etc/nginx/conf.d/a.conf": SITE % "a",
        "etc/nginx/conf.d/b.conf": SITE % "b",
        "etc/nginx/conf.d/c.conf.disabled": SITE % "c",
        "etc/nginx/sites-enabled/d": SITE % "d",
        "etc/nginx/sites-available/e": SITE % "e",
    }
    assert units(tmp_path, files) == {
        "etc/nginx/conf.d": (False, ["a", "b"]),
        "etc/nginx/sites-enabled": (False, ["d"]),
        "etc/nginx/conf.d/c.conf.disabled": (False, ["c"]),
        "etc/nginx/sites-available/e": (False, ["e"]),
    }


def test_a_link_counts_where_it_is_loaded_from(tmp_path: Path) -> None:
    write(tmp_path, {"etc/nginx/sites-available/a": SITE % "a", "etc/nginx/sites-available/b": SITE % "b"})
    (tmp_path / "etc/nginx/sites-enabled").mkdir()
    (tmp_path / "etc/nginx/sites-enabled/a").symlink_to("../sites-available/a")
    paths = ["etc/nginx/sites-available/a", "etc/nginx/sites-available/b", "etc/nginx/sites-enabled/a"]
    found = {unit.name: len(unit.listeners) for unit in read_all(tmp_path, {}, claimed=paths).units}
    assert found == {"etc/nginx/sites-enabled": 1, "etc/nginx/sites-available/b": 1}


def test_a_drop_in_directory_that_its_main_file_does_not_read(tmp_path: Path) -> None:
    files = {"nginx.conf": "events {}\nhttp {}\n", "conf.d/a.conf": SITE % "a", "conf.d/b.conf": SITE % "b"}
    assert set(units(tmp_path, files)) == {"nginx.conf", "conf.d/a.conf", "conf.d/b.conf"}


def test_a_snippet_of_a_fragment_is_part_of_it(tmp_path: Path) -> None:
    files = {
        "sites/a.conf": "server { listen 80; include snippets/tls.conf; }\n",
        "snippets/tls.conf": "ssl_protocols TLSv1.2;\n",
    }
    (unit,) = read_all(tmp_path, files).units
    assert unit.name == "sites/a.conf"
    assert unit.listeners[0].tls.protocols.equals(("TLSv1.2",))


FRAGMENTS = [
    ("a.conf", "server { listen 53 udp; proxy_pass dns; }", "stream"),
    ("a.conf", "upstream b { server 10.0.0.1:1; }\nserver { listen 1; proxy_pass b; }", "stream"),
    ("stream.d/a.conf", "server { listen 1; }", "stream"),
    ("a.conf", "server { listen 1; location / { proxy_pass http://10.0.0.1; } }", "http"),
    ("tcp/a.conf", "server { listen 1; location / { root /a; } }", "http"),
    ("a.conf", "server { listen 1; ssl_preread on; }", "stream"),
]


@pytest.mark.parametrize(("path", "text", "module"), FRAGMENTS)
def test_the_module_of_a_fragment(path: str, text: str, module: str, tmp_path: Path) -> None:
    unit = unit_of(tmp_path, {path: text})
    assert [listener.module for listener in unit.listeners] == [module]
    assert all(pool.module == module for pool in unit.pools)
    assert unit.diagnostics == []


def test_locations_alone_stand_in_a_server_that_listens_nowhere(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, {"a.conf": "location /a/ {\n  proxy_pass http://10.0.0.1:8080;\n}\n"})
    (listener,) = unit.listeners
    assert (listener.binds, listener.partial, listener.module) == ((), True, "http")
    (route,) = listener.routes
    assert (route.matching, route.pattern.value) == (Matching.PREFIX, "/a/")
    assert unit.diagnostics == []


def test_directives_of_a_location_alone(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, {"a.conf": "proxy_set_header Host $host;\nproxy_pass http://10.0.0.1:8080;\n"})
    (route,) = unit.listeners[0].routes
    assert (route.matching, route.target.kind) == (Matching.DEFAULT, TargetKind.ADDRESS)
    assert route.headers["host"].equals("$host")


def test_settings_alone_are_no_listener(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, {"a.conf": "proxy_set_header Host $host;\nproxy_buffering off;\n"})
    assert (unit.listeners, unit.diagnostics) == ([], [])


def test_servers_of_an_upstream_alone(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, {"a.conf": "server 10.0.0.1:80;\nserver 10.0.0.1:80;\n"})
    (pool,) = unit.pools
    assert pool.partial
    assert pool.name.absent
    assert len(pool.servers) == 2


def test_a_guessed_context_makes_nothing_certain(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, {"a.conf": "server 10.0.0.1:80;\nadd_header X y;\n"})
    (found,) = of_kind(unit, DiagnosticKind.MISPLACED_DIRECTIVE)
    assert not found.certain


def test_text_that_is_something_else_after_all_is_declined(tmp_path: Path) -> None:
    text = "listen 80;\n" + "".join(f"frobnicate{n} on;\n" for n in range(9))
    reading = read_all(tmp_path, {"a.conf": text})
    assert reading.units == []
    assert [skipped.path for skipped in reading.declined] == ["a.conf"]


def test_files_that_are_no_text_are_declined(tmp_path: Path) -> None:
    reading = read_all(tmp_path, {"nginx.conf": "events {}\0"})
    assert reading.units == []
    assert "NUL" in reading.declined[0].reason


def test_bytes_that_are_not_utf_8_are_read(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_bytes(
        b"# caf\xe9\nevents {}\nhttp { server { listen 80; server_name \xff; } }\n"
    )
    (unit,) = read_all(tmp_path, {}, claimed=["nginx.conf"]).units
    assert unit.listeners[0].names[0].value == "\udcff"
    assert unit.diagnostics == []


def test_every_statement_of_every_file_is_below_the_roots_once(tmp_path: Path) -> None:
    files = {
        "nginx.conf": "events {}\nhttp { include a.conf; server { include a.conf; listen 80; } }\n",
        "a.conf": "gzip on;\n",
    }
    (unit,) = read_all(tmp_path, files).units
    names = [node.name for root in unit.roots for node in root.walk()]
    assert names == ["events", "http", "include", "server", "include", "listen", "gzip"]


def test_process_settings(tmp_path: Path) -> None:
    unit = unit_of(
        tmp_path, "user www;\nworker_rlimit_nofile 1024;\nevents { worker_connections 512; }\n" + "http {}\n"
    )
    (process,) = unit.processes
    assert process.product == "nginx"
    assert {name: setting.value for name, setting in process.settings.items()} == {
        "user": "www",
        "worker_rlimit_nofile": "1024",
        "worker_connections": "512",
    }
    assert process.settings["worker_connections"].span.text == "512"


def test_two_modules_of_one_main_file(tmp_path: Path) -> None:
    text = stream("server { listen 80; proxy_pass 10.0.0.1:80; }") + "http { server { listen 80; } }\n"
    unit = unit_of(tmp_path, text)
    assert sorted(listener.module for listener in unit.listeners) == ["http", "stream"]
