"""One object -> nouns of ``cluster``."""

from collections.abc import Callable
from typing import Any

from lbconflint.cluster import ISTIO, Meta
from lbconflint.dialects.kubernetes import (
    foreign,
    gateways,
    ingresses,
    istio,
    policies,
    services,
    streams,
    support,
    workloads,
)
from lbconflint.dialects.kubernetes.meta import Identity
from lbconflint.dialects.kubernetes.shape import Shaper
from lbconflint.model import Diagnostic
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import YamlNode

_Lower = Callable[[YamlNode, Meta], Any]

_LOWERS: dict[tuple[str, str], _Lower] = {
    ("", "Service"): services.lower_service,
    (support.NETWORKING, "Ingress"): ingresses.lower_ingress,
    ("extensions", "Ingress"): ingresses.lower_ingress,
    (support.NETWORKING, "NetworkPolicy"): policies.lower_policy,
    ("extensions", "NetworkPolicy"): policies.lower_policy,
    (support.GATEWAY_API, "Gateway"): gateways.lower_gateway,
    (support.GATEWAY_API, "ListenerSet"): gateways.lower_gateway,
    (support.GATEWAY_API_TRIAL, "XListenerSet"): gateways.lower_gateway,
    (support.GATEWAY_API, "ReferenceGrant"): gateways.lower_grant,
    (ISTIO, "Gateway"): istio.lower_gateway,
    (ISTIO, "VirtualService"): istio.lower_virtual_service,
    (support.OPENSHIFT, "Route"): foreign.lower_openshift_route,
    ("", "Route"): foreign.lower_openshift_route,
}
_LOWERS.update(((support.GATEWAY_API, kind), gateways.lower_route) for kind in support.ROUTES)
_LOWERS.update(
    ((group, kind), foreign.lower_ingress_route) for group in support.TRAEFIK for kind in support.INGRESS_ROUTES
)
_WORKLOADS = [
    ("", "Pod"),
    ("", "PodTemplate"),
    ("", "ReplicationController"),
    ("batch", "Job"),
    ("batch", "CronJob"),
    ("argoproj.io", "Rollout"),
    ("apps.openshift.io", "DeploymentConfig"),
    *((group, kind) for group in support.APPS for kind in ("Deployment", "DaemonSet", "ReplicaSet")),
    ("apps", "StatefulSet"),
]
_LOWERS.update((who, workloads.lower_workload) for who in _WORKLOADS)

_BY_KIND: dict[str, tuple[str, str]] = {
    kind: (group, kind) for group, kind in _LOWERS if group in (support.NETWORKING, "apps", support.GATEWAY_API)
}
"""What an object of an unknown version is, where one group only is likely."""


def known(who: Identity) -> bool:
    """The kind is one that rules look at."""
    return _key(who) in _LOWERS or who.kind == "ConfigMap"


def _key(who: Identity) -> tuple[str, str]:
    return _BY_KIND.get(who.kind, ("?", who.kind)) if who.group == "?" else (who.group, who.kind)


def check_shape(root: YamlNode, who: Identity, shaper: Shaper) -> None:
    """Note what has the wrong type, and mend lost list markers, before anything is looked at."""
    metadata = root.get("metadata")
    if metadata is not None:
        shaper.check(metadata, support.METADATA, (None, "metadata"))
    shape = support.SPECS.get(_key(who))
    if who.kind == "Ingress" and (who.version == "v1beta1" or who.group in ("extensions", "?")):
        shape = support.OLD_INGRESS
    spec = root.get("spec")
    if shape is not None and spec is not None:
        shaper.check(spec, shape, (None, "spec"))


def lower_object(root: YamlNode, who: Identity, meta: Meta, unit: Unit, diagnostics: list[Diagnostic]) -> None:
    """Put what the object is into the unit."""
    if who.kind == "ConfigMap":
        noun = streams.lower_stream(root, meta, diagnostics)
    else:
        noun = _LOWERS[_key(who)](root, meta)
    if noun is not None:
        unit.nouns.setdefault(type(noun), []).append(noun)
