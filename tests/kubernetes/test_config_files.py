"""nginx and HAProxy files in a ConfigMap are read by their own readers, where they stand."""

import pytest

from tests.conftest import Lint

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: edge}\ndata:\n"
SERVER = "    server {\n      listen 80;\n      proxy_pas http://x;\n    }\n"
NGINX = "  default.conf: |\n    server {\n      listen 80;\n    }\n"
HAPROXY = "  haproxy.cfg: |\n    defaults\n      mode http\n    frontend f\n      bind :80\n"
UPPER, WRONG, LOWER = ([("unknown-directive", line, "proxy_pas")] for line in (5, 8, 9))
RULES = ["unknown-directive", "duplicate-bind", "duplicate-listen", "missing-include", "syntax-error"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("  default.conf: |\n" + SERVER, WRONG),
        ("  default.conf: |-\n" + SERVER, WRONG),
        ("  default.conf: |2\n" + SERVER, WRONG),
        ("  README: |\n" + SERVER, []),
        ("  default.conf: |\n" + SERVER.replace("80", "{{ .Values.port }}"), WRONG),
        ("  default.conf: |\n    {{- if .Values.on }}\n" + SERVER + "    {{- end }}\n", LOWER),
        ("  default.conf: |\n{{ if .Values.on }}\n" + SERVER + "{{ end }}\n", LOWER),
        ('  default.conf: "server {\\n  listen 80;\\n  proxy_pas http://x;\\n}\\n"\n', UPPER),
        ('  default.conf: |\n    {{ .Files.Get "a" | nindent 4 }}\n', []),
        ("  proxy-body-size: 8m\n", []),
        ("  app.conf: |\n    [main]\n    key = value\n", []),
        ("  nginx.conf: |\n    events {}\n    http {\n      include conf.d/gone.conf;\n    }\n", []),
        (NGINX + HAPROXY, []),
        (NGINX.replace("  listen", "  listen 80;\n      listen"), [("duplicate-listen", 8, "80")]),
    ],
)  # fmt: skip
def test_files_of_a_config_map(data: str, expected: list[tuple[str, int, str]], lint: Lint) -> None:
    report = lint({"edge.yaml": HEAD + data}, rules=RULES)
    assert [(found.rule, found.span.line, found.span.text) for found in report.findings] == expected


@pytest.mark.parametrize(
    "data", ['|\n    {{ .Files.Get "a" | nindent 4 }}', "{{ .Values.conf | quote }}", '"a\n\n  b {"']
)
def test_what_cannot_be_read_is_named(data: str, lint: Lint) -> None:
    (partial,) = lint({"edge.yaml": f"{HEAD}  nginx.conf: {data}\n  other.conf: {data}\n"}).partial
    assert partial.gaps == ((5, "what a template puts into 'nginx.conf' is not known"),)


MANIFEST = """
resource "kubernetes_manifest" "edge" {
  manifest = {
    apiVersion = "v1"
    kind       = "ConfigMap"
    metadata   = { name = "edge" }
    data = {
      "default.conf" = <<-EOT
        server {
          listen ${var.port};
          proxy_pas http://x;
        }
      EOT
    }
  }
}
"""
TEXT = """
resource "kubectl_manifest" "edge" {
  yaml_body = <<-EOT
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: edge}
    data:
      default.conf: |
        server {
          listen 80;
          proxy_pas http://x;
        }
  EOT
}
"""


@pytest.mark.parametrize("text", [MANIFEST, TEXT])
def test_files_of_a_config_map_in_terraform(text: str, lint: Lint) -> None:
    (found,) = lint({"main.tf": text}, rules=["unknown-directive"]).findings
    assert (found.span.line, found.span.text) == (11, "proxy_pas")
