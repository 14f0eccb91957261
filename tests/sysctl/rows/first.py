"""Rows 1 to 18."""

from tests.kubernetes.rows import pods, service
from tests.sysctl.rows import HOST, NODE, Row, haproxy, nginx, settings

VRRP = """vrrp_instance a {
    virtual_router_id 1
    interface eth0
    virtual_ipaddress {
        192.0.2.100
    }
}
"""
ROWS = [
    Row(
        1,
        "shared-bind",
        "error",
        haproxy(
            "*:8080",
            "frontend other",
            "    bind *:8080",
            "    default_backend two",
            "backend two",
            "    server a 192.0.2.11:80 check",
        ),
    ),
    Row(2, "duplicate-bind", "error", {**haproxy("*:8080"), **nginx("listen 8080;"), **HOST}),
    Row(
        2,
        "duplicate-bind",
        "error",
        {"compose.yaml": "services:\n  a: {image: x, ports: ['8080:80']}\n", **nginx("listen 8080;"), **HOST},
    ),
    Row(
        2,
        "duplicate-bind",
        "error",
        {"etc/systemd/system/a.socket": "[Socket]\nListenStream=0.0.0.0:8080\n", **nginx("listen 8080;"), **HOST},
    ),
    Row(
        3,
        "ephemeral-port",
        "error",
        {**settings("net.ipv4.ip_local_port_range = 1024 65535"), **nginx("listen 8080;")},
    ),
    Row(3, "ephemeral-port", "warning", nginx("listen 50051;")),
    Row(4, "removed-sysctl", "error", settings("net.ipv4.tcp_tw_recycle = 1")),
    Row(4, "removed-sysctl", "note", settings("net.ipv4.tcp_tw_recycle = 0")),
    Row(
        5,
        "ephemeral-node-port",
        "error",
        settings("net.bridge.bridge-nf-call-iptables = 1", "net.ipv4.ip_local_port_range = 1024 65535"),
    ),
    Row(6, "node-port-range", "warning", {**haproxy("*:30936"), **NODE}),
    Row(
        6,
        "shared-bind",
        "error",
        {
            **nginx("listen 80;"),
            **HOST,
            "k8s/edge.yaml": pods("a", "{containerPort: 8080, hostPort: 80}", kind="DaemonSet"),
        },
    ),
    Row(
        6,
        "shared-bind",
        "error",
        {
            **nginx("listen 30080;"),
            **HOST,
            "k8s/shop.yaml": service("shop", "{port: 80, nodePort: 30080}", "type: NodePort"),
        },
    ),
    Row(
        7,
        "non-local-bind",
        "warning",
        {
            **haproxy("192.0.2.100:80"),
            "etc/keepalived/keepalived.conf": VRRP,
        },
    ),
    Row(8, "unknown-sysctl", "warning", settings("net.ipv4.tcp_nodelay = 1")),
    *(
        Row(9, "invalid-sysctl-value", "error", settings(line))
        for line in (
            "net.ipv4.ip_local_port_range = 65000 1024",
            'net.core.somaxconn = "1024"',
            "net.ipv4.tcp_fin_timeout = 30s",
            "net.ipv4.ip_local_reserved_ports = 8080, 9090",
            "net.core.somaxconn = 1e3",
        )
    ),
    Row(9, "invalid-sysctl-value", "warning", settings("net.ipv4.tcp_tw_reuse = 3")),
    Row(9, "invalid-sysctl-value", "warning", settings("net.ipv4.tcp_fin_timeout = 030")),
    Row(9, "invalid-sysctl-value", "warning", settings("net.ipv4.tcp_rmem = 6291456 87380 4096")),
    Row(
        10,
        "reserved-ports-overwritten",
        "error",
        {
            **settings("net.ipv4.ip_local_reserved_ports = 8080"),
            **settings("net.ipv4.ip_local_reserved_ports = 9090", name="etc/sysctl.d/99-app.conf"),
        },
    ),
    Row(
        11,
        "platform-port",
        "warning",
        {
            "k8s/agent.yaml": pods(
                "a", "", "hostNetwork: true", "args: ['--web.listen-address=:443']", kind="DaemonSet"
            )
        },
    ),
    Row(12, "protected-port", "error", {**nginx("listen 22;"), "lbconflint.toml": "[ports]\nprotected = [22]\n"}),
    Row(13, "ineffective-sysctl", "warning", settings("net.ipv4.tcp_tw_reuse = 1", "net.ipv4.tcp_timestamps = 0")),
    Row(
        14,
        "source-port-exhaustion",
        "warning",
        {
            **settings("net.ipv4.ip_local_port_range = 40000 60000"),
            "etc/haproxy/haproxy.cfg": "backend app\n    server a 192.0.2.10:80 maxconn 40000\n",
        },
    ),
    Row(
        15,
        "clipped-backlog",
        "warning",
        {**settings("net.core.somaxconn = 128"), **nginx("listen 80 backlog=4096;")},
    ),
    Row(15, "clipped-backlog", "note", {**settings("net.core.somaxconn = 65535"), **nginx("listen 80;")}),
    Row(
        16,
        "small-conntrack",
        "warning",
        {**settings("net.netfilter.nf_conntrack_max = 65536"), **haproxy("*:80", "global", "    maxconn 50000")},
    ),
    Row(
        17,
        "unapplied-sysctl",
        "warning",
        {
            **settings("net.core.somaxconn = 4096", name="etc/sysctl.conf"),
            "lbconflint.toml": 'target = { kernel = "debian13" }\n',
        },
    ),
    Row(17, "unapplied-sysctl", "warning", settings("net.core.somaxconn = 4096", name="etc/sysctl.d/lb")),
    Row(17, "unapplied-sysctl", "note", settings("net.netfilter.nf_conntrack_max = 1000000")),
    Row(
        18,
        "namespaced-sysctl",
        "error",
        {"compose.yaml": "services:\n  a:\n    image: x\n    sysctls: {net.core.rmem_max: 65536}\n"},
    ),
    Row(
        18,
        "namespaced-sysctl",
        "error",
        {"compose.yaml": "services:\n  a:\n    network_mode: host\n    sysctls: {net.ipv4.tcp_syncookies: 1}\n"},
    ),
]
