"""What kernel settings mean for listeners, seen on HAProxy: each claim of a rule that asks them."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import lint_tree, write_tree

from .namespace import inside, missing

TIMEOUTS = "    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n"
HOST = '[[host]]\nname = "lb"\npaths = ["**"]\naddresses = ["127.0.0.1"]\n'


def serve(root: Path, binds: str, settings: dict[str, str], rule: str) -> tuple[dict[str, Any], list[str]]:
    """What HAProxy does, and the messages of the rule on the same files."""
    program = shutil.which("haproxy")
    if program is None:
        missing("haproxy is not installed")
    lines = "".join(f"{key} = {value}\n" for key, value in settings.items())
    files = {
        "lbconflint.toml": HOST,
        "sysctl.d/50-net.conf": lines,
        "haproxy.cfg": f"listen web\n    mode tcp\n{binds}{TIMEOUTS}",
    }
    write_tree(root, files)
    job = {
        "settings": list(settings.items()),
        "port": 8080,
        "command": [program, "-db", "-f", str(root / "haproxy.cfg")],
    }
    messages = [finding.message for finding in lint_tree(root, rules=[rule]).findings]
    return inside("serving", job), messages


@pytest.mark.parametrize(("value", "ipv4"), [("0", True), ("1", False)])
def test_bindv6only_decides_for_haproxy(value: str, ipv4: bool, tmp_path: Path) -> None:
    seen, _ = serve(tmp_path, "    bind :::8080\n", {"net.ipv6.bindv6only": value}, "dual-stack-overlap")
    assert seen["reaches"] == {"127.0.0.1": ipv4, "::1": True}


@pytest.mark.parametrize(
    ("address", "settings", "starts"),
    [
        ("192.0.2.10", {}, False),
        ("192.0.2.10", {"net.ipv4.ip_nonlocal_bind": "1"}, True),
        ("[2001:db8::10]", {"net.ipv4.ip_nonlocal_bind": "1"}, False),
        ("[2001:db8::10]", {"net.ipv6.ip_nonlocal_bind": "1"}, True),
    ],
)
def test_addresses_of_others(address: str, settings: dict[str, str], starts: bool, tmp_path: Path) -> None:
    seen, messages = serve(tmp_path, f"    bind {address}:8080\n", settings, "non-local-bind")
    assert seen["starts"] is starts
    assert (messages == []) is starts


@pytest.mark.parametrize(("limit", "clipped"), [("300", True), ("2000", False)])
def test_somaxconn_cuts_the_backlog(limit: str, clipped: bool, tmp_path: Path) -> None:
    binds = "    bind 127.0.0.1:8080 backlog 1000\n"
    seen, messages = serve(tmp_path, binds, {"net.core.somaxconn": limit}, "clipped-backlog")
    assert seen["backlog"] == (300 if clipped else 1000)
    assert bool(messages) is clipped


def test_ipv6_that_is_turned_off(tmp_path: Path) -> None:
    seen, messages = serve(
        tmp_path, "    bind [::1]:8080\n", {"net.ipv6.conf.all.disable_ipv6": "1"}, "harmful-sysctl"
    )
    assert not seen["starts"]
    assert messages == ["bind() to [::1] fails: IPv6 is turned off on this host"]
