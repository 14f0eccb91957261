"""Which files are manifests, what is an object, what is said of the rest."""

import subprocess
import sys
from pathlib import Path

import pytest

from lbconflint.check import nouns_of
from lbconflint.cluster import Meta, Service, Workload
from lbconflint.config import Config
from lbconflint.dialects import Claim, Plan
from lbconflint.dialects.kubernetes.reader import read
from lbconflint.dialects.kubernetes.sniff import claims
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.model import Scope
from lbconflint.unit import Unit
from tests.conftest import Lint, write_tree

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{port: 80}]}\n"


def units(root: Path, files: dict[str, str]) -> list[Unit]:
    write_tree(root, files)
    found = read(Files(str(root)), sorted(files), target_of("kubernetes"), Plan())
    return list(found.units)


def objects(found: list[Unit]) -> list[tuple[str, str | None]]:
    return [(meta.kind, meta.name.value) for unit in found for meta in nouns_of(unit, Meta)]


@pytest.mark.parametrize(
    ("path", "text", "claim"),
    [
        ("a.yaml", SERVICE, Claim.SURE),
        ("a.yml", "# note\n---\nkind: Service\napiVersion: v1\n", Claim.SURE),
        ("a.json", '{"apiVersion": "v1", "kind": "Service"}', Claim.SURE),
        ("a.yaml", f"\ufeff{SERVICE}", Claim.SURE),
        ("a.yaml", "# note\napiVersion: v1\ndata:\n" + "  key: a long value\n" * 1000, Claim.SURE),
        ("a.json", '{"apiVersion": "v1", "data": {"key": "' + "x" * 20_000, Claim.SURE),
        ("a.yaml", "tool:\n  apiVersion: v1\n" + "  key: a long value\n" * 1000, Claim.NOTHING),
        ("a.yaml.j2", "apiVersion: v1\nkind: {{ kind }}\n", Claim.SURE),
        (
            "templates/a.yaml",
            '{{- if .x }}\napiVersion: {{ include "v" . }}\nkind: Ingress\n{{- end }}',
            Claim.SURE,
        ),
        ("kustomization.yaml", "resources: []\n", Claim.SURE),
        ("list.yaml", "- apiVersion: v1\n  kind: Service\n", Claim.SURE),
        (".github/workflows/ci.yml", "on: push\njobs: {}\n", Claim.NOTHING),
        ("Chart.yaml", "apiVersion: v2\nname: shop\n", Claim.NOTHING),
        ("compose.yaml", "services:\n  a:\n    image: x\n", Claim.NOTHING),
        ("openapi.yaml", "openapi: 3.0.0\ninfo: {title: kind apiVersion}\n", Claim.NOTHING),
        ("package.json", '{"name": "x"}', Claim.NOTHING),
        ("a.txt", SERVICE, Claim.NO),
    ],
)
def test_manifests_are_told_from_other_yaml(path: str, text: str, claim: Claim) -> None:
    assert claims(path, text) is claim


def test_other_yaml_is_nobodys_business_unless_it_is_named(lint: Lint) -> None:
    report = lint({"ci.yml": "on: push\n", "shop.yaml": SERVICE})
    assert (report.read, report.skipped) == (("shop.yaml",), ())
    named = lint({}, ["ci.yml"])
    assert [(one.path, one.reason) for one in named.skipped] == [("ci.yml", "it holds nothing that is looked at")]


def test_objects_of_lists_and_streams(tmp_path: Path) -> None:
    typed = "apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: c}\n- metadata: {name: d}\n"
    mixed = (
        "apiVersion: v1\nkind: List\nitems:\n- &x\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n- *x\n"
    )
    found = units(tmp_path, {"a.yaml": f"---\n# nothing\n---\n{SERVICE}---\n{mixed}---\nnull\n...\n---\n{typed}"})
    assert objects(found) == [("Service", "shop"), ("Pod", "b"), ("Service", "c"), ("Service", "d")]


def test_a_patch_is_no_object_and_what_it_may_change_is_open(tmp_path: Path) -> None:
    found = units(
        tmp_path,
        {
            "base/kustomization.yaml": "resources: [shop.yaml, blog.yaml]\n",
            "base/shop.yaml": SERVICE,
            "base/blog.yaml": SERVICE.replace("shop", "blog"),
            "live/kustomization.yaml": "resources: [../base]\nnamespace: live\npatches:\n- path: ports.yaml\n"
            "- target: {kind: Service, name: blog}\n  patch: |\n    - {op: add, path: /spec/clusterIP}\n",
            "live/ports.yaml": SERVICE.replace("80", "81"),
        },
    )
    services = [service for unit in found for service in nouns_of(unit, Service)]
    told = {service.meta.name.value: (service.open, service.meta.namespace.value) for service in services}
    assert told == {"shop": (True, "live"), "blog": (False, "live")}
    assert services[0].meta.sets == ("base", "live")


def test_two_namespaces_of_one_base_are_unknown(tmp_path: Path) -> None:
    found = units(
        tmp_path,
        {
            "base/shop.yaml": SERVICE.replace("{name: shop}", "{name: shop, namespace: x}"),
            "a/kustomization.yaml": "namespace: a\nresources: [../base/shop.yaml]\n",
            "b/kustomization.yaml": "namespace: b\nresources: [../base/shop.yaml]\n",
        },
    )
    assert [meta.namespace.unknown for unit in found for meta in nouns_of(unit, Meta)] == [True]


def test_a_rendered_chart_names_its_templates(tmp_path: Path) -> None:
    found = units(tmp_path, {"all.yaml": f"---\n# Source: shop/templates/service.yaml\n{SERVICE}"})
    assert [meta.origin for meta in nouns_of(found[0], Meta)] == ["shop/templates/service.yaml"]


CHART = """\
{{- if .Values.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.name" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
    app: shop
spec:
  type: {{ if .Values.public }}LoadBalancer{{ else }}ClusterIP{{ end }}
  selector:
    app: shop
  ports:
    - port: 80
      {{- with .Values.nodePort }}
      nodePort: {{ . }}
      {{- end }}
      name: http
    {{- range .Values.more }}
    - port: {{ .port }}
    {{- end }}
{{- end }}
"""


def test_what_a_template_leaves_open_is_unknown(tmp_path: Path) -> None:
    (unit,) = units(tmp_path, {"templates/service.yaml": CHART})
    (service,) = nouns_of(unit, Service)
    assert not unit.gaps
    assert not unit.diagnostics
    assert service.meta.name.unknown
    assert service.meta.labels["app"].value == "shop"
    assert service.meta.labels_open
    assert service.type.unknown
    assert service.open
    assert (service.ports[0].port.value, service.ports[0].name.value) == (80, "http")
    assert service.ports[0].node_port.unknown
    assert service.selector is not None
    assert service.selector.known


def test_a_template_that_is_no_yaml_is_a_gap_and_no_error(lint: Lint) -> None:
    report = lint({"templates/a.yaml": f"{{{{ if }}}}\n{SERVICE}---\n{SERVICE}  x: [ {{{{ .y }}}}\n"})
    assert [finding.rule for finding in report.findings] == ["unread"]
    assert [one.path for one in report.partial] == ["templates/a.yaml"]


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  hostNetwork: true
  containers:
  - name: agent
    command: [agent, --path, /x, --listen-address, "10.0.0.1:9443"]
    args: [--web.listen-address=:443, --addr=127.0.0.1:1, --other=:2]
    ports:
    - containerPort: 8080
    - {containerPort: 53, protocol: UDP, hostIP: 10.0.0.2}
---
apiVersion: v1
kind: Service
metadata: {name: agent}
spec:
  type: LoadBalancer
  ports: [{port: 443, nodePort: 30443}]
"""


def test_ports_become_binds_of_the_scope_in_which_they_compete(tmp_path: Path) -> None:
    (unit,) = units(tmp_path, {"a.yaml": POD})
    binds = {
        (
            bind.scope,
            str(bind.address.value),
            bind.ports.value.low if bind.ports.value else 0,
            bind.transport.value,
        )
        for listener in unit.listeners
        for bind in listener.binds
    }
    assert binds == {
        (Scope.HOST, "10.0.0.1", 9443, "tcp"), (Scope.HOST, "0.0.0.0", 443, "tcp"),
        (Scope.HOST, "0.0.0.0", 8080, "tcp"), (Scope.HOST, "10.0.0.2", 53, "udp"),
        (Scope.POD, "0.0.0.0", 8080, "tcp"), (Scope.POD, "0.0.0.0", 53, "udp"),
        (Scope.NODE_PORT, "0.0.0.0", 30443, "tcp"), (Scope.CLOUD, "0.0.0.0", 443, "tcp"),
    }  # fmt: skip
    told = [bind for listener in unit.listeners for bind in listener.binds if bind.ports.equals((443, 443))]
    assert [bind.ports.span.text for bind in told] == ["443", "443"]


def test_every_kind_that_makes_pods_is_a_workload(tmp_path: Path) -> None:
    template = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: x}]}}"
    texts = [
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{{template}}}\n"
        for version, kind in (
            ("apps/v1", "Deployment"), ("apps/v1", "DaemonSet"), ("apps/v1", "StatefulSet"),
            ("apps/v1", "ReplicaSet"), ("v1", "ReplicationController"), ("batch/v1", "Job"),
            ("extensions/v1beta1", "Deployment"),
            ("argoproj.io/v1alpha1", "Rollout"), ("apps.openshift.io/v1", "DeploymentConfig"),
        )
    ]  # fmt: skip
    job = f"jobTemplate: {{spec: {{{template}}}}}"
    cron = f"apiVersion: batch/v1\nkind: CronJob\nmetadata: {{name: x}}\nspec: {{{job}}}\n"
    (unit,) = units(tmp_path, {"a.yaml": "---\n".join([*texts, cron])})
    found = list(nouns_of(unit, Workload))
    assert len(found) == len(texts) + 1
    assert all(workload.labels["a"].value == "b" and workload.containers for workload in found)


def test_standard_input_is_linted_under_its_name(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lbconflint", "check", "--isolated", "--format", "concise", "-"]
    done = subprocess.run(
        [*command, "--stdin-filename", str(tmp_path / "all.yaml")],
        input=SERVICE.replace("80", "70000"), capture_output=True, text=True, timeout=60, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 1
    assert "all.yaml:4:23: error[LB013]" in done.stdout
    assert "spec.ports[0].port is 70000" in done.stdout


def test_nothing_of_a_manifest_is_a_default_finding(lint: Lint) -> None:
    assert not lint({"shop.yaml": SERVICE}, config=Config()).findings


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("[--web.listen-address=:443]", [(443, "443")]),
        ("[--web.listen-address, '0.0.0.0:443']", [(443, "'0.0.0.0:443'")]),
        ("['--secure-listen-address=[$(IP)]:443', --upstream=http://127.0.0.1:80]",
         [(443, "'--secure-listen-address=[$(IP)]:443'")]),
        ("[--metrics-bind-address=$(HOST_IP):443, --health-probe-bind-address=:80]", [(443, "443"), (80, "80")]),
        ("[-metrics-addr=443, --controller.metrics-port=80, --healthz-port, '80']",
         [(443, "443"), (80, "80"), (80, "'80'")]),
        ("[--web.listen-address=127.0.0.1:443, '--metrics-addr=[::1]:443', --metrics-addr=localhost:80]", []),
        ("[--listen-address=:443, --https-port=443, ':443', --metrics-port={{ port }}, --metrics-port=0]", []),
    ],
)  # fmt: skip
def test_ports_of_pages_for_monitoring(tmp_path: Path, arguments: str, found: list[tuple[int, str]]) -> None:
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - args: {arguments}\n"
    (unit,) = units(tmp_path, {"pod.yaml": text})
    (container,) = unit.nouns[Workload][0].containers
    assert [(port.value, port.span.text) for port in container.inner] == found
