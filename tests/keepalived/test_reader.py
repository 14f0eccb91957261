"""Virtual addresses as they are read."""

from pathlib import Path

import pytest

from lbconflint.dialects import Plan
from lbconflint.dialects.keepalived.reader import read
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import VirtualAddress, VirtualServer
from lbconflint.unit import Unit
from tests.conftest import Lint, write_tree


def unit_of(root: Path, text: str, path: str = "keepalived.conf") -> Unit:
    write_tree(root, {path: text})
    (unit,) = read(Files(str(root)), [path], target_of("kernel"), Plan()).units
    return unit


def shown(unit: Unit) -> list[str]:
    return [f"{one.instance} {one.address.value}" for one in unit.nouns.get(VirtualAddress, ())]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vrrp_instance a {\n virtual_ipaddress {\n  10.0.0.1/24 dev eth0\n  2001:DB8::1/64\n }\n}\n",
         ["a 10.0.0.1", "a [2001:db8::1]"]),
        ("vrrp_instance a\n{\n virtual_ipaddress_excluded { # more\n  10.0.0.1\n }\n}\n", ["a 10.0.0.1"]),
        ("vrrp_instance a {\n virtual_ipaddress { 10.0.0.1 }\n}\nvrrp_instance b {\n}\n", ["a 10.0.0.1"]),
        ("vrrp_instance a {\n virtual_ipaddress {\n  #10.0.0.1\n  ! 10.0.0.2\n  10.0.0.3 #10.0.0.4\n }\n}\n",
         ["a 10.0.0.3"]),
        ("vrrp_instance a {\n unicast_peer {\n  10.0.0.1\n }\n virtual_ipaddress {\n  10.0.0.2\n", ["a 10.0.0.2"]),
        ("virtual_server 10.0.0.1 80 {\n real_server 10.0.0.2 80 {\n }\n}\n", []),
    ],
)  # fmt: skip
def test_virtual_addresses(tmp_path: Path, text: str, found: list[str]) -> None:
    assert shown(unit_of(tmp_path, text)) == found


def test_the_address_is_pointed_at(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, "vrrp_instance a {\n virtual_ipaddress {\n  10.0.0.1/24 dev eth0\n }\n}\n")
    assert [one.address.span.text for one in unit.nouns[VirtualAddress]] == ["10.0.0.1/24"]


def test_an_include_and_a_template_leave_something_open(tmp_path: Path) -> None:
    unit = unit_of(
        tmp_path,
        "include conf.d/*.conf\nvrrp_instance a {\n virtual_ipaddress {\n  {{ vip }}\n  10.0.0.1\n }\n}\n",
        "keepalived.conf.j2",
    )
    assert [gap.span.text for gap in unit.gaps] == ["include conf.d/*.conf"]
    assert "a 10.0.0.1" in shown(unit)


def test_scripts_that_may_start_the_listener_make_it_a_note(lint: Lint) -> None:
    findings = lint(
        {
            "etc/keepalived/keepalived.conf": (
                "vrrp_instance a {\n notify_master /bin/start\n virtual_ipaddress {\n  10.0.0.1\n }\n}\n"
            ),
            "etc/haproxy/haproxy.cfg": "listen web\n    bind 10.0.0.1:80\n    server a 10.0.0.2:80\n",
        },
        rules=["non-local-bind"],
    ).findings
    assert [one.level.name for one in findings] == ["NOTE"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("virtual_server 10.0.0.1 80 {\n lb_kind DR\n real_server 10.0.0.2 80 {\n }\n}\n", [("10.0.0.1", "DR")]),
        ("virtual_server 10.0.0.1 80\n{\n lvs_method NAT\n}\n", [("10.0.0.1", "NAT")]),
        ("virtual_server 2001:db8::1 80 {\n}\nvirtual_server 10.0.0.1 81 {\n lb_kind TUN\n",
         [("[2001:db8::1]", None), ("10.0.0.1", "TUN")]),
        ("virtual_server 10.0.0.1 80 {\n lb_kind DR\n lb_kind NAT\n}\n", [("10.0.0.1", "NAT")]),
        ("virtual_server 10.0.0.1 80 {\n lb_kind {{ kind }}\n}\n", [("10.0.0.1", None)]),
        ("virtual_server fwmark 1 {\n lb_kind DR\n}\nvirtual_server group web {\n lb_kind DR\n}\n", []),
        ("virtual_server 10.0.0.1 80 {\n real_server 10.0.0.2 80 {\n  lb_kind DR\n }\n}\n", [("10.0.0.1", None)]),
    ],
)  # fmt: skip
def test_virtual_servers(tmp_path: Path, text: str, found: list[tuple[str, str | None]]) -> None:
    servers = unit_of(tmp_path, text, "keepalived.conf.j2").nouns.get(VirtualServer, ())
    assert [(str(one.address.value), one.method.value) for one in servers] == found
