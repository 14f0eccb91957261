"""Which objects a text holds, and their ports, as ``kubectl patch --local`` says: it changes nothing and asks no
cluster, while ``kubectl create --dry-run=client`` asks one for its kinds.  Skipped without kubectl."""

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lbconflint.cluster import Ingress, Meta, Service, Workload
from lbconflint.dialects import Claim
from lbconflint.dialects.kubernetes.sniff import claims
from lbconflint.unit import Unit
from tests.kubernetes.test_reader import units

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="no kubectl binary")

PODS = ("Pod", "Deployment", "DaemonSet", "StatefulSet")
Found = tuple[str, object, object, list[object]]
"""Kind, namespace and name of an object, and its ports."""


def said(path: Path) -> list[Found] | None:
    """None when kubectl refuses the file."""
    command = ("kubectl", "patch", "--local", "--type=merge", "-p", "{}", "-o", "json", "-f", str(path))
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return None if done.returncode else [_plain(one) for one in _stream(done.stdout)]


def _stream(text: str) -> Iterator[dict[str, Any]]:
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        value, at = decoder.raw_decode(text, at + len(text[at:]) - len(text[at:].lstrip()))
        yield value


def _plain(one: dict[str, Any]) -> Found:
    ports: list[object] = []
    if one["apiVersion"] == "v1" and one["kind"] == "Service":
        for port in _list(one, "spec", "ports"):
            numbers = [_number(port.get(key)) for key in ("port", "nodePort")]
            ports += [[*numbers, _port(port.get("targetPort"))]]
    elif one["kind"] in PODS:
        pod = one if one["kind"] == "Pod" else _dict(one, "spec", "template")
        for container in _list(pod, "spec", "containers"):
            for port in _list(container, "ports"):
                ports += [[_number(port.get("containerPort")), port.get("name")]]
    elif one["kind"] == "Ingress" and one["apiVersion"] == "networking.k8s.io/v1":
        for rule in _list(one, "spec", "rules"):
            for path in _list(rule, "http", "paths"):
                service = _dict(path, "backend", "service")
                port = _dict(service, "port")
                ports += [[service.get("name"), _port(port.get("number") or port.get("name"))]]
    meta = one.get("metadata") or {}
    return one["kind"], meta.get("namespace"), meta.get("name"), ports


def _dict(holder: Any, *keys: str) -> dict[str, Any]:
    for key in keys:
        holder = holder.get(key) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else {}


def _list(holder: Any, *keys: str) -> list[dict[str, Any]]:
    found = _dict(holder, *keys[:-1]).get(keys[-1])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _number(value: object) -> object:
    """A string is no number, to neither."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _port(value: object) -> object:
    """Digits in quotes are the name of no port."""
    return value if not (isinstance(value, str) and value.isdigit()) else None


def ours(found: list[Unit]) -> list[Found]:
    return [
        (meta.kind, meta.namespace.value, meta.name.value, _ports(unit, meta))
        for unit in found
        for meta in unit.nouns.get(Meta, ())
    ]


def _ports(unit: Unit, meta: Meta) -> list[object]:
    ports: list[object] = []
    for service in unit.nouns.get(Service, ()):
        if service.meta is meta:
            ports += [[one.port.value, one.node_port.value, one.target.value] for one in service.ports]
    for workload in unit.nouns.get(Workload, ()):
        if workload.meta is meta and meta.kind in PODS:
            main = [one for one in workload.containers if one.runs]
            ports += [[port.port.value, port.name.value] for one in main for port in one.ports]
    for ingress in unit.nouns.get(Ingress, ()):
        if ingress.meta is meta and not ingress.legacy:
            ports += [[one.name.value, one.port.value] for rule in ingress.rules for one in rule.backends]
    return ports


SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec:\n  ports:\n  - port: %s\n"
TRICKY = {
    "separators": f"--- # first\n{SERVICE % ('a', 80)}---\n---\n# nothing\n---   \n{SERVICE % ('b', 81)}",
    "an end": f"{SERVICE % ('a', 80)}...\n---\n{SERVICE % ('b', 81)}",
    "carriage returns": (SERVICE % ("a", 80) + "---\n" + SERVICE % ("b", 81)).replace("\n", "\r\n"),
    "a list": "apiVersion: v1\nkind: List\nitems:\n"
    "- {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: 80}]}}\n"
    "- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n",
    "json": '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, '
    '"spec": {"ports": [{"port": 80}]}}',
    "two of json": '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {}}\n'
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}, "spec": {}}\n',
    "anchors": "apiVersion: v1\nkind: Service\nmetadata: {name: &n a, labels: {app: *n}}\nspec:\n  ports:\n"
    "  - &p {port: 80, name: x}\n  - {<<: *p, name: y}\n  - {<<: *p, port: 81, name: z}\n",
    "a key twice": SERVICE % ("a", 80) + "  ports: [{port: 81}]\n",
    "strings": "apiVersion: v1\nkind: Service\nmetadata: {name: '1', namespace: \"a\"}\n"
    "spec: {ports: [{port: '80', targetPort: \"81\", nodePort: 0x7530}]}\n",
    "folded": "apiVersion: v1\nkind: Service\nmetadata:\n  name: >-\n    a\nspec:\n  ports:\n"
    "  - port:\n      80\n    targetPort: |-\n      web\n",
    "a tag": "apiVersion: v1\nkind: Service\nmetadata: {name: !!str 1}\nspec: {ports: [{port: !!int 80}]}\n",
    "a document in a string": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
    "  x: |\n    kind: Pod\n    ---\n    kind: Pod\n",
    "null": "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: ~}\nspec:\n  ports:\n"
    "  - port: 80\n    targetPort:\n    nodePort: null\n",
}


@pytest.mark.parametrize("name", TRICKY)
def test_a_tricky_text_holds_what_kubectl_finds(tmp_path: Path, name: str) -> None:
    path = "a.json" if "json" in name else "a.yaml"
    found = ours(units(tmp_path, {path: TRICKY[name]}))
    assert found == said(tmp_path / path)


_SCALARS = ("80", "'80'", "010", "0x50", "1_000", "~", '"http"', "8080 # note", "0o17", "+7")
_NAMES = ("web", "'http'", '"80"', "a-b", "!!str 1")


def _object(rng: random.Random, number: int) -> str:
    """One object in one of the ways people write them."""
    kind = rng.choice(("Service", "Deployment", "Pod", "Ingress", "Other"))
    space = rng.choice(("", ", namespace: x", ', namespace: "y"'))
    head = f"kind: {kind}\nmetadata: {{name: o{number}{space}}}\n"
    value, name = rng.choice(_SCALARS), rng.choice(_NAMES)
    if kind == "Service":
        target = rng.choice((*_SCALARS, "web"))
        return f"apiVersion: v1\n{head}spec:\n  ports:\n  - port: {value}\n    targetPort: {target}\n"
    if kind == "Ingress":
        port = rng.choice(("number: 80", f"name: {rng.choice(_NAMES[:2])}", "number: 0x50"))
        backend = f"backend: {{service: {{name: {name}, port: {{{port}}}}}}}"
        rules = f"spec:\n  rules:\n  - http:\n      paths:\n      - {backend}\n"
        return f"apiVersion: networking.k8s.io/v1\n{head}{rules}"
    if kind == "Other":
        return f"apiVersion: example.com/v1\n{head}spec:\n  ports:\n  - {value}\n"
    lines = ("containers:", "- name: a", "  ports:", f"  - containerPort: {value}", f"    name: {name}")
    if kind == "Pod":
        return f"apiVersion: v1\n{head}spec:\n" + "".join(f"  {line}\n" for line in lines)
    pod = "".join(f"      {line}\n" for line in lines)
    return f"apiVersion: apps/v1\n{head}spec:\n  template:\n    spec:\n{pod}"


def _text(rng: random.Random) -> str:
    made = [_object(rng, number) for number in range(40)]
    cuts = ("---\n", "--- # note\n", "---\n---\n", "\n---\n\n", "---\n# nothing\n---\n")
    return "".join(rng.choice(cuts) + one for one in made)


@pytest.mark.parametrize("seed", range(6))
def test_generated_texts_hold_what_kubectl_finds(tmp_path: Path, seed: int) -> None:
    found = ours(units(tmp_path, {"a.yaml": _text(random.Random(seed))}))
    assert found == said(tmp_path / "a.yaml")


CORPORA = os.environ.get("LBCONFLINT_CORPORA", "")
TREES = (
    "argoproj+argo-cd",
    "istio+istio",
    "kubernetes+examples",
    "kubernetes-sigs+gateway-api",
    "traefik+traefik",
    "kubernetes+ingress-nginx",
    "GoogleCloudPlatform+microservices-demo",
)
_FILES = 40
_LONGEST = 200_000


@pytest.mark.skipif(not CORPORA, reason="no corpora")
@pytest.mark.parametrize("tree", TREES)
def test_public_manifests_hold_what_kubectl_finds(tmp_path: Path, tree: str) -> None:
    files = [path for path in sorted((Path(CORPORA) / tree).rglob("*.yaml")) if _is_manifest(path)]
    compared = 0
    for number, path in enumerate(files[:: max(len(files) // _FILES, 1)]):
        theirs = said(path)
        if theirs is not None:
            compared += 1
            assert ours(units(tmp_path, {f"{number}/a.yaml": path.read_text()})) == theirs, path
    assert compared


def _is_manifest(path: Path) -> bool:
    """Neither template nor kustomization: kubectl applies it as it stands."""
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError):
        return False
    if "{{" in text or "${" in text or "$(" in text or "kustomization" in path.name or len(text) > _LONGEST:
        return False
    return claims(path.name, text) is Claim.SURE
