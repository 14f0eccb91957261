"""What resources carry of others in JSON: read where its place is known, and named where it is not read."""

import json
from pathlib import Path

import pytest

from tests.conftest import lint_tree, write_tree

HAPROXY = "#!/bin/bash\ncat > /etc/haproxy/haproxy.cfg <<E\nfrontend a\n  mode tcp\n  bind :99999\nE\n"
KERNEL = "#!/bin/bash\necho ${var.n}\nsysctl -w net.ipv4.tcp_tw_recycle=1\n"
SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "s"},
    "spec": {"type": "NodePort", "ports": [{"port": 80, "nodePort": 80000}]},
}
POOL = {"node_config": {"linux_node_config": {"sysctls": {"net.ipv4.tcp_tw_recycle": "1"}}}}


@pytest.mark.parametrize(
    ("kind", "arguments", "rule", "shown"),
    [
        ("aws_instance", {"user_data": HAPROXY}, "invalid-port", "99999"),
        ("aws_instance", {"user_data": KERNEL}, "removed-sysctl", json.dumps(KERNEL)),
        ("aws_instance", {"user_data": '${file("boot.sh")}'}, "removed-sysctl", "net.ipv4.tcp_tw_recycle"),
        ("kubernetes_manifest", {"manifest": SERVICE}, "node-port-range", "80000"),
    ],
)
def test_it_is_read_where_it_stands(
    tmp_path: Path, kind: str, arguments: dict[str, object], rule: str, shown: str
) -> None:
    tree = {"variable": {"n": {"default": "shop"}}, "resource": {kind: {"web": arguments}}}
    boot = "#!/bin/sh\nsysctl -w net.ipv4.tcp_tw_recycle=1\n" if "boot.sh" in str(arguments) else ""
    write_tree(tmp_path, {"main.tf.json": json.dumps(tree), "boot.sh": boot})
    report = lint_tree(tmp_path, rules=[rule])
    places = [one.span.source.text[one.span.start : one.span.end] for one in report.findings]
    assert places == [shown]
    assert not report.partial


def test_what_is_not_read_is_named(tmp_path: Path) -> None:
    resources = {
        "kubernetes_service": {"s": {"spec": {"port": {"port": 80}}}},
        "google_container_node_pool": {"p": POOL},
        "azurerm_kubernetes_cluster": {"k": {"name": "k"}},
    }
    write_tree(tmp_path, {"main.tf.json": json.dumps({"resource": resources})})
    (partial,) = lint_tree(tmp_path).partial
    assert sorted(reason for _, reason in partial.gaps) == [
        "what 'google_container_node_pool' says of Kubernetes is not read from JSON",
        "what 'kubernetes_service' says of Kubernetes is not read from JSON",
    ]


def test_a_plan_names_what_it_carries(tmp_path: Path) -> None:
    held = [("aws_instance", {"user_data": HAPROXY}), ("aws_instance", {"ami": "x"})]
    resources = [
        {"address": f"{kind}.r{i}", "mode": "managed", "type": kind, "name": f"r{i}", "values": values}
        for i, (kind, values) in enumerate(held)
    ]
    root = {"root_module": {"resources": resources}}
    plan = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": root}
    write_tree(tmp_path, {"plan.json": json.dumps(plan)})
    (partial,) = lint_tree(tmp_path).partial
    assert partial.gaps == ((1, "what 'aws_instance' carries of others is not read from a plan"),)
