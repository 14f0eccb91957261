"""An outgoing connection takes a listener's port: what ephemeral-port says, seen on the kernel and on HAProxy."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import lint_tree, write_tree

from .namespace import inside, missing

RANGE = ("net.ipv4.ip_local_port_range", "50051 50052")
RESERVED = ("net.ipv4.ip_local_reserved_ports", "50051")
ONE_PORT = ("net.ipv4.ip_local_port_range", "50051 50051")
"""A range of one port: the kernel has no choice."""


HAPROXY = """listen api
    mode tcp
    bind :50051
    timeout connect 1s
    timeout client 1s
    timeout server 1s
"""


def sysctl(*settings: tuple[str, str]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in settings)


def rules(root: Path, settings: str) -> list[str]:
    write_tree(root, {"etc/haproxy/haproxy.cfg": HAPROXY, "etc/sysctl.d/50-ports.conf": settings})
    return [finding.rule for finding in lint_tree(root, rules=["ephemeral-port"]).findings]


def test_the_kernel_gives_the_port_away_and_nothing_opens_it(tmp_path: Path) -> None:
    answer = inside("theft", {"settings": [ONE_PORT], "port": 50051})
    assert answer["local"] == 50051
    assert answer["during"] == {"none": False, "address": False, "port": False, "both": False}
    assert answer["after"] is False, "TIME_WAIT of the connection keeps the port too"
    assert answer["other"] is True, "another address is not disturbed"
    assert rules(tmp_path, sysctl(ONE_PORT)) == ["ephemeral-port"]


def test_a_reservation_keeps_it_and_leaves_it_to_the_listener(tmp_path: Path) -> None:
    answer = inside("theft", {"settings": [RANGE, RESERVED], "port": 50051})
    assert answer["local"] == 50052
    assert answer["during"] == {"none": True, "address": True, "port": True, "both": True}
    assert answer["after"] is True
    assert rules(tmp_path, sysctl(RANGE, RESERVED)) == []


@pytest.mark.parametrize(("settings", "starts"), [([ONE_PORT], False), ([RANGE, RESERVED], True)])
def test_haproxy_starts_or_not(settings: list[tuple[str, str]], starts: bool, tmp_path: Path) -> None:
    if shutil.which("haproxy") is None:
        missing("haproxy is not installed")
    found = rules(tmp_path, sysctl(*settings))
    code = inside("theft", {"settings": settings, "file": str(tmp_path / "etc/haproxy/haproxy.cfg")})
    assert (code == -1) is starts
    assert (found == []) is starts
