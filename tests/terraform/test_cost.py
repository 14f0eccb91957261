"""Modules of four times the size cost four times as much."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lbconflint.dialects import Plan
from lbconflint.dialects.terraform.reader import read
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from tests.conftest import write_tree
from tests.cost import LINEAR, growth

LISTENER = 'resource "aws_lb_listener" "%s" {\n  load_balancer_arn = "x"\n  port = %s\n  protocol = "HTTP"\n}\n'
GROUP = 'resource "aws_lb_target_group" "t" {\n  count = %d\n  port = 80 + count.index\n  protocol = "HTTP"\n}\n'
MODULE = 'variable "p" {}\n' + LISTENER % ("a", "var.p") + 'output "p" {\n  value = var.p\n}\n'


def locals_(size: int) -> Mapping[str, str]:
    rows = "".join(f"  p{at} = {at} + 1\n" for at in range(size))
    return {
        "a.tf": f"locals {{\n{rows}}}\n" + "".join(LISTENER % (f"a{at}", f"local.p{at}") for at in range(size))
    }


def copies(size: int) -> Mapping[str, str]:
    ports = (LISTENER % (f"a{at}", f"aws_lb_target_group.t[{at}].port") for at in range(size))
    return {"a.tf": GROUP % size + "".join(ports)}


def calls(size: int) -> Mapping[str, str]:
    call = f'module "m" {{\n  source = "./m"\n  count = {size}\n  p = count.index + 1\n}}\n'
    ports = (LISTENER % (f"a{at}", f"module.m[{at}].p") for at in range(size))
    return {"a.tf": call + "".join(ports), "m/m.tf": MODULE}


def secrets(size: int) -> Mapping[str, str]:
    variables = "".join(f'variable "s{at}" {{\n  sensitive = true\n  default = "x"\n}}\n' for at in range(size))
    return {"a.tf": variables, "terraform.tfvars": "".join(f's{at} = "y"\n' for at in range(size))}


@pytest.mark.parametrize("make", [locals_, copies, calls, secrets])
def test_cost_is_linear(make: Callable[[int], Mapping[str, str]], tmp_path: Path) -> None:
    def of(size: int) -> Callable[[], object]:
        root, files = tmp_path / str(size), make(size)
        write_tree(root, files)
        return lambda: read(Files(str(root)), sorted(files), target_of("terraform"), Plan())

    assert growth(of, 60) < LINEAR
