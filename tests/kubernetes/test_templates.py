"""Charts that are no YAML before they are rendered: what is read of them, and what stays in doubt."""

from pathlib import Path

import pytest

from lbconflint.cluster import Service, Workload
from lbconflint.source import SourceFile
from lbconflint.values import HOLE
from lbconflint.yaml.either import Either, read_either
from lbconflint.yaml.nodes import YamlNode
from tests.conftest import Lint
from tests.cost import LINEAR, growth
from tests.kubernetes.test_reader import units


def read(text: str) -> Either:
    found = read_either(SourceFile("templates/a.yaml", text))
    assert (found.template, found.faults) == (True, [])
    return found


def plain(node: YamlNode) -> object:
    """Plain data: ``?`` for what an expression fills in, ``...`` where more may be."""
    if node.children is None:
        value = node.args[0].replace(HOLE, "").strip("\n")
        return f"{value}?" if node.unknown else value
    if node.items:
        more = ["..."] if node.partial else []
        return [*map(plain, node.items), *more]
    data = {("?" if HOLE in child.name else child.name): plain(child) for child in node.entries}
    return {**data, "...": ""} if node.partial else data


@pytest.mark.parametrize(
    ("text", "data"),
    [
        pytest.param(
            "a: |\n{{- if .x }}\n    {{- if .y }}\n  one\n    {{- end }}\n{{- end }}\nb: 1\n",
            {"a": "one", "b": "1"},
            id="control lines that begin a block scalar",
        ),
        pytest.param(
            "a:\n  b: |-\n{{ .x | indent 6 }}\n    c: d\ne: 1\n",
            {"a": {"b": "c: d?", "...": ""}, "e": "1"},
            id="an expression that begins a block scalar",
        ),
        pytest.param(
            'a: |- {{- include "x" . | nindent 4 }}\nb: 1\n',
            {"a": "?", "b": "1", "...": ""},
            id="a block scalar of one",
        ),
        pytest.param(
            "a:\n- {{ . | toYaml | trim }}\n  b: 1\n- c: 2\n",
            {"a": [{"b": "1", "...": ""}, {"c": "2"}]},
            id="the first keys of an item",
        ),
        pytest.param(
            'a: {{- include "x" . | nindent 2 }}\n  b: 1\nc: 2\n',
            {"a": {"b": "1", "...": ""}, "c": "2"},
            id="the first keys of a mapping",
        ),
        pytest.param(
            'a: [ "b"{% if x %}, "--c={{ y }}"{% endif %}{% if z %}, d{% endif %} ]\n',
            {"a": ["b", "?", "?", "..."]},
            id="items of a flow list",
        ),
        pytest.param(
            "a: {b: 1{{ if .x }}, c: 2{{ end }}}\nd: {{ .y }}:{{ .z }}\n",
            {"a": {"b": "1", "?": "", "...": ""}, "d": ":?"},
            id="entries of a flow mapping",
        ),
        pytest.param(
            "a:\n  b:\n  {{- if .x }}\n    c: 1\n  {{- else }}\n    {}\n  {{- end }}\n",
            {"a": {"b": {"c": "1?", "...": ""}}},
            id="nothing in the other branch",
        ),
        pytest.param(
            "a:\n\t\t{{- if .x }}\n  b: 1\n\t\t{{- end }}\n", {"a": {"b": "1?", "...": ""}}, id="tabs before a tag"
        ),
        pytest.param("a:\n- {{ .x }}\nb: 1\n", {"a": ["?", "..."], "b": "1"}, id="an item that may be several"),
    ],
)
def test_a_template_is_read_as_far_as_it_is_yaml(text: str, data: object) -> None:
    assert plain(read(text).documents[0].root) == data


def test_the_body_of_a_definition_is_a_document_of_its_own() -> None:
    text = (
        '{{- define "core" }}\n- name: a\n  port: 80\n{{- end }}\n'
        "apiVersion: v1\nkind: Service\nmetadata: {name: b}\nspec:\n  ports:\n"
        '{{- include "core" . }}\n  clusterIP: None\n'
    )
    found = read(text)
    assert plain(found.documents[0].root) == [{"name": "a", "port": "80"}]
    assert found.documents[1].root.at_path("metadata", "name") is not None


def test_lines_that_may_begin_another_item_part_equal_keys() -> None:
    parted = 'a:\n{{- include "x" . }}\n  b: 1\n{{- include "x" . }}\n  b: 2\n'
    within = "a:\n  b:\n    {{- toYaml .x | nindent 4 }}\n  b:\n    c: 2\nd: {{ .y }}\n"
    assert not read(parted).documents[0].duplicates
    assert [one.again.name for one in read(within).documents[0].duplicates] == ["b"]


CHART = """\
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  ports:
{{- include "ports" . }}
    port: 80
    targetPort: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      topologySpreadConstraints:
      - {{ . | toYaml | trim }}
        labelSelector: {}
      containers:
      {{- include "first" . | nindent 6 }}
        image: b
      hostNetwork: {{ .Values.inHost }}
"""


def test_what_a_template_may_complete_is_no_fault(lint: Lint, tmp_path: Path) -> None:
    found = units(tmp_path, {"templates/shop.yaml": CHART})
    service, workload = found[0].nouns[Service][0], found[0].nouns[Workload][0]
    assert (service.open, workload.open, workload.host_network.unknown) == (True, True, True)
    assert not lint({"templates/shop.yaml": CHART}).findings


def test_a_file_whose_kind_the_template_decides_is_said_to_be_so(lint: Lint) -> None:
    text = "{{- if .x }}\napiVersion: v1\nkind: {{ .Values.kind }}\nmetadata: {{- .y | nindent 2 }}\n{{- end }}\n"
    skipped = lint({"a.yaml": text}).skipped
    assert [one.reason for one in skipped] == ["a template decides what kind of object it holds"]


@pytest.mark.parametrize(
    "line",
    [
        "- {{ x | trim }}\n  b: 1\n",
        "a: {{- x }}\n  b: 1\n",
        "a:\n{{ x }}\n  b: 1\n",
        "{{ if x }}, b{{ end }}",
        "a: |\n{{ x }}\n",
        '{{ define "x" }}\na: 1\n{{ end }}\n',
    ],
)
def test_the_cost_of_a_template_is_linear(line: str) -> None:
    assert (
        growth(lambda size: lambda: read_either(SourceFile("a.yaml", f"a: {{{{ .x }}}}\n{line * size}")), 100)
        < LINEAR
    )


@pytest.mark.parametrize(
    ("name", "line", "gaps"),
    [
        pytest.param("shop.yaml", "  externalIPs: [${EDGE}]", 0, id="envsubst"),
        pytest.param("shop.yaml.tmpl", "  clusterIP: %{ADDRESS}%", 1, id="a language that nobody knows"),
    ],
)
def test_what_is_filled_in_is_no_fault(lint: Lint, tmp_path: Path, name: str, line: str, gaps: int) -> None:
    text = f"apiVersion: v1\nkind: Service\nmetadata: {{name: shop}}\nspec:\n{line}\n  ports: [{{port: 80}}]\n"
    assert not lint({name: text}, rules=["syntax-error"]).findings
    assert sum(len(unit.gaps) for unit in units(tmp_path, {name: text})) == gaps


def test_what_no_value_could_mend_is_a_fault(lint: Lint) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: ${NAME}}\nspec: [\n"
    assert [one.rule for one in lint({"shop.yaml": text}, rules=["syntax-error"]).findings] == ["syntax-error"]
