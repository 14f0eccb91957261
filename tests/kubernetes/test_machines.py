"""Objects that put files onto nodes: what Cluster API gives kubeadm (OpenShift's are in tests/sysctl)."""

import pytest

from tests.conftest import Lint

RULES = ["undefined-backend", "removed-sysctl", "overridden-sysctl", "unresolved-bind", "non-local-bind"]
FILES = """files:
- path: /etc/haproxy/haproxy.cfg
  owner: root:root
  content: |
    global
      maxconn 10
    frontend a
      bind ${VIP}:6443
      default_backend b
    backend b
      server a ${NODE}:6443
    frontend c
      bind :80
      default_backend nope
- path: /etc/sysctl.d/1.conf
  content: |
    net.ipv4.tcp_tw_recycle = 1
    vm.swappiness = 1
- path: /etc/sysctl.d/2.conf
  encoding: base64
  content: dm0uc3dhcHBpbmVzcyA9IDIK
"""


def nested(text: str, *keys: str) -> str:
    """``text`` below these keys."""
    for key in reversed(keys):
        text = f"{key}:\n" + "".join(f"  {line}" for line in text.splitlines(keepends=True))
    return text


@pytest.mark.parametrize(
    ("group", "kind", "keys"),
    [
        ("bootstrap", "KubeadmConfig", ("spec",)),
        ("bootstrap", "KubeadmConfigTemplate", ("spec", "template", "spec")),
        ("controlplane", "KubeadmControlPlane", ("spec", "kubeadmConfigSpec")),
        ("controlplane", "KubeadmControlPlaneTemplate", ("spec", "template", "spec", "kubeadmConfigSpec")),
    ],
)
def test_files_of_kubeadm(group: str, kind: str, keys: tuple[str, ...], lint: Lint) -> None:
    head = f"apiVersion: {group}.cluster.x-k8s.io/v1beta1\nkind: {kind}\n"
    report = lint({"a.yaml": head + nested(FILES, *keys)}, rules=RULES)
    assert [(one.rule, one.span.text) for one in report.findings] == [
        ("undefined-backend", "nope"),
        ("removed-sysctl", "net.ipv4.tcp_tw_recycle"),
        ("overridden-sysctl", "1"),
    ]
    assert report.partial == ()
