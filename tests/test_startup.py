"""What each command imports: the clock differs from machine to machine, the list of modules does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import write_tree

ROOT = Path(__file__).parent.parent
NGINX = "events {}\nhttp {\n    server {\n        listen 8080;\n    }\n}\n"
HAPROXY = "defaults\n    mode http\nlisten web\n    bind :80\n    server a 10.0.0.1:80\n"
MANIFEST = "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{port: 80}]}\n"
TERRAFORM = 'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n  port = 80\n  protocol = "HTTP"\n}\n'
HEAVY = {
    "click",
    "inspect",
    "jsonschema",
    "pyparsing",
    "tomllib",
    "ruamel",
    "multiprocessing",
    "asyncio",
    "rich",
    "importlib.metadata",
}


def modules(tmp_path: Path, *arguments: str) -> set[str]:
    """The modules that are loaded after the command has run."""
    program = (
        "import sys\n"
        f"sys.argv = ['lbconflint', *{list(arguments)!r}]\n"
        "from lbconflint.__main__ import main\n"
        "import os\n"
        "out = os.dup(1); null = os.open(os.devnull, os.O_WRONLY); os.dup2(null, 1)\n"
        "main()\n"
        "os.dup2(out, 1)\n"
        "print(' '.join(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{program}"],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return set(done.stdout.splitlines()[-1].split())


def ours(loaded: set[str]) -> set[str]:
    return {name for name in loaded if name.partition(".")[0] == "lbconflint"}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("startup")


def test_the_version_imports_nothing(compiled: Path) -> None:
    loaded = modules(compiled, "--version")
    assert ours(loaded) == {"lbconflint", "lbconflint.__main__"}
    assert not loaded & {"click", "re", "typing"}


def test_nginx_alone_loads_no_other_dialect(compiled: Path) -> None:
    write_tree(compiled, {"n/nginx.conf": NGINX})
    loaded = modules(compiled, "check", "--isolated", "n/nginx.conf")
    assert "lbconflint.dialects.nginx.reader" in loaded
    assert not {name for name in ours(loaded) if "haproxy" in name}
    assert not loaded & (HEAVY - {"tomllib"})
    assert not {name for name in ours(loaded) if name.startswith("lbconflint.reporters.")} - {
        "lbconflint.reporters.characters", "lbconflint.reporters.frame", "lbconflint.reporters.style",
        "lbconflint.reporters.summary", "lbconflint.reporters.text",
    }  # fmt: skip


def test_haproxy_alone_loads_no_other_dialect(compiled: Path) -> None:
    write_tree(compiled, {"h/haproxy.cfg": HAPROXY})
    loaded = modules(compiled, "check", "--isolated", "h/haproxy.cfg")
    assert "lbconflint.dialects.haproxy.reader" in loaded
    assert not {name for name in ours(loaded) if "nginx" in name} - {"lbconflint.dialects.nginx"}
    assert not loaded & (HEAVY - {"tomllib"})


def test_terraform_alone_loads_no_other_dialect_and_no_cloud_that_is_not_named(compiled: Path) -> None:
    write_tree(compiled, {"t/main.tf": TERRAFORM})
    loaded = modules(compiled, "check", "--isolated", "t")
    assert "lbconflint.dialects.terraform.aws" in loaded
    assert not {name for name in ours(loaded) if "nginx" in name or "haproxy" in name}
    assert not {
        name for name in ours(loaded) if name.endswith((".azurerm", ".google", ".alicloud", ".json_syntax"))
    }
    assert not loaded & (HEAVY - {"tomllib"})


def test_terraform_without_load_balancers_is_not_evaluated(compiled: Path) -> None:
    write_tree(compiled, {"v/main.tf": "locals {\n  a = 1\n}\n"})
    loaded = modules(compiled, "check", "--isolated", "v")
    assert "lbconflint.dialects.terraform.syntax" in loaded
    assert "lbconflint.dialects.terraform.lower" not in loaded


CARRYING = ("carried", "clusters", "machines", "nodes", "objects", "texts")


def carrying(loaded: set[str]) -> set[str]:
    """The modules that were loaded for what Terraform carries of other dialects."""
    return {name for name in CARRYING if f"lbconflint.dialects.terraform.{name}" in loaded}


def test_terraform_that_carries_nothing_pays_nothing_for_it(compiled: Path) -> None:
    write_tree(compiled, {"t/main.tf": TERRAFORM})
    loaded = modules(compiled, "check", "--isolated", "t")
    assert not carrying(loaded)
    assert "lbconflint.machines" not in loaded


def test_objects_in_terraform_load_no_reader_of_texts(compiled: Path) -> None:
    text = 'resource "kubernetes_service_v1" "a" {\n  metadata {\n    name = "a"\n  }\n}\n'
    write_tree(compiled, {"ko/main.tf": text})
    loaded = modules(compiled, "check", "--isolated", "ko")
    assert carrying(loaded) == {"carried", "clusters", "objects"}
    assert not loaded & (HEAVY - {"tomllib"})
    assert not {name for name in ours(loaded) if name.endswith(("nginx.reader", "haproxy.reader", ".machines"))}


def test_a_machine_that_writes_nothing_of_interest_loads_no_reader(compiled: Path) -> None:
    text = 'resource "aws_instance" "a" {\n  user_data = <<EOF\n#!/bin/sh\necho hello\nEOF\n}\n'
    write_tree(compiled, {"ud/main.tf": text})
    loaded = modules(compiled, "check", "--isolated", "ud")
    assert carrying(loaded) == {"carried", "machines", "texts"}
    assert not loaded & (HEAVY - {"tomllib"})
    assert not {name for name in ours(loaded) if name.startswith("lbconflint.scripts.")}
    assert "lbconflint.machines" not in loaded
    assert not {name for name in ours(loaded) if name.endswith(("nginx.reader", "haproxy.reader"))}


@pytest.mark.parametrize(("path", "text"), [("x/nginx.conf", NGINX), ("y/haproxy.cfg", HAPROXY)])
def test_nothing_of_terraform_is_loaded_without_its_files(compiled: Path, path: str, text: str) -> None:
    write_tree(compiled, {path: text})
    loaded = modules(compiled, "check", "--isolated", path)
    assert not {name for name in ours(loaded) if "terraform" in name or name.endswith("analysis.cloud")}


def test_a_plain_haproxy_file_loads_nothing_for_what_it_does_not_hold(compiled: Path) -> None:
    write_tree(compiled, {"h/haproxy.cfg": HAPROXY})
    loaded = modules(compiled, "check", "--isolated", "h")
    assert {name for name in ours(loaded) if name.startswith("lbconflint.template")} == {
        "lbconflint.template", "lbconflint.template.masked", "lbconflint.template.placeholders",
    }  # fmt: skip
    assert not loaded & {"difflib", "ipaddress", "subprocess"}


def test_telling_that_a_file_is_not_haproxys_loads_no_reader(compiled: Path) -> None:
    write_tree(compiled, {"setup/setup.cfg": "[metadata]\nname = shop\n"})
    loaded = ours(modules(compiled, "check", "--isolated", "setup"))
    assert {name for name in loaded if name.startswith("lbconflint.dialects.")} == {
        "lbconflint.dialects.haproxy", "lbconflint.dialects.haproxy.sniff",
    }  # fmt: skip
    assert {name for name in loaded if name.startswith("lbconflint.knowledge.")} == {
        "lbconflint.knowledge.haproxy_keywords", "lbconflint.knowledge.haproxy_sections",
        "lbconflint.knowledge.versions",
    }  # fmt: skip


def test_an_empty_directory_loads_no_reader_and_no_check(compiled: Path) -> None:
    (compiled / "empty").mkdir(exist_ok=True)
    loaded = modules(compiled, "check", "--isolated", "empty")
    assert not {name for name in ours(loaded) if name.startswith(("lbconflint.checks.", "lbconflint.dialects."))}


CLUSTER = ("lbconflint.yaml", "lbconflint.cluster", "lbconflint.incluster", "lbconflint.analysis.cluster",
           "lbconflint.dialects.kubernetes.reader")  # fmt: skip


def test_a_tree_without_manifests_loads_nothing_of_yaml(compiled: Path) -> None:
    write_tree(compiled, {"mixed/nginx.conf": NGINX, "mixed/haproxy.cfg": HAPROXY, "mixed/ci.yml": "on: push\n"})
    loaded = modules(compiled, "check", "--isolated", "mixed")
    assert "lbconflint.dialects.haproxy.reader" in loaded
    assert not {name for name in loaded if name.startswith(("ruamel", *CLUSTER))}


OTHERS = tuple(f"lbconflint.dialects.{name}.reader" for name in ("compose", "systemd", "keepalived"))


def test_a_tree_without_projects_loads_none_of_their_readers(compiled: Path) -> None:
    write_tree(
        compiled, {"plain/nginx.conf": NGINX, "plain/k.yaml": MANIFEST, "plain/ci.yml": "services:\n  - redis\n"}
    )
    loaded = modules(compiled, "check", "--isolated", "plain")
    assert "lbconflint.dialects.kubernetes.reader" in loaded
    assert not {name for name in loaded if name.startswith(OTHERS)}


def test_a_project_alone_loads_nothing_of_a_cluster(compiled: Path) -> None:
    write_tree(compiled, {"c/compose.yaml": "services:\n  web: {image: a, ports: ['80:80']}\n"})
    loaded = modules(compiled, "check", "--isolated", "c")
    assert "lbconflint.dialects.compose.reader" in loaded
    assert not {name for name in loaded if name.startswith(CLUSTER[1:])}


def test_manifests_alone_load_no_other_dialect(compiled: Path) -> None:
    write_tree(compiled, {"k/shop.yaml": MANIFEST})
    loaded = modules(compiled, "check", "--isolated", "k")
    assert {"ruamel.yaml", *CLUSTER[:2]} <= loaded
    assert not {name for name in ours(loaded) if "nginx" in name or "haproxy" in name} - {
        "lbconflint.dialects.nginx", "lbconflint.dialects.haproxy",
    }  # fmt: skip
    assert "lbconflint.yaml.templated" not in loaded
    assert not loaded & (HEAVY - {"tomllib", "ruamel"})


def test_manifests_that_are_read_at_a_glance_load_no_parser(compiled: Path) -> None:
    write_tree(
        compiled,
        {"p/shop.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: shop\nspec:\n  ports:\n  - port: 80\n"},
    )
    loaded = modules(compiled, "check", "--isolated", "p")
    assert "lbconflint.yaml.quick" in loaded
    assert not {name for name in loaded if name.startswith("ruamel")}


def test_what_is_asked_wrongly_is_left_to_click(compiled: Path) -> None:
    assert "click" in modules(compiled, "check", "--isolated", "--fail-on", "never")


def test_explain_loads_no_reader_and_no_check(compiled: Path) -> None:
    loaded = modules(compiled, "explain", "duplicate-bind")
    assert not {name for name in ours(loaded) if name.startswith(("lbconflint.checks.", "lbconflint.dialects."))}
