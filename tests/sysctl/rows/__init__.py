"""What the rules for kernel settings were planned to find: a small tree for each row, and its level."""

from collections.abc import Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """``rule`` gives exactly this ``level`` for ``files``."""

    number: int
    rule: str
    level: str
    files: Mapping[str, str]


HOST = {"lbconflint.toml": '[[host]]\nname = "edge"\npaths = ["**"]\n'}
NODE = {"lbconflint.toml": '[[host]]\nname = "edge"\npaths = ["**"]\nplatforms = ["kubernetes"]\n'}
SELINUX = {"lbconflint.toml": NODE["lbconflint.toml"].replace("kubernetes", "selinux")}
SYSCTL = "etc/sysctl.d/90-lb.conf"


def settings(*lines: str, name: str = SYSCTL) -> dict[str, str]:
    return {name: "".join(f"{line}\n" for line in lines)}


def nginx(server: str, before: str = "") -> dict[str, str]:
    """One server in http: ``server`` holds its directives, ``before`` those of the main context."""
    return {"etc/nginx/nginx.conf": f"{before}events {{}}\nhttp {{\n    server {{ {server} return 200; }}\n}}\n"}


def haproxy(bind: str, *more: str) -> dict[str, str]:
    lines = ["defaults", "    mode tcp", "    timeout client 10s", "    timeout server 10s",
             "    timeout connect 1s", "frontend web", f"    bind {bind}", "    default_backend app",
             "backend app", "    server one 192.0.2.10:8080 check", *more]  # fmt: skip
    return {"etc/haproxy/haproxy.cfg": "\n".join(lines) + "\n"}
