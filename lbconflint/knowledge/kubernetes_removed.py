"""API versions that Kubernetes no longer serves: since which version, and what takes their place.

Source: kubernetes.io/docs/reference/using-api/deprecation-guide, read 2026-11.
"""

from lbconflint.knowledge.versions import Version

REMOVED: dict[tuple[str, str], tuple[Version, str]] = {
    ("extensions/v1beta1", "Ingress"): ((1, 22), "networking.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "Ingress"): ((1, 22), "networking.k8s.io/v1"),
    ("networking.k8s.io/v1beta1", "IngressClass"): ((1, 22), "networking.k8s.io/v1"),
    ("extensions/v1beta1", "NetworkPolicy"): ((1, 16), "networking.k8s.io/v1"),
    ("extensions/v1beta1", "PodSecurityPolicy"): ((1, 16), ""),
    ("policy/v1beta1", "PodSecurityPolicy"): ((1, 25), ""),
    ("policy/v1beta1", "PodDisruptionBudget"): ((1, 25), "policy/v1"),
    ("batch/v1beta1", "CronJob"): ((1, 25), "batch/v1"),
    ("batch/v2alpha1", "CronJob"): ((1, 21), "batch/v1"),
    ("discovery.k8s.io/v1beta1", "EndpointSlice"): ((1, 25), "discovery.k8s.io/v1"),
    ("events.k8s.io/v1beta1", "Event"): ((1, 25), "events.k8s.io/v1"),
    ("autoscaling/v2beta1", "HorizontalPodAutoscaler"): ((1, 25), "autoscaling/v2"),
    ("autoscaling/v2beta2", "HorizontalPodAutoscaler"): ((1, 26), "autoscaling/v2"),
    ("node.k8s.io/v1beta1", "RuntimeClass"): ((1, 25), "node.k8s.io/v1"),
    ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"): ((1, 22), "apiextensions.k8s.io/v1"),
    ("apiregistration.k8s.io/v1beta1", "APIService"): ((1, 22), "apiregistration.k8s.io/v1"),
    ("admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration"): (
        (1, 22),
        "admissionregistration.k8s.io/v1",
    ),
    ("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration"): (
        (1, 22),
        "admissionregistration.k8s.io/v1",
    ),
    ("coordination.k8s.io/v1beta1", "Lease"): ((1, 22), "coordination.k8s.io/v1"),
    ("scheduling.k8s.io/v1beta1", "PriorityClass"): ((1, 22), "scheduling.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "StorageClass"): ((1, 22), "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSIDriver"): ((1, 22), "storage.k8s.io/v1"),
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity"): ((1, 27), "storage.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema"): ((1, 26), "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema"): ((1, 29), "flowcontrol.apiserver.k8s.io/v1"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"): ((1, 32), "flowcontrol.apiserver.k8s.io/v1"),
}
"""(apiVersion, kind) -> the first version without it, and the apiVersion to use; "" when there is none."""

REMOVED.update(
    ((f"rbac.authorization.k8s.io/{old}", kind), ((1, 22), "rbac.authorization.k8s.io/v1"))
    for old in ("v1alpha1", "v1beta1")
    for kind in ("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding")
)
REMOVED.update(
    ((f"{old}", kind), ((1, 16), "apps/v1"))
    for old in ("extensions/v1beta1", "apps/v1beta1", "apps/v1beta2")
    for kind in ("Deployment", "DaemonSet", "StatefulSet", "ReplicaSet")
)
