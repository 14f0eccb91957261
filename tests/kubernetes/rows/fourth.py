"""Rows 56 to 61: Istio's own Gateway and its VirtualServices."""

from tests.kubernetes.rows import Row, service

HTTP = '{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example"]}'


def edge(servers: str, name: str = "edge") -> str:
    """A Gateway of the pods that have the label ``app: edge``."""
    return f"""---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {{name: {name}, namespace: shop}}
spec: {{selector: {{app: edge}}, servers: [{servers}]}}
"""


def tls(host: str, mode: str = "mode: SIMPLE, credentialName: c", name: str = "https") -> str:
    """A server with TLS on port 443."""
    return f"{{port: {{number: 443, name: {name}, protocol: HTTPS}}, hosts: [{host}], tls: {{{mode}}}}}"


def virtual(name: str, spec: str, routes: str = "", kind: str = "http") -> str:
    """``routes`` are those of ``kind``; one to the Service of the same name where nothing is said."""
    return f"""---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{name: {name}, namespace: shop}}
spec: {{{spec}, {kind}: [{routes or f"{{route: [{to(name)}]}}"}]}}
"""


def to(host: str) -> str:
    return f"{{destination: {{host: {host}}}}}"


ON_EDGE = "hosts: [a.example], gateways: [edge]"
POD = """---
apiVersion: v1
kind: Pod
metadata: {name: edge, namespace: shop, labels: {app: edge}}
spec: {containers: [{name: istio-proxy, image: auto}]}
"""

ROWS = [
    Row(
        56, "conflicting-gateway-listener", "error", edge(tls("a.example") + ", " + tls("a.example", name="again"))
    ),
    Row(
        56,
        "conflicting-gateway-listener",
        "error",
        edge(HTTP) + edge('{port: {number: 80, name: raw, protocol: TCP}, hosts: ["*"]}', "other"),
    ),
    Row(
        56,
        "conflicting-gateway-listener",
        "warning",
        edge(HTTP.replace("80", "443")) + edge(tls("a.example"), "other"),
    ),
    Row(57, "undefined-listener", "error", edge(HTTP) + virtual("a", "hosts: [a.other], gateways: [edge]")),
    Row(57, "undefined-listener", "error", edge(HTTP) + virtual("a", ON_EDGE, kind="tls")),
    Row(
        57,
        "undefined-listener",
        "warning",
        edge(HTTP) + virtual("a", "hosts: [a.example, b.other], gateways: [edge]"),
    ),
    Row(57, "undefined-listener", "warning", edge(HTTP) + virtual("a", "hosts: [a.example], gateways: [egde]")),
    Row(57, "undefined-listener", "note", virtual("a", ON_EDGE)),
    Row(58, "duplicate-route", "warning", virtual("a", ON_EDGE) + virtual("b", ON_EDGE)),
    Row(58, "duplicate-mesh-host", "error", virtual("a", "hosts: [a]") + virtual("b", "hosts: [a]")),
    Row(
        59,
        "unreachable-route",
        "warning",
        virtual(
            "a",
            "hosts: [a]",
            f"{{match: [{{uri: {{prefix: /a}}}}], route: [{to('a')}]}}, "
            f"{{match: [{{uri: {{prefix: /ab}}}}], route: [{to('b')}]}}",
        ),
    ),
    Row(
        60,
        "listener-not-open",
        "warning",
        edge(HTTP.replace("80", "8080")) + service("edge", "{port: 80, targetPort: 10080}") + POD,
    ),
    Row(
        60,
        "backend-port-mismatch",
        "error",
        edge(HTTP) + virtual("a", ON_EDGE) + service("a", "{name: http, port: 8080}, {name: admin, port: 9090}"),
    ),
    Row(61, "tls-without-certificate", "error", edge(tls("a.example", "mode: SIMPLE"))),
    Row(61, "tls-without-certificate", "warning", edge(tls("a.example", "credentialName: c"))),
    Row(61, "plaintext-on-tls-port", "note", edge(HTTP.replace("80", "443"))),
]
