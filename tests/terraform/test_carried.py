"""Texts of other languages inside HCL: rendered as Terraform does, and shown where they stand."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lbconflint.dialects.terraform.follow import of_item
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.dialects.terraform.module import Module
from lbconflint.dialects.terraform.syntax import read
from lbconflint.dialects.terraform.texts import Renderer
from lbconflint.files import Files
from lbconflint.finding import Finding
from lbconflint.inset import Inset, Piece, cut, origins, outer, settled
from lbconflint.source import SourceFile, Span
from lbconflint.values import HOLE
from tests.conftest import Lint, lint_tree, write_tree
from tests.cost import LINEAR, growth
from tests.terraform.console import TERRAFORM, evaluate


def rendered(root: Path, text: str, files: Mapping[str, str] | None = None) -> Inset:
    """The text of ``local.text`` in a module of this text."""
    write_tree(root, {"main.tf": text, **(files or {})})
    module = Module("")
    module.add(read(Files(str(root)).source("main.tf")))
    deployment = Deployment("", {"": module}, {})
    renderer = Renderer(Files(str(root)), "")
    (found,) = renderer.texts(of_item(module.locals["text"], deployment.root, {}))
    assert not renderer.gaps
    return found.inset("text")


VALUES = 'port  = 80\n  names = ["a", "b"]\n  lines = "x\\ny"\n  on    = true\n'
TEMPLATE = "%{ for n in names ~}\nserver ${n}:${port}; $${raw} %%{raw}\n%{ endfor ~}\n%{ if on }yes%{ endif }\n"
INDENTED = "  a:\n    ${indent(4, lines)}\n"
TEXTS = {
    "heredoc": "<<EOT\na\n  b $${x} %%{y} ${local.port}\nEOT\n",
    "indented": "<<-EOT\n    a\n      b\n\n    c ${local.port} d\n  EOT\n",
    "tabs": "<<-EOT\n\t\ta\n\t\t\tb\n\tEOT\n",
    "quoted": '"a\\n\\tb \\"c\\" $${x} ${local.port}\\u00e9 \\\\ d"\n',
    "directives": "<<EOT\n%{ for n in local.names ~}\n  x ${n}\n%{ endfor ~}\n%{ if local.on }a%{ endif ~}\nEOT\n",
    "functions": 'trimspace(chomp("  a\\nb\\n"))\n',
    "joined": 'join("\\n", ["a", local.lines, "c${local.port}"])\n',
    "template": 'templatefile("a.tpl", { names = local.names, port = local.port, on = local.on })\n',
    "nested": 'templatefile("b.tpl", { lines = "p\\n${local.lines}" })\n',
    "file": 'file("a.tpl")\n',
    "chosen": 'local.on ? "a\\nb" : "c"\n',
    "member": '{ x = "a\\nb", y = "c" }["x"]\n',
    "crlf": "<<EOT\r\na\r\n  b\r\nEOT\r\n",
}
KNOWN = [pytest.param(text, id=name) for name, text in TEXTS.items()]


@pytest.mark.skipif(TERRAFORM is None, reason="terraform is not installed")
@pytest.mark.parametrize("text", KNOWN)
def test_a_text_is_what_terraform_makes_of_it(text: str, tmp_path: Path) -> None:
    files = {"a.tpl": TEMPLATE, "b.tpl": INDENTED}
    module = f"locals {{\n  {VALUES}  text = {text}}}\n"
    found = rendered(tmp_path, module, files)
    if "trimspace" in text:
        return  # who reads configuration does not mind blanks at its ends
    assert found.text == evaluate(["local.text"], tmp_path)[0]


@pytest.mark.parametrize("text", KNOWN)
def test_every_word_stands_where_it_is_shown(text: str, tmp_path: Path) -> None:
    found = rendered(tmp_path, f"locals {{\n  {VALUES}  text = {text}}}\n", {"a.tpl": TEMPLATE, "b.tpl": INDENTED})
    for at, char in enumerate(found.text):
        span = Span(found, at, at + 1)
        if settled(span):
            assert outer(span).text in (char, f"\\{char}") or char.isspace(), (at, char)
    shown = {outer(Span(found, at, at + 1)).text for at, char in enumerate(found.text) if char.isalpha()}
    assert "" not in shown


UNSET = 'variable "unset" {}\n'


@pytest.mark.parametrize(
    ("body", "masked"),
    [
        ("listen ${var.unset};", "listen _;"),
        ("a\n  ${var.unset}\nb", "a\n\nb"),
        ("%{ if var.unset }\na\n%{ else }\nb\n%{ endif }", "\na\n\nb\n"),
        ("x %{ if var.unset }a%{ else }b%{ endif };", "x _;"),
        ("%{ for n in var.unset }\nserver ${n}:80;\n%{ endfor }", "\nserver _:80;\n"),
        ("x %{ for n in var.unset }${n}%{ endfor };", "x _;"),
        ("x${var.unset}y", "x_y"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_a_hole(body: str, masked: str, tmp_path: Path) -> None:
    found = rendered(tmp_path, f"{UNSET}locals {{\n  text = <<EOT\n{body}\nEOT\n}}\n")
    text = found.prepared.text
    assert len(text) == len(found.text)
    lines = ["".join("_" if char == HOLE else char for char in line).rstrip() for line in text.split("\n")]
    squeezed = "\n".join(_squeezed(line) for line in lines)
    assert squeezed.rstrip("\n") == masked.rstrip("\n")


def _squeezed(line: str) -> str:
    while "__" in line:
        line = line.replace("__", "_")
    return line.rstrip()


def test_branches_that_nobody_can_tell_exclude_each_other(tmp_path: Path) -> None:
    body = "%{ if var.unset }\na\n%{ else }\nb\n%{ endif }\nc"
    found = rendered(tmp_path, f"{UNSET}locals {{\n  text = <<EOT\n{body}\nEOT\n}}\n")
    worlds = [found.prepared.world(found.text.index(word)) for word in ("a", "b", "c")]
    assert worlds[0][0][0] == worlds[1][0][0]
    assert [world[0][1:] if world else () for world in worlds] == [(0,), (1,), ()]


def test_pieces_know_their_places() -> None:
    source = SourceFile("a.tf", "0123456789")
    inner = Inset("x", [Piece("23", source, 2, 4), Piece("${v}", source, 5, 6, True), Piece("89", source, 8, 10)])
    assert inner.text == "23${v}89"
    nested = Inset("y", cut(inner, 1, 8))
    assert nested.text == "3${v}89"
    assert [piece.hole for piece in nested.pieces] == [False, True, False]
    assert outer(Span(nested, 0, 1)) == Span(source, 3, 4)
    assert outer(Span(nested, 5, 6)) == Span(source, 8, 9)
    assert outer(Span(nested, 2, 3)) == Span(source, 5, 6)
    assert settled(Span(nested, 0, 1))
    assert not settled(Span(nested, 0, 2))
    assert origins(nested) == [source]
    assert nested.position(5) == source.position(8)


SCRIPT = """\
resource "aws_instance" "%s" {
  user_data = <<-EOF
    #!/bin/bash
%s
  EOF
}
"""
NGINX = "    cat > /etc/nginx/conf.d/a.conf <<'CONF'\n    server {\n      listen %s;\n    }\n    CONF"
HAPROXY = (
    "    sudo tee /etc/haproxy/haproxy.cfg > /dev/null <<CONF\n    defaults\n      mode http\n"
    "    frontend f\n      bind :%s\n    CONF"
)


def places(lint: Lint, files: Mapping[str, str], *rules: str) -> list[tuple[str, str, int, str]]:
    return [shown(found) for found in lint(files, rules=rules).findings]


def shown(found: Finding) -> tuple[str, str, int, str]:
    return found.rule, found.span.source.path, found.span.line, found.span.text


BOTH = SCRIPT % ("web", NGINX % 80 + "\n" + HAPROXY % 80)
APART = SCRIPT % ("a", NGINX % 80) + SCRIPT % ("b", HAPROXY % 80)
COUNTED = (SCRIPT % ("a", NGINX % 80)).replace("  user_data", "  count = 3\n  user_data", 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOTH, [("duplicate-bind", "main.tf", 6, "80")]),
        (APART, []),
        (COUNTED, []),
        (BOTH.replace("cat >", "if true; then\n    cat >").replace("    sudo", "    fi\n    sudo"), []),
        (BOTH.replace("cat > /etc/nginx/conf.d/a.conf", "cat >> /etc/nginx/conf.d/a.conf"), []),
    ],
)
def test_a_machine_is_a_host_of_its_own(text: str, expected: list[tuple[str, str, int, str]], lint: Lint) -> None:
    assert places(lint, {"main.tf": text}, "duplicate-bind") == expected


TYPO = "server {\n  listen 80;\n  proxy_pas http://x;\n}\n"


def indented(text: str, width: int) -> str:
    return "".join(f"{' ' * width}{line}\n" for line in text.splitlines())


CLOUD = "#cloud-config\nwrite_files:\n  - path: /etc/nginx/conf.d/a.conf\n    content: |\n" + indented(TYPO, 6)
MODULE = """\
variable "data" {}
resource "google_compute_instance" "a" {
  metadata = { user-data = var.data }
}
"""
CONF = "/etc/nginx/conf.d/a.conf"


def block(head: str, text: str, argument: str = "user_data", before: str = "<<EOF", after: str = "EOF") -> str:
    """A block with one argument, which is a heredoc; the text begins in its third line."""
    return f"{head} {{\n  {argument} = {before}\n{text}{after}\n}}\n"


def script(text: str) -> str:
    return SCRIPT % ("a", indented(text, 4)[:-1])


CARRIERS = {
    "heredoc": (script(f"cat > {CONF} <<'C'\n{TYPO}C"), 7),
    "echo": (script(f"echo '{TYPO}' > {CONF}"), 6),
    "shell": (script(f"sudo bash -c 'cat <<C > {CONF}\n{TYPO}C'"), 7),
    "cloud-config": (block('resource "hcloud_server" "a"', CLOUD), 9),
    "base64": (
        block(
            'resource "azurerm_linux_virtual_machine" "a"', CLOUD, "custom_data", "base64encode(<<EOF", "EOF\n)"
        ),
        9,
    ),
    "archive": (
        'data "cloudinit_config" "a" {\n'
        + block("part", CLOUD, "content")
        + '}\nresource "aws_instance" "a" {\n  user_data_base64 = data.cloudinit_config.a.rendered\n}\n',
        10,
    ),
    "local": (
        block("locals", CLOUD, "data")
        + 'resource "aws_launch_template" "a" {\n  user_data = base64encode(local.data)\n}\n',
        9,
    ),
    "module": (block('module "vm"', CLOUD, 'source = "./vm"\n  data'), 10),
    "profile": (
        'resource "azurerm_virtual_machine" "a" {\n' + block("os_profile", CLOUD, "custom_data") + "}\n",
        10,
    ),
    "template_file": (
        block('data "template_file" "a"', CLOUD.replace("80", "$${port}"), "vars = { port = 80 }\n  template")
        + 'resource "aws_instance" "a" {\n  user_data = data.template_file.a.rendered\n}\n',
        10,
    ),
    "startup": (
        block(
            'resource "google_compute_instance" "a"', f"cat > {CONF} <<'C'\n{TYPO}C\n", "metadata_startup_script"
        ),
        6,
    ),
    "file": (block('resource "local_file" "a"', TYPO, 'filename = "${path.module}/nginx.conf"\n  content'), 6),
    "config-map": (
        'resource "kubernetes_config_map_v1" "a" {\n' + block("  data =", TYPO, '"nginx.conf"') + "}\n",
        6,
    ),
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_text_is_read_where_it_stands(carrier: str, lint: Lint) -> None:
    text, line = CARRIERS[carrier]
    files = {"main.tf": text, "vm/main.tf": MODULE} if carrier == "module" else {"main.tf": text}
    found = places(lint, files, "unknown-directive")
    assert found == [("unknown-directive", "main.tf", line, "proxy_pas")]


USES = (
    'resource "local_file" "n" {\n  filename = "nginx.conf"\n  content = templatefile("t/%s", { ports = %s })\n}\n'
)
TPL = """\
events {}
http {
%{ for port in ports ~}
  server {
    listen ${port};
    proxy_pas x;
  }
%{ endfor ~}
}
"""


@pytest.mark.parametrize("name", ["nginx.conf.tpl", "nginx.conf.tftpl", "plain"])
@pytest.mark.parametrize(("ports", "unknown"), [("[80]", 1), ("[80, 81]", 1), ("[]", 0), ("var.unset", 1)])
def test_a_template_is_judged_by_what_it_becomes(name: str, ports: str, unknown: int, lint: Lint) -> None:
    report = lint({"main.tf": UNSET + USES % (name, ports), f"t/{name}": TPL})
    told = [shown(found) for found in report.findings if found.rule in ("unknown-directive", "syntax-error")]
    assert told == [("unknown-directive", f"t/{name}", 6, "proxy_pas")] * unknown


def test_values_that_are_filled_in_are_shown_at_their_place(lint: Lint) -> None:
    text = TPL.replace("    proxy_pas x;\n", "    listen 8080;\n")
    files = {"main.tf": USES % ("a.tpl", "[8080]"), "t/a.tpl": text}
    assert places(lint, files, "duplicate-listen") == [("duplicate-listen", "t/a.tpl", 6, "8080")]


def test_a_template_that_nobody_renders_is_read_as_one(lint: Lint) -> None:
    report = lint({"t/nginx.conf.tftpl": TPL})
    told = [shown(found) for found in report.findings if found.rule in ("unknown-directive", "syntax-error")]
    assert told == [("unknown-directive", "t/nginx.conf.tftpl", 6, "proxy_pas")]


def test_settings_of_a_machine_are_its_kernels(lint: Lint) -> None:
    text = SCRIPT % ("a", "    sysctl -w net.ipv4.tcp_fin_timeout=abc") + SCRIPT % (
        "b", "    cat > /etc/sysctl.d/90-x.conf <<CONF\n    net.core.somaxconn = ${var.gone}\n    CONF"
    )  # fmt: skip
    assert places(lint, {"main.tf": text}, "invalid-sysctl-value") == [
        ("invalid-sysctl-value", "main.tf", 4, "abc")
    ]


def test_files_that_a_package_brings_are_not_missing(lint: Lint) -> None:
    body = "events {}\nhttp {\n  include /etc/nginx/conf.d/gone.conf;\n  include mime.types;\n}\n"
    script = indented(
        f"cat > /etc/nginx/nginx.conf <<'C'\n{body}C\ncat > /etc/nginx/conf.d/a.conf <<'C'\n{TYPO}C", 4
    )
    report = lint({"main.tf": SCRIPT % ("a", script[:-1])}, rules=["missing-include", "unknown-directive"])
    assert [found.rule for found in report.findings] == ["unknown-directive"]


def test_a_comment_in_the_text_silences_it(lint: Lint) -> None:
    quiet = TYPO.replace("x;", "x; # lbconflint: ignore[unknown-directive] a module of ours")
    text = SCRIPT % ("a", indented(f"cat > /etc/nginx/conf.d/a.conf <<'C'\n{quiet}C", 4)[:-1])
    report = lint({"main.tf": text}, rules=["unknown-directive", "unused-suppression"])
    assert not report.findings
    assert report.suppressed == 1


USER_DATA = 'resource "aws_instance" "a" {\n  user_data = %s\n}\n'
LONG = block(
    'resource "local_file" "a"',
    "%{ for a in range(1000) }%{ for b in range(1000) }listen ${b};\n%{ endfor }%{ endfor }\n",
    'filename = "nginx.conf"\n  content',
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('resource "helm_release" "a" {\n  values = [file("v.yaml")]\n}\n', "the chart that these values fill"),
        (USES % ("gone.tpl", "[]"), "'t/gone.tpl' is not read"),
        (LONG, "the text is longer than what is followed"),
        (USES % ("../../../etc/passwd", "[]"), "is not read: it leads out of the linted tree"),
        ('variable "a" {}\n' + USER_DATA % "var.a", "the text is known only when Terraform runs"),
        (USER_DATA % '"{\\"ignition\\": \\"nginx\\"}"', "neither a script nor a cloud-config"),
    ],
)
def test_what_is_not_read_is_told(text: str, reason: str, lint: Lint) -> None:
    (partial,) = lint({"main.tf": text}).partial
    assert reason in " ".join(why for _, why in partial.gaps)


def test_a_secret_is_in_no_message(lint: Lint) -> None:
    secret = 'variable "s" {\n  sensitive = true\n  default = "hunter2"\n}\n'
    text = secret + SCRIPT % (
        "a",
        indented("cat > /etc/nginx/conf.d/a.conf <<'C'\nlisten ${var.s}:99999;\nC", 4)[:-1],
    )
    findings = lint({"main.tf": text}).findings
    assert not any("hunter2" in json.dumps([found.message, found.help]) for found in findings)


def test_marks_move_with_an_indented_text(tmp_path: Path) -> None:
    files = {"a.tpl": "x\n%{ if on }\na\n%{ else }\nb\n%{ endif }\n"}
    call = 'indent(4, templatefile("a.tpl", { on = var.unset }))'
    found = rendered(tmp_path, f"{UNSET}locals {{\n  text = <<EOT\ny: ${{{call}}}\nEOT\n}}\n", files)
    branches = [found.prepared.world(found.text.index(word))[0][1] for word in ("a", "b")]
    assert branches == [0, 1]
    assert "\n    b\n" in found.text


def _machines(size: int) -> str:
    return "".join(SCRIPT % (f"m{number}", NGINX % (8000 + number)) for number in range(size))


def _holes(size: int) -> str:
    lines = "".join(f"    # {number} ${{var.gone}}\n" for number in range(size))
    return SCRIPT % ("a", f"    cat > /etc/nginx/nginx.conf <<'C'\n{lines}    C")


def _files(size: int) -> str:
    items = "".join(
        f"  - path: /etc/nginx/conf.d/{number}.conf\n    content: |\n"
        f"      # ${{var.gone}}\n      listen {number + 1};\n"
        for number in range(size)
    )
    return f'resource "hcloud_server" "a" {{\n  user_data = <<EOF\n#cloud-config\nwrite_files:\n{items}EOF\n}}\n'


@pytest.mark.parametrize(("make", "size"), [(_machines, 12), (_holes, 150), (_files, 12)])
def test_texts_cost_their_length(make: Callable[[int], str], size: int, tmp_path: Path) -> None:
    def run(times: int) -> Callable[[], object]:
        root = tmp_path / f"{make.__name__}{times}"
        write_tree(root, {"main.tf": make(times)})
        return lambda: lint_tree(root)

    assert growth(run, size) < LINEAR
