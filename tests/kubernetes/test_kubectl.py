"""kubectl reads manifests as we do: which objects there are, and what a scalar is.  Skipped without kubectl."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from lbconflint.source import SourceFile
from lbconflint.yaml import read, scalars
from tests.conftest import lint_tree, write_tree
from tests.kubernetes.test_reader import SERVICE, objects, units

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl binary")

SCALARS = (
    "80", "010", "0o10", "0x50", "0b11", "1_000", "+5", "-1", "09", "1e3", ".5", "22:22", "yes", "No", "on", "OFF",
    "y", "n", "true", "True", "tRUE", "~", "null", "Null", "nil", "1.2.3", "2024-01-01", "0_7", "_1", "1__0", "0.",
    "-0x10", "'80'", '"on"', "1,000", "0xg", "--1", "80 ", "8080/tcp", "1:30:00", "0", "00", "-0", "99999999999",
)  # fmt: skip
TREE = {
    "base/kustomization.yaml": "resources: [shop.yaml, more]\n",
    "base/shop.yaml": f"{SERVICE}---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n"
    "  metadata: {name: in-a-list}\n",
    "base/more/kustomization.yaml": "resources: [pod.yaml]\n",
    "base/more/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec: {containers: [{name: a}]}\n",
    "live/kustomization.yaml": "namespace: live\nresources: [../base]\npatches: [{path: ports.yaml}]\n",
    "live/ports.yaml": SERVICE.replace("80", "81"),
}


def kubectl(*arguments: str) -> str:
    done = subprocess.run(["kubectl", *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_kustomize_sees_the_same_objects(tmp_path: Path) -> None:
    found = units(tmp_path, TREE)
    rendered = kubectl("kustomize", str(tmp_path / "live"))
    other = tmp_path / "rendered"
    assert sorted(objects(found)) == sorted(objects(units(other, {"all.yaml": rendered})))


def test_a_scalar_is_what_kubectl_makes_of_it(tmp_path: Path) -> None:
    lines = "".join(f"  k{number}: {text}\n" for number, text in enumerate(SCALARS))
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n{lines}"
    write_tree(tmp_path, {"a.yaml": text})
    said = json.loads(kubectl("label", "--local", "-f", str(tmp_path / "a.yaml"), "x=y", "-o", "json"))["data"]
    data = read(SourceFile("a.yaml", text)).documents[0].root.get("data")
    assert data is not None
    for child, written in zip(data.entries, SCALARS, strict=True):
        value, kind, number = said[child.name], scalars.kind(child), scalars.integer(child)
        if isinstance(value, bool) or value is None or isinstance(value, str):
            assert kind == {bool: "boolean", str: "string"}.get(type(value), "null"), written
        else:
            assert kind in ("integer", "float"), written
            assert number in (None, value), written


def test_kustomize_refuses_duplicate_keys_and_lost_markers(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "fixtures/faults/kubernetes/lost-list-markers.yaml").read_text()
    write_tree(tmp_path, {"a.yaml": text, "kustomization.yaml": "resources: [a.yaml]\n"})
    done = subprocess.run(
        ["kubectl", "kustomize", str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert 'mapping key "host" already defined at line 10' in done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("resources: [shop.yaml]\n", ""),
        ("resources: [shop.yaml, more]\n", "the directory 'more' holds no kustomization"),
        ("resources: [gone.yaml]\n", "the file or directory 'gone.yaml' does not exist"),
        ("resources: [shop.yaml]\npatches: [{path: gone.yaml}]\n", "the file 'gone.yaml' does not exist"),
        ("resources: [shop.yaml]\npatchesStrategicMerge: [gone.yaml]\n", "the file 'gone.yaml' does not exist"),
        ("resources: [shop.yaml]\ncomponents: [gone]\n", "the directory 'gone' does not exist"),
        ("configMapGenerator: [{name: a, files: [b=gone.ini]}]\n", "the file 'gone.ini' does not exist"),
        ("configMapGenerator: [{name: a, files: [b=more/README]}]\n", ""),
        ("resources: [shop.yaml]\nreplacements: [{path: gone.yaml}]\n", "the file 'gone.yaml' does not exist"),
        ("resources: [shop.yaml]\nconfigurations: [gone.yaml]\n", "the file 'gone.yaml' does not exist"),
        (
            "resources: [shop.yaml]\ntransformers: [gone.yaml]\n",
            "the file or directory 'gone.yaml' does not exist",
        ),
    ],
)
def test_kustomize_refuses_what_we_miss(tmp_path: Path, text: str, told: str) -> None:
    tree = {"kustomization.yaml": text, "shop.yaml": SERVICE, "more/README": "nothing\n"}
    write_tree(tmp_path, tree)
    done = subprocess.run(
        ["kubectl", "kustomize", str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode != 0) == bool(told), done.stderr
    found = [one.message for unit in units(tmp_path / "again", tree) for one in unit.diagnostics]
    assert found == ([told] if told else [])


MISFIT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {tier: front}}
    spec: {containers: [{name: a, image: a}]}
"""


def labelled(name: str, target: str = "") -> str:
    """A patch that sets the label."""
    head = f"apiVersion: apps/v1, kind: Deployment, metadata: {{name: {name}}}"
    spec = "spec: {template: {metadata: {labels: {app: shop}}}}"
    return f"patches:\n- patch: |\n    {{{head}, {spec}}}\n{target}"


JSON_PATCH = """patches:
- target: {kind: Deployment}
  patch: |
    - {op: replace, path: /spec/template/metadata, value: {labels: {app: shop}}}
"""
REPLACEMENT = """replacements:
- source: {kind: Deployment, name: shop, fieldPath: spec.template.metadata.labels.tier}
  targets: [{select: {kind: Deployment}, fieldPaths: [spec.selector.matchLabels.app]}]
labels: [{pairs: {app: front}, includeTemplates: true}]
"""


@pytest.mark.parametrize(
    ("text", "unfit"),
    [
        ("", True),
        ("namePrefix: eu-\nnamespace: live\n", True),
        ("replicas: [{name: shop, count: 2}]\nimages: [{name: a, newTag: b}]\n", True),
        ("commonAnnotations: {app: shop}\n", True),
        ("commonLabels: {team: shop}\n", True),
        ("commonLabels: {app: shop}\n", False),
        ("labels: [{pairs: {app: shop}}]\n", True),
        ("labels: [{pairs: {app: shop}, includeSelectors: true}]\n", False),
        ("labels: [{pairs: {app: shop}, includeTemplates: true}]\n", False),
        ("labels: [{pairs: {team: shop}, includeTemplates: true}]\n", True),
        ("labels: [{pairs: {app: shop}, fields: [{path: spec/template/metadata/labels, create: true}]}]\n", False),
        (labelled("shop"), False),
        (labelled("any", "  target: {kind: Deployment}\n"), False),
        (labelled("any", "  target: {kind: Deployment, name: s.*}\n"), False),
        (labelled("any", "  target: {kind: StatefulSet}\n"), True),
        (JSON_PATCH, False),
        (REPLACEMENT, False),
        ("components: [part]\n", False),
    ],
)
def test_a_selector_is_told_where_kustomize_leaves_it_unfit(text: str, unfit: bool, tmp_path: Path) -> None:
    tree = {
        "base/kustomization.yaml": "resources: [shop.yaml]\n",
        "base/shop.yaml": MISFIT,
        "live/kustomization.yaml": f"resources: [../base]\n{text}",
        "live/part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
        + labelled("shop"),
    }
    write_tree(tmp_path / "tree", tree)
    write_tree(tmp_path / "rendered", {"all.yaml": kubectl("kustomize", str(tmp_path / "tree" / "live"))})
    for one in ("rendered", "tree"):
        report = lint_tree(tmp_path / one, rules=["selector-mismatch"])
        assert bool(report.findings) is unfit, one


@pytest.mark.parametrize(
    "text",
    [
        "patches:\n{{ .Values.patches | toYaml }}\n",
        "patches: [{path: gone.yaml}]\n",
        "patches: [{path: ../../outside.yaml}]\n",
        "patches: [{target: {kind: Deployment}}]\n",
        "components: [https://example.org/part]\n",
        "components: [gone]\n",
        "commonLabels: {'{{ key }}': shop}\n",
        "transformers: [labels.yaml]\n",
    ],
)
def test_what_a_kustomization_does_not_show_may_mend_a_selector(text: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"shop.yaml": MISFIT, "kustomization.yaml": f"resources: [shop.yaml]\n{text}"})
    assert not lint_tree(tmp_path, rules=["selector-mismatch"]).findings
