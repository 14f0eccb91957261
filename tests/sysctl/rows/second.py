"""Rows 19 to 36."""

from tests.sysctl.rows import SELINUX, Row, haproxy, nginx, settings

VRRP = """virtual_server 192.0.2.100 80 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 192.0.2.10 80 {
        TCP_CHECK {
        }
    }
}
"""
DEBIAN_12 = {"lbconflint.toml": 'target = { kernel = "debian12" }\n'}
ROWS = [
    Row(
        19,
        "sysctl-order",
        "warning",
        settings("net.ipv4.ip_local_port_range = 500 65535", "net.ipv4.ip_unprivileged_port_start = 80"),
    ),
    Row(20, "exposed-port", "warning", haproxy("8.8.4.4:6379")),
    Row(21, "browser-blocked-port", "warning", nginx("listen 6666;")),
    Row(
        22,
        "idle-timeout-order",
        "warning",
        settings("net.netfilter.nf_conntrack_tcp_timeout_established = 600", "net.ipv4.tcp_keepalive_time = 7200"),
    ),
    Row(23, "harmful-sysctl", "warning", settings("net.ipv4.tcp_max_tw_buckets = 20000")),
    Row(
        24,
        "lingering-process",
        "warning",
        {
            "haproxy.cfg": haproxy("*:80")["etc/haproxy/haproxy.cfg"].replace(
                "timeout client 10s", "timeout client 2h"
            )
        },
    ),
    Row(
        25,
        "harmful-sysctl",
        "warning",
        {"realserver.sh": "#!/bin/sh\nsysctl -w net.ipv4.conf.all.rp_filter=1\nip addr add $VIP/32 dev tunl0\n"},
    ),
    Row(
        26,
        "stolen-virtual-address",
        "warning",
        {"director/keepalived.conf": VRRP, "realserver.sh": "#!/bin/sh\nip addr add 192.0.2.100/32 dev lo\n"},
    ),
    Row(27, "privileged-port", "note", nginx("listen 80;", "pid /tmp/nginx.pid;\n")),
    Row(
        27,
        "privileged-port",
        "note",
        {
            **haproxy("*:80", "global", "    pidfile /tmp/x.pid"),
            **settings("net.ipv4.ip_unprivileged_port_start = 2000"),
        },
    ),
    Row(28, "dual-stack-overlap", "error", nginx("listen 8080; listen [::]:8080 ipv6only=off;")),
    Row(
        28,
        "dual-stack-overlap",
        "warning",
        haproxy("*:8080", "frontend six", "    bind :::8080 v4v6", "    default_backend app"),
    ),
    Row(
        29,
        "shared-bind",
        "warning",
        {
            "etc/systemd/system/mdns.socket": "[Socket]\nListenDatagram=127.0.0.1:5353\n",
            "etc/systemd/system/dns.socket": "[Socket]\nListenDatagram=127.0.0.1:5353\n",
        },
    ),
    *(
        Row(30, "ineffective-sysctl", "note", settings(line))
        for line in (
            "net.ipv4.tcp_fack = 1",
            "net.ipv4.tcp_low_latency = 1",
            "net.netfilter.nf_conntrack_max = 262144",
        )
    ),
    Row(30, "ineffective-sysctl", "note", {**settings("net.ipv4.tcp_max_syn_backlog = 8192"), **DEBIAN_12}),
    *(Row(31, "harmful-sysctl", "warning", settings(f"net.ipv4.tcp_syncookies = {value}")) for value in (0, 2)),
    Row(
        32,
        "harmful-sysctl",
        "warning",
        {**settings("net.ipv4.conf.all.route_localnet = 1"), **nginx("listen 127.0.0.1:8404;")},
    ),
    Row(
        33,
        "file-limit",
        "warning",
        {**settings("fs.nr_open = 1024"), **nginx("listen 80;", "worker_rlimit_nofile 65536;\n")},
    ),
    Row(34, "harmful-sysctl", "warning", {**settings("net.ipv4.vs.conn_reuse_mode = 0"), **DEBIAN_12}),
    Row(35, "invalid-sysctl-value", "note", settings("net.ipv4.ip_local_port_range = 10240 65000")),
    Row(36, "overridden-sysctl", "warning", settings("net.core.somaxconn = 1024", "net.core.somaxconn = 4096")),
    Row(37, "selinux-port", "warning", {**SELINUX, **nginx("listen 8081;")}),
    Row(37, "selinux-port", "warning", {**SELINUX, **haproxy("*:8404")}),
]
