"""kubectl reads manifests as we do: which objects there are, and what a scalar is.  Skipped without kubectl."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from lbconflint.source import SourceFile
from lbconflint.yaml import read, scalars
from tests.conftest import write_tree
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
