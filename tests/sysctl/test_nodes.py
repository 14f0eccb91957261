"""What tells that a wide range of connections is that of a cluster's node, and how surely."""

import pytest

from lbconflint.finding import Level
from tests.conftest import Lint

WIDE = "net.ipv4.ip_local_port_range = 10240 65000\n"
TASK = '- ansible.posix.sysctl: {name: net.ipv4.ip_local_port_range, value: "10240 65000"}\n'
STATED = '[[host]]\nname = "edge"\npaths = ["edge/**"]\n'
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n"
TUNING = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  %s\n  initContainers:\n"
    "  - {name: a, image: a, securityContext: {privileged: %s}, command: [sh, -c, '%s']}\n"
)
SET = 'sysctl -w net.ipv4.ip_local_port_range="10240 65000"'
EXPOSED = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: %s, ports: [{port: 80}]}\n"
KUBELET = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nclusterDNS: [10.96.0.10]\n"
KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nclusterName: a\n"
KIND = "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: worker}]\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a/sysctl.d/k8s.conf": WIDE}, [Level.ERROR]),
        (
            {"a/sysctl.d/a.conf": WIDE, "a/sysctl.d/b.conf": "net.bridge.bridge-nf-call-iptables = 1\n"},
            [Level.ERROR],
        ),
        ({"lbconflint.toml": STATED, "edge/sysctl.d/a.conf": WIDE, "edge/pod.yaml": POD}, [Level.ERROR]),
        ({"lbconflint.toml": f'{STATED}platforms = ["talos"]\n', "edge/sysctl.d/a.conf": WIDE}, [Level.ERROR]),
        ({"etc/sysctl.d/a.conf": WIDE, "etc/kubernetes/manifests/a.yaml": POD}, [Level.ERROR]),
        ({"a.yaml": TUNING % ("hostNetwork: true", "true", SET)}, [Level.ERROR]),
        ({"a.yaml": TUNING % ("hostPID: true", "true", f"nsenter -t 1 -n {SET}")}, [Level.ERROR]),
        ({"a/sysctl.d/a.conf": WIDE, "a.yaml": EXPOSED % "NodePort"}, [Level.WARNING]),
        ({"a/sysctl.d/a.conf": WIDE, "a.yaml": KUBELET}, [Level.WARNING]),
        ({"a/sysctl.d/a.conf": WIDE, "a.yaml": KUBEADM}, [Level.WARNING]),
        ({"roles/k8s-node/tasks/main.yml": TASK}, [Level.WARNING]),
        ({"a/sysctl.d/a.conf": WIDE}, []),
        ({"roles/web/tasks/main.yml": TASK}, []),
        ({"a/sysctl.d/a.conf": WIDE, "a.yaml": EXPOSED % "ClusterIP"}, []),
        ({"a/sysctl.d/a.conf": WIDE, "a.yaml": KIND}, []),
        ({"lbconflint.toml": STATED, "edge/sysctl.d/a.conf": WIDE, "a.yaml": KUBEADM}, []),
        ({"etc/sysctl.d/a.conf": WIDE, "etc/kubernetes/a.yaml": POD}, []),
        ({"a.yaml": TUNING % ("hostNetwork: false", "true", SET)}, []),
        ({"a.yaml": TUNING % ("hostNetwork: true", "false", SET)}, []),
    ],
)
def test_whose_range_it_is(lint: Lint, files: dict[str, str], expected: list[Level]) -> None:
    report = lint(files)
    assert [one.level for one in report.findings if one.rule == "ephemeral-node-port"] == expected
