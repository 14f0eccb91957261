"""Rows 25 to 48 of the table for HAProxy."""

from tests.rows import Row, proxies

ROWS = [
    Row(25, "ineffective-option", "note", {"haproxy.cfg": """\
global
    maxconn 1000
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :8080
    maxconn 5000
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(25, "ineffective-option", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 minconn 100 maxconn 50
""")),
    Row(26, "source-port-exhaustion", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 maxconn 40000
""")),
    Row(27, "missing-timeout", "warning warning", {"haproxy.cfg": """\
defaults
    mode http
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(27, "missing-timeout", "warning warning warning", {"haproxy.cfg": """\
defaults
    mode http
    timeout client 30
    timeout connect 5
    timeout server 30
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(28, "websocket-timeout", "note", proxies("""
frontend f
    bind :8080
    use_backend b if { hdr(Upgrade) -i websocket }
backend b
    server s1 10.0.0.1:80
""")),
    Row(29, "half-configured-cookie", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    cookie SRV insert indirect nocache
    server s1 10.0.0.1:80 check
    server s2 10.0.0.2:80 check
""")),
    Row(29, "half-configured-cookie", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 check cookie a
    server s2 10.0.0.2:80 check cookie b
""")),
    Row(30, "duplicate-cookie", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    cookie SRV insert indirect nocache
    server s1 10.0.0.1:80 check cookie a
    server s2 10.0.0.2:80 check cookie a
""")),
    Row(32, "lingering-process", "warning", proxies("""
frontend f
    bind :8080
    timeout client 24h
    default_backend b
backend b
    timeout tunnel 24h
    server s1 10.0.0.1:80
""")),
    Row(33, "static-dns", "note", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 app.example.com:80
""")),
    Row(35, "non-local-bind", "warning", {
        "lbconflint.toml": """\
[[host]]
name = "n"
paths = ["**"]
addresses = ["10.0.0.11"]
""",
        "haproxy.cfg": """\
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind 10.0.0.100:8080
    default_backend b
backend b
    server s1 10.0.0.1:80
""",
    }),
    Row(36, "privileged-port", "note", {"haproxy.cfg": """\
global
    pidfile /tmp/haproxy.pid
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :80
    default_backend b
backend b
    server s1 10.0.0.1:80
"""}),
    Row(37, "plaintext-on-tls-port", "warning", proxies("""
frontend f
    bind :443
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(37, "plaintext-to-tls-port", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:443
""")),
    Row(38, "unprotected-admin", "warning", {"haproxy.cfg": """\
global
    stats socket 0.0.0.0:9999 level admin
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
    Row(38, "unprotected-admin", "warning", proxies("""
listen f
    bind :8404
    stats enable
    stats uri /stats
    stats admin if TRUE
""")),
    Row(39, "duplicate-server", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80 check
    server s2 10.0.0.1:80 check
""")),
    Row(40, "unused-backend", "note", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80
backend c
    server s1 10.0.0.2:80
""")),
    Row(41, "missing-final-newline", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    server s1 10.0.0.1:80""")),
    Row(42, "syntax-error", "warning", proxies("""
frontend f
    bind :8080
    bind ""
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(42, "syntax-error", "error", proxies("""
frontend f
    bind :8080
    http-request set-header X "$"
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(43, "missing-timeout", "warning", {"haproxy.cfg": """\
frontend f
    bind :8080
    default_backend b
defaults
    mode http
    timeout client 30s
    timeout connect 5s
    timeout server 30s
backend b
    server s1 10.0.0.1:80
"""}),
    Row(44, "ineffective-option", "warning", {"haproxy.cfg": """\
defaults
    mode tcp
    timeout client 30s
    timeout connect 5s
    timeout server 30s
frontend f
    bind :8080
    default_backend b
backend b
    balance uri
    server s1 10.0.0.1:80
"""}),
    Row(44, "ineffective-option", "note", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    balance first
    server s1 10.0.0.1:80 check
    server s2 10.0.0.2:80 check
""")),
    Row(46, "ineffective-option", "warning", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    option httpchk GET /h
    option tcp-check
    server s1 10.0.0.1:80 check
""")),
    Row(47, "invalid-argument", "error", proxies("""
frontend f
    bind :8080
    log 127.0.0.1 len 1024
    default_backend b
backend b
    server s1 10.0.0.1:80
""")),
    Row(48, "invalid-argument", "error", proxies("""
frontend f
    bind :8080
    default_backend b
backend b
    use-server s2 if { path /2 }
    server s1 10.0.0.1:80
""")),
]  # fmt: skip
