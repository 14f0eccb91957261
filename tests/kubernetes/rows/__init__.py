"""What the rules for Kubernetes were planned to find: a configuration for each row, and its level."""

from typing import NamedTuple


class Row(NamedTuple):
    """``rule`` gives exactly this ``level`` for the manifests in ``text``."""

    number: int
    rule: str
    level: str
    text: str


def service(name: str, ports: str, more: str = "") -> str:
    """``ports`` and ``more`` are YAML in flow style: ``"{port: 80}"``, ``"type: NodePort"``."""
    rest = f", {more}" if more else ""
    return f"""---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: shop}}
spec: {{selector: {{app: {name}}}, ports: [{ports}]{rest}}}
"""


def pods(name: str, ports: str, pod: str = "", container: str = "", kind: str = "Deployment") -> str:
    rest = f", {container}" if container else ""
    return f"""---
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}, namespace: shop}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{{pod + ", " if pod else ""}containers: [{{name: main, image: app:1, ports: [{ports}]{rest}}}]}}
"""


def path(service_: str, port: str = "number: 80", at: str = "/", kind: str = "Prefix") -> str:
    """One entry of ``paths``."""
    return f"{{path: {at}, pathType: {kind}, backend: {{service: {{name: {service_}, port: {{{port}}}}}}}}}"


def ingress(name: str, paths: str, spec: str = "", host: str = "shop.example.com", notes: str = "") -> str:
    return f"""---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: {name}, namespace: shop{", annotations: {" + notes + "}" if notes else ""}}}
spec: {{{spec + ", " if spec else ""}rules: [{{host: {host}, http: {{paths: [{paths}]}}}}]}}
"""


def gateway(name: str, listeners: str, more: str = "") -> str:
    return f"""---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: {name}, namespace: shop}}
spec: {{gatewayClassName: edge, {more + ", " if more else ""}listeners: [{listeners}]}}
"""


def route(name: str, backend: str, parent: str = "name: edge", more: str = "", kind: str = "HTTPRoute") -> str:
    return f"""---
apiVersion: gateway.networking.k8s.io/v1
kind: {kind}
metadata: {{name: {name}, namespace: shop}}
spec: {{parentRefs: [{{{parent}}}], {more + ", " if more else ""}rules: [{{backendRefs: [{{{backend}}}]}}]}}
"""
