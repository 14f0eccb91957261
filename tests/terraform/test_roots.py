"""Terraform reads whole directories: variables from every source, types, overrides, copies."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lbconflint.dialects import Plan
from lbconflint.dialects.terraform.lattice import Unknown, known
from tests.conftest import write_tree
from tests.terraform.console import FAILS, TERRAFORM, evaluate, run
from tests.terraform.evaluating import alike, plain
from tests.terraform.roots import Typed, deployment, values

pytestmark = pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")

NAMES = ("one", "two", "three", "four")
SOURCES = (
    "TF_VAR_", "terraform.tfvars", "terraform.tfvars.json", "a.auto.tfvars", "a.auto.tfvars.json", "b.auto.tfvars",
    "B.auto.tfvars", "other.tfvars", "z.tfvars.json", "-var-file",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_last_word_on_a_variable(seed: int, tmp_path: Path) -> None:
    chance = random.Random(f"precedence:{seed}")
    files = {"main.tf": "".join(f'variable "{name}" {{\n  default = "default"\n}}\n' for name in NAMES)}
    environment: dict[str, str] = {}
    for source in SOURCES:
        given = {name: source for name in NAMES if chance.random() < 0.4}
        if source == "TF_VAR_":
            environment = given
        else:
            path = "given/last.tfvars" if source == "-var-file" else source
            lines = "".join(f'{name} = "{value}"\n' for name, value in given.items())
            files[path] = json.dumps(given) if path.endswith("json") else lines
    write_tree(tmp_path, files)
    expressions = [f"var.{name}" for name in NAMES]
    outside = {f"TF_VAR_{name}": value for name, value in environment.items()}
    theirs = evaluate(expressions, tmp_path, ["-var-file=given/last.tfvars"], outside)
    assert FAILS not in theirs
    assert (
        values(tmp_path, expressions, Plan(variable_files=("given/last.tfvars",), variables=environment)) == theirs
    )


@pytest.mark.parametrize("seed", range(60))
def test_typed_variables(seed: int, tmp_path: Path) -> None:
    source = Typed(seed)
    kind = source.type(2)
    given = source.value(kind)
    (tmp_path / "main.tf").write_text(f'variable "x" {{\n  type = {kind}\n  default = {given}\n}}\n')
    (ours,) = values(tmp_path, ["var.x"])
    (theirs,) = evaluate(["var.x"], tmp_path)
    if known(ours):
        assert alike(plain(ours), theirs), f"{kind} of {given}"
    elif isinstance(ours, Unknown) and ours.failed:
        assert theirs == FAILS, f"{kind} of {given}: {ours.reason}"


TYPES = {"list": "list(number)", "object": 'object({ a = number, b = optional(string, "q") })', "text": "string"}


@pytest.mark.parametrize(
    ("name", "text"),
    [("list", "[80, 443]"), ("list", '["80"]'), ("object", "{ a = 1 }"), ("object", '{ a = "2", b = null }'),
     ("text", "[80]"), ("text", "{ a"), ("text", ""), ("text", "80"), ("text", "null"), ("text", '"quoted"')],
)  # fmt: skip
def test_what_the_environment_gives(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(f'variable "{name}" {{\n  type = {TYPES[name]}\n}}\n')
    (theirs,) = evaluate([f"var.{name}"], tmp_path, environment={f"TF_VAR_{name}": text})
    (ours,) = values(tmp_path, [f"var.{name}"], Plan(variables={name: text}))
    assert known(ours)
    assert alike(plain(ours), theirs)


ROOTS: list[Mapping[str, str]] = [
    {"a.tf": 'variable "p" {\n  default = 80\n}\nlocals {\n  v = var.p\n}\n',
     "override.tf": 'variable "p" {\n  default = "81"\n}\n', "b_override.tf": "locals {\n  v = var.p + 1\n}\n"},
    {"a.tf": 'variable "p" {\n  type = number\n  default = 80\n}\nlocals {\n  v = var.p\n}\n',
     "z_override.tf": 'variable "p" {\n  default = "82"\n}\n',
     "a_override.tf": 'variable "p" {\n  default = 81\n}\n'},
    {"a.tf.json": '{"locals": {"v": "${1 + 1}", "w": "a ${local.v} $${x}", "x": ["%{ if true }y%{ endif }"]}}',
     "b.tf": "locals {\n  all = [local.v, local.w, local.x]\n}\n"},
    {"a.tf.json": '{"locals": {"v": 80}}', "override.tf.json": '{"locals": [{"v": 81}]}'},
    {"a.tf": 'variable "n" {\n  default = null\n}\nvariable "m" {\n  default = 5\n  nullable = false\n}\n'
     'locals {\n  v = [var.n, var.m, coalesce(var.n, 7)]\n}\n', "terraform.tfvars": "m = null\n"},
    {"a.tf": 'module "m" {\n  source = "./m"\n  p = "90"\n  q = null\n}\n'
     'locals {\n  v = [module.m.p, module.m.all]\n}\n',
     "m/m.tf": 'variable "p" {\n  type = number\n}\nvariable "q" {\n  default = 4\n}\n'
     'output "p" {\n  value = var.p\n}\noutput "all" {\n  value = { q = var.q, path = path.module }\n}\n'},
    {"a.tf": 'locals {\n  é = 1\n  v = local.é\n  ports = { for i in range(3) : "p${i}" => 80 + i }\n}\n'},
    {"a.tf": 'locals {\n  a = { x = { y = [1, 2] } }\n  v = [for k, z in local.a : z.y[*]]\n'
     '  w = local.a["x"].y.1\n}\n'},
    {"a.tf": 'locals {\n  v = local.w\n  w = try(local.u.z, 3)\n  u = { y = "1" }\n}\n'},
]  # fmt: skip


@pytest.mark.parametrize("files", ROOTS)
def test_locals_of_a_module(files: Mapping[str, str], tmp_path: Path) -> None:
    write_tree(tmp_path, files)
    if any("/" in path for path in files):
        run(["init"], tmp_path)
    expressions = [f"local.{name}" for name in sorted(deployment(tmp_path).root.module.locals)]
    theirs = evaluate(expressions, tmp_path)
    assert FAILS not in theirs
    for expression, mine, expected in zip(expressions, values(tmp_path, expressions), theirs, strict=True):
        assert known(mine), expression
        assert alike(plain(mine), expected), expression


METAS = [
    "count = 3", "count = 0", 'count = "2"', "count = length(local.list)", "count = true ? 1 : 0",
    "count = one([for x in local.list : x if x == 1])", 'for_each = toset(["b", "a", "b"])',
    "for_each = { b = 1, a = 2 }", "for_each = { for x in local.list : x => x + 1 if x > 1 }",
    "for_each = toset([for x in local.list : tostring(x)])", 'for_each = { "a.b" = 1, "c d" = 2, "é" = 3 }',
    "for_each = {}", "for_each = merge({ x = 1 }, { y = local.list[0] })", 'for_each = local.map["k"]',
    'for_each = tomap({ p = 80, q = "x" })',
]  # fmt: skip


def test_copies_are_those_of_a_plan(tmp_path: Path) -> None:
    text = 'locals {\n  list = [1, 2, 3]\n  map = { k = { one = "1" } }\n}\n'
    for number, meta in enumerate(METAS):
        inner = "[each.key, each.value]" if "for_each" in meta else "[count.index]"
        text += f'resource "terraform_data" "r{number}" {{\n  {meta}\n  input = {inner}\n}}\n'
    (tmp_path / "main.tf").write_text(text)
    ours = _ours(tmp_path)
    assert run(["init"], tmp_path).returncode == 0
    assert run(["plan", "-out=saved"], tmp_path).returncode == 0
    shown = json.loads(run(["show", "-json", "saved"], tmp_path).stdout)
    theirs = {
        (one["name"], one.get("index")): one["values"]["input"]
        for one in shown["planned_values"]["root_module"]["resources"]
    }
    assert ours.keys() == theirs.keys()
    assert [key for key in ours if not alike(ours[key], theirs[key])] == []


def _ours(root: Path) -> dict[tuple[str, Any], Any]:
    module = deployment(root).root
    found: dict[tuple[str, Any], Any] = {}
    for (_, name), block in module.module.resources.items():
        for copy in module.copies(block):
            value = module.evaluator.value(block.attributes["input"].term, copy.names)
            found[name, copy.key] = plain(value)
    return found
