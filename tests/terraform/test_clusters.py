"""Objects of a cluster and settings of its nodes that are written in HCL."""

from pathlib import Path

import pytest

from lbconflint.cluster import Ingress, Meta, Policy, Service, Workload
from lbconflint.finding import Finding
from tests.conftest import Lint
from tests.terraform.reading import reading

DEPLOYMENT = """\
resource "kubernetes_deployment_v1" "%(name)s" {
  %(meta)s
  metadata {
    name = "%(name)s"
  }
  spec {
    selector {
      match_labels = { app = "%(name)s" }
    }
    template {
      metadata {
        labels = { app = "%(name)s" }
      }
      spec {
        container {
          name  = "main"
          image = "app"
          port {
            name           = "http"
            container_port = 8080
          }
        }
      }
    }
  }
}
"""
SERVICE = """\
resource "kubernetes_service_v1" "%(name)s" {
  %(meta)s
  metadata {
    name = "%(name)s"
  }
  spec {
    type     = "NodePort"
    selector = %(selector)s
    port {
      port        = 80
      target_port = %(target)s
      node_port   = %(node)s
    }
  }
}
"""
INGRESS = """\
resource "kubernetes_ingress_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    rule {
      host = "shop.example.com"
      http {
        path {
          path = "/"
          backend {
            service {
              name = "web"
              port {
                number = %s
              }
            }
          }
        }
      }
    }
  }
}
"""


def deployment(name: str = "web", meta: str = "") -> str:
    return DEPLOYMENT % {"name": name, "meta": meta}


def service(
    name: str = "web",
    target: str = '"http"',
    node: str = "30080",
    selector: str = '{ app = "web" }',
    meta: str = "",
) -> str:
    return SERVICE % {"name": name, "target": target, "node": node, "selector": selector, "meta": meta}


def shown(found: Finding) -> tuple[str, int, str]:
    return found.rule, found.span.line, found.span.text


RULES = [
    "backend-port-mismatch", "duplicate-node-port", "selector-matches-nothing", "node-port-range", "ingress-shape",
    "removed-api", "duplicate-host-port", "service-port-shape", "duplicate-route", "target-port-as-service-port",
]  # fmt: skip
PORT_VARIABLE = 'variable "port" {\n  default = 30080\n}\n'
UNSET = 'variable "unset" {}\n'
DEEP = "kubernetes_deployment_v1.web.spec[0].template[0]"
DYNAMIC = """\
resource "kubernetes_service_v1" "web" {
  metadata {
    name = "web"
  }
  spec {
    selector = { app = "web" }
    dynamic "port" {
      for_each = { a = { at = 80, to = "http" }, b = { at = 81, to = "htp" } }
      content {
        name        = port.key
        port        = port.value.at
        target_port = port.value.to
      }
    }
  }
}
"""
TWICE = service() + service("other", node="var.port") + deployment() + PORT_VARIABLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (deployment() + service(), []),
        (deployment() + service(target='"htp"'), [("backend-port-mismatch", '"htp"')]),
        (deployment() + service(target='"8080"'), []),
        (deployment() + service() + INGRESS % 80, []),
        (deployment() + service(target="8080") + INGRESS % 81, [("backend-port-mismatch", "81")]),
        (deployment() + service(target="8080") + INGRESS % 8080, [("target-port-as-service-port", "8080")]),
        (deployment() + service(node="80"), [("node-port-range", "80")]),
        (deployment() + service(selector="{ app = kubernetes_deployment_v1.web.metadata[0].name }"), []),
        (
            deployment()
            + service(selector=f"{DEEP}.metadata[0].labels", target=f"{DEEP}.spec.0.container.0.port.0.name"),
            [],
        ),
        (
            deployment() + service(target=f"{DEEP}.spec[0].container[0].port[0].container_port") + INGRESS % 8080,
            [("target-port-as-service-port", "8080")],
        ),
        (deployment() + service(selector='{ app = "wbe" }'), [("selector-matches-nothing", "selector")]),
        (deployment() + DYNAMIC, [("backend-port-mismatch", "port.value.to")]),
        (TWICE, [("duplicate-node-port", "var.port")]),
    ],
)
def test_rules_of_clusters_point_at_the_token(text: str, expected: list[tuple[str, str]], lint: Lint) -> None:
    report = lint({"main.tf": text}, rules=RULES)
    assert [(found.rule, found.span.text) for found in report.findings] == expected


ON, OFF = "count = var.unset ? 1 : 0", "count = var.unset ? 0 : 1"


@pytest.mark.parametrize(
    "text",
    [
        UNSET + deployment() + service(node="var.unset") + service("other", node="30080"),
        UNSET + deployment() + service(meta=ON) + service("other", meta=OFF),
        UNSET + deployment() + service(meta="count = 0") + service("other"),
        UNSET + deployment() + service(selector="var.unset"),
        UNSET + deployment() + service(selector='{ app = "x${var.unset}" }'),
        UNSET + deployment() + service(target="var.unset"),
        UNSET + deployment(meta="for_each = var.unset") + service(selector='{ app = "web" }'),
        deployment() + service().replace("    port {", '    dynamic "port" {\n      for_each = var.gone\n')
        .replace("      port        = 80\n", "      content {\n      port = 80\n")
        .replace("30080\n", "30080\n      }\n") + INGRESS % 8443,
    ],
)  # fmt: skip
def test_what_is_not_known_never_fires(text: str, lint: Lint) -> None:
    assert not lint({"main.tf": text}, rules=RULES).findings


def test_each_module_call_makes_objects_of_its_own(lint: Lint) -> None:
    module = 'variable "name" {}\nvariable "port" {}\n' + service("x", node="var.port").replace(
        '"x"', "var.name", 2
    )
    module = module.replace('resource "kubernetes_service_v1" var.name', 'resource "kubernetes_service_v1" "x"')
    calls = "".join(
        f'module "{name}" {{\n  source = "./service"\n  name   = "{name}"\n  port   = {port}\n}}\n'
        for name, port in (("a", 30001), ("b", 30002), ("c", 30002))
    )
    report = lint({"main.tf": calls, "service/main.tf": module}, rules=["duplicate-node-port"])
    assert [(found.span.source.path, found.span.text) for found in report.findings] == [
        ("service/main.tf", "var.port")
    ]


MANIFEST = """\
resource "kubernetes_manifest" "web" {
  manifest = {
    apiVersion = "extensions/v1beta1"
    kind       = "Ingress"
    metadata   = { name = "web" }
    spec       = {}
  }
}
"""
YAML = """\
resource "kubectl_manifest" "web" {
  yaml_body = <<-YAML
    apiVersion: v1
    kind: Service
    metadata:
      name: ${var.unset}
    spec:
      type: NodePort
      ports:
        - port: 80
          nodePort: %s
  YAML
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MANIFEST, [("removed-api", 3, '"extensions/v1beta1"')]),
        (UNSET + YAML % 80, [("node-port-range", 12, "80")]),
        (UNSET + YAML % "${var.unset}", []),
        ("locals {\n  port = 80\n}\n" + UNSET + YAML % "${local.port}", [("node-port-range", 15, "local.port")]),
        ('resource "kubernetes_manifest" "a" {\n  manifest = yamldecode(file("gone.yaml"))\n}\n', []),
        ('resource "kubernetes_manifest" "a" {\n  manifest = var.gone\n}\n', []),
    ],
)  # fmt: skip
def test_whole_objects_are_read(text: str, expected: list[tuple[str, int, str]], lint: Lint) -> None:
    assert [shown(found) for found in lint({"main.tf": text}, rules=RULES).findings] == expected


def test_a_manifest_of_the_tree_is_one_object_however_it_is_applied(lint: Lint) -> None:
    manifest = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}\n"  # noqa: E501
    text = 'resource "kubernetes_manifest" "a" {\n  manifest = yamldecode(file("a.yaml"))\n}\n'
    assert not lint({"main.tf": text, "a.yaml": manifest}, rules=["duplicate-node-port"]).findings


def test_fields_have_the_names_of_the_api(tmp_path: Path) -> None:
    text = service().replace("    type ", '    load_balancer_ip = "192.0.2.1"\n    cluster_ip = "None"\n    type ')
    (unit,) = (
        one for one in reading(tmp_path, {"main.tf": text + deployment()}).units if one.product == "kubernetes"
    )
    (found,) = unit.nouns[Service]
    assert (found.load_balancer_ip.value, found.headless) == ("192.0.2.1", True)
    (workload,) = unit.nouns[Workload]
    assert [port.port.value for container in workload.containers for port in container.ports] == [8080]


POD = 'spec {\n  container {\n    name = "a"\n    port {\n      container_port = 80\n    }\n  }\n}'
TEMPLATE = f'template {{\n    metadata {{\n      labels = {{ a = "b" }}\n    }}\n    {POD}\n  }}'


@pytest.mark.parametrize(
    ("kind", "spec", "noun"),
    [
        ("kubernetes_pod", POD, Workload),
        ("kubernetes_daemonset", f"spec {{\n  {TEMPLATE}\n}}", Workload),
        ("kubernetes_daemon_set_v1", f"spec {{\n  {TEMPLATE}\n}}", Workload),
        ("kubernetes_stateful_set_v1", f"spec {{\n  {TEMPLATE}\n}}", Workload),
        ("kubernetes_replication_controller", f"spec {{\n  {TEMPLATE}\n}}", Workload),
        ("kubernetes_job_v1", f"spec {{\n  {TEMPLATE}\n}}", Workload),
        ("kubernetes_cron_job_v1", f"spec {{\n  job_template {{\n  spec {{\n  {TEMPLATE}\n}}\n}}\n}}", Workload),
        ("kubernetes_network_policy_v1", "spec {\n  pod_selector {}\n  policy_types = []\n}", Policy),
        ("kubernetes_ingress", "spec {\n}", Ingress),
        ("kubernetes_service", "spec {\n}", Service),
        ("kubernetes_ingress_class_v1", "", Meta),
    ],
)
def test_every_resource_becomes_its_object(kind: str, spec: str, noun: type, tmp_path: Path) -> None:
    text = f'resource "{kind}" "a" {{\n  metadata {{\n    name = "a"\n  }}\n  {spec}\n}}\n'
    (unit,) = (one for one in reading(tmp_path, {"main.tf": text}).units if one.product == "kubernetes")
    assert len(unit.nouns[noun]) == 1
    for workload in unit.nouns.get(Workload, ()):
        assert [port.port.value for container in workload.containers for port in container.ports] == [80]


AZURE = """\
resource "azurerm_kubernetes_cluster" "main" {
  default_node_pool {
    linux_os_config {
      sysctl_config {
        %s
      }
    }
  }
}
"""
GOOGLE = """\
resource "google_container_node_pool" "main" {
  node_config {
    linux_node_config {
      sysctls = %s
    }
  }
}
"""
SYSCTLS = ["invalid-sysctl-value", "unknown-sysctl", "removed-sysctl", "harmful-sysctl", "overridden-sysctl"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AZURE % "net_core_somaxconn = 4096", []),
        (AZURE % "net_core_somaxconn = -1", [("invalid-sysctl-value", "-1")]),
        (AZURE % "net_ipv4_tcp_tw_reuse = true", []),
        (AZURE % "net_ipv4_ip_local_port_range_min = 2000\nnet_ipv4_ip_local_port_range_max = 1000",
         [("invalid-sysctl-value", "2000")]),
        (AZURE % "net_core_somaxconn = var.gone", []),
        (GOOGLE % '{ "net.core.somaxconn" = "many" }', [("invalid-sysctl-value", "many")]),
        (GOOGLE % '{\n        "net.ipv4.tcp_tw_recycle" = 1\n      }',
         [("removed-sysctl", "net.ipv4.tcp_tw_recycle")]),
        (GOOGLE % "var.gone", []),
    ],
)  # fmt: skip
def test_node_pools_set_the_kernel_of_their_nodes(text: str, expected: list[tuple[str, str]], lint: Lint) -> None:
    report = lint({"main.tf": text}, rules=SYSCTLS)
    assert [(found.rule, found.span.text) for found in report.findings] == expected


def test_the_settings_of_two_pools_do_not_meet(lint: Lint) -> None:
    text = "".join(
        (GOOGLE % f'{{ "net.core.somaxconn" = "{value}" }}').replace('"main"', f'"{name}"')
        for name, value in (("a", 1024), ("b", 2048))
    )
    assert not lint({"main.tf": text}, rules=["overridden-sysctl"]).findings
