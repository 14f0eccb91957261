"""Shapes of the objects that are read: which field is a list, a mapping, a number, a port, a string.

Only the fields that rules read, or that are easily written wrong.  From the API reference of Kubernetes 1.34, the
Gateway API 1.3, Traefik 3, Istio 1.27 and OpenShift 4.
"""

from typing import Any

from lbconflint.cluster import ISTIO
from lbconflint.record import NamedTuple

STRING = "a string"
INTEGER = "a number"
BOOLEAN = "true or false"
STRINGS = "a mapping of strings"
PORT = "a port"
PORT_OR_ZERO = "a port, or 0"
PORT_OR_NAME = "a port number or name"


class ListOf(NamedTuple):
    """A list; ``item`` is the shape of what is in it."""

    item: Any


Shape = Any
"""A word above, a dict of fields, or a ``ListOf``."""

METADATA: dict[str, Shape] = {"name": STRING, "namespace": STRING, "labels": STRINGS, "annotations": STRINGS}

_HANDLER: dict[str, Shape] = {
    "httpGet": {"port": PORT_OR_NAME, "path": STRING, "host": STRING, "scheme": STRING},
    "tcpSocket": {"port": PORT_OR_NAME},
    "grpc": {"port": PORT},
    "exec": {"command": ListOf(STRING)},
    "initialDelaySeconds": INTEGER,
    "periodSeconds": INTEGER,
    "timeoutSeconds": INTEGER,
    "failureThreshold": INTEGER,
    "successThreshold": INTEGER,
}
_CONTAINER: dict[str, Shape] = {
    "name": STRING,
    "image": STRING,
    "command": ListOf(STRING),
    "args": ListOf(STRING),
    "env": ListOf({"name": STRING, "value": STRING}),
    "ports": ListOf(
        {
            "name": STRING,
            "containerPort": PORT,
            "hostPort": PORT_OR_ZERO,
            "hostIP": STRING,
            "protocol": STRING,
        }
    ),
    "readinessProbe": _HANDLER,
    "livenessProbe": _HANDLER,
    "startupProbe": _HANDLER,
    "lifecycle": {"postStart": _HANDLER, "preStop": _HANDLER},
}
POD: dict[str, Shape] = {
    "hostNetwork": BOOLEAN,
    "nodeSelector": STRINGS,
    "securityContext": {"sysctls": ListOf({"name": STRING, "value": STRING})},
    "containers": ListOf(_CONTAINER),
    "initContainers": ListOf(_CONTAINER),
}
_TEMPLATE: dict[str, Shape] = {"metadata": METADATA, "spec": POD}
_SELECTOR: dict[str, Shape] = {
    "matchLabels": STRINGS,
    "matchExpressions": ListOf({"key": STRING, "operator": STRING, "values": ListOf(STRING)}),
}
_WORKLOAD: dict[str, Shape] = {"replicas": INTEGER, "selector": _SELECTOR, "template": _TEMPLATE}
_LOOSE: dict[str, Shape] = {"replicas": INTEGER, "template": _TEMPLATE}
_JOB: dict[str, Shape] = {"template": _TEMPLATE}

_SERVICE: dict[str, Shape] = {
    "type": STRING,
    "selector": STRINGS,
    "clusterIP": STRING,
    "externalName": STRING,
    "externalIPs": ListOf(STRING),
    "loadBalancerIP": STRING,
    "loadBalancerSourceRanges": ListOf(STRING),
    "healthCheckNodePort": PORT_OR_ZERO,
    "ports": ListOf(
        {
            "name": STRING,
            "port": PORT,
            "targetPort": PORT_OR_NAME,
            "nodePort": PORT_OR_ZERO,
            "protocol": STRING,
            "appProtocol": STRING,
        }
    ),
}
_OLD_BACKEND: dict[str, Shape] = {"serviceName": STRING}
_BACKEND: dict[str, Shape] = {"service": {"name": STRING, "port": {"number": PORT, "name": STRING}}}
_TLS: Shape = ListOf({"hosts": ListOf(STRING), "secretName": STRING})


def _ingress(backend: dict[str, Shape]) -> dict[str, Shape]:
    paths = ListOf({"path": STRING, "pathType": STRING, "backend": backend})
    return {
        "ingressClassName": STRING,
        "defaultBackend": backend,
        "backend": backend,
        "tls": _TLS,
        "rules": ListOf({"host": STRING, "http": {"paths": paths}}),
    }


_POLICY_PORTS = ListOf({"port": PORT_OR_NAME, "endPort": PORT, "protocol": STRING})
_POLICY: dict[str, Shape] = {
    "podSelector": _SELECTOR,
    "policyTypes": ListOf(STRING),
    "ingress": ListOf({"ports": _POLICY_PORTS}),
    "egress": ListOf({"ports": _POLICY_PORTS}),
}

_PARENTS = ListOf(
    {"name": STRING, "namespace": STRING, "sectionName": STRING, "port": PORT, "kind": STRING, "group": STRING}
)
_REFS = ListOf(
    {"name": STRING, "namespace": STRING, "port": PORT, "weight": INTEGER, "kind": STRING, "group": STRING}
)
_LISTENERS = ListOf(
    {
        "name": STRING,
        "port": PORT,
        "protocol": STRING,
        "hostname": STRING,
        "tls": {"mode": STRING, "certificateRefs": ListOf({"name": STRING, "namespace": STRING})},
        "allowedRoutes": {
            "namespaces": {"from": STRING, "selector": _SELECTOR},
            "kinds": ListOf({"kind": STRING, "group": STRING}),
        },
    }
)
_GATEWAY: dict[str, Shape] = {"gatewayClassName": STRING, "listeners": _LISTENERS}
_ROUTE: dict[str, Shape] = {
    "parentRefs": _PARENTS,
    "hostnames": ListOf(STRING),
    "rules": ListOf({"matches": ListOf({}), "filters": ListOf({}), "backendRefs": _REFS}),
}
_GRANT: dict[str, Shape] = {
    "from": ListOf({"group": STRING, "kind": STRING, "namespace": STRING}),
    "to": ListOf({"group": STRING, "kind": STRING, "name": STRING}),
}
_TRAEFIK: dict[str, Shape] = {
    "entryPoints": ListOf(STRING),
    "routes": ListOf({"match": STRING, "kind": STRING, "priority": INTEGER, "services": ListOf({})}),
}
_ISTIO_GATEWAY: dict[str, Shape] = {
    "selector": STRINGS,
    "servers": ListOf(
        {
            "port": {"number": PORT, "name": STRING, "protocol": STRING},
            "hosts": ListOf(STRING),
            "bind": STRING,
            "tls": {"mode": STRING, "credentialName": STRING, "httpsRedirect": BOOLEAN},
        }
    ),
}
_DESTINATIONS = ListOf({"destination": {"host": STRING, "port": {"number": PORT}}, "weight": INTEGER})
_VIRTUAL_SERVICE: dict[str, Shape] = {
    "hosts": ListOf(STRING),
    "gateways": ListOf(STRING),
    "exportTo": ListOf(STRING),
    "http": ListOf({"match": ListOf({}), "route": _DESTINATIONS}),
    "tls": ListOf({"match": ListOf({}), "route": _DESTINATIONS}),
    "tcp": ListOf({"match": ListOf({}), "route": _DESTINATIONS}),
}
_OPENSHIFT: dict[str, Shape] = {
    "host": STRING,
    "path": STRING,
    "to": {"kind": STRING, "name": STRING, "weight": INTEGER},
    "alternateBackends": ListOf({"kind": STRING, "name": STRING, "weight": INTEGER}),
}

GATEWAY_API = "gateway.networking.k8s.io"
GATEWAY_API_TRIAL = "gateway.networking.x-k8s.io"
NETWORKING = "networking.k8s.io"
TRAEFIK = ("traefik.io", "traefik.containo.us")
OPENSHIFT = "route.openshift.io"
APPS = ("apps", "extensions")
ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")

SPECS: dict[tuple[str, str], dict[str, Shape]] = {
    ("", "Service"): _SERVICE,
    ("", "Pod"): POD,
    ("", "ReplicationController"): _LOOSE,
    ("batch", "Job"): _JOB,
    ("batch", "CronJob"): {"jobTemplate": {"spec": _JOB}},
    ("argoproj.io", "Rollout"): _WORKLOAD,
    ("apps.openshift.io", "DeploymentConfig"): _LOOSE,
    (NETWORKING, "Ingress"): _ingress(_BACKEND),
    ("extensions", "Ingress"): _ingress(_OLD_BACKEND),
    (NETWORKING, "NetworkPolicy"): _POLICY,
    (GATEWAY_API, "Gateway"): _GATEWAY,
    (GATEWAY_API, "ListenerSet"): {"listeners": _LISTENERS},
    (GATEWAY_API_TRIAL, "XListenerSet"): {"listeners": _LISTENERS},
    (GATEWAY_API, "ReferenceGrant"): _GRANT,
    (ISTIO, "Gateway"): _ISTIO_GATEWAY,
    (ISTIO, "VirtualService"): _VIRTUAL_SERVICE,
    (OPENSHIFT, "Route"): _OPENSHIFT,
}
"""(group, kind) -> the shape of ``spec``."""

SPECS.update(((group, kind), _WORKLOAD) for group in APPS for kind in ("Deployment", "DaemonSet", "ReplicaSet"))
SPECS["apps", "StatefulSet"] = _WORKLOAD
SPECS.update(((GATEWAY_API, kind), _ROUTE) for kind in ROUTES)
INGRESS_ROUTES = ("IngressRoute", "IngressRouteTCP", "IngressRouteUDP")
SPECS.update(((group, kind), _TRAEFIK) for group in TRAEFIK for kind in INGRESS_ROUTES)

OLD_INGRESS = _ingress(_OLD_BACKEND)
"""``spec`` of the removed versions of Ingress."""
