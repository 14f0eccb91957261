"""Rows 18 to 37 of the table for nginx."""

from tests.rows import Row, http, main

ROWS = [
    Row(18, "static-dns", "note", main("""
events {
}
http {
    upstream u {
        server app.example.com:80;
    }
}
""")),
    Row(19, "missing-resolver", "error", main("""
events {
}
http {
    server {
        listen 8080;
        location / {
            proxy_pass http://$arg_shard.example.com;
        }
    }
}
""")),
    Row(20, "missing-upstream-port", "error", main("""
events {
}
stream {
    server {
        listen 9000;
        proxy_pass 10.0.0.1;
    }
}
""")),
    Row(20, "missing-upstream-port", "error", main("""
events {
}
stream {
    upstream u {
        server 10.0.0.1;
    }
    server {
        listen 9000;
        proxy_pass u;
    }
}
""")),
    Row(21, "port-on-upstream-name", "error", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u:80;
        }
    }
}
""")),
    Row(22, "duplicate-pool", "error", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80;
    }
    upstream U {
        server 10.0.0.2:80;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(23, "no-usable-server", "error", main("""
events {
}
http {
    upstream u {
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(23, "no-usable-server", "error", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80 backup;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(23, "no-usable-server", "error", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80 down;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(24, "invalid-argument", "error", main("""
events {
}
http {
    upstream u {
        ip_hash;
        server 10.0.0.1:80;
        server 10.0.0.2:80 backup;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(25, "implicit-listen", "note", main("""
events {
}
http {
    server {
        server_name a;
    }
}
""")),
    Row(26, "missing-semicolon", "error", http("""
server { listen 8080;
 root /srv
 index index.html;
}
""")),
    Row(27, "unknown-directive", "error", main("""
events {
}
http {
    server {
        listen 8080;
        proxy_pas http://a;
    }
}
""")),
    Row(28, "misplaced-directive", "error", main("""
events {
}
http {
    server {
        listen 8080;
        upstream u {
            server 10.0.0.1:80;
        }
    }
}
""")),
    Row(29, "removed-directive", "note", main("""
events {
}
http {
    server {
        listen 8443 ssl http2;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(29, "removed-directive", "error", {
        "lbconflint.toml": """\
[target]
nginx = "1.24"
""",
        "nginx.conf": """\
events {
}
http {
    server {
        listen 8443 ssl;
        http2 on;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""",
    }),
    Row(30, "removed-directive", "warning", main("""
events {
}
http {
    server {
        listen 8443;
        ssl on;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(31, "weak-tls", "warning", main("""
events {
}
http {
    server {
        listen 8443 ssl;
        ssl_protocols TLSv1 TLSv1.2;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(32, "ineffective-keepalive", "warning", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80;
        keepalive 8;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://u;
        }
    }
}
""")),
    Row(33, "websocket-timeout", "note warning", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80;
    }
    server {
        listen 8080;
        location / {
            proxy_set_header Upgrade $http_upgrade;
            proxy_pass http://u;
        }
    }
}
""")),
    Row(34, "websocket-timeout", "note", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80;
    }
    server {
        listen 8080;
        location / {
            proxy_http_version 1.1;
            proxy_set_header Connection upgrade;
            proxy_set_header Upgrade $http_upgrade;
            proxy_pass http://u;
        }
    }
}
""")),
    Row(34, "grpc-timeout", "note", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1:80;
    }
    server {
        listen 8080 http2;
        location / {
            grpc_pass grpc://u;
        }
    }
}
""")),
    Row(35, "protocol-mismatch", "warning error", main("""
events {
}
http {
    server {
        listen 8080;
        location / {
            grpc_pass grpc://127.0.0.1:8081;
        }
    }
    server {
        listen 127.0.0.1:8081;
    }
}
""")),
    Row(35, "protocol-mismatch", "warning", main("""
events {
}
http {
    server {
        listen 8080;
        location / {
            grpc_pass grpc://10.0.0.1:50051;
        }
    }
}
""")),
    Row(36, "ephemeral-port", "warning", main("""
events {
}
http {
    server {
        listen 40000;
    }
}
""")),
    Row(37, "overlapping-bind", "warning", main("""
events {
}
http {
    server {
        listen 80;
        server_name a.example;
    }
    server {
        listen 10.0.0.1:80;
        server_name b.example;
    }
}
""")),
]  # fmt: skip
