"""The tables of kernel settings and ports: what they say of well-known names, and that they can be made anew."""

import os
from pathlib import Path

import pytest

from lbconflint.analysis.kernel_values import verdict
from lbconflint.knowledge.ports import BROWSER_BLOCKED, DANGEROUS
from lbconflint.knowledge.sysctl_history import defaults, introduced, removal
from lbconflint.knowledge.sysctls import catalogue, general, row_of
from lbconflint.knowledge.versions import PROFILES, Version, target_of
from tests.tools import refresh_ports, refresh_sysctls
from tests.tools.__main__ import main as refresh

from .namespace import missing, unavailable


@pytest.mark.parametrize(
    ("key", "gone"),
    [
        ("net.ipv4.tcp_tw_recycle", (4, 12)),
        ("net.ipv4.netfilter.ip_conntrack_tcp_timeout_established", (4, 9)),
        ("net.netfilter.nf_conntrack_helper", (6, 0)),
        ("net.ipv4.vs.timeout_established", (4, 4)),
        ("kernel.sched_migration_cost_ns", (5, 13)),
        ("net.ipv4.tcp_tw_reuse", None),
        ("net.ipv4.tcp_nodelay", None),
    ],
)
def test_when_a_setting_went(key: str, gone: Version | None) -> None:
    found = removal(key)
    assert (found.gone if found else None) == gone


def test_a_renamed_setting_names_its_successor_when_there_is_one() -> None:
    prefix = "net.ipv4.netfilter.ip_conntrack_"
    cures = {name: found.cure for name in ("max", "tcp_timeout_syn_sent2") if (found := removal(prefix + name))}
    assert "net.netfilter.nf_conntrack_max" in cures["max"]
    assert not cures["tcp_timeout_syn_sent2"]


def test_interfaces_are_one_name() -> None:
    assert general("net.ipv4.conf.eth0/100.rp_filter") == "net.ipv4.conf.*.rp_filter"
    assert general("net.ipv6.neigh.default.locktime") == "net.ipv6.neigh.*.locktime"
    assert row_of("net.ipv4.conf.br-1.rp_filter") is not None


def test_defaults_by_release() -> None:
    assert defaults("net.core.somaxconn", (4, 18), (4, 18, 999)) == (128,)
    assert defaults("net.core.somaxconn", (5, 4), (6, 1)) == (4096,)
    assert defaults("net.core.somaxconn", (4, 18), (6, 1)) is None
    assert defaults("net.ipv4.ip_local_port_range", (3, 10), (3, 10, 999)) == (32768, 61000)
    assert defaults("net.ipv4.tcp_sack", (4, 18), (6, 1)) is None


def test_new_settings_have_a_release_without_them() -> None:
    assert introduced("net.ipv4.tcp_migrate_req") == ((5, 4), (5, 15))
    assert introduced("net.ipv4.tcp_sack") is None


@pytest.mark.parametrize("profile", PROFILES)
def test_a_distribution_is_a_kernel(profile: str) -> None:
    target = target_of("kernel", profile)
    assert target.stated
    assert target.profile == profile
    assert target.low[:2] == target.high[:2]


def test_ports_of_the_registries_are_ports() -> None:
    assert all(0 < port < 65536 for port in DANGEROUS)
    assert {6000, 6666, 10080} <= BROWSER_BLOCKED
    assert not BROWSER_BLOCKED & {80, 443, 8080, 8443}


def test_the_list_of_blocked_ports_is_found_in_a_program() -> None:
    text = "// bad: [1, 2]\nvar OTHER = [5];\nvar LIST = [\n    0,\n    1,  // tcpmux\n    6000, /* x11 */\n];\n"
    assert refresh_ports.listed(text) == {0, 1, 6000}


def test_one_command_tells_whether_the_tables_are_still_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(refresh_sysctls, "main", lambda _: None)
    listed = tmp_path / "ports.js"
    listed.write_text(f"ports = {sorted(BROWSER_BLOCKED)};\n")
    assert refresh(["--check", "--browsers", str(listed)]) == 0
    assert "nginx directives: not done, no source is given\n" in capsys.readouterr().out
    listed.write_text(f"ports = {sorted(BROWSER_BLOCKED - {6000} | {8080})};\n")
    assert refresh(["--check", "--browsers", str(listed)]) == 1
    assert "only one of the lists has [6000, 8080]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("key", "text", "accepted"),
    [
        ("vm.swappiness", "60", True),
        ("vm.swappiness", "201", False),
        ("kernel.pid_max", "4194305", False),
        ("fs.file-max", "9223372036854775807", True),
        ("fs.nr_open", "1m", False),
        ("net.ipv4.tcp_mem", "1 2 3", True),
        ("net.netfilter.nf_conntrack_max", "-1", False),
    ],
)
def test_settings_that_no_namespace_has(key: str, text: str, accepted: bool) -> None:
    row = row_of(key)
    assert row is not None
    assert verdict(row, text).accepted is accepted


def test_the_table_is_what_this_kernel_says() -> None:
    release = ".".join(os.uname().release.split(".")[:2])
    if release != "6.18":
        pytest.skip(f"the table was measured on 6.18, this is {release}")
    if unavailable():
        missing(unavailable())
    _, found = refresh_sysctls.rows()
    known = catalogue()
    # Which modules are there differs from machine to machine: what both have must be alike.
    differing = {name for name in found.keys() & known.keys() if found[name][1:5] != known[name][1:5]}
    assert not differing
    assert len(found.keys() & known.keys()) > 300
