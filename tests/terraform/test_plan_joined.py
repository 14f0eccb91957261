"""A plan joined to its sources: what it says of nested blocks, copies and modules, at the sources' places."""

import json
from pathlib import Path
from typing import Any

import pytest

from lbconflint.model import TargetKind
from lbconflint.unit import Unit
from tests.conftest import Lint
from tests.terraform.plans import Json, plan, resource
from tests.terraform.reading import ports, unit

ELB = 'variable "a" {}\nvariable "b" {}\nresource "aws_elb" "e" {\n%s}\n'
BLOCK = '  listener {\n    lb_port = %s\n    lb_protocol = "%s"\n    instance_port = 8080\n  }\n'
DYNAMIC = (
    '  dynamic "listener" {\n    for_each = var.a\n    content {\n      lb_port = listener.value\n'
    '      lb_protocol = "http"\n      instance_port = 80\n    }\n  }\n'
)


def planned(*listeners: tuple[int, str], sensitive: Json | None = None) -> Json:
    blocks = [
        {"lb_port": port, "lb_protocol": protocol, "instance_port": 8080 if protocol != "http" else 80}
        for port, protocol in listeners
    ]
    return plan([resource("aws_elb.e", {"listener": blocks}, sensitive)])


def opened(subject: Unit) -> list[tuple[str, int]]:
    """The known ports, and the lines on which they stand."""
    found = [
        bind.ports for listener in subject.listeners for bind in listener.binds if bind.ports.value is not None
    ]
    return sorted((str(one.value), one.span.line) for one in found)


@pytest.mark.parametrize(
    ("blocks", "told", "expected"),
    [
        (BLOCK % ("var.a", "tcp"), planned((81, "tcp")), [("81", 5)]),
        (BLOCK % ("var.a", "tcp") + BLOCK % ("var.b", "ssl"), planned((444, "ssl"), (81, "tcp")),
         [("444", 10), ("81", 5)]),
        (BLOCK % ("var.a", "tcp") + BLOCK % ("90", "tcp"), planned((90, "tcp"), (91, "tcp")),
         [("90", 10), ("91", 5)]),
        (BLOCK % ("var.a", "tcp") + BLOCK % ("var.b", "tcp"), planned((90, "tcp"), (91, "tcp")), []),
        (BLOCK % ("var.a", "tcp"), planned((81, "tcp"), (82, "tcp")), []),
        (DYNAMIC, planned((81, "http"), (82, "http")), [("81", 7), ("82", 7)]),
        (BLOCK % ("var.a", "tcp"), planned((81, "tcp"), sensitive={"listener": [{"lb_port": True}]}), []),
        (BLOCK % ("81", "tcp"), planned((81, "tcp"), sensitive={"listener": [{"lb_port": True}]}), []),
    ],
)  # fmt: skip
def test_the_plan_fills_nested_blocks(
    blocks: str, told: Json, expected: list[tuple[str, int]], tmp_path: Path
) -> None:
    files = {"main.tf": ELB % blocks, "plan.json": json.dumps(told)}
    assert opened(unit(tmp_path, files)) == expected


ACTION = """variable "to" {}
resource "aws_lb_listener" "a" {
  load_balancer_arn = "x"
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = var.to
      protocol    = "HTTP"
      status_code = "HTTP_301"
    }
  }
}
"""


def redirecting(port: str) -> Json:
    redirect = {"port": port, "protocol": "HTTP", "status_code": "HTTP_301", "host": "#{host}", "path": "/#{path}"}
    action = {"type": "redirect", "redirect": [redirect], "target_group_arn": None}
    values = {"port": 80, "protocol": "HTTP", "load_balancer_arn": "x", "default_action": [action]}
    return plan([resource("aws_lb_listener.a", values)])


@pytest.mark.parametrize("kind", ["planned_values", "values"])
def test_a_finding_points_at_the_nested_argument(kind: str, lint: Lint) -> None:
    told: dict[str, Any] = redirecting("80")
    told[kind] = told.pop("planned_values")
    (found,) = lint({"main.tf": ACTION, "shown.json": json.dumps(told)}, rules=["proxy-loop"]).findings
    assert found.span.source.path == "main.tf"
    assert found.span.line in (4, 9)


def test_what_is_two_blocks_deep_is_known(tmp_path: Path) -> None:
    subject = unit(tmp_path, {"main.tf": ACTION, "plan.json": json.dumps(redirecting("8443"))})
    (route,) = subject.listeners[0].routes
    assert route.target.kind is TargetKind.REDIRECT
    assert (route.target.port.value, route.target.port.span.text) == (8443, "var.to")


def test_a_module_with_copies_is_filled_by_address(tmp_path: Path) -> None:
    module = 'variable "p" {}\n' + ELB.replace('variable "a" {}\nvariable "b" {}\n', "") % (
        BLOCK % ("var.p", "tcp")
    )
    root = (
        'variable "ports" {}\nmodule "m" {\n  source = "./m"\n  for_each = { x = 1, y = 2 }\n  p = var.ports\n}\n'
    )
    children = []
    for key, port in (("x", 81), ("y", 82)):
        path = f'module.m["{key}"]'
        block = {"lb_port": port, "lb_protocol": "tcp", "instance_port": 8080}
        children.append({"address": path, "resources": [resource(f"{path}.aws_elb.e", {"listener": [block]})]})
    told = plan([])
    told["planned_values"]["root_module"]["child_modules"] = children
    found = unit(tmp_path, {"main.tf": root, "m/main.tf": module, "plan.json": json.dumps(told)})
    assert sorted(filter(None, ports(found).values())) == ["81", "82"]
