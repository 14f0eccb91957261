"""Routes that meet: how two backends are told apart, and routes of a mesh that do not meet."""

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
