"""Routes that meet: how two backends are told apart, and routes of a mesh that do not meet."""

import pytest

from tests.conftest import Lint

SHOP = """apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop}
spec:
  hosts: [shop]
  http:
  - route: [{destination: {host: shop.old.svc.cluster.local}}]
  - route: [{destination: {host: shop.new.svc.cluster.local}}]
"""
MESH = """apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: shop}]
  rules: [{backendRefs: [{name: shop, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: other, namespace: CLIENTS}
spec:
  parentRefs: [{group: "", kind: Service, name: shop, namespace: shop}]
  rules: [{backendRefs: [{name: canary, port: 80}]}]
"""


def test_backends_of_one_name_are_told_apart_by_their_namespaces(lint: Lint) -> None:
    (finding,) = lint({"shop.yaml": SHOP}, rules=["duplicate-route"]).findings
    assert finding.message == "everything stands twice: 'old/shop' gets its requests, and 'new/shop' none"


def test_routes_of_a_mesh_meet_in_one_namespace_of_clients(lint: Lint) -> None:
    """The route beside the Service is for everybody, the one of another namespace for the clients there."""
    assert len(lint({"mesh.yaml": MESH.replace("CLIENTS", "shop")}, rules=["duplicate-route"]).findings) == 1
    assert lint({"mesh.yaml": MESH.replace("CLIENTS", "trial")}, rules=["duplicate-route"]).findings == ()


@pytest.mark.parametrize(
    ("spec", "notes", "ports", "found"),
    [
        pytest.param("ingressClassName: nginx, ", "", "{port: 443, name: https}", 1, id="the port's name"),
        pytest.param("ingressClassName: nginx, ", "", "{port: 443, appProtocol: https}", 1, id="its appProtocol"),
        pytest.param("", "", "{port: 443, name: https}", 0, id="a controller that nobody names"),
        pytest.param("ingressClassName: traefik, ", "", "{port: 443, name: https}", 0, id="another controller"),
        pytest.param("ingressClassName: nginx, ", "", "{port: 443, name: web}", 0, id="a number alone"),
        pytest.param(
            "ingressClassName: nginx, ",
            'nginx.ingress.kubernetes.io/backend-protocol: "HTTPS"',
            "{port: 443, name: https}",
            0,
            id="told",
        ),
        pytest.param(
            "",
            'nginx.ingress.kubernetes.io/ssl-passthrough: "true"',
            "{port: 443, name: https}",
            0,
            id="passed through",
        ),
        pytest.param(
            "ingressClassName: nginx, ",
            "nginx.org/ssl-services: shop",
            "{port: 443, name: https}",
            0,
            id="the other controller of that class",
        ),
        pytest.param(
            "ingressClassName: nginx, ",
            "",
            "{port: 443, name: https, targetPort: 8080}, {port: 80, name: http, targetPort: 8080}",
            0,
            id="one server for both ports",
        ),
    ],
)
def test_plain_http_from_ingress_nginx_to_a_port_for_tls(
    lint: Lint, spec: str, notes: str, ports: str, found: int
) -> None:
    text = (
        f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: shop, annotations: {{{notes}}}}}\n"
        f"spec: {{{spec}defaultBackend: {{service: {{name: shop, port: {{number: 443}}}}}}}}\n---\n"
        "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\n"
        f"spec: {{selector: {{app: shop}}, ports: [{ports}]}}\n"
    )
    assert len(lint({"shop.yaml": text}, rules=["protocol-mismatch"]).findings) == found
