"""Series of cases: single programs and pairs, deterministic from product, version and number."""

import random
from collections.abc import Iterator

from .case import Case
from .cases_haproxy import haproxy_program
from .cases_nginx import nginx_program
from .servers import Server
from .spelling import case_ports

_NGINX, _HAPROXY = "etc/nginx/nginx.conf", "etc/haproxy/haproxy.cfg"


def _nginx_single(rng: random.Random, name: str, server: Server) -> Case:
    ports = case_ports(rng, 7)
    return Case(name, (nginx_program(rng, server, 1, ports, _NGINX, paired=False),))


def _haproxy_single(rng: random.Random, name: str, server: Server) -> Case:
    program, conditional = haproxy_program(rng, server, 1, case_ports(rng, 7), _HAPROXY, paired=False)
    return Case(name, (program,), conditional)


def _nginx_pair(rng: random.Random, name: str, server: Server) -> Case:
    ports = case_ports(rng, 7)
    first = nginx_program(rng, server, 1, ports, f"first/{_NGINX}", paired=True)
    return Case(name, (first, nginx_program(rng, server, 2, ports, f"second/{_NGINX}", paired=True)))


def _haproxy_pair(rng: random.Random, name: str, server: Server) -> Case:
    ports = case_ports(rng, 7)
    first, conditional = haproxy_program(rng, server, 1, ports, f"first/{_HAPROXY}", paired=True)
    second, _ = haproxy_program(rng, server, 2, ports, f"second/{_HAPROXY}", paired=True)
    return Case(name, (first, second), conditional)


def _mixed_pair(rng: random.Random, name: str, nginx: Server, haproxy: Server) -> Case:
    ports = case_ports(rng, 7)
    if rng.random() < 0.5:
        first, conditional = haproxy_program(rng, haproxy, 1, ports, _HAPROXY, paired=True)
        return Case(name, (first, nginx_program(rng, nginx, 2, ports, _NGINX, paired=True)), conditional)
    web = nginx_program(rng, nginx, 1, ports, _NGINX, paired=True)
    proxy, conditional = haproxy_program(rng, haproxy, 2, ports, _HAPROXY, paired=True)
    return Case(name, (web, proxy), conditional)


def series(server: Server, number: int, other: Server | None, seed: str = "") -> Iterator[Case]:
    """``number`` cases for ``server``; ``other`` is a binary of the other product for mixed pairs."""
    for index in range(number):
        name = f"{server.product}-{seed}{index}"
        rng = random.Random(f"{server} {sorted(server.features)} {name}")
        kind = rng.random()
        if kind < 0.15 and other:
            nginx, haproxy = (server, other) if server.product == "nginx" else (other, server)
            yield _mixed_pair(rng, name, nginx, haproxy)
        elif kind < 0.3:
            yield (_nginx_pair if server.product == "nginx" else _haproxy_pair)(rng, name, server)
        else:
            yield (_nginx_single if server.product == "nginx" else _haproxy_single)(rng, name, server)
