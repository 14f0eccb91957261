"""Includes: found as nginx finds them, one context for each use, never outside the tree."""

from pathlib import Path

from lbconflint.model import DiagnosticKind
from tests.nginx.reading import http, of_kind, read_all, server, unit_of

MAIN = "events {}\nhttp {\n  include conf.d/*.conf;\n}\n"
SITE = "server {\n  listen 80;\n  server_name %s;\n}\n"


def test_globs_in_order_of_names_relative_to_the_main_file(tmp_path: Path) -> None:
    files = {
        "etc/nginx/nginx.conf": MAIN,
        "etc/nginx/conf.d/b.conf": SITE % "b",
        "etc/nginx/conf.d/a.conf": SITE % "a",
        "etc/nginx/conf.d/c.conf.off": SITE % "c",
    }
    reading = read_all(tmp_path, files, claimed=[path for path in files if path.endswith(".conf")])
    (unit,) = reading.units
    assert unit.name == "etc/nginx/nginx.conf"
    assert [listener.name for listener in unit.listeners] == ["a", "b"]
    assert [source.path for source in unit.sources] == [
        "etc/nginx/nginx.conf",
        "etc/nginx/conf.d/a.conf",
        "etc/nginx/conf.d/b.conf",
    ]


def test_a_relative_path_of_an_included_file_starts_at_the_main_file_too(tmp_path: Path) -> None:
    files = {
        "nginx.conf": http("server { include snippets/a.conf; }"),
        "snippets/a.conf": "include snippets/b.conf;\n",
        "snippets/b.conf": "listen 8080;\n",
    }
    (unit,) = read_all(tmp_path, files).units
    (bind,) = unit.listeners[0].binds
    assert bind.span.source.path == "snippets/b.conf"
    assert str(bind.ports.value) == "8080"


def test_absolute_paths_of_the_machine(tmp_path: Path) -> None:
    files = {
        "hosts/a/etc/nginx/nginx.conf": "events {}\nhttp { include /etc/nginx/sites/*.conf; }\n",
        "hosts/a/etc/nginx/sites/a.conf": SITE % "a",
        "hosts/b/etc/nginx/sites/b.conf": SITE % "b",
        "hosts/b/etc/nginx/nginx.conf": "events {}\nhttp { include /etc/nginx/sites/*.conf; }\n",
        "docker/nginx.conf": "events {}\nhttp { include /etc/nginx/extra/*.conf; }\n",
        "docker/extra/c.conf": SITE % "c",
    }
    units = read_all(tmp_path, files).units
    found = {unit.name: [listener.name for listener in unit.listeners] for unit in units}
    assert found == {
        "hosts/a/etc/nginx/nginx.conf": ["a"],
        "hosts/b/etc/nginx/nginx.conf": ["b"],
        "docker/nginx.conf": ["c"],
    }


def test_an_absolute_glob_never_finds_the_main_file(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, "events {}\nhttp { include /data/custom/*.conf; }\n")
    assert of_kind(unit, DiagnosticKind.REPEATED_INCLUDE) == []
    assert [gap.span.text for gap in unit.gaps] == ["/data/custom/*.conf"]


def test_one_file_in_two_contexts(tmp_path: Path) -> None:
    files = {
        "nginx.conf": http("include tls.conf;\nserver { listen 443 ssl; include tls.conf; }"),
        "tls.conf": "ssl_certificate a.pem;\nssl_protocols TLSv1.2;\n",
    }
    (unit,) = read_all(tmp_path, files).units
    tls = unit.listeners[0].tls
    assert tls.protocols.equals(("TLSv1.2",))
    assert [one.span.source.path for one in tls.certificates] == ["tls.conf"]
    assert unit.diagnostics == []


def test_a_directive_that_is_wrong_in_one_context_only(tmp_path: Path) -> None:
    files = {
        "nginx.conf": http("include a.conf;\nserver { listen 80; include a.conf; }"),
        "a.conf": "server_name a;\n",
    }
    (unit,) = read_all(tmp_path, files).units
    (found,) = of_kind(unit, DiagnosticKind.MISPLACED_DIRECTIVE)
    assert found.message == "'server_name' is not allowed in http"


def test_circles_are_told_and_end(tmp_path: Path) -> None:
    files = {
        "nginx.conf": http("server { listen 80; include a.conf; }"),
        "a.conf": "gzip on;\ninclude b.conf;\n",
        "b.conf": "include a.conf;\ngzip_vary on;\n",
    }
    (unit,) = read_all(tmp_path, files).units
    (found,) = of_kind(unit, DiagnosticKind.REPEATED_INCLUDE)
    assert (found.span.source.path, found.span.text) == ("b.conf", "a.conf")
    assert unit.listeners[0].settings["gzip_vary"].equals("on")


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, "events {}\ninclude nginx.conf;\n")
    assert len(of_kind(unit, DiagnosticKind.REPEATED_INCLUDE)) == 1


def test_links_to_the_same_file(tmp_path: Path) -> None:
    files = {
        "nginx.conf": "events {}\nhttp {\n  include sites-enabled/*;\n  include sites-available/*;\n}\n",
        "sites-available/a": SITE % "a",
    }
    read_all(tmp_path, files)
    (tmp_path / "sites-enabled").mkdir()
    (tmp_path / "sites-enabled" / "a").symlink_to("../sites-available/a")
    (unit,) = read_all(tmp_path, files).units
    (found,) = of_kind(unit, DiagnosticKind.REPEATED_INCLUDE)
    assert found.span.text == "sites-available/*"
    assert found.related[0][0].text == "sites-enabled/*"
    assert len(unit.sources) == 2


def test_a_snippet_without_definitions_may_come_in_often(tmp_path: Path) -> None:
    files = {
        "nginx.conf": http("server { listen 80; include a.conf; location / { include a.conf; } include a.conf; }"),
        "a.conf": "add_header X y;\n",
    }
    (unit,) = read_all(tmp_path, files).units
    assert unit.diagnostics == []


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.conf"
    outside.write_text("listen 9;\n")
    tree = tmp_path / "tree"
    (tree / "conf").mkdir(parents=True)
    (tree / "conf" / "a.conf").symlink_to(outside)
    files = {"nginx.conf": http("server { include conf/a.conf; include ../outside.conf; }")}
    (unit,) = read_all(tree, files).units
    assert unit.listeners[0].binds == ()
    assert unit.listeners[0].partial
    assert len(unit.gaps) == 2


def test_a_missing_file_is_certain_where_its_directory_is_kept(tmp_path: Path) -> None:
    files = {"nginx.conf": http("include conf.d/a.conf;"), "conf.d/b.conf": SITE % "b"}
    unit = next(unit for unit in read_all(tmp_path, files).units if unit.complete)
    (found,) = of_kind(unit, DiagnosticKind.MISSING_INCLUDE)
    assert (found.certain, found.span.text) == (True, "conf.d/a.conf")
    assert unit.gaps == []


def test_a_missing_file_beside_a_lonely_main_file_is_a_gap(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("include a.conf;"))
    (found,) = of_kind(unit, DiagnosticKind.MISSING_INCLUDE)
    assert not found.certain
    assert [gap.span.text for gap in unit.gaps] == ["a.conf"]


def test_a_glob_without_a_match_is_silent(tmp_path: Path) -> None:
    files = {"nginx.conf": http("include conf.d/*.conf;"), "conf.d/readme": ""}
    (unit,) = read_all(tmp_path, files, claimed=["nginx.conf"]).units
    assert (unit.diagnostics, unit.gaps) == ([], [])


def test_files_of_the_packages_need_no_gap(tmp_path: Path) -> None:
    unit = unit_of(
        tmp_path,
        "include /etc/nginx/modules-enabled/*.conf;\n"
        + http("include mime.types;\nserver { listen 80; location / { include /etc/nginx/fastcgi_params; } }"),
    )
    assert (unit.diagnostics, unit.gaps) == ([], [])
    assert not unit.listeners[0].partial


def test_what_certbot_installs_is_known_and_not_seen(tmp_path: Path) -> None:
    listener = server(tmp_path, "listen 443 ssl; include /etc/letsencrypt/options-ssl-nginx.conf;")
    assert not listener.partial
    assert listener.tls.protocols.unknown
    assert listener.tls.ciphers.unknown
    assert "ssl_stapling" not in listener.settings


def test_an_unread_include_hides_what_it_may_set(tmp_path: Path) -> None:
    listener = server(
        tmp_path, "server_name a; include /opt/secret.conf; location / { proxy_pass http://10.0.0.1; }"
    )
    assert listener.partial
    assert listener.binds == ()
    assert listener.settings["ssl_certificate"].unknown
    (route,) = listener.routes
    assert route.timeouts["read"].unknown
    assert route.headers["host"].unknown


def test_an_unread_directory_of_sites_hides_no_settings(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, http("include /opt/sites-enabled/*;\nserver { listen 80; }"))
    assert len(unit.gaps) == 1
    assert "ssl_certificate" not in unit.listeners[0].settings


def test_includes_that_double_again_and_again_are_cut(tmp_path: Path) -> None:
    files = {"nginx.conf": http("include c0.conf;")}
    for level in range(40):
        files[f"c{level}.conf"] = f"include c{level + 1}.conf;\ninclude c{level + 1}.conf;\n"
    files["c40.conf"] = "limit_req_zone a zone=a:1m rate=1r/s;\n"
    (unit,) = read_all(tmp_path, files).units
    assert any("more than" in gap.reason for gap in unit.gaps)


def test_a_long_chain_of_includes(tmp_path: Path) -> None:
    files = {"nginx.conf": http("include c0.conf;")}
    for level in range(1500):
        files[f"c{level}.conf"] = f"include c{level + 1}.conf;\n"
    files["c1500.conf"] = SITE % "deep"
    (unit,) = read_all(tmp_path, files).units
    assert [listener.name for listener in unit.listeners] == ["deep"]
