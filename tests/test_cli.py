"""The command line as people use it: in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lbconflint import __version__
from tests.conftest import write_tree

GOOD = {"nginx.conf": "events {}\nhttp {\n    server {\n        listen 8080;\n    }\n}\n"}
BAD = {"nginx.conf": "events {}\nhttp {\n    server {\n        listen 99999;\n    }\n}\n"}


def run(*arguments: str, cwd: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lbconflint", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parent.parent), **environment},
    )


def test_the_version(tmp_path: Path) -> None:
    for flag in ("--version", "-V"):
        assert run(flag, cwd=tmp_path).stdout == f"lbconflint {__version__}\n"


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github"])
def test_exit_codes_are_the_same_for_every_format(tmp_path: Path, form: str) -> None:
    write_tree(tmp_path, GOOD)
    clean = run("check", "--format", form, cwd=tmp_path)
    assert (clean.returncode, clean.stderr) == (0, "")
    write_tree(tmp_path, BAD)
    assert run("check", "--format", form, cwd=tmp_path).returncode == 1
    assert run("check", "--format", form, "--exit-zero", cwd=tmp_path).returncode == 0
    assert run("check", "--format", form, "--target", "nginx=x", cwd=tmp_path).returncode == 2


UNREAD = {
    "nginx.conf": b"events {}\n\0\0",
    "empty.yaml": b"",
    "utf16.yaml": "apiVersion: v1\nkind: Service\n".encode("utf-16"),
    "chart/Chart.yaml": b"apiVersion: v2\nname: shop\n",
    "chart/templates/shop.yaml": b"apiVersion: v1\nkind: Service\nspec:\n  {{ if .a }} x: y {{ else }}\n bad: [\n",
    "latin.yaml": b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: caf\xe9}\n",
    "site.yml": b"name: ci\non: push\n",
}
REASONS = {
    "nginx.conf": "binary",
    "empty.yaml": "it is empty",
    "utf16.yaml": "UTF-16 text, which no server reads",
    "broken.conf": "the link leads nowhere",
    "pipe.cfg": "it is not a regular file",
    "site.yml": "it holds nothing that is looked at",
    "chart/templates/shop.yaml": "a template that is no YAML before it is rendered",
}


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github"])
def test_every_output_counts_and_names_what_was_not_read_or_not_understood(tmp_path: Path, form: str) -> None:
    write_tree(tmp_path, UNREAD)
    (tmp_path / "broken.conf").symlink_to("nowhere.conf")
    os.mkfifo(tmp_path / "pipe.cfg")
    done = run("check", "--format", form, ".", "site.yml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for path, reason in REASONS.items():
        assert path in done.stdout, path
        assert reason in done.stdout, path
    assert ("latin.yaml" in done.stdout) == (form == "json")  # it was read, and nothing is wrong with it
    if form in ("text", "concise"):
        assert "2 files read, 6 skipped, 1 partly understood" in done.stdout
    elif form == "json":
        counts = json.loads(done.stdout)["counts"]
        assert (counts["read"], counts["skipped"], counts["partly_understood"]) == (2, 6, 1)
    elif form == "sarif":
        (invocation,) = json.loads(done.stdout)["runs"][0]["invocations"]
        kinds = [one["descriptor"]["id"] for one in invocation["toolExecutionNotifications"]]
        assert sorted(kinds) == ["partly-understood"] + ["skipped-file"] * 6
    else:
        assert done.stdout.count("title=file skipped") == 6
        assert done.stdout.count("title=partly understood") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "nowhere.conf"], "nowhere.conf: there is no such file or directory"),
        (["check", "--select", "duplicate-bin"], "did you mean 'duplicate-bind'?"),
        (["check", "--format", "xml"], "there is no format 'xml'"),
        (["check", "--format", "sarif", "--format", "json"], "cannot share standard output"),
        (["check", "--target", "apache=2"], "products are nginx, haproxy, terraform"),
        (["check", "-"], "standard input: it is empty; say with --stdin-filename"),
        (["check", "--config", "missing.toml"], "missing.toml"),
        (["explain", "duplicate-bin"], "did you mean 'duplicate-bind'?"),
        (["chekc"], "No such command"),
    ],
)
def test_what_cannot_be_done_is_told_with_a_cure(tmp_path: Path, arguments: list[str], told: str) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_several_outputs_in_one_run(tmp_path: Path) -> None:
    write_tree(tmp_path, BAD)
    done = run("check", "-f", "text", "-f", "github", "-f", "sarif=out.sarif", "-f", "json=out.json", cwd=tmp_path)
    assert "error[LB013]" in done.stdout
    assert "::error file=nginx.conf,line=4," in done.stdout
    assert json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "LB013"
    assert json.loads((tmp_path / "out.json").read_text())["exit_code"] == 1


def test_standard_input_stands_for_a_file(tmp_path: Path) -> None:
    write_tree(tmp_path, {"nginx.conf": "events {}\nhttp {\n    include conf.d/*.conf;\n}\n", "conf.d/a.conf": ""})
    text = "server {\n    listen 99999;\n}\n"
    done = run("check", "-", "--stdin-filename", "conf.d/a.conf", "-f", "concise", cwd=tmp_path, stdin=text)
    assert done.stdout.startswith("conf.d/a.conf:2:12: error[LB013]")


RENDERED = """---
# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  selector: {app: shop}
  ports: [{port: 80, targetPort: web}]
---
# Source: shop/templates/pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec:
  containers: [{name: shop, ports: [{name: http, containerPort: 8080}]}]
"""


def test_a_rendered_chart_on_standard_input(tmp_path: Path) -> None:
    arguments = ("check", "-", "--stdin-filename", "shop.yaml", "-f", "concise")
    done = run(*arguments, cwd=tmp_path, stdin=RENDERED)
    assert done.returncode == 1
    assert "shop.yaml:8:34: error[LB016] backend-port-mismatch: no container of Pod 'shop'" in done.stdout
    assert "(shop/templates/pod.yaml)" in done.stdout
    nothing = run(*arguments, cwd=tmp_path)
    assert nothing.stdout.splitlines()[:2] == ["# 1 file skipped:", "#   it is empty: shop.yaml"]


DUMP = """# configuration file /etc/nginx/nginx.conf:
events {}
http {
    include mime.types;
    include /etc/nginx/conf.d/*.conf;
}

# configuration file /etc/nginx/mime.types:
types {
    text/html html;
}

# configuration file /etc/nginx/conf.d/a.conf:
server {
    listen 99999;
    location / {
        proxy_pass http://shop;
    }
}

# configuration file /etc/nginx/conf.d/shop.conf:
upstream shop {
    server 10.0.0.1:99998;
}

# configuration file /etc/nginx/conf.d/twice.conf:
server {
    listen 8081;
    listen 8081;
    server_name a;
}

# configuration file /etc/nginx/conf.d/again.conf:
server {
    listen 8081;
    server_name a;
}
"""
SAID = (
    "2026/11/21 14:46:53 [warn] 8#8: conflicting server name\n"
    "nginx: configuration file /etc/nginx/nginx.conf test is successful\n"
)
COMPOSE = "services:\n  a: {image: x, ports: ['80:80']}\n  b:\n    image: x\n    ports: ['80:80']\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RENDERED, ["<stdin>:8:34: error[LB016]"]),
        (BAD["nginx.conf"], ["<stdin>:4:16: error[LB013]"]),
        (DUMP, ["<stdin>:15:12: error[LB013]", "<stdin>:23:21: error[LB013]", "<stdin>:30:17: warning[LB007]"]),
        (SAID + DUMP, ["<stdin>:17:12"]),
        ("defaults\n    mode http\nfrontend a\n    bind :99999\n", ["<stdin>:4:11: error[LB013]"]),
        (COMPOSE, ["<stdin>:5:13: error[LB001]"]),
        ("net.ipv4.tcp_tw_recycle = 1\n", ["<stdin>:1:1: error[LB062]"]),
    ],
)
def test_standard_input_is_known_by_what_it_holds(tmp_path: Path, text: str, told: list[str]) -> None:
    # The tree around it is of no account.
    write_tree(tmp_path, {"other.yaml": RENDERED, "etc/nginx/conf.d/a.conf": "}"})
    for arguments in (["-"], ["-", "--stdin-filename", "<stdin>"]):
        done = run("check", *arguments, "-f", "concise", cwd=tmp_path, stdin=text)
        assert (done.returncode, done.stderr) == (1, "")
        for place in told:
            assert place in done.stdout


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github"])
def test_standard_input_that_nobody_knows_is_no_success(tmp_path: Path, form: str) -> None:
    for text, reason in (("", "it is empty"), ("hello: world\n", "no reader knows this format")):
        done = run("check", "-", "-f", form, "--exit-zero", cwd=tmp_path, stdin=text)
        assert done.returncode == 2
        assert f"standard input: {reason}; say with --stdin-filename" in done.stderr
        assert reason in done.stdout
    # An editor that sends every file that it shows is told, and no more.
    done = run("check", "-", "--stdin-filename", "a.yaml", cwd=tmp_path, stdin="hello: world\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "it holds nothing that is looked at" in done.stdout


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl binary")
def test_what_kustomize_builds_on_standard_input(tmp_path: Path) -> None:
    base = {"base/kustomization.yaml": "resources: [all.yaml]\n", "base/all.yaml": RENDERED}
    write_tree(tmp_path, {**base, "live/kustomization.yaml": "namePrefix: live-\nresources: [../base]\n"})
    built = subprocess.run(
        ["kubectl", "kustomize", "live"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    done = run("check", "-", "--stdin-filename", "live.yaml", "-f", "concise", cwd=tmp_path, stdin=built.stdout)
    assert "backend-port-mismatch: no container of Pod 'live-shop' has a port named 'web'" in done.stdout


def test_values_of_terraform_variables_come_from_files_and_from_the_environment(tmp_path: Path) -> None:
    text = (
        'variable "port" {}\nvariable "other" {}\n'
        'resource "aws_lb_listener" "a" {\n  load_balancer_arn = "x"\n  port = var.port\n  protocol = "HTTP"\n}\n'
        'resource "aws_lb_listener" "b" {\n  load_balancer_arn = "x"\n  port = var.other\n  protocol = "HTTP"\n}\n'
    )
    write_tree(tmp_path, {"main.tf": text, "prod.tfvars": "port = 81\n"})
    arguments = ["check", "--isolated", "-f", "concise", "--var-file", "prod.tfvars", "."]
    assert run(*arguments, cwd=tmp_path, TF_VAR_other="81").returncode == 0
    found = run(*arguments, "--var-env", cwd=tmp_path, TF_VAR_other="81")
    assert found.returncode == 1
    assert "takes port 81/tcp of 'x'" in found.stdout
    missing = run("check", "--var-file", "none.tfvars", ".", cwd=tmp_path)
    assert (missing.returncode, "there is no such file" in missing.stderr) == (2, True)


def test_colours_are_asked_for_or_forbidden_by_the_environment(tmp_path: Path) -> None:
    write_tree(tmp_path, BAD)
    assert "\x1b[" not in run("check", cwd=tmp_path).stdout
    assert "\x1b[" in run("check", cwd=tmp_path, FORCE_COLOR="1").stdout
    assert "\x1b[" in run("check", cwd=tmp_path, CLICOLOR_FORCE="1").stdout
    assert "\x1b[" not in run("check", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[" in run("check", "--color", "always", cwd=tmp_path, NO_COLOR="1").stdout
    assert "\x1b[" not in run("check", "--color", "never", cwd=tmp_path, FORCE_COLOR="1").stdout


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github"])
def test_every_encoding_of_the_output_will_do(tmp_path: Path, form: str, encoding: str) -> None:
    text = f"events {{}}\nhttp {{ server {{ listen 99999; # caf\u00e9 {chr(0x65E5)}\n}} }}\n"
    write_tree(tmp_path, {"nginx.conf": text})
    done = run("check", "--format", form, "--color", "always", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (1, "")
    assert "99999" in done.stdout


def test_a_reader_that_stops_early_gets_no_traceback(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{number}/nginx.conf": BAD["nginx.conf"] for number in range(300)})
    command = f"{sys.executable} -m lbconflint check | head -1"
    root = str(Path(__file__).parent.parent)
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": root},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.startswith("error[LB013]")


def test_paths_are_shown_from_where_one_stands_and_from_the_repository_in_sarif(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"deploy/edge/{path}": text for path, text in BAD.items()})
    write_tree(tmp_path, {"deploy/lbconflint.toml": ""})
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    arguments = ["check", "-f", "concise", "-f", "sarif=../out.sarif", "-f", "json=../out.json"]
    done = run(*arguments, cwd=tmp_path / "deploy")
    assert done.stdout.startswith("edge/nginx.conf:4:16: error[LB013]")
    result = json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "deploy/edge/nginx.conf"
    done = run("check", "-f", "concise", "deploy", cwd=tmp_path)
    assert done.stdout.startswith("deploy/edge/nginx.conf:4:16: error[LB013]")
    done = run("check", "-f", "concise", "nginx.conf", cwd=tmp_path / "deploy" / "edge")
    assert done.stdout.startswith("nginx.conf:4:16: error[LB013]")


def test_explain_and_rules(tmp_path: Path) -> None:
    page = run("explain", "LB001", cwd=tmp_path).stdout
    assert page.startswith("error[LB001] duplicate-bind\n")
    assert "# expect" not in page
    assert "SOURCES" in page
    listed = json.loads(run("rules", "--format", "json", cwd=tmp_path).stdout)
    assert listed["schema"] == "lbconflint-rules/1"
    assert listed["rules"][0]["name"] == "duplicate-bind"
    assert "LB001  error" in run("rules", cwd=tmp_path).stdout


def test_an_empty_directory_is_no_silence(tmp_path: Path) -> None:
    done = run("check", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == "nothing was checked: no configuration was recognised\n"
