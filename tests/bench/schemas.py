"""JSON schemas of what ``write_kubernetes`` writes, for a peer that validates and must not ask the network.

They are smaller than Kubernetes' own, so the peer has less to do than in a real run.
"""

import json
from pathlib import Path
from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_PORT: Schema = {"type": "integer", "minimum": 1, "maximum": 65535}
_PORT_OR_NAME: Schema = {"oneOf": [_PORT, _TEXT]}
_TEXTS: Schema = {"type": "object", "additionalProperties": _TEXT}


def _object(required: str = "", /, **fields: Schema) -> Schema:
    """An object with these fields and no others.  An empty ``required`` is none: draft 4 refuses the list."""
    needs = {"required": required.split()} if required else {}
    return {"type": "object", "properties": fields, "additionalProperties": False, **needs}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


_METADATA = _object("name", name=_TEXT, namespace=_TEXT, labels=_TEXTS, annotations=_TEXTS)
_PROBE = _object(httpGet=_object("port", path=_TEXT, port=_PORT_OR_NAME), periodSeconds={"type": "integer"})
_VARIABLE = _object("name", name=_TEXT, value=_TEXT, valueFrom={"type": "object"})
_CONTAINER = _object(
    "name image",
    name=_TEXT,
    image=_TEXT,
    args=_list(_TEXT),
    ports=_list(
        _object("containerPort", name=_TEXT, containerPort=_PORT, protocol={"enum": ["TCP", "UDP", "SCTP"]})
    ),
    env=_list(_VARIABLE),
    readinessProbe=_PROBE,
    resources=_object(requests=_TEXTS, limits=_TEXTS),
)
_TEMPLATE = _object(
    "spec", metadata=_object(labels=_TEXTS), spec=_object("containers", containers=_list(_CONTAINER))
)
_BACKEND = _object("service", service=_object("name port", name=_TEXT, port=_object(name=_TEXT, number=_PORT)))
_PATH = _object("pathType backend", path=_TEXT, pathType={"enum": ["Exact", "Prefix"]}, backend=_BACKEND)

_SPECS = {
    "deployment": _object(
        "selector template",
        replicas={"type": "integer"},
        selector=_object(matchLabels=_TEXTS),
        template=_TEMPLATE,
    ),
    "service": _object(
        "ports", selector=_TEXTS, ports=_list(_object("port", name=_TEXT, port=_PORT, targetPort=_PORT_OR_NAME))
    ),
    "ingress": _object(
        ingressClassName=_TEXT,
        tls=_list(_object(hosts=_list(_TEXT), secretName=_TEXT)),
        rules=_list(_object(host=_TEXT, http=_object("paths", paths=_list(_PATH)))),
    ),
}


def write_schemas(out: Path) -> None:
    """``<kind>.json`` for every kind."""
    out.mkdir(parents=True, exist_ok=True)
    for kind, spec in _SPECS.items():
        whole = _object("apiVersion kind metadata", apiVersion=_TEXT, kind=_TEXT, metadata=_METADATA, spec=spec)
        (out / f"{kind}.json").write_text(json.dumps(whole))
