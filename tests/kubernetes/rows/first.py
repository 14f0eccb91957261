"""Rows 1 to 20: routes, references between objects, and ports of the node."""

from tests.kubernetes.rows import Row, gateway, ingress, path, pods, route, service

A, B = service("a", "{port: 80}"), service("b", "{port: 80}")
HTTP = "{name: http, port: 80, protocol: HTTP}"

ROWS = [
    Row(1, "duplicate-route", "error", A + B + ingress("shop", f"{path('a')}, {path('b')}")),
    Row(2, "duplicate-route", "error", A + B + ingress("one", path("a")) + ingress("two", path("b"))),
    Row(
        3,
        "duplicate-route",
        "error",
        A
        + B
        + ingress("one", path("a"))
        + B.replace("namespace: shop", "namespace: bank")
        + ingress("two", path("b")).replace("namespace: shop", "namespace: bank"),
    ),
    Row(4, "backend-port-mismatch", "error", A + ingress("shop", path("a", "number: 8080"))),
    Row(4, "backend-port-mismatch", "error", A + ingress("shop", path("a", "name: web"))),
    Row(
        4,
        "target-port-as-service-port",
        "warning",
        service("a", "{port: 80, targetPort: 8080}") + ingress("shop", path("a", "number: 8080")),
    ),
    Row(5, "undefined-backend", "note", A + ingress("shop", path("gone"))),
    Row(
        6,
        "backend-port-mismatch",
        "error",
        service("a", "{port: 80, targetPort: web}") + pods("a", "{name: http, containerPort: 8080}"),
    ),
    Row(
        6,
        "backend-port-mismatch",
        "error",
        service("a", "{port: 53, protocol: UDP, targetPort: dns}") + pods("a", "{name: dns, containerPort: 53}"),
    ),
    Row(7, "selector-matches-nothing", "note", A + pods("b", "{containerPort: 80}")),
    Row(
        7,
        "selector-in-other-namespace",
        "error",
        A + pods("a", "{containerPort: 80}").replace("namespace: shop", "namespace: bank"),
    ),
    Row(
        8,
        "duplicate-node-port",
        "error",
        service("a", "{port: 80, nodePort: 30001}", "type: NodePort")
        + service("b", "{port: 80, nodePort: 30001}", "type: NodePort"),
    ),
    Row(
        9,
        "duplicate-host-port",
        "error",
        pods("a", "{containerPort: 80, hostPort: 8088}", kind="DaemonSet")
        + pods("b", "{containerPort: 80, hostPort: 8088}", kind="DaemonSet"),
    ),
    Row(10, "platform-port", "error", pods("a", "{containerPort: 10250, hostPort: 10250}", kind="DaemonSet")),
    Row(
        10, "platform-port", "warning", pods("a", "{containerPort: 10256}", "hostNetwork: true", kind="DaemonSet")
    ),
    Row(
        11,
        "conflicting-gateway-listener",
        "error",
        gateway("edge", HTTP + ", {name: other, port: 80, protocol: HTTP}"),
    ),
    Row(
        11,
        "conflicting-gateway-listener",
        "error",
        gateway("edge", HTTP + ", {name: other, port: 80, protocol: TCP}"),
    ),
    Row(12, "backend-port-mismatch", "error", A + gateway("edge", HTTP) + route("r", "name: a, port: 8080")),
    Row(
        13,
        "cross-namespace-route",
        "error",
        A.replace("namespace: shop", "namespace: bank")
        + gateway("edge", HTTP)
        + route("r", "name: a, namespace: bank, port: 80"),
    ),
    *(
        Row(14, "undefined-listener", "error", A + gateway("edge", HTTP) + route("r", "name: a, port: 80", parent))
        for parent in ("name: edge, sectionName: https", "name: edge, port: 443")
    ),
    Row(
        14,
        "undefined-listener",
        "error",
        A + gateway("edge", HTTP) + route("r", "name: a, port: 80", kind="TLSRoute"),
    ),
    Row(
        14,
        "undefined-listener",
        "error",
        A
        + gateway("edge", "{name: http, port: 80, protocol: HTTP, hostname: a.example.com}")
        + route("r", "name: a, port: 80", more="hostnames: [b.example.com]"),
    ),
    Row(
        14,
        "undefined-listener",
        "error",
        A
        + gateway("edge", HTTP).replace("namespace: shop", "namespace: infra")
        + route("r", "name: a, port: 80", "name: edge, namespace: infra"),
    ),
    Row(
        15, "undefined-listener", "note", A + gateway("edge", HTTP) + route("r", "name: a, port: 80", "name: gone")
    ),
    Row(
        16,
        "duplicate-listener",
        "error",
        service("a", "{port: 80}", "type: LoadBalancer, loadBalancerIP: 192.0.2.1")
        + service("b", "{port: 80}", "type: LoadBalancer, loadBalancerIP: 192.0.2.1"),
    ),
    Row(18, "node-port-range", "warning", pods("a", "{containerPort: 80, hostPort: 30080}", kind="DaemonSet")),
    Row(19, "node-port-range", "warning", service("a", "{port: 80, nodePort: 8080}", "type: NodePort")),
    Row(
        17,
        "ephemeral-node-port",
        "error",
        pods(
            "tune",
            "",
            "hostNetwork: true",
            "securityContext: {privileged: true}, command: [sysctl, -w, net.ipv4.ip_local_port_range=1024 65535]",
            kind="DaemonSet",
        ),
    ),
    Row(20, "node-port-range", "note", service("a", "{port: 80, nodePort: 31000}", "type: NodePort")),
]
