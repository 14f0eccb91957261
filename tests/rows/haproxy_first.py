"""Rows 1 to 24 of the table for HAProxy."""

from tests.rows import Row, proxies

ROWS = [
    Row(1, "shared-bind", "error", proxies("""
frontend f
    bind :8080
    default_backend b
frontend g
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(2, "node-port-range", "warning", {
        "lbconflint.toml": """\
[[host]]
name = "n"
paths = ["**"]
platforms = ["openshift"]
""",
        "haproxy.cfg": """\
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :30080
    default_backend b
backend b
    server s1 10.0.0.1:80
""",
    }),
    Row(2, "platform-port", "error", {
        "lbconflint.toml": """\
[[host]]
name = "n"
paths = ["**"]
platforms = ["openshift"]
""",
        "haproxy.cfg": """\
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :10250
    default_backend b
backend b
    server s1 10.0.0.1:80
""",
    }),
    Row(2, "protected-port", "error", {
        "lbconflint.toml": """\
[ports]
protected = ["9000-9010"]
""",
        "haproxy.cfg": """\
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :9001
    default_backend b
backend b
    server s1 10.0.0.1:80
""",
    }),
    Row(3, "ephemeral-port", "warning", proxies("""
frontend f
    bind :40000
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(4, "duplicate-pool", "warning", proxies("""
frontend b
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(4, "duplicate-pool", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
backend b
    server s1 10.0.0.1:80
""")),
    Row(5, "removed-directive", "warning", proxies("""
frontend f
    bind :8080
    reqrep a b
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(6, "unresolved-bind", "warning", proxies("""
frontend f
    bind "$ADDR:8080"
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(7, "shared-bind", "error", {"haproxy.cfg": """\
global
    stats socket 127.0.0.1:8080
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind 127.0.0.1:8080
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(7, "shared-bind", "error", {"haproxy.cfg": """\
global
    localpeer me
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
peers p
    peer me 127.0.0.1:8080
frontend f
    bind 127.0.0.1:8080
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(7, "shared-bind", "error", proxies("""
log-forward l
    bind 127.0.0.1:8080
    log 10.0.0.9:514 local0
frontend f
    bind 127.0.0.1:8080
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(8, "shared-bind", "error", proxies("""
frontend f
    bind /run/a.sock
    default_backend b
frontend g
    bind /run/a.sock
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(9, "overlapping-bind", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
frontend g
    bind 10.0.0.9:8080
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(10, "duplicate-bind", "error", {"haproxy.cfg": """\
global
    noreuseport
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :8080
    default_backend b
frontend g
    bind 10.0.0.9:8080
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(10, "duplicate-bind", "error", {"haproxy.cfg": """\
global
    noreuseport
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :8080
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(11, "undefined-backend", "error", proxies("""
frontend f
    bind :8080
    default_backend c
backend b
    server s1 10.0.0.1:80
""")),
    Row(12, "undefined-backend", "warning", proxies("""
frontend f
    bind :8080
    use_backend app_%[req.hdr(host)]
backend b
    server s1 10.0.0.1:80
""")),
    Row(13, "protocol-mismatch", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    mode tcp
    server s1 10.0.0.1:80
""")),
    Row(14, "proxy-loop", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 127.0.0.1:8080
""")),
    Row(15, "proxy-protocol-mismatch", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 127.0.0.1:8081 send-proxy
listen l
    bind 127.0.0.1:8081
    server s1 10.0.0.1:80
""")),
    Row(15, "proxy-protocol-mismatch", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 127.0.0.1:8081
listen l
    bind 127.0.0.1:8081 accept-proxy
    server s1 10.0.0.1:80
""")),
    Row(16, "proxy-protocol-mismatch", "note", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 127.0.0.1:8081 send-proxy check port 8082
listen l
    bind 127.0.0.1:8081 accept-proxy
    bind 127.0.0.1:8082 accept-proxy
    server s1 10.0.0.1:80
""")),
    Row(16, "proxy-protocol-mismatch", "note", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 send-proxy check port 80
""")),
    Row(17, "invalid-port", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 check port 70000
""")),
    Row(17, "port-map-mismatch", "error", proxies("""
frontend f
    bind :60000
    default_backend b
backend b
    server s1 10.0.0.1:+10000
""")),
    Row(17, "invalid-port", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 agent-check agent-port 0
""")),
    Row(18, "check-without-port", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1 check
""")),
    Row(19, "inconsistent-check-port", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 check
    server s2 10.0.0.2:80 check
    server s3 10.0.0.3:80 check port 82
""")),
    Row(20, "plaintext-check", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:8443 ssl verify none check port 8443
""")),
    Row(20, "plaintext-check", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    mode tcp
    option httpchk
    server s1 10.0.0.1:443 check
""")),
    Row(21, "missing-health-check", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
    server s2 10.0.0.2:80
""")),
    Row(22, "port-map-mismatch", "warning", proxies("""
frontend f
    bind :8080
    bind :8081
    default_backend b
backend b
    server s1 10.0.0.1
""")),
    Row(23, "bind-in-backend", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    bind :8081
    server s1 10.0.0.1:80
""")),
    Row(24, "file-limit", "warning", {"haproxy.cfg": """\
global
    maxconn 1000
    ulimit-n 1000
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
]  # fmt: skip
