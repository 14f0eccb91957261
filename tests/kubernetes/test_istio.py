"""Istio's Gateways and VirtualServices: where a name is pointed at, what is near, and what it costs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lbconflint.analysis.mesh import Entry, View
from tests.conftest import CATALOG, Lint, lint_tree, write_tree
from tests.cost import LINEAR, growth

RULES = [name for name, header in CATALOG.headers.items() if "kubernetes" in header.reads]
GATEWAY = """apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  selector: {istio: edge}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [dev.example]}]
"""
ROUTE = """apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  gateways: [GATEWAY]
  hosts: [dev.example, shop.example]
  http: [{route: [{destination: {host: shop}}]}]
"""
SHARED = """apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shared, namespace: infra}
spec:
  servers:
"""
EACH = """---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge-@, namespace: infra}
spec:
  selector: {app: edge}
  servers:
  - {port: {number: 443, name: https, protocol: TLS}, hosts: [same.example], tls: {mode: PASSTHROUGH}}
  - {port: {number: 8@, name: raw, protocol: TCP}, hosts: ["*"]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop-@, namespace: infra}
spec:
  gateways: [edge-@, missing-@, shared, mesh]
  hosts: [same.example, other-@.example]
  http:
  - {match: [{uri: {prefix: /@}}], route: [{destination: {host: edge}}]}
  - route: [{destination: {host: shop-@}}]
---
apiVersion: v1
kind: Pod
metadata: {name: edge-@, namespace: infra, labels: {app: edge}}
spec: {containers: [{name: istio-proxy}]}
---
apiVersion: v1
kind: Service
metadata: {name: edge-@, namespace: infra}
spec: {selector: {app: edge}, ports: [{name: a, port: 443}, {name: b, port: 80}]}
"""


@pytest.mark.parametrize("name", ["infra/edge", "edge.infra.svc.cluster.local", "edge.infra"])
def test_a_gateway_is_known_by_each_way_to_name_it(lint: Lint, name: str) -> None:
    files = {"all.yaml": f"{GATEWAY}---\n{ROUTE.replace('GATEWAY', name)}"}
    (finding,) = lint(files, rules=["undefined-listener"]).findings
    assert finding.message == "no server of Gateway 'edge' is for host 'shop.example'"


@pytest.mark.parametrize(
    ("name", "blamed"), [("infra/egde", "egde"), ('"infra/egde"', '"infra/egde"'), ("egde", "egde")]
)
def test_the_name_of_the_gateway_is_blamed(lint: Lint, name: str, blamed: str) -> None:
    (finding,) = lint({"shop.yaml": ROUTE.replace("GATEWAY", name)}, rules=["undefined-listener"]).findings
    assert finding.span.text == blamed


def test_a_gateway_of_another_directory_may_have_other_hosts_there(lint: Lint) -> None:
    route = ROUTE.replace("GATEWAY", "infra/edge")
    assert lint({"infra/edge.yaml": GATEWAY, "shop/shop.yaml": route}, rules=["undefined-listener"]).findings == ()
    together = {
        "infra/edge.yaml": GATEWAY,
        "shop/shop.yaml": route,
        "kustomization.yaml": "resources: [infra/edge.yaml, shop/shop.yaml]\n",
    }
    assert len(lint(together, rules=["undefined-listener"]).findings) == 1


def test_gateways_of_two_files_may_be_for_two_days(lint: Lint) -> None:
    """Of one directory it is a warning, of one file an error."""
    first = GATEWAY.replace("protocol: HTTP", "protocol: TCP")
    second = first.replace("name: edge", "name: other")
    apart = lint({"a.yaml": first, "b.yaml": second}, rules=["conflicting-gateway-listener"]).findings
    beside = lint({"a.yaml": f"{first}---\n{second}"}, rules=["conflicting-gateway-listener"]).findings
    assert [one.level.word for one in (*apart, *beside)] == ["warning", "error"]


def test_a_patched_object_is_left_alone(lint: Lint) -> None:
    files = {
        "all.yaml": f"{GATEWAY}---\n{ROUTE.replace('GATEWAY', 'infra/edge')}",
        "kustomization.yaml": "resources: [all.yaml]\npatches: [{path: more.yaml}]\n",
        "more.yaml": GATEWAY.replace("dev.example", "shop.example"),
    }
    assert lint(files, rules=["undefined-listener"]).findings == ()


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("*", "shop.example", True),
        ("*.example", "a.b.example", True),
        ("*.example", "example", False),
        ("*.example", "*.shop.example", True),
        ("*.shop.example", "*.example", True),
        ("*.shop.example", "*.blog.example", False),
        ("shop.example", "shop.example", True),
        ("shop.example", "blog.example", False),
    ],
)
def test_hosts_have_names_in_common(one: str, other: str, common: bool) -> None:
    entry = Entry("http", "HTTP", 80)
    for server, host in ((one, other), (other, one)):
        view = View()
        view.add(server, entry)
        assert view.serving(host) == ({entry} if common else set())


def test_cost_grows_with_the_objects(tmp_path: Path) -> None:
    """Gateways of one's own, and one for all with a server for each."""

    def linting(count: int) -> Callable[[], object]:
        root = tmp_path / str(count)
        each = "".join(EACH.replace("@", str(number)) for number in range(count))
        server = "  - {port: {number: 80, name: h@, protocol: HTTP}, hosts: [other-@.example]}\n"
        servers = "".join(server.replace("@", str(number)) for number in range(count))
        write_tree(root, {"all.yaml": f"{SHARED}{servers}{each}"})
        return lambda: lint_tree(root, rules=RULES)

    assert growth(linting, 100) < LINEAR
