"""Expressions that ask for more than any machine has: a word on it, in bounded time and memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bounded import lint as bounded
from tests.conftest import Lint, write_tree
from tests.cost import limited, peak
from tests.terraform.evaluating import evaluated
from tests.terraform.reading import ports, reading, unit

PORT = 'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n  protocol = "HTTP"\n  port = %s\n}\n'
MIB = 1 << 20


def chain(first: str, step: str, count: int = 59, last: str = "length(local.v59)") -> str:
    """Locals of which each is made of the one before it."""
    rows = "".join(f"  v{at} = {step.replace('@', f'local.v{at - 1}')}\n" for at in range(1, count + 1))
    return f"locals {{\n  v0 = {first}\n{rows}}}\n{PORT % last}"


TOO_MUCH = {
    "loops in loops": PORT
    % "length([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]])",
    "short loops in loops": PORT % ("length(" + "[for x in range(9) : " * 40 + "1" + "]" * 40 + ")"),
    "a template's loops": PORT % ('"' + "%{ for a in range(1000) }" * 8 + "x" + "%{ endfor }" * 8 + '"'),
    "loops of texts": chain('"x"', '"%{ for a in range(1000) }${@}%{ endfor }"', 8, "local.v8"),
    "joined texts": chain("[for n in range(1000) : n]", 'split("", join(join(",", @), @))', 3, "length(local.v3)"),
    "replaced texts": chain('"aaaaaaaaaa"', 'replace(@, "a", @)', 20, "length(local.v20)"),
    "indented texts": chain('"a\\nb"', 'indent(1000, replace(@, "b", "\\n\\nb"))', 60),
    "formatted texts": chain(
        '"%s"', 'format("%s%s%s%s%s%s%s%s", @, @, @, @, @, @, @, @)', 20, "length(local.v20)"
    ),
    "a wide format": PORT % 'length(format("%0999999999d", 1))',
    "encoded texts": chain("[1]", "[jsonencode(@), jsonencode(@)]", last="local.v59[0]"),
    "a power": PORT % "pow(10, pow(10, 10))",
    "a range": PORT % "length(range(1000000000))",
    "products": chain("[[1]]", "setproduct(@, @)", last="length(jsonencode(local.v59))"),
    "lists that hold each other": chain("[80]", "[@, @]", last="(local.v59 == [local.v58, local.v58] ? 1 : 2)"),
    "empty lists that hold each other": chain("[]", "[@, @]", last="length(flatten(local.v59))"),
    "objects that hold each other": chain("{ a = 80 }", "{ a = @, b = @ }", last="jsonencode(local.v59)"),
    "maps that grow": chain("{ a = 1 }", 'merge(@, { for k, v in @ : "${k}x${length(@)}" => v })'),
    "lists that grow": chain("[1, 2]", "concat(@, @)"),
    "a deep list": chain("[1]", "[@]", 400, "length(jsonencode(local.v400))"),
    "a regular expression": PORT % f'length(regexall("(a+)+$", "{"a" * 5000}b"))',
}


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    with limited():
        yield


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in TOO_MUCH.items()])
def test_what_is_too_much_is_not_known(text: str, tmp_path: Path) -> None:
    found = unit(tmp_path, {"main.tf": text})
    assert ports(found) == {"aws_lb_listener.a": None}
    assert [gap.reason for gap in found.gaps if gap.reason.startswith("'port' is not known")]


def test_memory_is_bounded(tmp_path: Path) -> None:
    write_tree(tmp_path / "in", {f"{at}/main.tf": text for at, text in enumerate(TOO_MUCH.values()) if at > 3})
    done = bounded(tmp_path / "in")
    assert done.done.returncode in (0, 1), done.done.stderr[-500:]
    assert len(done.json["partly_understood"]) == len(TOO_MUCH) - 4


@pytest.mark.parametrize(
    "text",
    [
        "concat([for n in range(1000) : [for m in range(90) : m]]...)",
        'join("", [for n in range(1000) : "0123456789012345678901234567890123456789"])',
        "setproduct(range(90), range(90))",
        "flatten([for n in range(300) : [for m in range(300) : [n, m]]])",
    ],
)
def test_what_is_large_is_bounded(text: str) -> None:
    assert peak(lambda: evaluated(text)) < 64 * MIB


def test_modules_that_hand_on_values_a_thousand_times(tmp_path: Path) -> None:
    call = 'module "m%d" {\n  source = "./m"\n  in = module.m%d.out\n}\n'
    calls = "".join(call % (at, at - 1) for at in range(999, 0, -1))
    files = {
        "main.tf": 'module "m0" {\n  source = "./m"\n  in = 80\n}\n' + calls + PORT % "module.m999.out",
        "m/main.tf": 'variable "in" {}\nlocals {\n  x = var.in\n}\noutput "out" {\n  value = local.x\n}\n',
    }
    assert ports(unit(tmp_path, files)) == {"aws_lb_listener.a": None}


def test_definitions_that_go_in_circles(tmp_path: Path) -> None:
    files = {
        "main.tf": "locals {\n  a = local.b\n  b = [local.a]\n  c = module.m.out\n}\n"
        'module "m" {\n  source = "./m"\n  in = local.c\n}\n'
        + PORT % "local.a"
        + (PORT % "local.c").replace('"a"', '"c"'),
        "m/main.tf": 'variable "in" {}\nlocals {\n  x = var.in\n}\noutput "out" {\n  value = local.x\n}\n',
    }
    found = unit(tmp_path, files)
    assert set(ports(found).values()) == {None}
    assert {gap.reason for gap in found.gaps} >= {"'port' is not known: local.a is defined by itself"}


def test_a_resource_that_is_repeated_over_itself(tmp_path: Path) -> None:
    text = PORT.replace("  port", "  for_each = aws_lb_listener.a\n  port") % "each.value.port"
    (gap,) = unit(tmp_path, {"main.tf": text}).gaps
    assert gap.reason == "'port' is not known: 'each.value' is not known"


@pytest.mark.parametrize("meta", ["count = 1000000000", "for_each = { for n in range(1024) : n => n }"])
def test_copies_without_number_are_cut_and_told(meta: str, tmp_path: Path) -> None:
    found = unit(tmp_path, {"main.tf": (PORT % "80").replace("  port", f"  {meta}\n  port")})
    assert len(found.listeners) == 1000
    assert [gap.reason for gap in found.gaps] == ["more copies of modules and resources than are followed"]


def test_copies_in_copies_are_cut_and_told(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  count = 1000\n}\n',
        "m/main.tf": (PORT % "80").replace("  port", "  count = 1000\n  port"),
    }
    found = unit(tmp_path, files)
    assert len(found.listeners) == 20_000
    assert [gap.reason for gap in found.gaps] == ["more copies of modules and resources than are followed"]


def test_a_link_to_a_module_outside_is_told(tmp_path: Path) -> None:
    write_tree(tmp_path / "outside", {"main.tf": PORT % "80"})
    write_tree(tmp_path / "in", {"main.tf": 'module "m" {\n  source = "./m"\n}\n'})
    (tmp_path / "in/m").symlink_to(tmp_path / "outside")
    done = bounded(tmp_path / "in")
    told = [gap["reason"] for file in done.json["partly_understood"] for gap in file["gaps"]]
    assert told == ["module 'm' leads out of the linted tree"]


def test_a_huge_file_of_values_leaves_the_variables_open(lint: Lint) -> None:
    text = 'variable "p" {\n  default = 443\n}\n' + PORT % "var.p"
    report = lint({"main.tf": text, "terraform.tfvars": b"# " + b"x" * (33 * MIB)})
    assert [one.path for one in report.skipped] == ["terraform.tfvars"]
    assert {found.rule for found in report.findings} == {"unread"}


def test_json_that_is_broken_in_a_module(tmp_path: Path) -> None:
    files = {"main.tf": PORT % "local.p", "b.tf.json": '{"locals": {"p": 443'}
    (only,) = reading(tmp_path, files).units
    assert not only.complete
    assert only.diagnostics
