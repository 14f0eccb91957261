"""What a sensitive variable is worth is in no output, wherever it was given."""

import json
from importlib import import_module
from pathlib import Path

import pytest

from lbconflint.report import Report
from lbconflint.reporters import REPORTERS
from lbconflint.reporters.style import Style
from tests.conftest import Lint, write_tree
from tests.terraform.plans import listener, plan

SECRET = "hunter2-s3cret"
VARIABLE = 'variable "password" {\n  sensitive = true\n}\nvariable "port" {\n  default = 443\n}\n'
LISTENERS = "".join(
    f'resource "aws_lb_listener" "{name}" {{\n'
    '  load_balancer_arn = "x"\n  port = var.port\n  protocol = "HTTP"\n}\n'
    for name in "ab"
)
ROOT = VARIABLE + LISTENERS
CALL = f'module "m" {{\n  source = "./m"\n  password = 1\n  password = "{SECRET}"\n}}\n'
BROKEN = 'variable "password" {\n  sensitive = true\n  default = "%s\n}\n'


def outputs(report: Report) -> dict[str, str]:
    styles = {"plain": Style(), "wide": Style(True, True, 100_000)}
    return {
        f"{name} {style}": "".join(import_module(module).render(report, styles[style]))
        for name, module in REPORTERS.items()
        for style in styles
    }


@pytest.mark.parametrize(
    "files",
    [
        {"main.tf": ROOT, "terraform.tfvars": f'port = 80; password = "{SECRET}"\n'},
        {"main.tf": ROOT, "terraform.tfvars": f"password = {SECRET} {SECRET}\nport = 80\n"},
        {"main.tf": ROOT, "terraform.tfvars": f'password = "{SECRET}\nport = 80\n'},
        {"main.tf": ROOT, "x.auto.tfvars": f'password = <<EOT\n{SECRET}\nEOT\npassword = "{SECRET}"\n'},
        {"main.tf": ROOT, "terraform.tfvars.json": json.dumps({"password": SECRET, "port": 80})},
        {"main.tf": ROOT, "terraform.tfvars.json": f'{{"password": "{SECRET}" "port": 80}}'},
        {"main.tf": ROOT, "other/prod.tfvars": f'password = "{SECRET}" "{SECRET}"\n'},
        {"main.tf": (BROKEN + LISTENERS) % SECRET},
        {"main.tf": ROOT.replace("sensitive = true", f'sensitive = true\n  default = "{SECRET}"\n  default = 1')},
        {"main.tf": CALL, "m/a.tf": ROOT},
        {"main.tf": ROOT.replace("password", "port_key"), "a.auto.tfvars": f'port_key = "{SECRET}"\n',
         "b.auto.tfvars": f'port_key = "{SECRET}2"\n'},
        {"main.tf": ROOT.replace("sensitive = true", f'sensitive = true\n  default = 1\n  default = "{SECRET}"')},
        {"main.tf": ROOT.replace("sensitive = true", f'sensitive = true\n  default = "{SECRET}"; x = 1'),
         "override.tf": 'variable "password" {\n  default = 1\n}\n'},
    ],
)  # fmt: skip
def test_a_sensitive_value_is_shown_nowhere(files: dict[str, str], lint: Lint) -> None:
    report = lint(files)
    assert report.findings
    for name, text in outputs(report).items():
        assert "s3cret" not in text, name


def test_a_value_beside_it_is_shown(lint: Lint) -> None:
    files = {"main.tf": ROOT, "terraform.tfvars": f'password = "{SECRET}"\nport = 8443\n'}
    (found,) = lint(files, rules=["duplicate-listener"]).findings
    assert [(one.span.source.path, one.span.text) for one in found.related] == [
        ("main.tf", "var.port"),
        ("terraform.tfvars", "8443"),
    ]


def test_what_is_hidden_still_counts(lint: Lint, tmp_path: Path) -> None:
    text = VARIABLE.replace("password", "name") + 'locals {\n  one = nonsensitive("8080")\n}\n'
    text += LISTENERS.replace("var.port", "local.one")
    write_tree(tmp_path, {"terraform.tfvars": 'name = "secret"\n'})
    (found,) = lint({"main.tf": text}, rules=["duplicate-listener"]).findings
    assert "port 8080/tcp" in found.message


def test_a_plan_joined_to_its_sources_keeps_the_secret(lint: Lint) -> None:
    told = plan(
        [{**listener(name, 443, load_balancer_arn=SECRET), "sensitive_values": {"load_balancer_arn": True}}
         for name in "ab"],
        variables={"password": {"value": SECRET}, "port": {"value": 443}},
    )  # fmt: skip
    told["configuration"]["root_module"]["variables"] = {"password": {"sensitive": True}, "port": {}}
    report = lint({"main.tf": ROOT, "terraform.tfvars": f'password = "{SECRET}"\n', "plan.json": json.dumps(told)})
    assert report.findings
    for name, text in outputs(report).items():
        assert "s3cret" not in text, name
