"""Generated nginx configurations, deterministic from a seed."""

import random
from typing import NamedTuple

from .case import Ask, Case, Program
from .identity import identity
from .layout import CERTIFICATE, ROOT
from .refusals import SET_ONCE, keys_of, mapped, refusals_of
from .servers import Server
from .spelling import (
    MAPPED,
    MAPPED_ANY,
    V4_ANY,
    V4_ONE,
    V4_TWO,
    V6_ANY,
    V6_LOCAL,
    V6_ONE,
    V6_TWO,
    Place,
    pick_ports,
    spell_host,
    spell_ports,
)

_PLACES = (V4_ANY, V4_ONE, V4_TWO, V6_ANY, V6_ONE, V6_TWO, V6_LOCAL, MAPPED, MAPPED_ANY)
_WIDE = (34, 22, 8, 13, 9, 2, 2, 4, 1)
_NARROW = (40, 30, 0, 15, 10, 0, 0, 3, 1)
"""Weights of the places; fewer places make more meetings."""

_UNIX_NAMES = ("a", "b")
_IMPLICIT_PORT = 80

_FAULTS = (
    ("http", "0", "port 0"),
    ("http", "65536", "port above 65535"),
    ("http", "127.0.0.1:99999", "port above 65535"),
    ("http", ":8080", "no host"),
    ("http", "127.0.0.1:http", "a port is a number"),
    ("http", "8080 sll", "invalid parameter"),
    ("http", "8081-8080", "inverted range"),
    ("http", "65530-65540", "range beyond 65535"),
    ("http", "unix:", "no path"),
    ("http", "8080 8081", "a second address is no parameter"),
    ("stream", "0", "port 0"),
    ("stream", "8081-8080", "inverted range"),
    ("stream", "8080 udp ssl", "ssl over udp"),
    ("stream", "8080 udp backlog=5", "backlog of udp"),
    ("stream", "8080 udp proxy_protocol", "PROXY protocol over udp"),
    ("mail", "65536", "port above 65535"),
    ("mail", "[::1", "unclosed bracket"),
)


class Style(NamedTuple):
    """What a case leans to, so that every outcome has its share: how often ``reuseport``, UDP or QUIC, an
    option that demands bind(), a unix socket; on how many ports."""

    reuse: float
    datagrams: float
    modules: tuple[str, ...]
    explicit: float
    unix: float
    listens: tuple[int, int] = (2, 5)
    ports: tuple[int, ...] = (1, 1, 2, 2, 3)


STYLES = (
    (20, Style(0.1, 0.05, ("http",), 0.15, 0.08)),
    (10, Style(0.1, 0.1, ("http", "stream"), 0.1, 0.08)),
    (40, Style(0.95, 0.1, ("http", "stream"), 0.03, 0.0, (3, 5), (1,))),
    (10, Style(0.95, 0.1, ("http", "stream", "mail"), 0.1, 0.0)),
    (8, Style(0.05, 0.9, ("stream", "http"), 0.1, 0.0)),
    (6, Style(0.1, 0.15, ("stream",), 0.15, 0.08)),
    (6, Style(0.15, 0.0, ("mail", "http"), 0.2, 0.05)),
    (4, Style(0.2, 0.0, ("mail",), 0.2, 0.05)),
)
PAIRED = (
    (3, Style(0.1, 0.1, ("http",), 0.1, 0.1, (1, 2))),
    (10, Style(0.97, 0.1, ("http", "stream"), 0.03, 0.0, (1, 3), (1, 1, 2))),
    (4, Style(0.1, 0.95, ("stream",), 0.03, 0.0, (1, 3), (1, 2))),
    (2, Style(0.1, 0.1, ("http", "mail", "stream"), 0.1, 0.2, (1, 3))),
)


class _Listen(NamedTuple):
    text: str
    ask: Ask | None


class NginxMaker:
    """Makes one program.  ``number`` is its place in the case, ``ports`` those of the case."""

    def __init__(self, rng: random.Random, server: Server, number: int, ports: tuple[int, ...], style: Style):
        self.rng = rng
        self.server = server
        self.number = number
        self.ports = ports
        self.style = style
        self.modules = [name for name in style.modules if name in server.features] or ["http"]
        self.blocks: list[tuple[str, int, list[_Listen]]] = []

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def make(self, path: str, refused: bool) -> Program:
        """A program whose check is meant to refuse it, or not; the checks themselves are the judges."""
        for _ in range(60):
            self.blocks = []
            self._fill()
            faults = self._add_fault() if refused and self.chance(0.5) else ()
            program = Program("nginx", path, self._text(), self._asks(), faults)
            if bool(refusals_of_program(program, self.server)) == refused and not self._unbound_mapped():
                return program
        return program

    def _unbound_mapped(self) -> bool:
        """An IPv4-mapped address that nginx leaves to ``[::]``, which does not take it: nobody listens."""
        asks = self._asks()
        wide = {key for ask in asks if ask.host == "*" and ask.family == "ipv6" for key in keys_of(ask)}
        return any(
            (*key[:3], "*", key[4]) in wide
            for ask in asks
            if mapped(ask) and "ipv6only" not in ask.options
            for key in keys_of(ask)
        )

    def _asks(self) -> tuple[Ask, ...]:
        return tuple(listen.ask for _, _, listens in self.blocks for listen in listens if listen.ask)

    def _fill(self) -> None:
        left = self.rng.randint(*self.style.listens)
        group = 0
        while left > 0:
            module = self.rng.choice(self.modules)
            number = min(left, self.rng.choice((1, 1, 1, 2, 2, 3)))
            listens: list[_Listen] = []
            self.blocks.append((module, group, listens))
            while len(listens) < number:
                listens.append(self._listen(module, group))
            left -= number
            group += 1
        if "http" in self.modules and self.chance(0.04):
            self.blocks.append(("http", group, [self._implicit(group)]))

    def _implicit(self, group: int) -> _Listen:
        ask = self._ask("http", group, V4_ANY, (_IMPLICIT_PORT, _IMPLICIT_PORT), "tcp", ("implicit",))
        return _Listen("", ask)

    def _ask(
        self,
        module: str,
        group: int,
        place: Place,
        ports: tuple[int, int],
        transport: str,
        options: tuple[str, ...],
    ) -> Ask:
        quic = "quic" in options
        return Ask(
            owner=f"{self.number}.{module}",
            group=group,
            family=place.family,
            host=place.host,
            low=ports[0],
            high=ports[1],
            transport=transport,
            speaks="quic" if quic else "id",
            v6only=place.family == "ipv6" and "ipv6only-off" not in options,
            reuse_port="reuseport" in options,
            tls="ssl" in options,
            proxy="proxy_protocol" in options,
            options=tuple(sorted({"ipv6only" if name == "ipv6only-off" else name for name in options})),
        )

    def _listen(self, module: str, group: int) -> _Listen:
        if self.chance(self.style.unix):
            return self._unix(module, group)
        place = self.rng.choices(_PLACES, _NARROW if self.style.reuse > 0.5 else _WIDE)[0]
        ports = pick_ports(self.rng, self.ports, 0.12)
        written = ""
        if module == "http" and self.chance(0.03):
            ports = (_IMPLICIT_PORT, _IMPLICIT_PORT)
            written = {V4_ANY: "*", V6_ANY: "[::]"}.get(place) or self._bare(place)
        transport, options = self._options(module, place)
        if place == MAPPED_ANY and transport == "udp":
            # nginx answers such datagrams from the wrong address: nobody could tell who it was
            place = MAPPED
        ask = self._ask(module, group, place, ports, transport, tuple(options))
        if not SET_ONCE.isdisjoint(ask.options) and self._is_set(ask) and self.chance(0.93):
            options = {name: text for name, text in options.items() if name.partition("-")[0] not in SET_ONCE}
            ask = self._ask(module, group, place, ports, transport, tuple(options))
        words = [written or self._spell(place, ports), *options.values()]
        return _Listen(f"listen {' '.join(word for word in words if word)};", ask)

    def _is_set(self, new: Ask) -> bool:
        """Another listen has given options for one of these sockets, so that more are refused."""
        keys = set(keys_of(new))
        return any(
            not SET_ONCE.isdisjoint(ask.options) and not keys.isdisjoint(keys_of(ask)) for ask in self._asks()
        )

    def _unix(self, module: str, group: int) -> _Listen:
        path = f"{ROOT}/{self.rng.choice(_UNIX_NAMES)}.sock"
        options = ("bind",) if self.chance(0.1) else ()
        ask = self._ask(module, group, Place("unix", path), (0, 0), "tcp", options)
        return _Listen(f"listen unix:{path}{' bind' if options else ''};", ask)

    def _bare(self, place: Place) -> str:
        host = spell_host(self.rng, place)
        return f"[{host}]" if place.family == "ipv6" else host

    def _spell(self, place: Place, ports: tuple[int, int]) -> str:
        written = spell_ports(self.rng, *ports)
        if place == V4_ANY:
            return self.rng.choice(("{}", "{}", "*:{}", "0.0.0.0:{}", '"{}"')).format(written)
        return f"{self._bare(place)}:{written}"

    def _options(self, module: str, place: Place) -> tuple[str, dict[str, str]]:
        """The transport and the parameters, each by the name that counts for the socket."""
        datagrams = self.chance(self.style.datagrams)
        if datagrams and module == "http" and "quic" in self.server.features:
            return "udp", {"quic": "quic", **self._common(module, place, "udp")}
        if datagrams and module == "stream":
            return "udp", {"udp": "udp", **self._common(module, place, "udp")}
        return "tcp", self._common(module, place, "tcp") | self._stream_options(module)

    def _common(self, module: str, place: Place, transport: str) -> dict[str, str]:
        options: dict[str, str] = {}
        if module != "mail" and self.chance(self.style.reuse):
            options["reuseport"] = "reuseport"
        if self.chance(self.style.explicit):
            name = self.rng.choice(("bind", "bind", "rcvbuf", "sndbuf"))
            options[name] = {"bind": "bind", "rcvbuf": "rcvbuf=64k", "sndbuf": "sndbuf=64k"}[name]
        if transport == "tcp" and self.chance(self.style.explicit / 2):
            name = self.rng.choice(("backlog", "so_keepalive"))
            options[name] = {"backlog": "backlog=200", "so_keepalive": "so_keepalive=on"}[name]
        if place in (MAPPED, MAPPED_ANY) and self.chance(0.8):
            options["ipv6only-off"] = "ipv6only=off"
        elif place.family == "ipv6" and self.chance(0.35):
            off = self.chance(0.6)
            options["ipv6only-off" if off else "ipv6only"] = f"ipv6only={'off' if off else 'on'}"
        elif place.family == "ipv4" and self.chance(0.02):
            options["ipv6only"] = "ipv6only=on"
        defaults = module == "http" or (module == "stream" and self.server.number >= (1, 25, 5))
        if defaults and self.chance(0.1):
            options["default_server"] = "default_server"
        return options

    def _stream_options(self, module: str) -> dict[str, str]:
        """Parameters of connections."""
        options: dict[str, str] = {}
        tls = {"http": "ssl", "stream": "stream_ssl", "mail": "mail_ssl"}[module]
        if tls in self.server.features and self.chance(0.08):
            options["ssl"] = "ssl"
        if (module != "mail" or self.server.number >= (1, 19, 8)) and self.chance(0.07):
            options["proxy_protocol"] = "proxy_protocol"
        if module == "http" and self.chance(0.05):
            options["deferred"] = "deferred"
        return options

    def _add_fault(self) -> tuple[str, ...]:
        module, text, reason = self.rng.choice([fault for fault in _FAULTS if fault[0] in self.modules])
        self.blocks.append((module, len(self.blocks), [_Listen(f"listen {text};", None)]))
        return (f"listen {text}: {reason}",)

    def _text(self) -> str:
        lines = main_head(self.server)
        for module in dict.fromkeys(name for name, _, _ in self.blocks):
            lines += [f"{module} {{", *(f"    {line}" for line in module_head(module, self.server.features))]
            for name, group, listens in self.blocks:
                if name == module:
                    lines += self._server(module, group, listens)
            lines.append("}")
        return "\n".join(lines) + "\n"

    def _server(self, module: str, group: int, listens: list[_Listen]) -> list[str]:
        mark = identity(f"{self.number}.{module}/{group}")
        lines = ["    server {", *(f"        {listen.text}" for listen in listens if listen.text)]
        if module == "http":
            lines += [f"        server_name s{group}.example;", f'        return 200 "{mark}";']
        elif module == "stream":
            lines.append(f'        return "{mark}";')
        else:
            lines += ["        protocol smtp;", f'        server_name "{mark}";']
        return [*lines, "    }"]


def refusals_of_program(program: Program, server: Server) -> list[str]:
    return refusals_of(Case("", (program,)), {"nginx": server.version})


def main_head(server: Server) -> list[str]:
    """The statements of the main context."""
    lines = [f"load_module {module};" for module in server.modules]
    lines += ["daemon off;", "user root;", "worker_processes 1;", "pid nginx.pid;", "error_log stderr warn;"]
    return [*lines, "events { worker_connections 600; }"]


def module_head(module: str, features: frozenset[str]) -> list[str]:
    """The statements that each module needs here."""
    tls = {"http": "ssl", "stream": "stream_ssl", "mail": "mail_ssl"}[module]
    lines = [f"ssl_certificate {CERTIFICATE};", f"ssl_certificate_key {CERTIFICATE};"] if tls in features else []
    if module == "http":
        lines += ["access_log off;", "client_body_temp_path tmp_body;", "proxy_temp_path tmp_proxy;"]
        lines += ["fastcgi_temp_path tmp_fastcgi;", "uwsgi_temp_path tmp_uwsgi;", "scgi_temp_path tmp_scgi;"]
        # TLSv1.3 is no default before 1.23.4, and QUIC needs it
        lines += ["ssl_protocols TLSv1.2 TLSv1.3;"] if "ssl" in features else []
    if module == "mail":
        lines += ["auth_http 127.0.0.1:9/;"]
    return lines


def nginx_program(
    rng: random.Random, server: Server, number: int, ports: tuple[int, ...], path: str, paired: bool
) -> Program:
    """One nginx; about one in eight is meant to be refused by its own check."""
    styles = PAIRED if paired else STYLES
    style = rng.choices([style for _, style in styles], [weight for weight, _ in styles])[0]
    maker = NginxMaker(rng, server, number, ports[: rng.choice(style.ports)], style)
    return maker.make(path, refused=rng.random() < (0.04 if paired else 0.15))
