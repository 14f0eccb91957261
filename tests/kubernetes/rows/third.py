"""Rows 41 to 55 and 62: protocols, cloud annotations, other kinds of routes, YAML, and node ports."""

from tests.kubernetes.rows import Row, gateway, ingress, path, pods, route, service

A, B = service("a", "{port: 80}"), service("b", "{port: 80}")
HTTP = "{name: http, port: 80, protocol: HTTP}"


def streams(entry: str, name: str = "tcp-services") -> str:
    return f"""---
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}, namespace: shop}}
data: {{{entry}}}
"""


def lb(name: str, ports: str, notes: str, more: str = "") -> str:
    return service(name, ports, "type: LoadBalancer" + more).replace(
        "namespace: shop}", f"namespace: shop, annotations: {{{notes}}}}}"
    )


def traefik(name: str, backend: str) -> str:
    return f"""---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: {{name: {name}, namespace: shop}}
spec: {{entryPoints: [web], routes: [{{match: "Host(`a.example`)", services: [{{name: {backend}, port: 80}}]}}]}}
"""


def openshift(name: str, backend: str) -> str:
    return f"""---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {{name: {name}, namespace: shop}}
spec: {{host: shop.example.com, to: {{kind: Service, name: {backend}}}}}
"""


def sysctls(setting: str, pod: str = "") -> str:
    return pods("a", "{containerPort: 80}", f"{pod}securityContext: {{sysctls: [{setting}]}}")


ALB = "alb.ingress.kubernetes.io"
AWS = "service.beta.kubernetes.io/aws-load-balancer"

ROWS = [
    Row(41, "invalid-port", "error", A + streams('"web": shop/a:80')),
    Row(41, "invalid-argument", "error", A + streams('"9000": shop/a:80, "9001": a:80')),
    Row(41, "invalid-port", "error", A + streams('"8181": shop/a:80')),
    Row(41, "undefined-backend", "note", A + streams('"9000": shop/gone:80')),
    Row(41, "backend-port-mismatch", "error", A + streams('"9000": shop/a:81')),
    Row(41, "protocol-mismatch", "error", service("a", "{port: 53, protocol: UDP}") + streams('"53": shop/a:53')),
    Row(
        42,
        "no-usable-server",
        "note",
        service("a", "{port: 80}", "type: ExternalName, externalName: x.example.com")
        + gateway("edge", HTTP)
        + route("r", "name: a, port: 80"),
    ),
    Row(
        43,
        "duplicate-listener",
        "error",
        service("a", "{port: 80}", "externalIPs: [192.0.2.1]")
        + service("b", "{port: 80}", "externalIPs: [192.0.2.1]"),
    ),
    Row(44, "service-port-shape", "error", service("a", "{port: 80}", "healthCheckNodePort: 30001")),
    Row(
        44,
        "duplicate-node-port",
        "error",
        service("a", "{port: 80}", "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30001")
        + service("b", "{port: 80, nodePort: 30001}", "type: NodePort"),
    ),
    Row(
        45,
        "protocol-mismatch",
        "warning",
        service("a", "{port: 80, name: http, appProtocol: http}")
        + ingress("shop", path("a"), notes='nginx.ingress.kubernetes.io/backend-protocol: "GRPC"'),
    ),
    Row(
        46,
        "websocket-timeout",
        "note",
        service("a", "{port: 80, appProtocol: kubernetes.io/ws}")
        + ingress("shop", path("a"), "ingressClassName: nginx"),
    ),
    Row(
        46,
        "grpc-timeout",
        "note",
        A
        + ingress(
            "shop",
            path("a"),
            "ingressClassName: nginx",
            notes='nginx.ingress.kubernetes.io/backend-protocol: "GRPC"',
        ),
    ),
    Row(
        47,
        "listener-not-open",
        "warning",
        service("a", "{port: 80, targetPort: 8080}")
        + pods("a", "{containerPort: 8080}")
        + """---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop}
spec: {podSelector: {matchLabels: {app: a}}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}
""",
    ),
    Row(48, "namespaced-sysctl", "note", sysctls('{name: net.core.somaxconn, value: "1024"}')),
    Row(48, "namespaced-sysctl", "error", sysctls('{name: net.core.rmem_max, value: "1024"}')),
    Row(
        48,
        "namespaced-sysctl",
        "error",
        sysctls('{name: net.ipv4.tcp_syncookies, value: "1"}', "hostNetwork: true, "),
    ),
    Row(48, "removed-sysctl", "error", sysctls('{name: net.ipv4.tcp_tw_recycle, value: "1"}')),
    Row(
        49,
        "duplicate-listener",
        "error",
        A + ingress("shop", path("a"), notes=ALB + """/listen-ports: '[{"HTTP": 80}, {"HTTPS": 80}]'"""),
    ),
    Row(
        49,
        "undefined-listener",
        "error",
        A
        + ingress(
            "shop",
            path("a"),
            "ingressClassName: alb",
            notes=ALB + """/listen-ports: '[{"HTTP": 80}]', """ + ALB + '/ssl-redirect: "443"',
        ),
    ),
    Row(
        49,
        "conflicting-group-annotation",
        "error",
        A
        + ingress("one", path("a"), "ingressClassName: alb", notes=f"{ALB}/group.name: g, {ALB}/scheme: internal")
        + ingress(
            "two",
            path("a", at="/x"),
            "ingressClassName: alb",
            notes=f"{ALB}/group.name: g, {ALB}/scheme: internet-facing",
        ),
    ),
    Row(
        50,
        "unknown-annotation-port",
        "warning",
        lb("a", "{port: 80}", f'{AWS}-ssl-ports: "443", {AWS}-ssl-cert: arn'),
    ),
    Row(50, "unknown-annotation-port", "warning", lb("a", "{port: 80}", f"{AWS}-healthcheck-port: web")),
    Row(
        50,
        "unknown-annotation-port",
        "warning",
        lb("a", "{port: 80}", 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-protocol-port: "https:443"'),
    ),
    Row(51, "service-port-shape", "note", service("a", "{port: 80, targetPort: 8080}", "clusterIP: None")),
    Row(
        52,
        "tls-without-certificate",
        "error",
        gateway("edge", "{name: x, port: 80, protocol: HTTP, tls: {certificateRefs: [{name: c}]}}"),
    ),
    Row(52, "tls-without-certificate", "warning", gateway("edge", "{name: x, port: 443, protocol: HTTPS}")),
    Row(52, "plaintext-on-tls-port", "warning", gateway("edge", "{name: x, port: 443, protocol: HTTP}")),
    Row(
        52,
        "plaintext-on-tls-port",
        "warning",
        gateway("edge", "{name: x, port: 80, protocol: HTTPS, tls: {certificateRefs: [{name: c}]}}"),
    ),
    Row(
        53,
        "duplicate-route",
        "warning",
        A + B + gateway("edge", HTTP) + route("r", "name: a, port: 80") + route("s", "name: b, port: 80"),
    ),
    Row(54, "duplicate-route", "warning", A + B + traefik("r", "a") + traefik("s", "b")),
    Row(54, "duplicate-route", "warning", A + B + openshift("r", "a") + openshift("s", "b")),
    Row(55, "duplicate-key", "error", service("a", "{port: 80}, {port: 81, port: 82}")),
    Row(
        55,
        "wrong-scalar-type",
        "error",
        A.replace("namespace: shop", "namespace: shop, annotations: {prometheus.io/port: 9090}"),
    ),
    Row(
        55,
        "lost-list-marker",
        "error",
        """---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i, namespace: shop}
spec:
  rules:
    host: a.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}]}
    host: b.example.com
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}]}
""",
    ),
    Row(
        55,
        "unknown-kind",
        "error",
        A.replace("apiVersion: v1", "apiVersion: networking.k8s.io/v1").replace("kind: Service", "kind: Ingres"),
    ),
    Row(
        62,
        "shared-bind",
        "error",
        service("a", "{port: 80, nodePort: 30001}", "type: NodePort")
        + pods("b", "{containerPort: 30001}", "hostNetwork: true"),
    ),
    Row(
        62,
        "shared-bind",
        "warning",
        service("a", "{port: 80, nodePort: 30001}", "type: NodePort")
        + pods("b", "{containerPort: 80, hostPort: 30001, hostIP: 10.0.0.5}"),
    ),
]
