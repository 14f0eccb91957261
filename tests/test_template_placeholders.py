"""Names that a script replaces: which are expressions of a template, and which only look so."""

import pytest

from lbconflint.template import mask
from tests.test_template import shown


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("listen {PORT};\nindex {NAME} a.html;\n", ["listen _;", "index _ a.html;"], id="a value"),
        pytest.param("server {\n{MORE_SERVERS}\n}\n", ["server {", "}"], id="lines"),
        pytest.param("proxy_pass http://{HOST}:{PORT}/;\n", ["proxy_pass http://_:_/;"], id="parts of a word"),
        pytest.param(
            'server {{ tuple "a" "b" . | include "x.y" }};\n', ["server _;"], id="a chart's pipe from a tuple"
        ),
    ],
)
def test_names_in_braces_are_expressions(text: str, lines: list[str]) -> None:
    assert shown(text, "nginx.conf") == lines


@pytest.mark.parametrize(
    "text",
    ["rewrite ^/\\p{Lu}+ /;\n", "acl a path { A }\n", "set $x ${NAME};\n", "return 200 '{OK}';\n", "x={A}\n"],
)
def test_other_names_in_braces_are_none(text: str) -> None:
    assert mask(text, "nginx.conf") is None
