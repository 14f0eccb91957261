"""Terraform resources that carry something of another dialect: objects of Kubernetes, kernel settings, texts.

Sources: the pages of the providers, snapshot of 2026-08.
"""

from collections.abc import Mapping

_VERSIONED: Mapping[str, tuple[str, str, str]] = {
    "kubernetes_config_map": ("", "v1", "ConfigMap"),
    "kubernetes_cron_job": ("batch", "v1", "CronJob"),
    "kubernetes_daemonset": ("apps", "v1", "DaemonSet"),
    "kubernetes_daemon_set": ("apps", "v1", "DaemonSet"),
    "kubernetes_deployment": ("apps", "v1", "Deployment"),
    "kubernetes_ingress_class": ("networking.k8s.io", "v1", "IngressClass"),
    "kubernetes_job": ("batch", "v1", "Job"),
    "kubernetes_network_policy": ("networking.k8s.io", "v1", "NetworkPolicy"),
    "kubernetes_pod": ("", "v1", "Pod"),
    "kubernetes_replication_controller": ("", "v1", "ReplicationController"),
    "kubernetes_service": ("", "v1", "Service"),
    "kubernetes_stateful_set": ("apps", "v1", "StatefulSet"),
}

KUBERNETES: Mapping[str, tuple[str, str, str]] = {
    **_VERSIONED,
    **{f"{name}_v1": who for name, who in _VERSIONED.items()},
    "kubernetes_ingress": ("extensions", "v1beta1", "Ingress"),
    "kubernetes_ingress_v1": ("networking.k8s.io", "v1", "Ingress"),
}
"""(group, version, kind) of the object that a resource makes."""

MANIFESTS: Mapping[str, str] = {
    "kubernetes_manifest": "manifest",
    "kubectl_manifest": "yaml_body",
    "k8s_manifest": "content",
}
"""The argument that holds a whole object."""

NODE_POOLS = frozenset(
    {
        "azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool",
        "google_container_cluster", "google_container_node_pool",
    }
)  # fmt: skip
"""Resources that set the kernel of a cluster's nodes."""

LINUX_OS_CONFIG: Mapping[str, str] = {
    "fs_aio_max_nr": "fs.aio-max-nr",
    "fs_file_max": "fs.file-max",
    "fs_inotify_max_user_watches": "fs.inotify.max_user_watches",
    "fs_nr_open": "fs.nr_open",
    "kernel_threads_max": "kernel.threads-max",
    "net_core_netdev_max_backlog": "net.core.netdev_max_backlog",
    "net_core_optmem_max": "net.core.optmem_max",
    "net_core_rmem_default": "net.core.rmem_default",
    "net_core_rmem_max": "net.core.rmem_max",
    "net_core_somaxconn": "net.core.somaxconn",
    "net_core_wmem_default": "net.core.wmem_default",
    "net_core_wmem_max": "net.core.wmem_max",
    "net_ipv4_neigh_default_gc_thresh1": "net.ipv4.neigh.default.gc_thresh1",
    "net_ipv4_neigh_default_gc_thresh2": "net.ipv4.neigh.default.gc_thresh2",
    "net_ipv4_neigh_default_gc_thresh3": "net.ipv4.neigh.default.gc_thresh3",
    "net_ipv4_tcp_fin_timeout": "net.ipv4.tcp_fin_timeout",
    "net_ipv4_tcp_keepalive_intvl": "net.ipv4.tcp_keepalive_intvl",
    "net_ipv4_tcp_keepalive_probes": "net.ipv4.tcp_keepalive_probes",
    "net_ipv4_tcp_keepalive_time": "net.ipv4.tcp_keepalive_time",
    "net_ipv4_tcp_max_syn_backlog": "net.ipv4.tcp_max_syn_backlog",
    "net_ipv4_tcp_max_tw_buckets": "net.ipv4.tcp_max_tw_buckets",
    "net_ipv4_tcp_tw_reuse": "net.ipv4.tcp_tw_reuse",
    "net_netfilter_nf_conntrack_buckets": "net.netfilter.nf_conntrack_buckets",
    "net_netfilter_nf_conntrack_max": "net.netfilter.nf_conntrack_max",
    "vm_max_map_count": "vm.max_map_count",
    "vm_swappiness": "vm.swappiness",
    "vm_vfs_cache_pressure": "vm.vfs_cache_pressure",
}
"""azurerm's ``sysctl_config``: the setting that an argument is.  ``net_ipv4_ip_local_port_range_min`` and ``_max``
are one setting together."""

USER_DATA: Mapping[str, tuple[str, ...]] = {
    "aws_instance": ("user_data", "user_data_base64"),
    "aws_spot_instance_request": ("user_data", "user_data_base64"),
    "aws_launch_configuration": ("user_data", "user_data_base64"),
    "aws_launch_template": ("user_data",),
    "azurerm_linux_virtual_machine": ("custom_data", "user_data"),
    "azurerm_virtual_machine": ("os_profile.custom_data",),
    "azurerm_virtual_machine_scale_set": ("os_profile.custom_data",),
    "azurerm_linux_virtual_machine_scale_set": ("custom_data", "user_data"),
    "azurerm_orchestrated_virtual_machine_scale_set": ("user_data_base64",),
    "google_compute_instance": ("metadata_startup_script", "metadata"),
    "google_compute_instance_template": ("metadata_startup_script", "metadata"),
    "google_compute_region_instance_template": ("metadata_startup_script", "metadata"),
    "alicloud_instance": ("user_data",),
    "alicloud_ecs_launch_template": ("user_data",),
    "alicloud_ess_scaling_configuration": ("user_data",),
    "tencentcloud_instance": ("user_data", "user_data_raw"),
    "tencentcloud_as_scaling_config": ("user_data",),
    "huaweicloud_compute_instance": ("user_data",),
    "huaweicloud_as_configuration": ("user_data",),
    "opentelekomcloud_compute_instance_v2": ("user_data",),
    "openstack_compute_instance_v2": ("user_data",),
    "digitalocean_droplet": ("user_data",),
    "hcloud_server": ("user_data",),
    "linode_instance": ("metadata",),
    "vultr_instance": ("user_data",),
    "oci_core_instance": ("metadata",),
    "libvirt_cloudinit_disk": ("user_data",),
}
"""Arguments that a machine gets at its first boot; ``metadata`` is a map of them, and a dot
leads into a block."""

METADATA = ("startup-script", "user-data", "user_data")
"""The keys of ``metadata`` whose text the machine runs or reads."""

TEXTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "local_file": ("filename", ("content", "content_base64")),
    "local_sensitive_file": ("filename", ("content", "content_base64")),
    "aws_s3_object": ("key", ("content", "content_base64")),
    "aws_s3_bucket_object": ("key", ("content", "content_base64")),
    "google_storage_bucket_object": ("name", ("content",)),
    "alicloud_oss_bucket_object": ("key", ("content",)),
}
"""Resources that hold one file: the argument with its name, and those with its text."""

MAPS = frozenset({"kubernetes_config_map", "kubernetes_config_map_v1", "kubernetes_config_map_v1_data"})
"""Resources whose ``data`` holds files by name."""

RELEASES = frozenset({"helm_release"})
"""Resources whose ``values`` fill a chart, which is not in the tree."""

CARRIERS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*KUBERNETES, *NODE_POOLS), ()),
    **{kind: (argument,) for kind, argument in MANIFESTS.items()},
    **USER_DATA,
    **{kind: arguments for kind, (_, arguments) in TEXTS.items()},
    **dict.fromkeys(MAPS - KUBERNETES.keys(), ("data",)),
    **dict.fromkeys(RELEASES, ("values",)),
}
"""Every resource type that may carry something of another dialect, with the arguments of which it needs one."""
