"""What is Kubernetes' own: objects of a cluster and how they name each other.

Immutable records, like the common model.  A namespace that is not written is ABSENT: it is decided when the
manifest is applied.  ``open`` means that more may be there than is seen: a template or a kustomize patch adds
to it.
"""

from collections.abc import Mapping
from typing import Any

from lbconflint.model import NOTHING
from lbconflint.record import NamedTuple
from lbconflint.source import Span
from lbconflint.tree import Node
from lbconflint.values import Setting

__all__ = [
    "NOTHING",
    "Backend",
    "Container",
    "ContainerPort",
    "Gateway",
    "GatewayListener",
    "Grant",
    "Ingress",
    "IngressTls",
    "IstioGateway",
    "IstioServer",
    "Match",
    "Meta",
    "ParentRef",
    "Policy",
    "PolicyPort",
    "Port",
    "Probe",
    "RouteRule",
    "Rules",
    "Selector",
    "Service",
    "ServicePort",
    "Workload",
]

Port = int | str
"""A port by number or by name."""


ISTIO = "networking.istio.io"
"""The group of Istio's Gateway and VirtualService."""
CLUSTER_DOMAIN = ".svc.cluster.local"


def in_cluster(host: str) -> tuple[str, str] | None:
    """Name and namespace of the Service whose full name in the cluster's domain this is."""
    if not host.endswith(CLUSTER_DOMAIN):
        return None
    name, _, space = host.removesuffix(CLUSTER_DOMAIN).partition(".")
    return name, space


class Meta(NamedTuple):
    """Who an object is.  ``file`` is its path and ``sets`` are the kustomizations and charts that it is applied
    with; ``relabels`` are the labels that those may write into selectors and pods, None: any.  ``origin`` is the
    template that a rendered manifest names; ``node`` is the object's root."""

    kind: str
    group: str
    version: str
    namespace: Setting[str]
    name: Setting[str]
    labels: Mapping[str, Setting[str]]
    labels_open: bool
    annotations: Mapping[str, Setting[str]]
    open: bool
    file: str
    sets: tuple[str, ...]
    relabels: frozenset[str] | None
    origin: str
    node: Node

    @property
    def span(self) -> Span:
        """The name, where there is one."""
        return self.name.span

    @property
    def title(self) -> str:
        """``Service 'shop'``; of a rendered chart with the template that it comes from."""
        name = f"{self.kind} '{self.name.value}'" if self.name.known else self.kind
        return f"{name} ({self.origin})" if self.origin else name


class Selector(NamedTuple):
    """Labels that must be there with these values.  ``known`` is False when some are not known."""

    labels: Mapping[str, str]
    expressions: bool
    known: bool
    node: Node


class ServicePort(NamedTuple):
    """``target`` is ABSENT where nothing is written: the target is the port's number then."""

    name: Setting[str]
    port: Setting[int]
    target: Setting[Port]
    node_port: Setting[int]
    protocol: Setting[str]
    app_protocol: Setting[str]
    node: Node


class Service(NamedTuple):
    """``selector`` is None when the endpoints are somebody else's business."""

    meta: Meta
    type: Setting[str]
    headless: bool
    selector: Selector | None
    ports: tuple[ServicePort, ...]
    load_balancer_ip: Setting[str]
    external_ips: tuple[Setting[str], ...]
    traffic_policy: Setting[str]
    health_port: Setting[int]
    open: bool
    node: Node


class ContainerPort(NamedTuple):
    """``host_port`` of a pod in the host's network is ``port`` where none is written."""

    name: Setting[str]
    port: Setting[int]
    host_port: Setting[int]
    host_ip: Setting[str]
    protocol: Setting[str]
    node: Node


class Probe(NamedTuple):
    """``kind`` is readinessProbe, livenessProbe, startupProbe, postStart or preStop."""

    kind: str
    port: Setting[Port]
    tls: bool
    node: Node


class Container(NamedTuple):
    """``runs`` is False for an init container that ends before the others begin.  ``told`` are ports that
    its command line names and nobody declares; ``inner`` are those that it gives to metrics or health checks,
    declared or not."""

    name: Setting[str]
    image: Setting[str]
    ports: tuple[ContainerPort, ...]
    probes: tuple[Probe, ...]
    told: tuple[ContainerPort, ...]
    inner: tuple[Setting[int], ...]
    runs: bool
    open: bool
    node: Node


class Workload(NamedTuple):
    """Whatever makes pods.  ``labels`` are the pods' own; ``pinned`` tells pods of one node pool from others.
    ``strategy`` says how they are replaced, ``max_surge`` and ``max_unavailable`` in numbers or percent."""

    meta: Meta
    labels: Mapping[str, Setting[str]]
    labels_open: bool
    selector: Selector | None
    containers: tuple[Container, ...]
    host_network: Setting[bool]
    replicas: Setting[int]
    strategy: Setting[str]
    max_surge: Setting[Port]
    max_unavailable: Setting[Port]
    pinned: Mapping[str, str]
    affinity: bool
    open: bool
    node: Node


class Backend(NamedTuple):
    """Where a rule sends: ``kind`` is Service for all that is looked up here.  ``namespace`` is ABSENT when it is
    that of the rule's object.  ``port`` is the Service's port by number or name.  ``subset`` is Istio's: some of
    the Service's pods."""

    kind: str
    group: str
    namespace: Setting[str]
    name: Setting[str]
    port: Setting[Port]
    weight: Setting[int]
    node: Node
    subset: Setting[str] | None = None


class Match(NamedTuple):
    """One of the matches of a route of Istio: the conditions as plain data, and the route that they lead into.
    ``final`` is False where another VirtualService decides about it, and may let it pass."""

    kind: str
    conditions: Mapping[str, Any]
    route: Node
    final: bool


class RouteRule(NamedTuple):
    """``match`` is what a request must be like, canonical and comparable, "" when that is not known;
    ``shown`` is the same for people.  ``priority`` is Traefik's, ``asked`` is Istio's."""

    host: Setting[str]
    path: Setting[str]
    match: str
    shown: str
    backends: tuple[Backend, ...]
    priority: Setting[int]
    node: Node
    asked: Match | None = None


class IngressTls(NamedTuple):
    """One entry of ``spec.tls``: ``hosts`` None when they are not known."""

    hosts: tuple[Setting[str], ...] | None
    secret: Setting[str]
    node: Node


class ParentRef(NamedTuple):
    """What a route attaches to; ``section`` and ``port`` narrow it to some listeners."""

    kind: str
    group: str
    namespace: Setting[str]
    name: Setting[str]
    section: Setting[str]
    port: Setting[int]
    node: Node


class Rules(NamedTuple):
    """Anything with rules that lead to Services: a Gateway API route, a VirtualService, an IngressRoute, an
    OpenShift Route.  ``hosts`` None: not known.  ``exports`` are the namespaces that see a VirtualService, None:
    not known."""

    meta: Meta
    hosts: tuple[Setting[str], ...] | None
    parents: tuple[ParentRef, ...]
    rules: tuple[RouteRule, ...]
    open: bool
    node: Node
    exports: tuple[str, ...] | None = ("*",)


class Ingress(NamedTuple):
    """``ingress_class`` is from the field or the older annotation; ``legacy`` is one of the removed betas."""

    meta: Meta
    ingress_class: Setting[str]
    rules: tuple[RouteRule, ...]
    default: Backend | None
    tls: tuple[IngressTls, ...]
    legacy: bool
    open: bool
    node: Node


class GatewayListener(NamedTuple):
    """``tls_mode`` is Terminate, Passthrough, or ABSENT without ``tls``; ``certificates`` is None when there may
    be some that are not seen.  ``allowed`` is Same, All, Selector or None."""

    name: Setting[str]
    port: Setting[int]
    protocol: Setting[str]
    hostname: Setting[str]
    tls: Node | None
    tls_mode: Setting[str]
    certificates: int | None
    allowed: Setting[str]
    kinds: tuple[str, ...]
    node: Node


class Gateway(NamedTuple):
    """A Gateway or a ListenerSet of the Gateway API; ``parent`` is the Gateway that a ListenerSet adds to."""

    meta: Meta
    gateway_class: Setting[str]
    parent: ParentRef | None
    listeners: tuple[GatewayListener, ...]
    open: bool
    node: Node


class IstioServer(NamedTuple):
    """One of the ``servers`` of Istio's own Gateway.  ``hosts`` are as written, with the namespace that each is
    for; None: not known.  ``tls_mode`` is ABSENT without ``tls``, and PASSTHROUGH where that says nothing.
    ``certificates`` counts those that ``tls`` names, None when there may be some that are not seen."""

    name: Setting[str]
    port: Setting[int]
    protocol: Setting[str]
    hosts: tuple[Setting[str], ...] | None
    bind: Setting[str]
    tls: Node | None
    tls_mode: Setting[str]
    certificates: int | None
    node: Node


class IstioGateway(NamedTuple):
    """Istio's own Gateway: what the pods that ``selector`` picks listen on; None: all that serve gateways."""

    meta: Meta
    selector: Selector | None
    servers: tuple[IstioServer, ...]
    open: bool
    node: Node


class Grant(NamedTuple):
    """A ReferenceGrant: (kind, namespace) that may refer to (kind, name or ""); None: anything, not known."""

    meta: Meta
    sources: tuple[tuple[str, str], ...] | None
    targets: tuple[tuple[str, str], ...] | None


class PolicyPort(NamedTuple):
    """One port that a NetworkPolicy opens; ``end`` for a range."""

    port: Setting[Port]
    end: Setting[int]
    protocol: Setting[str]
    node: Node


class Policy(NamedTuple):
    """A NetworkPolicy: ``ingress`` holds the ports of its ingress rules, None where a rule opens all."""

    meta: Meta
    selector: Selector
    ingress: tuple[PolicyPort, ...] | None
    isolates: bool
    node: Node
