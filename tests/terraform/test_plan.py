"""Plans and states in JSON: what is found in them, where it is shown, and what is never shown."""

import json
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from lbconflint.dialects.terraform.lattice import SENSITIVE, Reference, Unknown
from lbconflint.dialects.terraform.plan_json import read
from lbconflint.report import Report
from lbconflint.reporters import REPORTERS
from lbconflint.reporters.style import Style
from lbconflint.source import SourceFile
from tests.conftest import Lint
from tests.terraform.console import TERRAFORM
from tests.terraform.plans import Json, change, configured, listener, pair, plan, resource
from tests.terraform.reading import ports, reading, unit

SECRET = "hunter2-s3cret"
RULE = ["duplicate-listener"]
A = "aws_lb_listener.a"


def places(report: Report) -> list[tuple[str, int, str]]:
    return [(found.span.source.path, found.span.line, found.span.text) for found in report.findings]


def outputs(report: Report) -> dict[str, str]:
    styles = {"plain": Style(), "wide": Style(True, True, 100_000)}
    return {
        f"{name} {style}": "".join(import_module(module).render(report, styles[style]))
        for name, module in REPORTERS.items()
        for style in styles
    }


@pytest.mark.parametrize("indent", [None, 2])
def test_listeners_of_a_plan_are_judged_at_their_places(indent: int | None, lint: Lint) -> None:
    text = json.dumps(pair(), indent=indent)
    (found,) = lint({"plan.json": text}, rules=RULE).findings
    assert found.span.text == "80"
    assert found.span.start == text.rindex('"port": 80') + len('"port": ')
    assert found.related[0].span.start == text.index('"port": 80') + len('"port": ')
    assert "of 'aws_lb.main'" in found.message


def test_the_values_of_a_state_are_read(lint: Lint) -> None:
    held = [listener(name, 443, load_balancer_arn="arn:main") for name in ("first", "second")]
    state = {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {"root_module": {"resources": held}},
    }
    assert [text for _, _, text in places(lint({"state.json": json.dumps(state)}, rules=RULE))] == ["443"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (plan([listener("a", 80)]), {"a": "80"}),
        (plan([listener("a", "8080")]), {"a": "8080"}),
        (plan([listener("a", "${80}")]), {"a": None}),
        (plan([listener('a["x"]', 80), listener('a["y"]', 81)]), {'a["x"]': "80", 'a["y"]': "81"}),
        (plan([resource("aws_lb_listener.a", {"port": 80, "protocol": "HTTP"}, {"port": True})]), {"a": None}),
        (plan([listener("a", 80)], [change(A, {}, after_sensitive={"port": True})]), {"a": None}),
        (plan([listener("a", 80)], [change(A, {}, before_sensitive=True)]), {"a": None}),
        (plan([resource(A, {"protocol": "HTTP"})], [change(A, {"port": True})]), {"a": None}),
        (plan([{**listener("a", 80), "mode": "data"}]), {}),
    ],
)  # fmt: skip
def test_a_port_is_what_the_plan_says(told: Json, expected: dict[str, str | None], tmp_path: Path) -> None:
    found = ports(unit(tmp_path, {"plan.json": json.dumps(told)}))
    assert {name.removeprefix("aws_lb_listener."): port for name, port in found.items()} == expected


@pytest.mark.parametrize(
    ("references", "known"),
    [
        (["aws_lb.main.arn", "aws_lb.main"], True),
        (["aws_lb.main.name", "aws_lb.main"], False),
        (["aws_lb.main"], False),
        (["aws_lb.gone.arn", "aws_lb.gone"], False),
        (["aws_lb.main.arn", "aws_lb.main", "each.key"], False),
        (["var.cond", "aws_lb.main.arn", "aws_lb.main"], False),
        (["data.aws_lb.main.arn", "data.aws_lb.main"], False),
        ([], False),
    ],
)
def test_what_is_known_after_apply_is_known_by_one_reference_only(
    references: list[str], known: bool, lint: Lint
) -> None:
    told = pair()
    for one in told["configuration"]["root_module"]["resources"]:
        one["expressions"]["load_balancer_arn"] = {"references": references}
    assert bool(lint({"plan.json": json.dumps(told)}, rules=RULE).findings) is known


def test_a_module_is_given_its_load_balancer(lint: Lint) -> None:
    names = [f'module.web["{key}"].aws_lb_listener.a' for key in "xy"]
    told = plan([resource("aws_lb.main", {})], [change(name, {"load_balancer_arn": True}) for name in names])
    told["planned_values"]["root_module"]["child_modules"] = [
        {"address": name.rpartition(".aws")[0], "resources": [resource(name, {"port": 80, "protocol": "HTTP"})]}
        for name in names
    ]
    told["configuration"]["root_module"]["module_calls"] = {
        "web": {
            "expressions": {"lb": {"references": ["aws_lb.main.arn", "aws_lb.main"]}},
            "module": {"resources": [configured("a", {"load_balancer_arn": {"references": ["var.lb"]}})]},
        }
    }
    (found,) = lint({"plan.json": json.dumps(told)}, rules=RULE).findings
    assert """'module.web["y"].aws_lb_listener.a' takes port 80/tcp of 'aws_lb.main'""" in found.message


def _secretive() -> Json:
    """Every place in which a plan holds a secret, with a finding next to it."""
    told = pair(
        variables={"password": {"value": SECRET}},
        output_changes={"o": {"after": SECRET, "after_sensitive": True}},
        prior_state={"values": {"outputs": {"o": {"sensitive": True, "value": SECRET}}}},
    )
    told["planned_values"]["outputs"] = {"o": {"sensitive": True, "value": SECRET}}
    for held in told["planned_values"]["root_module"]["resources"][1:]:
        held["values"] = {"a": SECRET, **held["values"], "tags": {SECRET: SECRET}, "list": [1, {"b": SECRET}]}
        held["values"] |= {"before": SECRET, "after": {"c": SECRET}, "number": 7351735173}
        held["sensitive_values"] = {"a": True, "tags": True, "list": [False, {"b": True}], "number": True}
    for one in told["resource_changes"]:
        one["change"] |= {"before": {"before": SECRET}, "before_sensitive": {"before": True}}
        one["change"] |= {"after": {"after": {"c": SECRET}}, "after_sensitive": {"after": {"c": True}}}
    settings = told["configuration"]
    settings["provider_config"] = {"aws": {"expressions": {"secret_key": {"constant_value": SECRET}}}}
    settings["root_module"]["variables"] = {"password": {"default": SECRET, "sensitive": True}}
    settings["root_module"]["resources"][0]["expressions"]["a"] = {"constant_value": SECRET}
    return told


@pytest.mark.parametrize("indent", [None, 1])
def test_a_sensitive_value_appears_in_no_output(indent: int | None, lint: Lint) -> None:
    report = lint({"plan.json": json.dumps(_secretive(), indent=indent)})
    assert "duplicate-listener" in {found.rule for found in report.findings}
    for name, text in outputs(report).items():
        assert "plan.json" in text, name
        assert "s3cret" not in text, name
        assert "735173" not in text, name


def test_a_broken_plan_is_told_and_shows_nothing(lint: Lint) -> None:
    text = json.dumps(_secretive(), indent=1)
    report = lint({"plan.json": text[:-3] + f', "x": {SECRET}'})
    assert [found.rule for found in report.findings] == ["syntax-error"]
    assert not [name for name, shown in outputs(report).items() if "s3cret" in shown]


def test_only_what_is_no_secret_is_left_of_the_text() -> None:
    text = json.dumps(_secretive(), indent=1)
    masked = read(SourceFile("plan.json", text)).source.text
    assert len(masked) == len(text)
    assert [len(line) for line in masked.splitlines()] == [len(line) for line in text.splitlines()]
    assert '"port": 80' in masked
    assert "hunter2" not in masked


def test_an_address_that_stands_twice_moves_nothing() -> None:
    told = pair()
    told["planned_values"]["root_module"]["resources"] *= 2
    text = json.dumps(told)
    masked = read(SourceFile("plan.json", text)).source.text
    assert len(masked) == len(text)
    assert [at for at in range(len(text)) if masked[at] not in (text[at], "*")] == []


def test_a_plan_of_one_long_line_is_shown_in_part(lint: Lint) -> None:
    more = [resource(f"aws_lb.other{at}", {"name": "n" * 500}) for at in range(2_000)]
    told = pair()
    told["planned_values"]["root_module"]["resources"][2:2] = more
    text = json.dumps(told)
    assert len(text) > 1_000_000
    report = lint({"plan.json": text}, rules=RULE)
    assert places(report) == [("plan.json", 1, "80")]
    for name, module in REPORTERS.items():
        assert len("".join(import_module(module).render(report, Style()))) < 30_000, name


HEAD = 'variable "port" {\n  type = number\n}\ndata "aws_lb" "main" {\n  name = "main"\n}\n'
TEXT = 'resource "aws_lb_listener" "%s" {\n  load_balancer_arn = %s\n  port = %s\n  protocol = "HTTP"\n}\n'
SOURCE = HEAD + TEXT % ("a", "data.aws_lb.main.arn", "var.port") + TEXT % ("b", "data.aws_lb.main.arn", "8080")


def _joined(*names: str, **more: Any) -> str:
    return json.dumps(plan([listener(name, 8080, load_balancer_arn="arn:main") for name in names], **more))


@pytest.mark.parametrize("path", ["plan.json", "plans/a.json", "live/plan.json"])
def test_a_finding_stands_in_the_sources_and_not_twice(path: str, lint: Lint) -> None:
    told = _joined("a", "b", variables={"port": {"value": 8080}})
    report = lint({"live/main.tf": SOURCE, path: told}, rules=RULE)
    assert places(report) == [("live/main.tf", 14, "8080")]
    assert set(report.read) == {"live/main.tf", path}


def test_what_the_sources_do_not_hold_stands_in_the_plan(lint: Lint) -> None:
    told = _joined("a", "elsewhere", variables={"port": {"value": 8080}})
    (found,) = lint({"main.tf": HEAD + TEXT % ("a", '"arn:main"', "var.port"), "plan.json": told}).findings
    assert (found.span.source.path, found.related[0].span.source.path) == ("plan.json", "main.tf")


@pytest.mark.parametrize(
    ("port", "told", "expected"),
    [
        ("var.port", plan([listener("a", 81)], variables={"port": {"value": 81}}), {"a": "81"}),
        ("var.port", plan([listener("a", 81)]), {"a": "81"}),
        ("8080", plan([listener("a", 81)]), {"a": "8080"}),
        ("8080", plan([resource(A, {"port": 8080}, {"port": True})]), {"a": None}),
        ("8000 + count.index\n  count = var.copies", plan([listener("a[0]", 1), listener("a[1]", 1)]),
         {"a[0]": "8000", "a[1]": "8001"}),
        ("each.value\n  for_each = var.copies", plan([listener('a["k"]', 82)]), {'a["k"]': "82"}),
    ],
)  # fmt: skip
def test_the_plan_fills_what_the_sources_leave_open(
    port: str, told: Json, expected: dict[str, str | None], tmp_path: Path
) -> None:
    text = HEAD + 'variable "copies" {}\n' + TEXT % ("a", '"x"', port)
    found = ports(unit(tmp_path, {"main.tf": text, "plan.json": json.dumps(told)}))
    assert {name.removeprefix("aws_lb_listener."): port for name, port in found.items()} == expected


def test_a_plan_that_fits_two_directories_is_joined_to_none(tmp_path: Path) -> None:
    files = {"one/main.tf": SOURCE, "two/main.tf": SOURCE, "plan.json": _joined("a", "b")}
    names = [one.name for one in reading(tmp_path, files).units]
    assert sorted(names) == ["one/main.tf", "plan.json", "two/main.tf"]


@pytest.mark.parametrize(
    "text",
    [
        '{"format_version": "1.0", "provider_schemas": {}}',
        '{"a": {"values": 1}}',
        '{"terraform_version": "1"}',
        "[]",
    ],
)
def test_other_json_is_no_plan(text: str, lint: Lint) -> None:
    report = lint({"x.json": text})
    assert (report.read, report.findings) == ((), ())


REAL = """
variable "password" {
  type      = string
  sensitive = true
  default   = "%s"
}
resource "terraform_data" "lb" {
  input = { name = "main" }
}
resource "terraform_data" "listener" {
  for_each = { web = 80, "a.b]" = 443 }
  input    = { port = each.value, password = var.password, lb = terraform_data.lb.id }
}
resource "terraform_data" "after" {
  input = terraform_data.lb.id
}
"""


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
def test_a_plan_of_terraform_itself(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(REAL % SECRET)

    def run(*arguments: str) -> str:
        command = [str(TERRAFORM), *arguments]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=True
        ).stdout

    run("init")
    run("plan", "-out=saved")
    shown = run("show", "-json", "saved")
    assert SECRET in shown
    found = read(SourceFile("plan.json", shown))
    assert "s3cret" not in found.source.text
    assert found.variables == {}
    blocks = {planned.address: planned.block for planned in found.resources}
    listeners = {f'terraform_data.listener["{key}"]' for key in ("web", "a.b]")}
    assert set(blocks) == {"terraform_data.lb", "terraform_data.after", *listeners}
    given = dict(blocks['terraform_data.listener["web"]'].attributes["input"].term.items)  # type: ignore[union-attr]
    named = {key.value: value.value for key, value in given.items()}
    assert named["port"] == 80
    assert named["password"] == SENSITIVE
    assert isinstance(named["lb"], Unknown)
    later = blocks["terraform_data.after"].attributes["input"].term.value  # type: ignore[union-attr]
    assert isinstance(later, Reference)
    assert str(later.address) == "terraform_data.lb"
