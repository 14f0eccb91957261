"""Files of other products that tasks of Ansible and cloud-configs write, read where they stand."""

import base64

import pytest

from lbconflint.dialects import Claim
from lbconflint.dialects.sysctl.sniff import claims
from tests.conftest import Lint

RULES = [
    "unknown-directive", "duplicate-listen", "duplicate-bind", "undefined-backend", "non-local-bind",
    "unresolved-bind", "invalid-port", "missing-include", "syntax-error",
]  # fmt: skip
SERVER = "server { listen 80; proxy_pas http://a; }\n"
HAPROXY = """global
  maxconn 10
defaults
  mode tcp
frontend a
  bind 10.0.0.9:80
  default_backend nope
"""
KEEPALIVED = "vrrp_instance a {\n  virtual_ipaddress {\n    10.0.0.9\n  }\n}\n"
NGINX = "events {}\nhttp { server { listen 10.0.0.9:80; } }\n"
MAIN = "/etc/haproxy/haproxy.cfg"
WRONG = [("unknown-directive", "proxy_pas")]
NOPE = [("undefined-backend", "nope")]
UNKNOWN = [f"what '{MAIN}' holds is not known"]


def block(text: str, blanks: int = 4) -> str:
    return "|\n" + "".join(f"{' ' * blanks}{line}" for line in text.splitlines(keepends=True))


def task(dest: str, content: str, more: str = "") -> str:
    return f"- copy:\n    dest: {dest}\n    content: {content}{more}"


def cloud(*files: tuple[str, str]) -> str:
    items = "".join(f"- path: {path}\n  content: {content}" for path, content in files)
    return f"#cloud-config\nwrite_files:\n{items}"


LOOP = task("/etc/nginx/conf.d/{{ item }}.conf", block(SERVER, 6), "  loop: [a, b]\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (task("/etc/nginx/conf.d/a.conf", block(SERVER, 6)), WRONG),
        (task("/etc/nginx/conf.d/a.conf", block(SERVER.replace("80", "{{ port }}"), 6)), WRONG),
        (task("/etc/nginx/conf.d/a.conf", block("{% if on %}\n" + SERVER + "{% endif %}\n", 6)), WRONG),
        (task("/etc/nginx/sites-available/{{ name }}", block(SERVER, 6)), WRONG),
        (task("/etc/nginx/conf.d/a.conf", '"server { proxy_pas a;\\n }\\n"\n'), WRONG),
        (LOOP, WRONG),
        (LOOP.replace("copy", "ansible.builtin.copy"), WRONG),
        (task("/srv/nginx/a.conf", block(SERVER, 6)), []),
        (task(MAIN, block(HAPROXY, 6)) + task("/etc/nginx/nginx.conf", block(NGINX, 6)),
         [*NOPE, ("duplicate-bind", "10.0.0.9:80")]),
        # Perhaps on another host, or in another play.
        (task(MAIN, block(HAPROXY, 6)) + task("/etc/nginx/nginx.conf", block(NGINX, 6), "  when: a\n"), NOPE),
        (task(MAIN, block(HAPROXY, 6)) + task("/etc/nginx/nginx.conf", block(NGINX, 6), "  delegate_to: b\n"),
         NOPE),
    ],
)  # fmt: skip
def test_what_tasks_write(text: str, expected: list[tuple[str, str]], lint: Lint) -> None:
    report = lint({"tasks/main.yml": text}, rules=RULES)
    assert [(one.rule, one.span.text) for one in report.findings] == expected
    assert all(one.span.source.path == "tasks/main.yml" for one in report.findings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (cloud((MAIN, block(HAPROXY))), NOPE),
        (cloud((MAIN, block(HAPROXY)), ("/etc/keepalived/keepalived.conf", block(KEEPALIVED))),
         [("non-local-bind", "10.0.0.9:80"), *NOPE]),
        (cloud((MAIN, block(HAPROXY)), ("/etc/keepalived/keepalived.conf", block(KEEPALIVED)),
               ("/etc/sysctl.d/1.conf", block("net.ipv4.ip_nonlocal_bind = 1\n"))), NOPE),
        (cloud((MAIN, block(HAPROXY.replace("10.0.0.9", "${address}")))), NOPE),
        (cloud((MAIN, block(HAPROXY.replace("80", "{{ port }}")))), NOPE),
        (cloud((MAIN, base64.b64encode(HAPROXY.encode()).decode() + "\n  encoding: b64\n")),
         [("undefined-backend", base64.b64encode(HAPROXY.encode()).decode()[92:])]),
        (cloud(("/etc/motd", block(SERVER))), []),
    ],
)  # fmt: skip
def test_what_a_cloud_config_writes(text: str, expected: list[tuple[str, str]], lint: Lint) -> None:
    report = lint({"user-data": text}, rules=RULES)
    assert [(one.rule, one.span.text) for one in report.findings] == expected
    assert report.partial == ()


@pytest.mark.parametrize(
    "text",
    [
        task(MAIN, "'{{ text }}'\n"),
        f"- hosts: a\n  tasks:\n  - copy: {{dest: {MAIN}, content: '{{{{ text }}}}'}}\n",
        cloud((MAIN, "${text}\n")),
        cloud((MAIN, block("${indent(4, text)}\n"))),
        cloud((MAIN, block("%{ for a in b }\n" + HAPROXY.replace("80", "${port}") + "%{ endfor }\n"))),
        cloud((MAIN, "SGVsbG8=\n  encoding: gz+b64\n")),
    ],
)
def test_what_is_not_known_is_named(text: str, lint: Lint) -> None:
    (partial,) = lint({"site.yml": text}).partial
    assert [reason for _, reason in partial.gaps] == UNKNOWN


def test_what_is_put_into_a_file_that_is_there_is_a_gap(lint: Lint) -> None:
    text = f"- blockinfile:\n    path: {MAIN}\n    block: {block(HAPROXY, 6)}"
    (partial,) = lint({"site.yml": text}).partial
    assert [reason for _, reason in partial.gaps] == [
        f"lines that are put into '{MAIN}' are not read: what else it holds is not known"
    ]


def test_a_stated_host_has_what_its_tasks_write(lint: Lint) -> None:
    files = {
        "lbconflint.toml": '[[host]]\nname = "a"\npaths = ["*"]\n',
        "site.yml": task(MAIN, block(HAPROXY, 6)),
        "nginx.conf": NGINX,
    }
    (found,) = lint(files, rules=["duplicate-bind"]).findings
    assert {found.span.source.path, *(one.span.source.path for one in found.related)} == {"site.yml", "nginx.conf"}


def test_a_rendered_cloud_config_is_read_once(lint: Lint) -> None:
    main = 'resource "aws_instance" "a" { user_data = templatefile("a.yaml", { port = 99999 }) }\n'
    text = cloud((MAIN, block(HAPROXY.replace(":80", ":${port}"))))
    report = lint({"main.tf": main, "a.yaml": text}, rules=RULES)
    assert sorted((one.rule, one.span.text) for one in report.findings) == [("invalid-port", "port"), *NOPE]


@pytest.mark.parametrize(
    ("path", "text", "claim"),
    [
        ("a.yml", task("/etc/nginx/a.conf", "a"), Claim.SURE),
        ("a.yml", "- copy: {dest: /etc/haproxy/haproxy.cfg, src: haproxy.cfg}\n", Claim.NOTHING),
        ("a.yml", "a: {path: /etc/nginx/a.conf, content: b}\n", Claim.NOTHING),
        ("a.yml", "apiVersion: v1\nkind: A\na:\n- {path: /etc/nginx/a.conf, content: b}\n", Claim.NOTHING),
        ("user-data", cloud((MAIN, "a")), Claim.SURE),
    ],
)
def test_who_writes_files_is_told_by_where_they_go(path: str, text: str, claim: Claim) -> None:
    assert claims(path, text) is claim
