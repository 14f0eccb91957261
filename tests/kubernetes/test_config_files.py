"""nginx and HAProxy files in a ConfigMap are read by their own readers, where they stand."""

import pytest

from tests.conftest import Lint

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: edge}\ndata:\n"
SERVER = "    server {\n      listen 80;\n      proxy_pas http://x;\n    }\n"
NGINX = "  default.conf: |\n    server {\n      listen 80;\n    }\n"
HAPROXY = "  haproxy.cfg: |\n    defaults\n      mode http\n    frontend f\n      bind :80\n"
RULES = ["unknown-directive", "duplicate-bind", "duplicate-listen", "missing-include", "syntax-error"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("  default.conf: |\n" + SERVER, [("unknown-directive", 8, "proxy_pas")]),
        ("  default.conf: |-\n" + SERVER, [("unknown-directive", 8, "proxy_pas")]),
        ("  default.conf: |2\n" + SERVER, [("unknown-directive", 8, "proxy_pas")]),
        ("  README: |\n" + SERVER, []),
        ("  default.conf: |\n" + SERVER.replace("80", "{{ .Values.port }}"), []),
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
