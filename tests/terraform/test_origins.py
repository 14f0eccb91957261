"""A finding about a value shows where the value was written."""

import pytest

from tests.conftest import Lint

LISTENER = (
    'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n  port = %s\n  protocol = "HTTP"\n'
    '  default_action {\n    type = "forward"\n  }\n}\n'
)
MODULE = 'variable "ports" {\n  type = map(number)\n}\n' + LISTENER
STEPS = [(f"local.{name}", f"local '{above}' is defined here") for above, name in ("ab", "bc", "cd", "de")]
Places = list[tuple[str, str, str]]


def places(lint: Lint, files: dict[str, str]) -> Places:
    (found,) = lint(files, rules=["plaintext-on-tls-port"]).findings
    return [(one.span.source.path, one.span.text, one.message) for one in found.related]


@pytest.mark.parametrize(
    ("text", "port", "expected"),
    [
        ("", "443", []),
        ('variable "p" {\n  default = 443\n}\n', "var.p", [("443", "the default of variable 'p'")]),
        ('variable "p" {\n  default = 443\n}\nlocals {\n  q = "${var.p}"\n}\n', "(local.q)",
         [('"${var.p}"', "local 'q' is defined here"), ("443", "the default of variable 'p'")]),
        ("locals {\n  ports = { web = [80, 443] }\n}\n", 'local.ports["web"][1]',
         [("443", "local 'ports' is defined here")]),
        ('variable "p" {\n  default = { https = 443 }\n}\nlocals {\n  ports = var.p\n}\n', "local.ports.https",
         [("var.p", "local 'ports' is defined here"), ("443", "the default of variable 'p'")]),
        ('variable "p" {\n  default = 443\n}\n', "tonumber(coalesce(null, var.p == 443 ? var.p : 80))",
         [("443", "the default of variable 'p'")]),
        ('variable "p" {\n  default = { web = { port = 443 } }\n}\n',
         "try(each.value.port, 80)\n  for_each = { for k, v in var.p : k => v }",
         [("{ for k, v in var.p : k => v }", "one of 'for_each'"), ("443", "the default of variable 'p'")]),
        ("", "each.value\n  for_each = { web = 443 }", [("443", "one of 'for_each'")]),
        ('variable "p" {\n  default = 442\n}\n', "var.p + 1", []),
        ("locals {\n  a = local.b\n  b = local.c\n  c = local.d\n  d = local.e\n  e = 443\n}\n", "local.a",
         STEPS),
        ("locals {\n  ports = merge({ web = 443 }, {})\n}\n", "local.ports.web",
         [("merge({ web = 443 }, {})", "local 'ports' is defined here")]),
    ],
)  # fmt: skip
def test_a_value_is_followed_to_where_it_was_written(
    text: str, port: str, expected: list[tuple[str, str]], lint: Lint
) -> None:
    assert places(lint, {"main.tf": text + LISTENER % port}) == [("main.tf", *one) for one in expected]


def test_a_value_is_followed_through_modules_into_files_of_values(lint: Lint) -> None:
    files = {
        "main.tf": 'variable "all" {}\nmodule "m" {\n  source = "./m"\n  ports = var.all.ports\n}\n',
        "m/main.tf": MODULE % 'var.ports["web"]',
        "terraform.tfvars": "all = {\n  ports = {\n    web = 443\n  }\n}\n",
    }
    assert places(lint, files) == [
        ("main.tf", "var.all.ports", "passed here as 'ports'"),
        ("terraform.tfvars", "443", "'all' is given here"),
    ]


def test_the_file_that_wins_is_shown(lint: Lint) -> None:
    files = {
        "main.tf": 'variable "p" {\n  default = 80\n}\n' + LISTENER % "var.p",
        "terraform.tfvars": "p = 81\n",
        "a.auto.tfvars": "p = 82\n",
        "b.auto.tfvars.json": '{"p": 443}',
    }
    assert places(lint, files) == [("b.auto.tfvars.json", "443", "'p' is given here")]


def test_each_call_of_a_module_has_its_own_origin(lint: Lint) -> None:
    calls = "".join(
        f'module "{n}" {{\n  source = "./m"\n  ports = {{ web = {p} }}\n}}\n' for n, p in (("a", 443), ("b", 80))
    )
    files = {"main.tf": calls, "m/main.tf": MODULE % "var.ports.web"}
    assert places(lint, files) == [("main.tf", "443", "passed here as 'ports'")]


def test_a_broken_file_of_values_leaves_the_variables_open(lint: Lint) -> None:
    files = {"main.tf": 'variable "p" {\n  default = 443\n}\n' + LISTENER % "var.p", "terraform.tfvars": "p = [\n"}
    report = lint(files)
    assert "plaintext-on-tls-port" not in {found.rule for found in report.findings}
    told = [reason for file in report.partial for _, reason in file.gaps]
    assert "'port' is not known: 'terraform.tfvars' was not read, where 'p' may be set" in told
