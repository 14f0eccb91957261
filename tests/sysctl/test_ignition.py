"""Files that Ignition writes: in its JSON, in Butane's YAML, in a MachineConfig."""

import base64
import gzip
import json
from urllib.parse import quote

import pytest

from lbconflint.dialects import Claim
from lbconflint.dialects.sysctl.sniff import claims
from tests.conftest import Lint

RECYCLE = "net.ipv4.tcp_tw_recycle"
TEXT = f"# é of course\nnet.core.somaxconn = 4096\n{RECYCLE} = 1\n"
RULES = ["removed-sysctl", "overridden-sysctl", "duplicate-listen", "unknown-sysctl"]
FILE = "storage:\n  files:\n  - path: /etc/sysctl.d/9.conf\n    contents:\n"
BUTANE = f"variant: fcos\nversion: 1.5.0\n{FILE}"
OBJECT = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nspec:\n  config:\n"


def indented(text: str, blanks: int) -> str:
    return "".join(f"{' ' * blanks}{line}" for line in text.splitlines(keepends=True))


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("path", "text", "shown"),
    [
        ("lb.bu", f"{BUTANE}      inline: |\n{indented(TEXT, 8)}", RECYCLE),
        ("lb.yaml", f"{BUTANE}      inline: |\n{indented(TEXT, 8)}", RECYCLE),
        ("lb.bu", f"{BUTANE}      inline: {RECYCLE} = 1\n", RECYCLE),
        ("lb.bu", f"{BUTANE}      source: data:,{quote(TEXT)}\n", RECYCLE),
        ("lb.bu", f"{BUTANE}      source: 'data:text/plain;charset=utf-8,{quote(TEXT, safe='= #')}'\n", RECYCLE),
        ("lb.bu", f"{BUTANE}      source: data:;base64,{encoded(TEXT)}\n", f"{RECYCLE} = 1\n"),
        ("lb.ign", json.dumps({"ignition": {"version": "3.3.0"}, "storage": {"files": [
            {"path": "/etc/sysctl.d/9.conf", "contents": {"source": f"data:,{quote(TEXT)}"}}]}}), RECYCLE),
        ("mc.yaml", OBJECT + indented(f"{FILE}      source: data:,{quote(TEXT)}\n", 4), RECYCLE),
    ],
)  # fmt: skip
def test_files_are_read_at_their_place(path: str, text: str, shown: str, lint: Lint) -> None:
    report = lint({path: text}, rules=RULES)
    (found,) = report.findings
    assert report.read == (path,)
    written = found.span.text
    if ";base64" in text:
        # The line, and what shares its groups of four characters with it.
        written = base64.b64decode(written).decode(errors="ignore")
        assert shown in written
    else:
        assert written == shown
    assert report.partial == ()


@pytest.mark.parametrize(
    "contents",
    [
        f"source: data:;base64,{base64.b64encode(gzip.compress(TEXT.encode())).decode()}\n      compression: gzip",
        "source: https://example.org/9.conf",
        "local: files/9.conf",
        "source: data:;base64,***",
        "inline: {{ .Values.settings }}",
    ],
)
def test_what_cannot_be_read_is_named(contents: str, lint: Lint) -> None:
    (partial,) = lint({"lb.bu": f"{BUTANE}      {contents}\n"}).partial
    assert [reason for _, reason in partial.gaps] == ["what '/etc/sysctl.d/9.conf' holds is not known"]


def test_files_of_one_machine_meet(lint: Lint) -> None:
    files = [("/etc/sysctl.d/1.conf", "vm.swappiness = 1\n"), ("/etc/sysctl.d/2.conf", "vm.swappiness = 2\n")]
    config = {"storage": {"files": [
        {"path": path, "contents": {"source": f"data:,{quote(text)}"}} for path, text in files]}}  # fmt: skip
    report = lint({"a.ign": json.dumps(config), "b.ign": json.dumps(config)}, rules=RULES)
    assert [(one.rule, one.span.source.path) for one in report.findings] == [
        ("overridden-sysctl", "a.ign"),
        ("overridden-sysctl", "b.ign"),
    ]


def test_units_and_files_of_other_products(lint: Lint) -> None:
    server = quote("events {}\nhttp { server { listen 80; listen 80; } }\n")
    config = {
        "storage": {"files": [{"path": "/etc/nginx/nginx.conf", "contents": {"source": f"data:,{server}"}}]},
        "systemd": {"units": [{"name": "a.socket", "contents": "[Socket]\nListenStream=80\n"}, {"name": "b"}]},
    }
    report = lint({"a.ign": json.dumps(config)}, rules=["duplicate-listen", "dual-stack-overlap"])
    assert [(one.rule, one.span.text) for one in report.findings] == [
        ("duplicate-listen", "80"),
        ("dual-stack-overlap", "80"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "claim"),
    [
        ("a.ign", '{"storage": {"files": [{"path": "/etc/sysctl.d/1.conf"}]}}', Claim.SURE),
        ("a.bu", "variant: flatcar\n", Claim.NOTHING),
        ("a.yaml", "variant: openshift\nstorage: {files: [{path: /etc/nginx/nginx.conf}]}", Claim.SURE),
        ("a.yaml", "variant: red\nname: nginx", Claim.NOTHING),
    ],
)
def test_configurations_are_told_from_other_yaml(path: str, text: str, claim: Claim) -> None:
    assert claims(path, text) is claim


def test_what_is_decoded_is_bounded(lint: Lint, no_hang: None) -> None:
    files = [{"path": "/etc/sysctl.d/1.conf", "contents": {"source": f"data:,{'%0A' * 250_000}"}}] * 40
    (partial,) = lint({"a.ign": json.dumps({"storage": {"files": files}})}).partial
    assert [reason for _, reason in partial.gaps] == ["what '/etc/sysctl.d/1.conf' holds is not known"]
