"""The configuration file: what it may say, and how it is told when it is wrong."""

from pathlib import Path

import pytest

from lbconflint import config
from lbconflint.config import ConfigError, matcher
from lbconflint.finding import Confidence, Level
from lbconflint.kernel import ClaimKind
from lbconflint.values import PortRange

WHOLE = """
select = ["all"]
ignore = ["static-dns"]
exclude = ["legacy/**"]
fail-on = "error"
min-level = "note"
min-confidence = "low"
require-reason = true

[target]
nginx = "1.28"
haproxy = "2.6.12"
kernel = "debian12"

[levels]
duplicate-bind = "warning"

[[per-path]]
paths = ["examples/**"]
ignore = ["weak-tls"]

[[host]]
name = "lb1"
paths = ["lb1/**"]
addresses = ["10.0.0.1"]

public = true
platforms = ["kubernetes"]

[ports]
allowed = [80, "8000-8999"]
protected = ["22"]
node-range = "20000-29999"

[[ports.assign]]
port = 8443
service = "payments"

[[process]]
files = ["lb1/haproxy.cfg", "lb1/conf.d"]
"""


def test_everything_is_read() -> None:
    read = config.parse(WHOLE, "lbconflint.toml")
    assert (read.fail_on, read.min_level, read.min_confidence) == (Level.ERROR, Level.NOTE, Confidence.LOW)
    assert read.targets["nginx"].low == (1, 28, 0)
    assert read.targets["nginx"].high == (1, 28, 999)
    assert read.targets["haproxy"].low == read.targets["haproxy"].high == (2, 6, 12)
    assert read.targets["kernel"][:3] == ((6, 1, 0), (6, 1, 999), True)
    assert read.targets["kernel"].profile == "debian12"
    assert read.ports.allowed == (PortRange(80, 80), PortRange(8000, 8999))
    assert [(claim.ports.low, claim.owner, claim.kind) for claim in read.ports.claims] == [
        (22, "", ClaimKind.PROTECTED),
        (8443, "payments", ClaimKind.ASSIGNED),
    ]
    assert read.ports.node_ports == PortRange(20000, 29999)
    assert config.parse("[ports]\nprotected = [22]\n", "x.toml").ports.node_ports == PortRange(30000, 32767)
    assert read.hosts[0].public
    assert read.hosts[0].platforms == ("kubernetes",)
    assert read.levels == {"duplicate-bind": Level.WARNING}
    assert read.hosts[0].matches("lb1/etc/nginx/nginx.conf")
    assert not read.hosts[0].matches("lb2/etc/nginx/nginx.conf")
    assert read.processes == (("lb1/haproxy.cfg", "lb1/conf.d"),)
    assert read.require_reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\nselct = []\n", "x.toml:2: unknown key 'selct'; did you mean 'select'?"),
        ('[target]\nnginx = "new"\n', "x.toml:2: target.nginx: 'new' is not a version"),
        ('[target]\n\napache = "2"\n', "x.toml:3: target: unknown key 'apache'"),
        ('fail-on = "fatal"\n', "x.toml:1: fail-on: 'fatal' is not one of"),
        ('[[host]]\nname = "a"\npaths = []\n\n[[host]]\nname = "b"\n', "x.toml:5: host.1: 'paths' is a required"),
        ("[levels]\nduplicate-bind = 3\n", "x.toml:2: levels.duplicate-bind: 3 is not one of"),
        ("a = [\n", "x.toml: Invalid"),
        ('[target]\nkernel = "suse"\n', "x.toml:2: target.kernel: 'suse' is not a version"),
        ('\n[ports]\nallowed = ["80-"]\n', "x.toml:2: ports: '80-' is no port"),
        ("[ports]\nprotected = [70000]\n", "x.toml:1: ports: '70000' is no port"),
        ('[ports]\nnode-range = "32767-30000"\n', "x.toml:1: ports: '32767-30000' is no port"),
        ("[ports]\nnode-range = 30000\n", "x.toml:2: ports.node-range: 30000 is not of type 'string'"),
    ],
)
def test_an_error_names_file_line_and_key(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, "x.toml")
    assert str(caught.value).startswith(told), str(caught.value)


def test_all_errors_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse('fail-on = "x"\nmin-level = "y"\n', "x.toml")
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["1", "2"]


def test_pyproject_counts_only_with_our_table(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "pyproject.toml").write_text('[tool.lbconflint]\nfail-on = "error"\n')
    found = config.find(str(inner))
    assert found == str(tmp_path / "pyproject.toml")
    assert config.load(found).fail_on is Level.ERROR
    (tmp_path / "pyproject.toml").write_text("[tool.lbconflint]\nfoo = 1\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml:2: unknown key 'foo'"):
        config.load(found)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("lb1/**", "lb1/etc/nginx.conf", True),
        ("lb1", "lb1/etc/nginx.conf", True),
        ("lb1/", "lb1/etc/nginx.conf", True),
        ("lb1", "lb10/nginx.conf", False),
        ("*.conf", "nginx.conf", True),
        ("*.conf", "a/nginx.conf", False),
        ("**/*.conf", "nginx.conf", True),
        ("**/*.conf", "a/b/nginx.conf", True),
        ("**/old/*", "a/old/x", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("a.c", "abc", False),
    ],
)
def test_path_patterns(pattern: str, path: str, matches: bool) -> None:
    assert matcher([pattern])(path) is matches


def test_no_patterns_match_nothing() -> None:
    assert not matcher([])("a")
