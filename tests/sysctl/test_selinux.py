"""Which ports the policy of SELinux keeps from nginx and HAProxy, on a host of which the configuration says so."""

import pytest

from tests.conftest import Lint
from tests.sysctl.rows import SELINUX, haproxy, nginx, settings

BOOLEAN = {"lbconflint.toml": SELINUX["lbconflint.toml"] + "[options.selinux-port]\nhaproxy_connect_any = true\n"}
WIDE = settings("net.ipv4.ip_local_port_range = 1024 65000")
NOT_KNOWN = settings("net.ipv4.ip_local_port_range = {{ range }}", name="etc/sysctl.d/90-lb.conf.j2")


@pytest.mark.parametrize(
    ("files", "ports"),
    [
        (nginx("listen 80; listen 443 ssl; listen 8009; listen 3000; listen 8140;"), []),
        (nginx("listen 82; listen 127.0.0.1:8081; listen [::]:5000;"), [82, 8081, 5000]),
        (nginx("listen 8444-8446; listen 10009-10011;"), [8444, 10011]),
        (nginx("listen 32767; listen 32768; listen 60999; listen 61000;"), [32767, 61000]),
        (nginx("listen unix:/run/a.sock;"), []),
        (haproxy("*:5000"), []),
        (haproxy("*:3000"), [3000]),
        ({**nginx("listen 82; listen 8081;"), **WIDE}, [82]),
        ({**nginx("listen 82; listen 8081;"), **NOT_KNOWN}, []),
        ({**haproxy("*:3000"), **BOOLEAN}, []),
        ({**nginx("listen 8081;"), **BOOLEAN}, [8081]),
        ({**nginx("listen 8081;"), "lbconflint.toml": ""}, []),
    ],
)
def test_what_the_policy_refuses(lint: Lint, files: dict[str, str], ports: list[int]) -> None:
    report = lint({**SELINUX, **files})
    found = [one.message for one in report.findings if one.rule == "selinux-port"]
    assert [int(message.partition(" bind port ")[2].partition(":")[0]) for message in found] == ports
