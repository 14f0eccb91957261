"""Reads a tree of Terraform files into units, without rules."""

from collections.abc import Mapping
from pathlib import Path

from lbconflint.dialects import Plan, Reading
from lbconflint.dialects.terraform.reader import read
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import Listener
from lbconflint.unit import Unit
from tests.conftest import write_tree

TAIL = """
resource "aws_lb_listener" "probe" {
  load_balancer_arn = "probe"
  port              = %s
  protocol          = "HTTP"
}
"""
"""A resource whose port shows what an expression is worth."""


def reading(root: Path, files: Mapping[str, str], plan: Plan | None = None) -> Reading:
    write_tree(root, files)
    return read(Files(str(root)), sorted(files), target_of("terraform"), plan or Plan())


def unit(root: Path, files: Mapping[str, str], plan: Plan | None = None) -> Unit:
    """The only deployment of these files."""
    (only,) = reading(root, files, plan).units
    return only


def ports(subject: Unit) -> dict[str, str | None]:
    """The port of every listener by its address; None where it is not known."""
    return {listener.name: _ports(listener) for listener in subject.listeners}


def _ports(listener: Listener) -> str | None:
    known = {str(bind.ports.value) for bind in listener.binds if bind.ports.value is not None}
    return ",".join(sorted(known)) or None


def probed(root: Path, text: str, expression: str, plan: Plan | None = None, **more: str) -> str | None:
    """The port that ``expression`` gives in a module with this text; ``more`` are files, ``__`` for a dot."""
    files = {"main.tf": text + TAIL % expression, **{name.replace("__", "."): body for name, body in more.items()}}
    return ports(unit(root, files, plan)).get("aws_lb_listener.probe")
