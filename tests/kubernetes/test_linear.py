"""What is compared across objects costs in proportion to their number."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import lint_tree, write_tree
from tests.cost import LINEAR, growth

SERVICE = (
    "---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{0}}}\n"
    "spec: {{type: NodePort, selector: {{app: s{0}}}, ports: [{{port: 80, nodePort: {1}}}]}}\n"
)
POD = (
    "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}}}\n"
    "spec: {{hostNetwork: true, containers: [{{name: a, ports: [{{containerPort: {1}}}]}}]}}\n"
)
LISTENERS = (
    "---\napiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {{name: l{0}}}\n"
    "spec: {{parentRef: {{name: edge}}, listeners: [{{name: a, port: {1}, protocol: HTTP}}]}}\n"
)
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {{name: d{0}}}
spec:
  selector: {{matchLabels: {{app: a}}}}
  template: {{metadata: {{labels: {{app: b}}}}, spec: {{containers: [{{name: a}}]}}}}
"""
PATCH = """- target: {{kind: Deployment, name: d{0}}}
  patch: |
    - {{op: add, path: /spec/template/metadata/labels/a, value: b}}
"""


def node_ports(size: int, port: Callable[[int], int]) -> dict[str, str]:
    numbers = range(size)
    text = "".join(SERVICE.format(one, port(one)) for one in numbers)
    return {"a.yaml": text + "".join(POD.format(one, port(one)) for one in numbers)}


def listener_sets(size: int) -> dict[str, str]:
    return {"a.yaml": "".join(LISTENERS.format(one, 1000 + one % 2) for one in range(size))}


def patches(size: int) -> dict[str, str]:
    names = [f"d{one}.yaml" for one in range(size)]
    tree = {name: DEPLOYMENT.format(one) for one, name in enumerate(names)}
    text = "".join(PATCH.format(one) for one in range(size))
    return {**tree, "kustomization.yaml": f"resources: [{', '.join(names)}]\npatches:\n{text}"}


@pytest.mark.parametrize(
    ("rule", "tree"),
    [
        ("shared-bind", lambda size: node_ports(size, lambda one: 30000 + one)),
        ("node-port-range", lambda size: node_ports(size, lambda one: 30000 + one)),
        ("shared-bind", lambda size: node_ports(size, lambda _: 30000)),
        ("conflicting-gateway-listener", listener_sets),
        ("selector-mismatch", patches),
    ],
)
def test_four_times_the_objects(rule: str, tree: Callable[[int], dict[str, str]], tmp_path: Path) -> None:
    def of(size: int) -> Callable[[], object]:
        root = tmp_path / str(size)
        write_tree(root, tree(size))
        return lambda: lint_tree(root, rules=[rule])

    assert growth(of, 40) < LINEAR
