"""Deterministic load-balancer configurations of any size, for measuring.

    python -m tests.bench.generate nginx --lines 50000 --out DIR
    python -m tests.bench.generate haproxy --lines 50000 --out DIR
    python -m tests.bench.generate kubernetes --lines 60000 --out DIR
    python -m tests.bench.generate terraform --lines 50000 --out DIR

The same arguments give the same bytes.  ``nginx -t`` (with a certificate at DIR/tls) and ``haproxy -c`` accept
what is written, and ``terraform fmt -check`` finds nothing to do; ``--defects`` plants one duplicate server (or
listener) in every twentieth pool (or stack).
"""

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from tests.bench.terraform import write_terraform

_WORDS = ("cart", "catalog", "checkout", "image", "invoice", "login", "mail", "order", "price", "search", "stock")

_NGINX_HEAD = """\
worker_processes auto;
events {
    worker_connections 65535;
}
http {
    map $http_upgrade $connection_upgrade {
        default upgrade;
        ''      '';
    }
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                    '$status $body_bytes_sent "$http_referer" "$http_user_agent"';
    access_log off;
    server_names_hash_max_size 65536;
    variables_hash_max_size 4096;
    include sites/*.conf;
}
"""

_SNIPPET = """\
proxy_http_version 1.1;
proxy_set_header Host              $host;
proxy_set_header X-Real-IP         $remote_addr;
proxy_set_header X-Forwarded-For   $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header Connection        $connection_upgrade;
"""

_HAPROXY_HEAD = """\
global
    maxconn 100000
    log /dev/log local0

defaults
    mode http
    log global
    option httplog
    timeout connect 5s
    timeout client 30s
    timeout server 30s
"""


def _address(chance: random.Random) -> str:
    return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def _name(number: int) -> str:
    return f"{_WORDS[number % len(_WORDS)]}-{number:05}"


def nginx_site(number: int, defects: bool) -> str:
    """One upstream and two servers: about 50 lines."""
    chance = random.Random(f"nginx:{number}")
    name, port = _name(number), 8000 + chance.randrange(800)
    members = [f"    server {_address(chance)}:{port} weight={chance.randrange(1, 5)};" for _ in range(6)]
    if defects and number % 20 == 0:
        members.append(members[0])
    servers = "\n".join(members)
    locations = "\n".join(
        f"""    location /{word}/ {{
        include snippets/proxy.conf;
        proxy_pass http://{name};
        proxy_read_timeout {chance.randrange(30, 120)}s;
    }}"""
        for word in chance.sample(_WORDS, 5)
    )
    return f"""\
# {name}: kept by team {number % 17}
upstream {name} {{
    zone {name} 64k;
{servers}
    keepalive 16;
}}
server {{
    listen 80;
    server_name {name}.shop.example;
    return 301 https://$host$request_uri;
}}
server {{
    listen 443 ssl;
    server_name {name}.shop.example "www.{name}.shop.example";
    ssl_certificate tls/shop.pem;
    ssl_certificate_key tls/shop.key;
    client_max_body_size 10m;
    add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
{locations}
    location ~* "\\.(?:css|js|png|jpe?g|gif|svg)$" {{
        expires 30d;
        add_header Cache-Control public;
    }}
}}
"""


def write_nginx(out: Path, lines: int, defects: bool = False) -> None:
    """nginx.conf and as many sites (one file each) as give about ``lines`` lines."""
    (out / "sites").mkdir(parents=True, exist_ok=True)
    (out / "snippets").mkdir(exist_ok=True)
    (out / "nginx.conf").write_text(_NGINX_HEAD)
    (out / "snippets" / "proxy.conf").write_text(_SNIPPET)
    written = number = 0
    while written < lines:
        text = nginx_site(number, defects)
        (out / "sites" / f"{number:05}.conf").write_text(text)
        written += text.count("\n")
        number += 1


def haproxy_proxy(number: int, defects: bool) -> Iterator[str]:
    """One frontend and one backend of ten servers: about 25 lines."""
    chance = random.Random(f"haproxy:{number}")
    name = _name(number)
    yield f"\nfrontend fe-{name}"
    yield f"    bind 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}:80"
    yield f"    acl is-{name} hdr(host) -i {name}.shop.example"
    yield "    http-request set-header X-Forwarded-Proto https"
    yield f'    http-request set-header X-Owner "team {number % 17}"'
    yield "    http-request deny if { path_beg /internal }"
    yield f"    use_backend be-{name} if is-{name}"
    yield f"    default_backend be-{name}"
    yield f"\nbackend be-{name}"
    yield f"    balance {chance.choice(('roundrobin', 'leastconn', 'source'))}"
    yield f"    option httpchk GET /health/{name}"
    yield f"    cookie SRV{number} insert indirect nocache"
    port = 8000 + chance.randrange(800)
    for server in range(10):
        yield (
            f"    server s{server:02} {_address(chance)}:{port} check inter 2s rise 2 fall 3 "
            f"weight {chance.randrange(1, 100)} maxconn 500 cookie s{server:02}"
        )
    if defects and number % 20 == 0:
        yield f"    server twin 10.0.0.1:{port} check cookie s00"


def write_haproxy(out: Path, lines: int, defects: bool = False) -> None:
    """One haproxy.cfg of about ``lines`` lines."""
    out.mkdir(parents=True, exist_ok=True)
    written = [*_HAPROXY_HEAD.splitlines()]
    number = 0
    while len(written) < lines:
        written.extend(haproxy_proxy(number, defects))
        number += 1
    (out / "haproxy.cfg").write_text("\n".join(written) + "\n")


def kubernetes_objects(number: int, defects: bool) -> tuple[str, str, str]:
    """A Deployment, its Service and its Ingress: about 90 lines."""
    chance = random.Random(f"kubernetes:{number}")
    name, team, port = _name(number), f"team-{number % 17}", 8000 + chance.randrange(800)
    head = f"""\
  namespace: {team}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: shop
    team: "{number % 17}"
"""
    deployment = f"""\
# {name}: kept by {team}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
{head}spec:
  replicas: {chance.randrange(1, 6)}
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
        team: "{number % 17}"
    spec:
      containers:
        - name: app
          image: registry.shop.example/{name}:1.{chance.randrange(40)}
          args: ["--config", "/etc/app/config.yaml"]
          ports:
            - name: http
              containerPort: {port}
              protocol: TCP
          env:
            - name: LOG_LEVEL
              value: info
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          readinessProbe:
            httpGet:
              path: /health
              port: http
            periodSeconds: 5
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
"""
    target = "web" if defects and number % 20 == 0 else "http"
    service = f"""\
apiVersion: v1
kind: Service
metadata:
  name: {name}
{head}spec:
  selector:
    app.kubernetes.io/name: {name}
  ports:
    - name: http
      port: 80
      targetPort: {target}
"""
    path = f"""\
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {name}
                port:
                  name: http
"""
    ingress = f"""\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
{head}  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "{chance.randrange(30, 120)}"
spec:
  ingressClassName: nginx
  tls:
    - hosts:
        - {name}.shop.example
      secretName: {name}-tls
  rules:
    - host: {name}.shop.example
      http:
        paths:
{path}"""
    return deployment, service, ingress


def write_kubernetes(out: Path, lines: int, defects: bool = False) -> None:
    """Deployments, Services and Ingresses, one object a file."""
    out.mkdir(parents=True, exist_ok=True)
    written = number = 0
    while written < lines:
        for kind, text in zip(("deploy", "svc", "ing"), kubernetes_objects(number, defects), strict=True):
            (out / f"{number:05}-{kind}.yaml").write_text(text)
            written += text.count("\n")
        number += 1


def write_manifest(out: Path, lines: int, defects: bool = False) -> None:
    """The same objects in one all.yaml of many documents."""
    out.mkdir(parents=True, exist_ok=True)
    texts: list[str] = []
    written = 0
    while written < lines:
        for text in kubernetes_objects(len(texts) // 3, defects):
            texts.append(text)
            written += text.count("\n") + 1
    (out / "all.yaml").write_text("---\n".join(texts))


WRITERS = {
    "nginx": write_nginx,
    "haproxy": write_haproxy,
    "kubernetes": write_kubernetes,
    "manifest": write_manifest,
    "terraform": write_terraform,
}
MAIN = {
    "nginx": "nginx.conf",
    "haproxy": "haproxy.cfg",
    "kubernetes": ".",
    "manifest": "all.yaml",
    "terraform": ".",
}
"""What to lint in what each writer wrote."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=WRITERS)
    parser.add_argument("--lines", type=int, default=50_000)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--defects", action="store_true")
    options = parser.parse_args()
    WRITERS[options.kind](options.out, options.lines, options.defects)


if __name__ == "__main__":
    main()
