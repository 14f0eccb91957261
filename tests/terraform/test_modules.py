"""Variables, locals, copies and modules: what reaches a listener."""

from pathlib import Path

import pytest

from lbconflint.dialects import Plan
from lbconflint.tree import coexist
from tests.conftest import Lint
from tests.terraform.reading import ports, probed, reading, unit

PORT = 'variable "port" {\n  default = 80\n}\n'
OPTIONAL = (
    'variable "p" {\n  type = object({ web = number, admin = optional(number, 9000) })\n'
    "  default = { web = 80 }\n}\n"
)
LISTENER = 'resource "aws_lb_listener" "%s" {\n%s\n  load_balancer_arn = "x"\n  protocol = "HTTP"\n}\n'


@pytest.mark.parametrize(
    ("text", "expression", "expected"),
    [
        (PORT, "var.port", "80"),
        ('variable "port" {\n  type = number\n  default = "443"\n}\n', "var.port", "443"),
        ('variable "port" {\n  type = number\n}\n', "var.port", None),
        (PORT + "locals {\n  port = var.port + 1\n  other = local.port\n}\n", "local.other", "81"),
        ("locals {\n  a = local.b\n  b = local.a\n}\n", "local.a", None),
        ("locals {\n  ports = { web = [80, 443] }\n}\n", 'local.ports["web"][1]', "443"),
        ("locals {\n  ports = { web = [80, 443] }\n}\n", "local.ports.web.0", "80"),
        (OPTIONAL, "var.p.admin", "9000"),
        ('variable "p" {\n  type = map(object({ port = optional(number, 8080) }))\n  default = { a = {} }\n}\n',
         'var.p["a"].port', "8080"),
        ('variable "p" {\n  type = list(object({ port = number }))\n  default = [{ port = "81" }]\n}\n',
         "var.p[0].port", "81"),
        ('variable "p" {\n  type = bool\n}\n', "var.p ? 80 : 80", "80"),
        ('variable "p" {\n  type = bool\n}\n', "var.p ? 80 : 443", None),
        ('variable "p" {\n  type = bool\n}\n', "var.p && false ? 80 : 443", "443"),
        ('data "aws_lb" "x" {}\n', "data.aws_lb.x.port", None),
        ('resource "aws_lb_target_group" "t" {\n  port = 8080\n}\n', "aws_lb_target_group.t.port", "8080"),
        ('resource "aws_lb_target_group" "t" {\n  count = 2\n  port = 8080 + count.index\n}\n',
         "aws_lb_target_group.t[1].port", "8081"),
        ('resource "aws_lb_target_group" "t" {\n  for_each = { a = 1 }\n  port = each.value\n}\n',
         'aws_lb_target_group.t["a"].port', "1"),
        ("", 'try(var.nothing.port, "8443")', "8443"),
        ("", 'element(split(":", "10.0.0.1:8080"), 1)', "8080"),
    ],
)  # fmt: skip
def test_a_port_is_followed_to_its_source(
    text: str, expression: str, expected: str | None, tmp_path: Path
) -> None:
    assert probed(tmp_path, text, expression) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "80"),
        ({"terraform__tfvars": "port = 81\n"}, "81"),
        ({"terraform__tfvars": "port = 81\n", "terraform__tfvars__json": '{"port": 82}'}, "82"),
        (
            {
                "terraform__tfvars": "port = 81\n",
                "b__auto__tfvars": "port = 84\n",
                "a__auto__tfvars": "port = 83\n",
            },
            "84",
        ),
        ({"prod__tfvars": "port = 85\n"}, "80"),
    ],
)
def test_values_from_files_override_each_other(files: dict[str, str], expected: str, tmp_path: Path) -> None:
    assert probed(tmp_path, PORT, "var.port", **files) == expected


def test_values_from_the_command_line_win_and_the_environment_loses(tmp_path: Path) -> None:
    named = Plan(variable_files=("prod.tfvars",), variables={"port": "90", "list": "[70]"})
    text = PORT + 'variable "list" {\n  type = list(number)\n}\n'
    assert probed(tmp_path, text, "var.port", named, prod__tfvars="port = 85\n") == "85"
    assert probed(tmp_path, text, "var.port", Plan(variables={"port": "90"}), prod__tfvars="") == "90"
    assert probed(tmp_path, text, "var.list[0]", named, prod__tfvars="") == "70"


@pytest.mark.parametrize(
    ("meta", "port", "expected"),
    [
        ("count = 2", "80 + count.index", {"[0]": "80", "[1]": "81"}),
        ("count = 0", "80", {}),
        ("count = var.no ? 1 : 0", "80", {}),
        ("count = var.maybe ? 1 : 0", "80", {"[0]": "80"}),
        ("count = length(var.unknown)", "80 + count.index", {"[0]": "80"}),
        ("for_each = { a = 80, b = 81 }", "each.value", {'["a"]': "80", '["b"]': "81"}),
        ('for_each = toset(["80", "81"])', "each.key", {'["80"]': "80", '["81"]': "81"}),
        ("for_each = var.maybe ? { a = 80 } : {}", "each.value", {'["a"]': "80"}),
        ("for_each = { for k, v in { a = 80, b = 0 } : k => v if v > 0 }", "each.value", {'["a"]': "80"}),
    ],
)  # fmt: skip
def test_copies(meta: str, port: str, expected: dict[str, str], tmp_path: Path) -> None:
    text = (
        'variable "no" {\n  default = false\n}\nvariable "maybe" {\n  type = bool\n}\n'
        'variable "unknown" {\n  type = list(string)\n}\n'
    )
    found = ports(unit(tmp_path, {"main.tf": text + LISTENER % ("x", f"  {meta}\n  port = {port}")}))
    assert found == {f"aws_lb_listener.x{key}": value for key, value in expected.items()}


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("var.a ? 1 : 0", "var.a ? 0 : 1", False),
        ("var.a ? 1 : 0", "!var.a ? 1 : 0", False),
        ("var.a ? 1 : 0", "(var.a) ? 1 : 0", True),
        ('var.t == "x" ? 1 : 0', 'var.t != "x" ? 1 : 0', False),
        ("var.a && var.b ? 1 : 0", "var.a ? 1 : 0", True),
        ("var.a && var.b ? 1 : 0", "var.a && !var.b ? 1 : 0", False),
        ("local.make ? 1 : 0", "local.make ? 0 : 1", False),
        ("local.number", "local.make ? 0 : 1", False),
        ("var.a ? 1 : 0", "var.b ? 1 : 0", False),
        ("1", "var.b ? 1 : 0", True),
    ],
)
def test_guards_tell_what_exists_together(first: str, second: str, together: bool, tmp_path: Path) -> None:
    text = "".join(f'variable "{name}" {{\n  type = any\n}}\n' for name in "abt")
    text += "locals {\n  make = var.a\n  number = local.make ? 1 : 0\n}\n"
    text += LISTENER % ("x", f"  count = {first}\n  port = 80") + LISTENER % (
        "y",
        f"  count = {second}\n  port = 80",
    )
    one, other = unit(tmp_path, {"main.tf": text}).listeners
    assert coexist(one.world, other.world) is together


MODULE = {
    "web/main.tf": 'variable "port" {\n  type = number\n}\nvariable "lb" {}\n'
    'resource "aws_lb_listener" "x" {\n  load_balancer_arn = var.lb\n  port = var.port\n  protocol = "HTTP"\n}\n'
    'output "port" {\n  value = var.port + 1\n}\noutput "lb" {\n  value = var.lb\n}\n',
}


def test_a_module_is_read_once_for_each_call(tmp_path: Path) -> None:
    calls = (
        'module "a" {\n  source = "./web"\n  lb = "1"\n  port = "80"\n}\n'
        'module "b" {\n  source = "./web"\n  for_each = { x = 90 }\n  lb = "2"\n  port = each.value\n}\n'
        'resource "aws_lb_listener" "own" {\n  load_balancer_arn = module.a.lb\n'
        '  port = module.b["x"].port\n  protocol = "HTTP"\n}\n'
    )
    found = unit(tmp_path, {"main.tf": calls, **MODULE})
    assert ports(found) == {
        "aws_lb_listener.own": "91",
        "module.a.aws_lb_listener.x": "80",
        'module.b["x"].aws_lb_listener.x': "90",
    }
    assert found.listeners[0].binds[0].namespace.value == "1"


def test_identity_passes_through_modules_and_copies(tmp_path: Path) -> None:
    text = (
        'resource "aws_lb" "main" {\n  count = 1\n}\nlocals {\n  lb = one(aws_lb.main[*].arn)\n}\n'
        'module "a" {\n  source = "./web"\n  lb = local.lb\n  port = 80\n}\n'
        'module "b" {\n  source = "./web"\n  lb = try(aws_lb.main[0].id, "")\n  port = 81\n}\n'
    )
    found = unit(tmp_path, {"main.tf": text, **MODULE})
    assert {listener.binds[0].namespace.value for listener in found.listeners} == {"aws_lb.main[0]"}


def test_modules_from_elsewhere_are_gaps_and_missing_ones_faults(tmp_path: Path) -> None:
    text = "".join(
        f'module "{name}" {{\n  source = "{source}"\n}}\n'
        for name, source in {"r": "terraform-aws-modules/alb/aws", "o": "../../out", "m": "./missing"}.items()
    )
    found = unit(tmp_path, {"main.tf": text})
    assert [gap.reason for gap in found.gaps] == [
        "module 'r' is not in the linted tree", "module 'o' leads out of the linted tree",
    ]  # fmt: skip
    assert [diagnostic.span.text for diagnostic in found.diagnostics] == ['"./missing"']


def test_what_is_not_known_is_said_with_its_reason(tmp_path: Path) -> None:
    text = (
        'variable "port" {}\nvariable "tls" {}\ndata "aws_ssm_parameter" "p" {}\n'
        + LISTENER % ("a", "  port = var.port")
        + LISTENER % ("b", "  port = data.aws_ssm_parameter.p.value")
        + LISTENER % ("c", "  port = var.tls ? 443 : 80")
        + LISTENER % ("d", '  port = file("port")')
        + LISTENER % ("e", "  port = aws_lb_target_group.t.port")
        + 'resource "aws_lb_target_group" "t" {}\n'
    )
    assert [gap.reason for gap in unit(tmp_path, {"main.tf": text}).gaps] == [
        "'port' is not known: variable 'port' has no value",
        "'port' is not known: data source 'aws_ssm_parameter.p' is read by Terraform",
        "'port' is not known: it depends on a condition that is not known",
        "'port' is not known: file() is not read",
        "'port' is not known: 'aws_lb_target_group.t.port' is known after apply",
    ]


def test_a_sensitive_value_is_in_no_message(lint: Lint) -> None:
    text = (
        'variable "secret" {\n  sensitive = true\n  default = "s3cr3t-70000"\n}\n'
        + LISTENER % ("a", "  port = var.secret")
        + LISTENER % ("b", '  port = sensitive("s3cr3t-70000")')
        + LISTENER % ("c", "  port = var.secret")
    )
    report = lint({"main.tf": text})
    told = [one.message + one.help for one in report.findings]
    assert not any("s3cr3t" in message for message in told), told
    assert "'port' is not known: variable 'secret' is sensitive" in [r for f in report.partial for _, r in f.gaps]


def test_a_link_that_leaves_the_tree_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "main.tf").write_text(LISTENER % ("secret", "  port = 80"))
    root = tmp_path / "root"
    root.mkdir()
    (root / "web").symlink_to(outside)
    found = unit(root, {"main.tf": 'module "web" {\n  source = "./web"\n}\n'})
    assert not found.listeners
    assert [gap.reason for gap in found.gaps] == ["module 'web' leads out of the linted tree"]


def test_overrides_replace_arguments_and_nested_blocks(tmp_path: Path) -> None:
    files = {
        "main.tf": PORT + LISTENER % ("x", '  port = var.port\n  default_action {\n    type = "redirect"\n  }'),
        "override.tf": 'resource "aws_lb_listener" "x" {\n  protocol = "HTTPS"\n}\n',
        "web_override.tf": 'variable "port" {\n  default = 443\n}\n',
    }
    found = unit(tmp_path, files)
    assert ports(found) == {"aws_lb_listener.x": "443"}
    assert found.listeners[0].settings["protocol"].value == "HTTPS"
    assert found.listeners[0].settings["protocol"].span.source.path == "override.tf"


def test_json_is_read_like_hcl(tmp_path: Path) -> None:
    text = """{
  "variable": {"port": {"default": 80}},
  "resource": {"aws_lb_listener": {"x": [{
    "load_balancer_arn": "arn",
    "port": "${var.port + 1}",
    "protocol": "HTTP",
    "default_action": [{"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS"}}]
  }]}}
}"""
    found = unit(tmp_path, {"main.tf.json": text})
    (listener,) = found.listeners
    assert ports(found) == {"aws_lb_listener.x": "81"}
    assert listener.routes[0].target.port.value == 443
    assert tuple(listener.binds[0].ports.span.position) == (5, 13)


def test_json_that_is_broken_is_told(tmp_path: Path) -> None:
    (diagnostic,) = unit(tmp_path, {"main.tf.json": '{"resource": {"a": }}'}).diagnostics
    assert (diagnostic.message, tuple(diagnostic.span.position)) == ("expected a JSON value", (1, 20))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("a.tf", "a.tofu", {"aws_lb_listener.b": "81"}),
        ("a.tf", "b.tofu", {"aws_lb_listener.a": "80", "aws_lb_listener.b": "81"}),
        ("a.tofu", "a.tf.json", {"aws_lb_listener.a": "80", "aws_lb_listener.b": "81"}),
        ("a.tf", "a.tofu.json", {"aws_lb_listener.a": "80", "aws_lb_listener.b": "81"}),
        ("x_override.tf", "x_override.tofu", {"aws_lb_listener.b": "81"}),
    ],
)
def test_opentofu_files_take_the_place_of_their_twins(
    first: str, second: str, expected: dict[str, str], tmp_path: Path
) -> None:
    text = LISTENER % ("b", "  port = 81")
    if second.endswith(".json"):
        text = (
            '{"resource": {"aws_lb_listener": {"b": {"port": 81, "protocol": "HTTP", "load_balancer_arn": "x"}}}}'
        )
    assert ports(unit(tmp_path, {first: LISTENER % ("a", "  port = 80"), second: text})) == expected


def test_dynamic_blocks_are_expanded_as_far_as_they_are_known(tmp_path: Path) -> None:
    text = """variable "more" {
  type = list(number)
}
resource "aws_elb" "known" {
  dynamic "listener" {
    for_each = { 80 = 8080, 81 = 8081 }
    iterator = it
    content {
      lb_port       = it.key
      lb_protocol   = "http"
      instance_port = it.value
    }
  }
}
resource "aws_elb" "open" {
  dynamic "listener" {
    for_each = var.more
    content {
      lb_port     = listener.value
      lb_protocol = "http"
    }
  }
}
"""
    found = unit(tmp_path, {"main.tf": text})
    assert [str(listener.binds[0].ports.value) for listener in found.listeners] == ["80", "81"]


def test_every_directory_that_nobody_calls_is_a_deployment(tmp_path: Path) -> None:
    call = 'module "web" {\n  source = "../web"\n  lb = "1"\n  port = 80\n}\n'
    found = reading(tmp_path, {"live/main.tf": call, "test/x.tf": call, "test/only.tfvars": "a = 1\n", **MODULE})
    assert [one.name for one in found.units] == ["live/main.tf", "test/x.tf"]


def test_values_without_module_are_read_for_their_syntax(lint: Lint) -> None:
    report = lint({"env/prod.tfvars": "port = [\n"})
    assert [(finding.rule, finding.span.source.path) for finding in report.findings] == [
        ("syntax-error", "env/prod.tfvars")
    ]


def test_a_named_file_brings_its_module_along(lint: Lint) -> None:
    files = {
        "a.tf": LISTENER % ("a", "  port = 80"),
        "b.tf": LISTENER % ("b", "  port = 80"),
    }
    report = lint(files, ["b.tf"], rules=["duplicate-listener"])
    assert [finding.span.source.path for finding in report.findings] == ["b.tf"]
    assert report.read == ("b.tf",)
