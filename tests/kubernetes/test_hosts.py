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
    for manifest in (pod(HOST_PORT), service("port: 80, nodePort: 80")):
        translated = {"lbconflint.toml": STATED, path: text, "edge/k8s/web.yaml": manifest}
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


def service(ports: str, more: str = "type: NodePort", name: str = "shop") -> str:
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
        f"spec: {{{more}, selector: {{app: {name}}}, ports: [{{{ports}}}]}}\n"
    )


NODE_PORT = "port: 80, nodePort: 30080"
LOCAL_POLICY = "type: NodePort, externalTrafficPolicy: Local"


@pytest.mark.parametrize(
    ("listen", "manifest", "expected"),
    [
        ("30080", service(NODE_PORT), [("shared-bind", Level.ERROR)]),
        ("30080", service(NODE_PORT, "type: LoadBalancer"), [("shared-bind", Level.ERROR)]),
        ("30080", service(NODE_PORT, LOCAL_POLICY), [("shared-bind", Level.ERROR)]),
        ("[::]:30080 ipv6only=off", service(NODE_PORT), [("shared-bind", Level.ERROR)]),
        ("10.0.0.5:30080", service(NODE_PORT), [("shared-bind", Level.WARNING)]),
        ("127.0.0.1:30080", service(NODE_PORT), []),
        ("[::]:30080", service(NODE_PORT), []),
        ("30080", service(f"{NODE_PORT}, protocol: UDP"), []),
        ("30080", service(NODE_PORT, "type: ClusterIP"), []),
        ("30080", service(NODE_PORT, "type: NodePort, clusterIP: None"), []),
        ("30080", service(NODE_PORT, "type: '{{ .Values.x }}'"), []),
        ("30080", service("port: 80, nodePort: '{{ .Values.x }}'"), []),
        ("30081", service(NODE_PORT), []),
    ],
)
def test_a_node_port_of_a_stated_host(
    lint: Lint, listen: str, manifest: str, expected: list[tuple[str, Level]]
) -> None:
    nginx = NGINX.replace("listen 80;", f"listen {listen};")
    files = {"lbconflint.toml": STATED, "edge/nginx.conf": nginx, "edge/shop.yaml": manifest}
    assert found(lint, files) == expected


@pytest.mark.parametrize(
    "path", ["shop.yaml", "edge/shop.yaml", "etc/kubernetes/manifests/shop.yaml", "etc/nginx/conf.d/shop.yaml"]
)
def test_a_server_in_front_of_the_nodes_may_have_their_ports(lint: Lint, path: str) -> None:
    nginx = NGINX.replace("listen 80;", "listen 30080;")
    assert not found(lint, {"edge/nginx.conf": nginx, "etc/nginx/nginx.conf": nginx, path: service(NODE_PORT)})


def test_what_a_node_port_takes_is_told_once(lint: Lint) -> None:
    stated = f'{STATED}platforms = ["kubernetes"]\n'
    nginx = NGINX.replace("listen 80;", "listen 30080; listen 30081;")
    report = lint({"lbconflint.toml": stated, "edge/nginx.conf": nginx, "edge/shop.yaml": service(NODE_PORT)})
    told = [(one.rule, one.message) for one in report.findings if one.rule in ("node-port-range", "shared-bind")]
    assert sorted(rule for rule, _ in told) == ["node-port-range", "shared-bind"]
    assert [message.split()[0] for rule, message in told if rule == "node-port-range"] == ["0.0.0.0:30081/tcp"]


IN_NODE = "hostNetwork: true, containers: [{name: a, ports: [{containerPort: 30080}]}]"
IN_FRONT = "containers: [{name: a, ports: [{containerPort: 80, hostPort: 30080}]}]"
TOLD = "hostNetwork: true, containers: [{name: a, args: ['--web.listen-address=:30080']}]"
SELECTED = "template: {metadata: {labels: {app: shop}}, "
OTHER_NAMESPACE = pod(IN_NODE).replace("name: web", "name: web, namespace: b, labels: {app: shop}")


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (pod(IN_NODE), [Level.ERROR]),
        (pod(IN_FRONT), [Level.ERROR]),
        (workload("Deployment", IN_NODE), [Level.ERROR]),
        (workload("DaemonSet", f"nodeSelector: {{pool: a}}, {IN_NODE}"), [Level.ERROR]),
        (OTHER_NAMESPACE, [Level.ERROR]),
        (pod(TOLD), [Level.WARNING]),
        (pod(IN_FRONT.replace("30080}", "30080, hostIP: 10.0.0.5}")), [Level.WARNING]),
        (pod(IN_FRONT.replace("30080}", "30080, hostIP: 127.0.0.1}")), []),
        (pod(IN_NODE.replace("30080}", "30080, protocol: UDP}")), []),
        (pod(IN_NODE.replace("true", '"{{ .Values.x }}"')), []),
        (pod(IN_NODE).replace("name: web", "name: web, labels: {app: shop}"), []),
        (workload("DaemonSet", IN_NODE).replace("template: {", SELECTED), []),
        (workload("Deployment", IN_NODE, "replicas: 0, "), []),
    ],
)
def test_a_pod_on_a_node_port_of_its_cluster(lint: Lint, manifest: str, expected: list[Level]) -> None:
    placed = service(NODE_PORT)
    if manifest is OTHER_NAMESPACE:
        placed = placed.replace("name: shop}", "name: shop, namespace: a}", 1)
    report = lint({"k8s/all.yaml": f"{placed}---\n{manifest}"})
    assert [one.level for one in report.findings if one.rule == "shared-bind"] == expected
    assert not expected or "node-port-range" not in {one.rule for one in report.findings}


def test_a_pod_of_another_cluster(lint: Lint) -> None:
    report = lint({"a/shop.yaml": service(NODE_PORT), "b/web.yaml": pod(IN_NODE)})
    assert [one.rule for one in report.findings if "port" in one.rule] == ["node-port-range"]


@pytest.mark.parametrize(
    "path", ["k8s/web.yaml", "edge/web.yaml", "etc/nginx/k8s/web.yaml", "etc/kubernetes/web.yaml"]
)
def test_a_cluster_beside_a_server_is_another_machine(lint: Lint, path: str) -> None:
    nginx = {"edge/nginx.conf": NGINX, "etc/nginx/nginx.conf": NGINX}
    assert not found(lint, {**nginx, path: workload("DaemonSet", HOST_NETWORK)})
