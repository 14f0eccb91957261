"""Sysctl files: what is a setting, what is not, and where it stands."""

from pathlib import Path

import pytest

from lbconflint.analysis.effective import in_force
from lbconflint.dialects import Claim
from lbconflint.dialects.sysctl.sniff import claims
from lbconflint.kernel import canonical, installed
from tests.conftest import lint_tree, write_tree

from .reading import host_of, shown, unit_of


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("net.ipv4.ip_forward = 1", ("net.ipv4.ip_forward", "1")),
        ("  net/ipv4/ip_forward=1  ", ("net.ipv4.ip_forward", "1")),
        ("-net.ipv4.tcp_sack\t=\t1\r", ("net.ipv4.tcp_sack", "1")),
        ("net.ipv4.conf.eth0/100.rp_filter = 1", ("net.ipv4.conf.eth0/100.rp_filter", "1")),
        ("net/ipv4/conf/eth0.100/rp_filter = 1", ("net.ipv4.conf.eth0/100.rp_filter", "1")),
        ("net.core.somaxconn = 15 # comment", ("net.core.somaxconn", "15 # comment")),
        ('net.core.somaxconn = "15"', ("net.core.somaxconn", '"15"')),
        ("net.ipv4.ip_local_reserved_ports =", ("net.ipv4.ip_local_reserved_ports", "")),
        ("kernel.core_pattern = |/bin/x a=b", ("kernel.core_pattern", "|/bin/x a=b")),
        ("net.core.somaxconn = {{ queue }}", ("net.core.somaxconn", None)),
    ],
)
def test_a_setting(line: str, read: tuple[str, str | None], tmp_path: Path) -> None:
    unit = unit_of(tmp_path, f"# first\n{line}\n")
    (setting,) = unit.kernel_settings
    assert shown(setting) == read
    assert not unit.diagnostics
    assert setting.node.span.line == 2
    if read[1] is not None:
        assert setting.value.span.text == read[1]
    assert canonical(setting.name.span.text) == read[0]


@pytest.mark.parametrize(
    "line",
    [
        "net.ipv4.ip_forward 1", "= 1", "net.ipv4.ip forward = 1", "sysctl -w a.b=1", "export a.b=1",
        "/proc/sys/a/b = 1", "net.ipv4.ip_forward \uff1d 1", "[section]", "// a.b = 1",
        "\ufeffnet.ipv4.ip_forward = 1",
    ],
)  # fmt: skip
def test_no_setting(line: str, tmp_path: Path) -> None:
    unit = unit_of(tmp_path, f"{line}\nnet.core.somaxconn = 1\n")
    assert [setting.key for setting in unit.kernel_settings] == ["net.core.somaxconn"]
    assert [diagnostic.span.line for diagnostic in unit.diagnostics] == [1]


def test_comments_and_blank_lines_are_nothing(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, "# a = b\n; c = d\n\n   \n\t# e\n")
    assert not unit.kernel_settings
    assert not unit.diagnostics


def test_a_commented_setting_is_a_remark(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, "#net.ipv4.tcp_tw_recycle = 1\n# net.core.x, see = nothing\n")
    assert [(remark.key, remark.value.value) for remark in unit.kernel_remarks] == [
        ("net.ipv4.tcp_tw_recycle", "1")
    ]
    assert unit.kernel_remarks[0].name.span.text == "net.ipv4.tcp_tw_recycle"


def test_branches_of_a_template_are_worlds(tmp_path: Path) -> None:
    text = "{% if a %}\nvm.swappiness = 1\n{% else %}\nvm.swappiness = 2\n{% endif %}\nvm.max_map_count = 3\n"
    unit = unit_of(tmp_path, text, "sysctl.conf.j2")
    one, two, always = unit.kernel_settings
    assert one.world
    assert two.world
    assert one.world != two.world
    assert always.world == ()


def test_expressions_of_other_languages_are_unknown(tmp_path: Path) -> None:
    unit = unit_of(tmp_path, "vm.swappiness = <%= @swap %>\nvm.max_map_count = 5\n", "sysctl.conf.erb")
    assert [shown(setting) for setting in unit.kernel_settings] == [
        ("vm.swappiness", None),
        ("vm.max_map_count", "5"),
    ]


def test_the_same_place_for_a_template_and_for_what_it_makes() -> None:
    assert installed("roles/lb/templates/99-lb.conf.j2") == "/etc/sysctl.d/99-lb.conf"
    assert installed("hosts/a/usr/lib/sysctl.d/50-x.conf") == "/usr/lib/sysctl.d/50-x.conf"
    assert installed("files/sysctl.conf.erb") == "/etc/sysctl.conf"
    assert installed("files/tuning.sysctl") == "/etc/sysctl.d/tuning.sysctl.conf"
    assert installed("etc/sysctl.d/60-x") == "/etc/sysctl.d/60-x"


@pytest.mark.parametrize(
    ("path", "head", "claim"),
    [
        ("etc/sysctl.conf", "", Claim.SURE),
        ("etc/sysctl.d/10-a.conf", "net.core.somaxconn 5\n", Claim.SURE),
        ("etc/sysctl.d/README.md", "# Files\n\nput them here\n", Claim.NO),
        ("etc/sysctl.conf", "#kernel.domainname = example.com\n", Claim.SURE),
        ("role/99-kernel.conf", "vm.swappiness = 1\nnet.core.somaxconn = 5\n", Claim.WEAK),
        ("nginx.conf", "events {}\nhttp { server { listen 80; } }\n", Claim.NO),
        ("tuned/tuned.conf", "[main]\nsummary=x\n[sysctl]\nvm.swappiness=1\n", Claim.SURE),
        ("logging.conf", "handlers = java.util.logging.ConsoleHandler\nnet.x.level = FINE\n", Claim.NO),
        ("run.sh", "echo hello\n", Claim.NOTHING),
        ("run.sh", "sysctl -w net.core.somaxconn=5\n", Claim.SURE),
        ("Dockerfile", "FROM debian\nRUN echo 1 > /proc/sys/net/ipv4/ip_forward\n", Claim.SURE),
        ("sysctl.d/x.conf", "\0\0", Claim.NO),
    ],
)
def test_whose_file_it_is(path: str, head: str, claim: Claim) -> None:
    assert claims(path, head) is claim


def test_names_of_files_decide_across_directories(tmp_path: Path) -> None:
    host = host_of(
        tmp_path,
        {
            "etc/sysctl.d/20-own.conf": "net.core.somaxconn = 20\n",
            "usr/lib/sysctl.d/90-late.conf": "net.core.somaxconn = 90\n",
            "run/sysctl.d/95-masked.conf": "net.core.somaxconn = 95\n",
            "etc/sysctl.d/95-masked.conf": "",
            "etc/sysctl.conf": "vm.swappiness = 1\n",
        },
    )
    assert in_force(host, "net.core.somaxconn").numbers == (90,)
    assert in_force(host, "vm.swappiness").numbers == (1,)
    assert in_force(host, "vm.max_map_count").setting is None


@pytest.mark.parametrize("how", ["an empty file", "a link to /dev/null"])
def test_a_file_without_content_masks(how: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"usr/lib/sysctl.d/50-x.conf": "net.ipv4.tcp_syncookies = 0\n"})
    mask = tmp_path / "etc/sysctl.d/50-x.conf"
    mask.parent.mkdir(parents=True)
    if how == "an empty file":
        mask.touch()
    else:
        mask.symlink_to("/dev/null")
    assert [finding.rule for finding in lint_tree(tmp_path, rules=["harmful-sysctl"]).findings] == []
    mask.unlink()
    assert [finding.rule for finding in lint_tree(tmp_path, rules=["harmful-sysctl"]).findings] == [
        "harmful-sysctl"
    ]


def test_where_procps_and_systemd_disagree_nothing_is_known(tmp_path: Path) -> None:
    host = host_of(tmp_path, {"etc/sysctl.conf": "net.core.somaxconn = 20\nnet.core.somaxconn = many\n"})
    found = in_force(host, "net.core.somaxconn")
    assert found.setting is not None
    assert found.numbers is None


def test_a_script_that_sets_nothing_is_mentioned_when_it_was_asked_for(tmp_path: Path) -> None:
    write_tree(tmp_path, {"run.sh": "echo hello\n", "set.sh": "sysctl -w vm.swappiness=5\n"})
    whole = lint_tree(tmp_path)
    assert whole.read == ("set.sh",)
    assert whole.skipped == ()
    named = lint_tree(tmp_path, ["run.sh"])
    assert [(one.path, one.reason) for one in named.skipped] == [("run.sh", "it holds nothing that is looked at")]


def test_settings_of_two_machines_do_not_meet(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "a/etc/sysctl.conf": "net.ipv4.ip_local_port_range = 1024 65535\n",
            "b/etc/haproxy/haproxy.cfg": "listen web\n    mode tcp\n    bind :8080\n    server a 10.0.0.1:80\n",
        },
    )
    assert lint_tree(tmp_path, rules=["ephemeral-port"]).findings == ()


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("net.ipv4.tcp_reuse", "did you mean 'net.ipv4.tcp_tw_reuse'?"),
        ("net.core.somaxcon", "did you mean 'net.core.somaxconn'?"),
        ("net.ipv4.make_it_fast", "see 'sysctl -a' for those that exist"),
    ],
)
def test_what_is_proposed_for_an_unknown_setting(name: str, proposal: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"sysctl.d/50-a.conf": f"{name} = 1\n"})
    assert [found.help for found in lint_tree(tmp_path, rules=["unknown-sysctl"]).findings] == [proposal]
