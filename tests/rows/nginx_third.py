"""Rows 39 to 51 of the table for nginx."""

from tests.rows import Row, http, main

ROWS = [
    Row(39, "incompatible-listen", "error", main("""
events {
}
http {
    server {
        listen 8443 quic ssl;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(39, "incompatible-listen", "error", main("""
events {
}
http {
    server {
        listen 8443 quic;
        ssl_protocols TLSv1.2;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(39, "duplicate-listen-options", "error", main("""
events {
}
http {
    server {
        listen 8443 quic reuseport;
        server_name a;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
    server {
        listen 8443 quic reuseport;
        server_name b;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(40, "incompatible-listen", "error", main("""
events {
}
stream {
    server {
        listen 9000 udp ssl;
        return ok;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(41, "file-limit", "error", main("""
events {
    worker_connections 10;
}
stream {
    server {
        listen 9000-9020;
        return ok;
    }
}
""")),
    Row(42, "ineffective-option", "warning", main("""
events {
}
http {
    upstream u {
        least_conn;
        ip_hash;
        server 10.0.0.1:80;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(42, "ineffective-option", "warning", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80;
        keepalive 8;
        least_conn;
    }
    server {
        listen 8080;
        location / {
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_pass http://u;
        }
    }
}
""")),
    Row(43, "missing-resolver", "error", main("""
events {
}
http {
    upstream u {
        server app.example.com:80 resolve;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(43, "missing-resolver", "error", main("""
events {
}
http {
    upstream u {
        zone z 64k;
        server app.example.com:80 resolve;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(44, "removed-directive", "warning", main("""
events {
}
http {
    upstream u {
        zone z 64k;
        server 10.0.0.1:80 slow_start=5s;
    }
    server {
        listen 8080;
        location / {
            health_check;
            proxy_pass http://u;
        }
    }
}
""")),
    Row(44, "removed-directive", "error", {
        "lbconflint.toml": """\
[target]
nginx = "1.28"
""",
        "nginx.conf": """\
events {
}
http {
    upstream u {
        zone z 64k;
        server 10.0.0.1:80;
        sticky cookie srv;
    }
}
""",
    }),
    Row(45, "invalid-server-name", "warning", main("""
events {
}
http {
    server {
        listen 8080 default_server;
    }
    server {
        listen 8080;
        server_name a.example:8080;
    }
}
""")),
    Row(45, "invalid-server-name", "warning", main("""
events {
}
http {
    server {
        listen 8080 default_server;
    }
    server {
        listen 8080;
        server_name a.example, b.example;
    }
}
""")),
    Row(45, "invalid-server-name", "warning", main("""
events {
}
http {
    server {
        listen 8080 default_server;
    }
    server {
        listen 8080;
        server_name http://a.example;
    }
}
""")),
    Row(45, "invalid-server-name", "warning", main("""
events {
}
http {
    server {
        listen 8080 default_server;
    }
    server {
        listen 8080;
        server_name a.example/;
    }
}
""")),
    Row(46, "ineffective-option", "note", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80 max_fails=3 fail_timeout=5s;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(47, "privileged-port", "note", main("""
pid /tmp/nginx.pid;
events {
}
http {
    server {
        listen 80;
    }
}
""")),
    Row(48, "missing-include", "warning", main("""
events {
}
http {
    include missing.conf;
    server {
        listen 8080;
    }
}
""")),
    Row(49, "repeated-include", "warning", {
        "nginx.conf": """\
events {
}
http {
    include a.conf;
    include *a.conf;
}
""",
        "a.conf": """\
server {
    listen 8080;
}
""",
    }),
    Row(50, "syntax-error", "error", http("""
server { listen 8080;
""")),
    Row(50, "syntax-error", "error", http("""
server { listen 8080; return 200 "a"b; }
""")),
    Row(50, "syntax-error", "error", http("""
server {\u00a0listen 8080; }
""")),
    Row(50, "syntax-error", "error", main("""
\ufeffevents {}
http {
 server { listen 8080; }
}
""")),
    Row(50, "syntax-error", "error", http("""
server { listen 8080;; }
""")),
    Row(51, "duplicate-bind", "warning", {
        "host/etc/nginx/nginx.conf": """\
events {
}
http {
    server {
        listen 8080;
    }
}
""",
        "host/etc/haproxy/haproxy.cfg": """\
defaults
    mode http
frontend web
    bind :8080
    default_backend b
backend b
    server a 10.0.0.1:80
""",
    }),
    Row(52, "duplicate-directive", "error", {
        "nginx.conf": """\
events {
}
http {
    server_tokens off;
    include conf.d/*.conf;
}
""",
        "conf.d/tokens.conf": "server_tokens off;\n",
    }),
    Row(52, "duplicate-directive", "warning", http("""
server {
 listen 8080;
 include /etc/letsencrypt/options-ssl-nginx.conf;
 ssl_session_timeout 1d;
}
""")),
    Row(53, "incomplete-server", "error", main("""
events {}
stream {
 server { proxy_pass 10.0.0.1:5432; }
}
""")),
    Row(53, "incomplete-server", "warning", main("""
events {}
stream {
 server { listen 5432; }
}
""")),
    Row(54, "undefined-backend", "error error", http("""
server { listen 8080; access_log logs/a.log main; limit_req zone=one; }
""")),
    Row(55, "misplaced-directive", "error", http("""
server { listen 8080; location /a { location /b { return 204; } } }
""")),
    Row(56, "invalid-argument", "error error", http("""
map $host $site { default; }
server { listen 8080; return 3000; }
""")),
    Row(57, "tls-without-certificate", "error", http("""
server { listen 8443 ssl; ssl_certificate a.pem; }
""")),
]  # fmt: skip
