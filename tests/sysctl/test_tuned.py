"""Profiles of TuneD, compared with the parser that TuneD reads them with."""

import configparser
from pathlib import Path

import pytest

from lbconflint.dialects import Claim
from lbconflint.dialects.sysctl.sniff import claims
from tests.conftest import Lint

from .reading import shown, unit_of

MAX = "net.core.somaxconn"
IP = "net.ipv4.ip_forward"
HEAD = "[main]\ninclude=throughput-performance\n\n[sysctl]\n"
TEXTS = [
    f"{MAX}=4096\n{IP} = 1\n",
    f"{MAX}=4096   # enough\n; {IP} = 0\n# {IP} = 0\n\n{IP}=1#\n",
    f'net.ipv4.tcp_rmem="4096 131072 16777216" # a\n{MAX}="8"\n',
    f"  {MAX}=1\n  {IP}=2\n{MAX}=3\n",
    f"{MAX}=1\n[vm]\ntransparent_hugepages=never\n[sysctl]\n{IP}=1\n",
    f"{MAX}=a=b\nnet/ipv4/ip_forward=0\n",
]


def parsed(text: str) -> dict[str, str]:
    """What TuneD takes the section for: the last value of each key, without quotes."""
    parser = configparser.ConfigParser(delimiters=("=",), inline_comment_prefixes=("#",), strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    values = {key: parser.get("sysctl", key, raw=True) for key in parser.options("sysctl")}
    return {
        key.replace("net/ipv4/", "net.ipv4."): value[1:-1] if value[:1] == value[-1:] == '"' else value
        for key, value in values.items()
    }


@pytest.mark.parametrize("text", TEXTS)
def test_settings_are_those_of_the_parser(tmp_path: Path, text: str) -> None:
    unit = unit_of(tmp_path, HEAD + text, "lb/tuned.conf")
    assert dict(map(shown, unit.kernel_settings)) == parsed(HEAD + text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"{MAX}=>4096\n{IP}=${{on}}\n", [(MAX, None), (IP, None)]),
        (f"{MAX}=1\n  2\n{IP}=1\n", [(MAX, None), (IP, "1")]),
        (f"{MAX}={{{{ many }}}}\n{IP}=1\n", [(MAX, None), (IP, "1")]),
        (f"[more]\ntype=sysctl\nreplace=1\n{IP}=1\n", [(IP, "1")]),
        (f"[sysctl.off]\ntype=sysctl\nenabled=false\n{IP}=1\n", []),
        (f"[net]\n{IP}=1\n", []),
    ],
)
def test_what_stays_open_and_what_is_none(tmp_path: Path, text: str, read: list[tuple[str, str | None]]) -> None:
    assert list(map(shown, unit_of(tmp_path, HEAD + text, "tuned.conf").kernel_settings)) == read


def test_a_section_for_some_machines_is_a_branch(tmp_path: Path) -> None:
    text = f"[a]\ntype=sysctl\nuname_regex=aarch64\n{MAX}=1\n[sysctl]\n{IP}=1\n"
    assert [bool(one.world) for one in unit_of(tmp_path, text, "tuned.conf").kernel_settings] == [True, False]


def test_the_value_is_shown_without_its_quotes(lint: Lint) -> None:
    report = lint({"tuned.conf": f'{HEAD}net.ipv4.tcp_rmem="9 8 7" # a\n'}, rules=["invalid-sysctl-value"])
    assert [one.span.text for one in report.findings] == ["9 8 7"]


TUNED = """apiVersion: tuned.openshift.io/v1
kind: Tuned
metadata: {name: lb}
spec:
  profile:
  - name: one
    data: |
      [sysctl]
      net.ipv4.tcp_tw_recycle=1
      net.core.somaxconn=1
  - name: two
    data: |
      [sysctl]
      net.core.somaxconn=2
"""


def test_profiles_of_a_cluster_are_alternatives(lint: Lint) -> None:
    report = lint({"tuned.yaml": TUNED}, rules=["removed-sysctl", "overridden-sysctl"])
    assert [(one.rule, one.span.line) for one in report.findings] == [("removed-sysctl", 9)]


def test_files_of_a_host_stand_above_its_profile(lint: Lint) -> None:
    files = {
        "lbconflint.toml": '[[host]]\nname = "a"\npaths = ["*"]\n',
        "tuned.conf": f"{HEAD}{MAX}=1\n",
        "sysctl.conf": f"{MAX}=2\n",
    }
    (found,) = lint(files, rules=["overridden-sysctl"]).findings
    assert found.span.source.path == "tuned.conf"


def test_a_profile_without_settings_is_nobodys_business() -> None:
    assert claims("a/tuned.conf", "[main]\nsummary=a\n") is Claim.NOTHING
    assert claims("a/tuned.conf.j2", f"{HEAD}{MAX}=1\n") is Claim.SURE
