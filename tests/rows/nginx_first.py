"""Rows 1 to 17 of the table for nginx."""

from tests.rows import Row, main

ROWS = [
    Row(1, "duplicate-bind", "error", main("""
events {
}
http {
    server {
        listen 9000;
    }
}
stream {
    server {
        listen 9000;
        return ok;
    }
}
""")),
    Row(2, "duplicate-bind", "error", main("""
events {
}
http {
    server {
        listen 8080;
    }
    server {
        listen 127.0.0.1:8080 backlog=512;
    }
}
""")),
    Row(3, "dual-stack-overlap", "error", main("""
events {
}
http {
    server {
        listen 8080;
        listen [::]:8080 ipv6only=off;
    }
}
""")),
    Row(4, "duplicate-listen", "error", main("""
events {
}
http {
    server {
        listen 8080;
        listen *:8080;
    }
}
""")),
    Row(5, "duplicate-listen-options", "error", main("""
events {
}
http {
    server {
        listen 8080 backlog=5;
    }
    server {
        listen 8080 backlog=6;
        server_name a;
    }
}
""")),
    Row(6, "duplicate-default-server", "error", main("""
events {
}
http {
    server {
        listen 8080 default_server;
    }
    server {
        listen 8080 default_server;
        server_name a;
    }
}
""")),
    Row(7, "duplicate-server-name", "warning", main("""
events {
}
http {
    server {
        listen 8080;
        server_name a.example;
    }
    server {
        listen 8080;
        server_name A.example;
    }
}
""")),
    Row(8, "duplicate-listen", "warning", main("""
events {
}
stream {
    server {
        listen 9000;
        return a;
    }
    server {
        listen 9000;
        return b;
    }
}
""")),
    Row(9, "shared-bind", "error", main("""
events {
}
http {
    server {
        listen 8443 quic;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
stream {
    server {
        listen 8443 udp;
        return a;
    }
}
""")),
    Row(10, "shared-bind", "error", main("""
events {
}
http {
    server {
        listen 9000 reuseport;
    }
}
stream {
    server {
        listen 9000 reuseport;
        return ok;
    }
}
""")),
    Row(11, "tls-to-plaintext-port", "error", main("""
events {
}
http {
    upstream u {
        server 10.0.0.1;
    }
    server {
        listen 8080;
        location / {
            proxy_pass https://u;
        }
    }
}
""")),
    Row(12, "plaintext-to-tls-port", "warning", main("""
events {
}
http {
    server {
        listen 8080;
        location / {
            proxy_pass http://10.0.0.1:443;
        }
    }
}
""")),
    Row(12, "tls-to-plaintext-port", "warning", main("""
events {
}
http {
    server {
        listen 8080;
        location / {
            proxy_pass https://10.0.0.1:80;
        }
    }
}
""")),
    Row(12, "plaintext-to-tls-port", "error", main("""
events {
}
http {
    server {
        listen 8080;
        location / {
            proxy_pass http://127.0.0.1:9443;
        }
    }
    server {
        listen 127.0.0.1:9443 ssl;
        ssl_certificate a.pem;
        ssl_certificate_key a.key;
    }
}
""")),
    Row(13, "plaintext-on-tls-port", "warning", main("""
events {
}
http {
    server {
        listen 443;
    }
}
""")),
    Row(14, "tls-without-certificate", "error", main("""
events {
}
http {
    server {
        listen 443 ssl;
    }
}
""")),
    Row(15, "proxy-loop", "error", main("""
events {
}
http {
    server {
        listen 8080;
        location / {
            proxy_pass http://127.0.0.1:8080;
        }
    }
}
""")),
    Row(16, "proxy-protocol-mismatch", "error", main("""
events {
}
http {
    server {
        listen 127.0.0.1:8080;
    }
}
stream {
    server {
        listen 9000;
        proxy_protocol on;
        proxy_pass 127.0.0.1:8080;
    }
}
""")),
    Row(16, "proxy-protocol-mismatch", "warning", main("""
events {
}
http {
    server {
        listen 127.0.0.1:8080 proxy_protocol;
    }
}
stream {
    server {
        listen 9000;
        proxy_pass 127.0.0.1:8080;
    }
}
""")),
    Row(17, "undefined-backend", "warning", main("""
events {
}
http {
    upstream backend {
        server 10.0.0.1:80;
    }
    server {
        listen 8080;
        location / {
            proxy_pass http://backand;
        }
        location /b {
            proxy_pass http://backend;
        }
    }
}
""")),
]  # fmt: skip
