"""Rows 21 to 40: the shape of Services, pods and Ingresses."""

from tests.kubernetes.rows import Row, ingress, path, pods, service

A = service("a", "{port: 80}")
LEGACY = """---
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: old, namespace: shop}
spec: {rules: [{http: {paths: [{backend: {serviceName: a, servicePort: 80}}]}}]}
"""
CLASS = """---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: one, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}
spec: {controller: example.com/one}
"""

ROWS = [
    Row(21, "service-port-shape", "error", service("a", "{name: x, port: 80}, {name: z, port: 80}")),
    Row(22, "service-port-shape", "error", service("a", "{name: x, port: 80}, {port: 81}")),
    Row(22, "service-port-shape", "error", service("a", "{name: x, port: 80}, {name: x, port: 81}")),
    Row(
        23,
        "service-port-shape",
        "note",
        service("a", "{name: x, port: 80}, {name: z, port: 80, protocol: UDP}", "type: LoadBalancer"),
    ),
    Row(24, "service-port-shape", "error", service("a", "{port: 80, nodePort: 30001}")),
    Row(25, "invalid-port", "error", service("a", '{port: "80"}')),
    Row(25, "invalid-port", "error", service("a", '{port: 80, targetPort: "8080"}')),
    Row(25, "invalid-port", "error", pods("a", '{containerPort: "80"}')),
    Row(26, "invalid-port", "error", service("a", "{port: 70000}")),
    Row(26, "invalid-port", "error", service("a", "{port: 80.5}")),
    Row(26, "invalid-port", "error", service("a", "{port: 0}")),
    Row(26, "invalid-port", "warning", service("a", "{port: 0101}")),
    Row(
        27,
        "service-port-shape",
        "error",
        pods("a", "{containerPort: 80, hostPort: 8088}", "hostNetwork: true", kind="DaemonSet"),
    ),
    Row(
        28,
        "duplicate-host-port",
        "error",
        pods("a", "{containerPort: 80, hostPort: 8088}, {containerPort: 81, hostPort: 8088}", kind="DaemonSet"),
    ),
    Row(28, "service-port-shape", "note", pods("a", "{containerPort: 80}, {containerPort: 80}")),
    Row(
        28,
        "service-port-shape",
        "warning",
        pods("a", "{containerPort: 80}").replace(
            "containers: [", "containers: [{name: side, image: app:1, ports: [{containerPort: 80}]}, "
        ),
    ),
    Row(
        28, "service-port-shape", "error", pods("a", "{name: x, containerPort: 80}, {name: x, containerPort: 81}")
    ),
    Row(
        29,
        "replicated-host-port",
        "warning",
        pods("a", "{containerPort: 80, hostPort: 8088}").replace("  template:", "  replicas: 3\n  template:"),
    ),
    Row(
        30,
        "selector-mismatch",
        "error",
        pods("a", "{containerPort: 80}").replace("matchLabels: {app: a}", "matchLabels: {app: b}"),
    ),
    Row(
        31,
        "inconsistent-check-port",
        "error",
        pods("a", "{name: web, containerPort: 80}", container="readinessProbe: {httpGet: {port: http}}"),
    ),
    Row(
        32,
        "inconsistent-check-port",
        "note",
        pods("a", "{name: web, containerPort: 80}", container="readinessProbe: {httpGet: {port: 81}}"),
    ),
    Row(
        33,
        "backend-port-mismatch",
        "warning",
        service("a", "{port: 80, targetPort: 8080}") + pods("a", "{containerPort: 9090}"),
    ),
    Row(34, "ingress-shape", "error", A + ingress("shop", path("a")).replace("pathType: Prefix, ", "")),
    Row(35, "removed-api", "error", A + LEGACY),
    Row(36, "ingress-shape", "error", A + ingress("shop", path("a", "number: 80, name: web"))),
    Row(36, "ingress-shape", "error", A + ingress("shop", "{path: /, pathType: Prefix, backend: {}}")),
    Row(
        36,
        "ingress-shape",
        "error",
        A + ingress("shop", "{path: /, pathType: Prefix, backend: {serviceName: a, servicePort: 80}}"),
    ),
    Row(
        37,
        "tls-without-certificate",
        "warning",
        A + ingress("shop", path("a"), "tls: [{hosts: [other.example.com], secretName: s}]"),
    ),
    *(
        Row(38, "ingress-shape", "error", A + ingress("shop", path("a"), host=host))
        for host in (
            "192.0.2.1",
            '"shop.example.com:80"',
            '"http://shop.example.com"',
            "Shop.example.com",
            '"a.*.com"',
        )
    ),
    Row(
        39,
        "ingress-shape",
        "error",
        A + ingress("shop", path("a"), "ingressClassName: one", notes="kubernetes.io/ingress.class: two"),
    ),
    Row(39, "duplicate-default-class", "warning", CLASS + CLASS.replace("one", "two")),
    Row(
        40,
        "unreachable-route",
        "note",
        A
        + ingress("shop", f"{path('a', at='/x')}, {path('b', at='/x', kind='Exact')}", "ingressClassName: nginx"),
    ),
    Row(
        40,
        "unreachable-route",
        "note",
        A + ingress("shop", f"{path('a', at='/x')}, {path('b', at='/x/')}", "ingressClassName: nginx"),
    ),
]
