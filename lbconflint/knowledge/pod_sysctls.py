"""What a pod or a container may set of the kernel.

Sources: Kubernetes' pkg/kubelet/sysctl (namespaces.go, safe_sysctls.go) and its page "Using sysctls in a
Kubernetes Cluster", read 2026-11; runc 1.1.5, which was given names of each kind with and without namespaces.
"""

from lbconflint.knowledge.versions import Version

_ALWAYS: Version = (1, 0)

SAFE: dict[str, Version] = {
    "kernel.shm_rmid_forced": _ALWAYS,
    "net.ipv4.ip_local_port_range": _ALWAYS,
    "net.ipv4.tcp_syncookies": _ALWAYS,
    "net.ipv4.ping_group_range": _ALWAYS,
    "net.ipv4.ip_unprivileged_port_start": (1, 22),
    "net.ipv4.ip_local_reserved_ports": (1, 27),
    "net.ipv4.tcp_keepalive_time": (1, 29),
    "net.ipv4.tcp_keepalive_intvl": (1, 29),
    "net.ipv4.tcp_keepalive_probes": (1, 29),
    "net.ipv4.tcp_fin_timeout": (1, 29),
    "net.ipv4.tcp_rmem": (1, 32),
    "net.ipv4.tcp_wmem": (1, 32),
}
"""What every kubelet allows, and since which version of Kubernetes."""

_PREFIXES = ("net.", "kernel.shm", "kernel.msg", "fs.mqueue.")


def namespaced(key: str) -> bool:
    """The kubelet knows the setting for one of the pod's own namespaces."""
    return key == "kernel.sem" or key.startswith(_PREFIXES)


def container_has(key: str) -> bool:
    """runc knows the setting for one of a container's own namespaces."""
    return key == "kernel.domainname" or namespaced(key)


UNSHARED: dict[str, Version] = {
    "net.netfilter.nf_conntrack_max": (5, 13),
    "net.netfilter.nf_conntrack_expect_max": (5, 13),
}
"""Settings of the whole machine that every network namespace could write before this kernel (5.12.2 on)."""
