"""Pods beside other products on one host: when they are on it, and what comes of it."""

import pytest

from lbconflint.finding import Level
from tests.conftest import Lint

STATED = '[[host]]\nname = "edge"\npaths = ["edge/**"]\n'
NGINX = "events {}\nhttp { server { listen 80; } }\n"
HAPROXY = "frontend web\n    mode tcp\n    timeout client 1m\n    bind :80\n"
SOCKET = "[Socket]\nListenStream=0.0.0.0:80\n"
COMPOSE = 'services:\n  web:\n    image: x\n    ports: ["80:80"]\n'
HOST_NETWORK = "hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80}]}]"
HOST_PORT = "containers: [{name: a, ports: [{containerPort: 8080, hostPort: 80}]}]"


def pod(spec: str) -> str:
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec: {{{spec}}}\n"


def workload(kind: str, spec: str, more: str = "") -> str:
    head = f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web}}\n"
    return f"{head}spec: {{{more}template: {{spec: {{{spec}}}}}}}\n"


def found(lint: Lint, files: dict[str, str]) -> list[tuple[str, Level]]:
    report = lint(files)
    return [
        (one.rule, one.level)
        for one in report.findings
        if one.rule in ("duplicate-bind", "shared-bind", "overlapping-bind")
    ]


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (pod(HOST_NETWORK), [("duplicate-bind", Level.ERROR)]),
        (pod(HOST_PORT), [("shared-bind", Level.ERROR)]),
        (workload("DaemonSet", HOST_NETWORK), [("duplicate-bind", Level.ERROR)]),
        (workload("DaemonSet", f"nodeSelector: {{pool: a}}, {HOST_NETWORK}"), [("duplicate-bind", Level.WARNING)]),
        (workload("Deployment", HOST_NETWORK), [("duplicate-bind", Level.WARNING)]),
        (workload("Deployment", HOST_PORT), [("shared-bind", Level.WARNING)]),
        (workload("Deployment", HOST_NETWORK, "replicas: 0, "), []),
        (pod(HOST_NETWORK.replace("true", '"{{ .Values.x }}"')), []),
        (pod(HOST_PORT.replace("80}", "80, hostIP: 10.0.0.6}")), [("shared-bind", Level.ERROR)]),
        (pod(HOST_PORT.replace("80}", "80, protocol: UDP}")), []),
        (pod("containers: [{name: a, ports: [{containerPort: 80}]}]"), []),
        (workload("DaemonSet", HOST_PORT) + "---\n" + workload("DaemonSet", HOST_PORT).replace("web", "b"),
         [("shared-bind", Level.ERROR)]),
    ],
)  # fmt: skip
def test_a_pod_of_a_stated_host(lint: Lint, manifest: str, expected: list[tuple[str, Level]]) -> None:
    files = {"lbconflint.toml": STATED, "edge/nginx.conf": NGINX, "edge/k8s/web.yaml": manifest}
    assert found(lint, files) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("edge/haproxy.cfg", HAPROXY),
        ("edge/web.socket", SOCKET),
        ("edge/compose.yaml", COMPOSE),
        ("edge/nginx.conf", NGINX),
    ],
)
def test_every_product_of_the_host_meets_the_pods(lint: Lint, path: str, text: str) -> None:
    in_host = {"lbconflint.toml": STATED, path: text, "edge/k8s/web.yaml": pod(HOST_NETWORK)}
    assert ("duplicate-bind", Level.ERROR) in found(lint, in_host)
    translated = {"lbconflint.toml": STATED, path: text, "edge/k8s/web.yaml": pod(HOST_PORT)}
    assert ("shared-bind", Level.ERROR) in found(lint, translated)


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [(pod(HOST_NETWORK), [("duplicate-bind", Level.WARNING)]), (workload("DaemonSet", HOST_NETWORK), [])],
)
def test_a_kubelet_starts_the_static_pods_of_its_tree(
    lint: Lint, manifest: str, expected: list[tuple[str, Level]]
) -> None:
    files = {"node/etc/haproxy/haproxy.cfg": HAPROXY, "node/etc/kubernetes/manifests/web.yaml": manifest}
    assert found(lint, files) == expected


@pytest.mark.parametrize(
    "path", ["k8s/web.yaml", "edge/web.yaml", "etc/nginx/k8s/web.yaml", "etc/kubernetes/web.yaml"]
)
def test_a_cluster_beside_a_server_is_another_machine(lint: Lint, path: str) -> None:
    nginx = {"edge/nginx.conf": NGINX, "etc/nginx/nginx.conf": NGINX}
    assert not found(lint, {**nginx, path: workload("DaemonSet", HOST_NETWORK)})
