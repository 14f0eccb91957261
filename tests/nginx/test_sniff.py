"""Which files nginx takes for its own."""

import pytest

from lbconflint.dialects import Claim
from lbconflint.dialects.nginx.sniff import claims

SITE = "server {\n    listen 80;\n    server_name a.example;\n}\n"

SURE = [
    ("nginx.conf", "worker_processes 1;\nevents {}\n"),
    ("deploy/nginx.conf.j2", "{% if a %}\nuser b;\n{% endif %}\nhttp {\n}\n"),
    ("etc/nginx/conf.d/app.conf", SITE),
    ("nginx/snippets/gzip.conf", "gzip on;\ngzip_types text/css;\n"),
    ("nginx/parts/gzip.conf", "gzip on;\ngzip_types\n    text/css\n    text/plain\n    text/xml;\n"),
    ("sites-enabled/shop.example", SITE),
    ("sites-available/default", SITE),
    ("app.nginx", SITE),
    ("nginx.conf", ""),
    ("conf/nginx.prod.conf", "include mime.types;\n"),
]
WEAK = [
    ("conf.d/app.conf", SITE),
    ("proxy.conf.template", "location / {\n  proxy_pass http://app:3000;\n}\n"),
    ("app.subdomain.conf.sample", "## a comment\n\nserver {\n  listen 443 ssl;\n}\n"),
    ("l4/db.conf", "upstream db {\n  server 10.0.0.1:5432;\n}\n"),
    ("line.conf", "http { server { listen 80; return 204; } }\n"),
    ("line.conf", "server { server_name a.example; listen 80; }"),
    ("line.conf", "events {} stream { upstream a { server 10.0.0.1:80; } server { listen 80; proxy_pass a; } }"),
    ("maps.conf", "map $http_upgrade $connection_upgrade {\n  default upgrade;\n}\n"),
]
NO = [
    ("tinyproxy.conf.j2", 'Timeout 600\nupstream http {{ proxy }}\nupstream none "{{ host }}"\n'),
    ("etc/nginx/php-fpm.conf", "[www]\nuser = www-data\nlisten = /run/php.sock\n"),
    ("sites-available/000-default.conf", "<VirtualHost *:80>\n  ServerName a\n</VirtualHost>\n"),
    ("shiny-server.conf", "run_as shiny;\nserver {\n  listen 3838;\n  location / {\n    site_dir /srv;\n  }\n}\n"),
    ("named.conf", 'options {\n  directory "/var";\n};\nzone "a" IN {\n  type master;\n  file "a";\n};\n'),
    ("dhcpd.conf", "subnet 10.0.0.0 netmask 255.0.0.0 {\n  range 10.0.0.1 10.0.0.9;\n}\nhost a {\n}\n"),
    ("supervisord.conf", "[program:nginx]\ncommand=nginx -g 'daemon off;'\n"),
    ("sysctl.conf", "net.core.somaxconn = 1024\n"),
    ("logrotate.conf", "/var/log/nginx/*.log {\n  daily\n  rotate 4\n}\n"),
    ("syslog-ng.conf", "source s_local {\n  system();\n};\nlog { source(s_local); };\n"),
    ("unbound.conf", "server:\n  interface: 0.0.0.0\n"),
    ("icinga.conf", 'object Host "a" {\n  import "generic-host"\n}\n'),
    ("keepalived.conf", "vrrp_instance VI_1 {\n  state MASTER\n}\n"),
    ("application.conf", "akka {\n  http {\n    server {\n      port = 80\n    }\n  }\n}\n"),
    ("lighttpd.conf", '$HTTP["host"] == "a" {\n  server.document-root = "/a"\n}\n'),
    ("resolv.conf", "nameserver 10.0.0.1\n"),
    ("systemd/nginx.service", "[Service]\nExecStart=/usr/sbin/nginx\n"),
    ("nginx.yaml", "apiVersion: v1\nkind: ConfigMap\ndata:\n  nginx.conf: |\n    server { listen 80; }\n"),
    ("nginx.sh", "#!/bin/sh\ncat <<E\nserver {\n listen 80;\n}\nE\n"),
    ("nginx", "#!/bin/sh\n### BEGIN INIT INFO\n"),
    ("logrotate.d/nginx", "/var/log/nginx/*.log {\n\tdaily\n\tcreate 0640 www-data adm\n}\n"),
    ("nginx.conf", "\0\0\0server { listen 80; }"),
    ("haproxy.conf", "frontend web\n  bind :80\n"),
    ("traefik.conf", '[entryPoints]\n  [entryPoints.web]\n  address = ":80"\n'),
    ("shadow.conf", ""),
]


@pytest.mark.parametrize(("path", "head"), SURE)
def test_sure(path: str, head: str) -> None:
    assert claims(path, head) is Claim.SURE


@pytest.mark.parametrize(("path", "head"), WEAK)
def test_by_content_alone(path: str, head: str) -> None:
    assert claims(path, head) is Claim.WEAK


@pytest.mark.parametrize(("path", "head"), NO)
def test_others(path: str, head: str) -> None:
    assert claims(path, head) is Claim.NO
