"""Configuration inside templates: branches, insertions, and nothing certain about what is filled in."""

from pathlib import Path

import pytest

from lbconflint import template
from lbconflint.model import DiagnosticKind, TargetKind
from lbconflint.tree import coexist
from lbconflint.values import HOLE
from tests.conftest import Lint
from tests.nginx.reading import Shape, http, of_kind, read_all, shape, tree_of, unit_of


@pytest.fixture(autouse=True)
def _implemented(_templates: None) -> None:
    if template.mask("{% if a %}b{% endif %}", "nginx.conf.j2") is None:
        pytest.skip("templates are not implemented here")


def names(shapes: "list[Shape] | None") -> list[object]:
    return [name if inner is None else (name, names(inner)) for name, _, inner in shapes or ()]


def test_an_expression_is_an_unknown_word() -> None:
    (server,) = tree_of("server {\n  listen {{ port }} ssl;\n}\n", "a.conf.j2").roots
    (listen,) = server.children or []
    assert set(listen.args[0]) == {HOLE}
    assert listen.args[1] == "ssl"
    assert listen.word(1).text == "{{ port }}"


def test_branches_exclude_each_other() -> None:
    (server,) = tree_of("server {\n{% if a %}\nlisten 80;\n{% else %}\nlisten 81;\n{% endif %}\n}\n", "a.j2").roots
    first, second = server.children or []
    assert not coexist(first.world, second.world)
    assert coexist(first.world, server.world)


def test_an_expression_alone_on_its_line_inserts_statements() -> None:
    tree = tree_of("server {\n  listen 80;\n  {{ more }}\n}\n", "a.j2")
    assert names(shape(tree.roots)) == [("server", ["listen", HOLE])]
    assert [gap.span.text for gap in tree.gaps] == ["{{ more }}"]


def test_an_expression_alone_on_its_line_within_a_statement_is_a_word() -> None:
    tree = tree_of("server_name\n  {{ names }}\n  a.example;\n", "a.j2")
    (node,) = tree.roots
    assert len(node.args) == 2
    assert node.args[1] == "a.example"
    assert tree.gaps == []


def test_words_of_another_branch_than_their_statement_are_unknown() -> None:
    (node,) = tree_of("listen 443 {% if a %}http2{% endif %} ssl;", "a.j2").roots
    assert (node.args[0], set(node.args[1]), node.args[2]) == ("443", {HOLE}, "ssl")


def test_a_block_opened_in_each_branch() -> None:
    text = (
        "{% if a %}\nserver { listen 80;\n{% else %}\nserver { listen 81;\n{% endif %}\n  gzip on;\n}\nuser b;\n"
    )
    tree = tree_of(text, "a.j2")
    assert names(shape(tree.roots))[-1] == "user"
    assert tree.diagnostics == []


def test_a_fault_of_the_bare_template_is_no_certain_one() -> None:
    tree = tree_of("{% if a %}\nserver {\n{% endif %}\n  listen 80;\n", "a.j2")
    assert tree.diagnostics == []
    assert len(tree.gaps) == 1


def test_an_unseen_statement_makes_the_server_partial(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, {"site.conf.j2": "server {\n  {{ listens }}\n  server_name a;\n}\n"})
    (listener,) = unit.listeners
    assert listener.partial
    assert listener.binds == ()
    assert len(unit.gaps) == 1


def test_an_include_in_a_branch_brings_its_file_into_that_branch(tmp_path: Path) -> None:
    files = {
        "nginx.conf.j2": http("{% if a %}\ninclude a.conf;\n{% else %}\ninclude b.conf;\n{% endif %}"),
        "a.conf": "include c.conf;\n",
        "b.conf": "server { listen 80 default_server; }\n",
        "c.conf": "server { listen 80 default_server; }\n",
    }
    (unit,) = read_all(tmp_path, files).units
    first, second = unit.listeners
    assert not coexist(first.world, second.world)
    assert not coexist(first.binds[0].world, second.binds[0].world)
    assert unit.diagnostics == []


def test_a_circle_of_includes_within_branches_ends(tmp_path: Path) -> None:
    files = {
        "nginx.conf.j2": http("{% if a %}\ninclude a.conf.j2;\n{% endif %}"),
        "a.conf.j2": "gzip on;\n{% if b %}\ninclude a.conf.j2;\n{% endif %}\n",
    }
    (unit,) = read_all(tmp_path, files).units
    assert len(of_kind(unit, DiagnosticKind.REPEATED_INCLUDE)) == 1


def test_values_that_are_filled_in_are_unknown(tmp_path: Path) -> None:
    text = """
upstream app { server {{ host }}:8080; server 10.0.0.1:{{ port }}; }
server {
  listen {{ address }}:80 {{ options }};
  location / { proxy_pass http://{{ name }}; proxy_read_timeout {{ seconds }}s; }
}
"""
    unit = unit_of(tmp_path, {"site.conf.j2": text})
    first, second = unit.pools[0].servers
    assert first.address.unknown
    assert first.port.equals(8080)
    assert second.address.known
    assert second.port.unknown
    (bind,) = unit.listeners[0].binds
    assert bind.address.unknown
    assert bind.ports.known
    assert bind.tls.unknown
    assert bind.reuse_port.unknown
    (route,) = unit.listeners[0].routes
    assert route.target.kind is TargetKind.DYNAMIC
    assert route.timeouts["read"].unknown
    assert [one for one in unit.diagnostics if one.kind is not DiagnosticKind.REMOVED_DIRECTIVE] == []


def test_http2_that_a_template_may_put_in_is_not_missed(lint: Lint) -> None:
    location = "location / { grpc_pass grpc://10.0.0.1:50051; }"
    site = f"events {{}}\nhttp {{\nserver {{\n  listen 8443 ssl%s;\n  {location}\n}}\n}}\n"
    conditional = site % "{{ if .Http2 }} http2{{ end }}"
    assert not lint({"nginx.conf.tmpl": conditional}, rules=["protocol-mismatch"]).findings
    assert lint({"nginx.conf.tmpl": site % ""}, rules=["protocol-mismatch"]).findings
