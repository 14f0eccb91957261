"""Which files are HAProxy's, and which of them run together."""

from collections.abc import Callable

import pytest

from lbconflint.dialects import Claim, Reading
from lbconflint.dialects.haproxy.sniff import claims

ReadAll = Callable[..., Reading]

HAPROXY = "global\n maxconn 5\ndefaults\n mode http\nfrontend f\n bind :80\n default_backend b\nbackend b\n"
FOREIGN = {
    "setup.cfg": "[metadata]\nname = x\n[options]\npackages = find:\n",
    "buildout.cfg": "[buildout]\nparts =\n    test\n[haproxy]\nrecipe = x\n",
    "otel.cfg": "[service]\npipelines = x\n",
    "spoe.cfg": "[scope]\nspoe-agent a\n  messages m\n  option var-prefix x\n",
    "nagios.cfg": "log_file=/var/log/nagios.log\ncfg_dir=/etc/nagios/conf.d\n",
    "objects.cfg": "define host {\n  use generic\n}\n",
    "icinga.cfg": 'object Host "x" {\n}\n',
    "grub.cfg": "set default=0\nmenuentry 'x' {\n}\n",
    "ks.cfg": "install\nlang en_US\nuser --name=x\n",
    "ansible.cfg": "[defaults]\ninventory = hosts\n",
    "php-fpm.cfg": "[global]\ndaemonize = no\n[www]\nlisten = 9000\nuser = www\n",
    "prometheus.cfg": "global:\n  scrape_interval: 5s\n",
    "samba.cfg": "global = x\n",
    "rsyslog.cfg": 'global(workDirectory="/var/spool")\n',
    "vcl.cfg": "backend default {\n  .host = 1;\n}\n",
    "cache.cfg": "cache memory\nsize 5\nmode 3\nttl 9\n",
    "empty.cfg": "",
    "comment.cfg": "# global\n",
    "binary.cfg": "global\0\0\0\n",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_other_peoples_files(name: str) -> None:
    assert claims(f"some/{name}", FOREIGN[name]) is Claim.NO


@pytest.mark.parametrize(
    ("path", "text", "claim"),
    [
        ("haproxy.cfg", HAPROXY, Claim.SURE),
        ("etc/haproxy/haproxy.cfg", HAPROXY, Claim.SURE),
        ("etc/haproxy/conf.d/web.cfg", "frontend f\n bind :80\n", Claim.SURE),
        ("lb/haproxy-edge.cfg.j2", HAPROXY.replace(":80", "{{ ip }}:80"), Claim.SURE),
        ("lb.cfg", HAPROXY, Claim.WEAK),
        ("lb.cfg", "# a\n\n.if feature(A)\nglobal\n.endif\n", Claim.WEAK),
        ("lb.cfg", "{% if a %}\nglobal\n maxconn {{ n }}\n{% endif %}\n", Claim.WEAK),
        ("lb.cfg", "[scope]\nglobal\n maxconn 5\n", Claim.WEAK),
        ("haproxy.cfg", "gloabl\n maxconn 5\nfrontend f\n bind :80\n mode http\n", Claim.SURE),
        ("haproxy.cfg", "\ufeff" + HAPROXY, Claim.SURE),
        ("haproxy.cfg", "apiVersion: v1\nkind: ConfigMap\n", Claim.NO),
        ("docs/haproxy.md", "# HAProxy\nglobal settings are\nexplained here\nand there too\n", Claim.NO),
        ("haproxy.service", "[Unit]\nDescription=HAProxy\n[Service]\nExecStart=/x\n", Claim.NO),
    ],
)
def test_claims(path: str, text: str, claim: Claim) -> None:
    assert claims(path, text) is claim


def grouped(reading: Reading) -> list[tuple[tuple[str, ...], bool]]:
    return [(tuple(source.path for source in unit.sources), unit.complete) for unit in reading.units]


def test_a_file_is_a_process(read_all: ReadAll) -> None:
    reading = read_all({"a/haproxy.cfg": HAPROXY, "b/haproxy.cfg": HAPROXY, "c.cfg": "backend x\n"})
    assert grouped(reading) == [(("a/haproxy.cfg",), True), (("b/haproxy.cfg",), True), (("c.cfg",), False)]


def test_the_plan_says_what_runs_together(read_all: ReadAll) -> None:
    reading = read_all(
        {"x.cfg": "global\n", "y.cfg": "backend b\n", "z.cfg": "global\n"}, processes=(("y.cfg", "x.cfg"),)
    )
    assert grouped(reading) == [(("y.cfg", "x.cfg"), True), (("z.cfg",), True)]


def test_a_directory_of_the_plan_is_its_cfg_files_in_bytewise_order(read_all: ReadAll) -> None:
    names = ["abc", "10-a", "9-b", "Zed", "Abc"]
    contents = {f"lb/{name}.cfg": "backend b\n" for name in names}
    contents |= {
        "lb/.hidden.cfg": "global\n",
        "lb/x.conf": "global\n",
        "lb/deep/y.cfg": "global\n",
        "m.cfg": "global\n",
    }
    reading = read_all(contents, processes=(("m.cfg", "lb"),))
    expected = ("m.cfg", "lb/10-a.cfg", "lb/9-b.cfg", "lb/Abc.cfg", "lb/Zed.cfg", "lb/abc.cfg")
    assert grouped(reading)[0] == (expected, True)


def test_a_drop_in_directory_joins_the_main_file_above_it(read_all: ReadAll) -> None:
    contents = {
        "etc/haproxy/conf.d/b.cfg": "backend b\n",
        "etc/haproxy/conf.d/a.cfg": "frontend f\n",
        "etc/haproxy/haproxy.cfg": HAPROXY,
    }
    assert grouped(read_all(contents)) == [
        (("etc/haproxy/haproxy.cfg", "etc/haproxy/conf.d/a.cfg", "etc/haproxy/conf.d/b.cfg"), True)
    ]


def test_a_drop_in_directory_joins_the_main_file_beside_it(read_all: ReadAll) -> None:
    contents = {"etc/haproxy.cfg": HAPROXY, "etc/haproxy.d/a.cfg": "frontend f2\n"}
    assert grouped(read_all(contents)) == [(("etc/haproxy.cfg", "etc/haproxy.d/a.cfg"), True)]


def test_a_drop_in_directory_alone(read_all: ReadAll) -> None:
    contents = {"haproxy/conf.d/00-global.cfg": "global\n", "haproxy/conf.d/10-f.cfg": "frontend f\n"}
    assert grouped(read_all(contents)) == [(("haproxy/conf.d/00-global.cfg", "haproxy/conf.d/10-f.cfg"), True)]
    contents = {"haproxy/conf.d/f.cfg": "frontend f\n bind :80\n"}
    assert grouped(read_all(contents)) == [(("haproxy/conf.d/f.cfg",), False)]


def test_files_with_a_global_section_each_are_processes_each(read_all: ReadAll) -> None:
    contents = {"haproxy/conf.d/a.cfg": HAPROXY, "haproxy/conf.d/b.cfg": HAPROXY, "haproxy/haproxy.cfg": HAPROXY}
    assert [len(paths) for paths, _ in grouped(read_all(contents))] == [1, 1, 1]


def test_two_main_files_join_nothing(read_all: ReadAll) -> None:
    contents = {
        "haproxy/haproxy.cfg": HAPROXY,
        "haproxy/haproxy.cfg.j2": HAPROXY,
        "haproxy/conf.d/a.cfg": "frontend f\n",
    }
    assert [len(paths) for paths, _ in grouped(read_all(contents))] == [1, 1, 1]


def test_other_directories_join_nothing(read_all: ReadAll) -> None:
    contents = {
        "haproxy/haproxy.cfg": HAPROXY,
        "haproxy/sites/a.cfg": "frontend f\n",
        "other/conf.d/b.cfg": "backend b\n",
    }
    assert [len(paths) for paths, _ in grouped(read_all(contents))] == [1, 1, 1]


def test_files_without_a_section_are_declined(read_all: ReadAll) -> None:
    reading = read_all({"haproxy.cfg": "# nothing\n"})
    assert list(reading.units) == []
    assert [(skipped.path, skipped.reason) for skipped in reading.declined] == [
        ("haproxy.cfg", "it has no section of HAProxy")
    ]


def test_files_that_cannot_be_read_are_declined(read_all: ReadAll) -> None:
    reading = read_all({"a.cfg": "global\n"}, processes=(("a.cfg", "missing.cfg"),))
    assert [paths for paths, _ in grouped(reading)] == [("a.cfg",)]
    assert [skipped.path for skipped in reading.declined] == ["missing.cfg"]


def test_referenced_files_are_not_read(read_all: ReadAll) -> None:
    text = (
        "global\n lua-load /etc/x.lua\nfrontend f\n bind :443 ssl crt-list /etc/list.txt\n"
        " errorfile 503 /etc/503.http\n"
    )
    (unit,) = read_all({"haproxy.cfg": text, "etc/list.txt": "a.pem\n"}, processes=(("haproxy.cfg",),)).units
    assert [source.path for source in unit.sources] == ["haproxy.cfg"]
    assert unit.diagnostics == []
