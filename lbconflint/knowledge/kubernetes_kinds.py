"""Kinds of the API groups that Kubernetes itself, and nobody else, fills: group -> its version and its kinds.

Source: kubernetes.io/docs/reference/kubernetes-api of 1.37 with the kinds of older versions, and the Gateway
API 1.6 (standard and experimental channel), read 2026-11.  Groups that other projects add kinds to are left out.
"""

KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "": (
        "v1",
        frozenset(
            {"Binding", "ComponentStatus", "ConfigMap", "Endpoints", "Event", "LimitRange", "Namespace", "Node",
             "PersistentVolume", "PersistentVolumeClaim", "Pod", "PodTemplate", "ReplicationController",
             "ResourceQuota", "Secret", "Service", "ServiceAccount"}
        ),
    ),
    "apps": (
        "apps/v1",
        frozenset({"ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"}),
    ),
    "batch": ("batch/v1", frozenset({"CronJob", "Job"})),
    "networking.k8s.io": (
        "networking.k8s.io/v1",
        frozenset({"Ingress", "IngressClass", "NetworkPolicy", "IPAddress", "ServiceCIDR", "ClusterCIDR"}),
    ),
    "gateway.networking.k8s.io": (
        "gateway.networking.k8s.io/v1",
        frozenset(
            {"BackendLBPolicy", "BackendTLSPolicy", "GRPCRoute", "Gateway", "GatewayClass", "HTTPRoute",
             "ListenerSet", "ReferenceGrant", "ReferencePolicy", "TCPRoute", "TLSRoute", "UDPRoute"}
        ),
    ),
}  # fmt: skip

SPOKEN_ELSEWHERE = frozenset({"Binding", "Event", "Gateway", "Node", "Scale", "Service"})
"""Kinds that say nothing of their group: many projects have one of that name."""

HOMES = {
    kind: version for version, kinds in KINDS.values() for kind in sorted(kinds) if kind not in SPOKEN_ELSEWHERE
}
"""kind -> the apiVersion that has it."""
