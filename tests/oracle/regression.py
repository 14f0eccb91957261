"""Named cases in literal text: each was a fact worth keeping or a fault of the predicate."""

import re
from typing import NamedTuple

from .case import Ask, Case, Program
from .cases_haproxy import haproxy_head
from .cases_nginx import main_head, module_head
from .refusals import numbers
from .servers import Server
from .verdict import Verdict

_ADDRESS = re.compile(r"(?P<host>\*|\[[^\]]*\]|[\d.]+):(?P<low>\d+)(-(?P<high>\d+))?$")
_SPEAKS = ("cli", "peers", "syslog", "mute", "quic")
_OPTIONS = frozenset({"bind", "reuseport", "ipv6only", "backlog", "default_server", "v6only", "v4v6"})


class Text(NamedTuple):
    """One program in literal text, but for the statements that make it harmless here, which are put in.

    ``asks`` say what it asks for: ``owner[/block] address words``.  ``head`` are further statements of
    HAProxy's global section; ``fault`` is why the product's check refuses it, where the asks do not show.
    """

    product: str
    body: str
    asks: tuple[str, ...]
    head: tuple[str, ...] = ()
    fault: str = ""
    path: str = ""


class Regression(NamedTuple):
    """``since`` and ``before`` bound the version of the first program's product; ``needs`` are features of
    its build."""

    name: str
    verdict: Verdict
    texts: tuple[Text, ...]
    since: str = ""
    before: str = ""
    needs: frozenset[str] = frozenset()

    def applies(self, servers: dict[str, Server]) -> bool:
        if not all(text.product in servers for text in self.texts):
            return False
        server = servers[self.texts[0].product]
        if self.since and server.number < numbers(self.since):
            return False
        return self.needs <= server.features and not (self.before and server.number >= numbers(self.before))

    def case(self, servers: dict[str, Server]) -> Case:
        programs = [_program(servers[text.product], number, text) for number, text in enumerate(self.texts, 1)]
        return Case(self.name, tuple(programs), conditional=any(".if" in text.body for text in self.texts))


def nginx(body: str, *asks: str, fault: str = "", path: str = "etc/nginx/nginx.conf") -> Text:
    return Text("nginx", body.strip("\n"), asks, fault=fault, path=path)


def haproxy(
    body: str, *asks: str, head: tuple[str, ...] = (), fault: str = "", path: str = "etc/haproxy/haproxy.cfg"
) -> Text:
    return Text("haproxy", body.strip("\n"), asks, head, fault, path)


def _program(server: Server, number: int, text: Text) -> Program:
    if server.product == "nginx":
        lines = main_head(server)
        for line in text.body.splitlines():
            lines.append(line)
            if line in ("http {", "stream {", "mail {"):
                lines += [f"    {statement}" for statement in module_head(line.split()[0], server.features)]
    else:
        lines = [*haproxy_head(number, text.head), *text.body.splitlines()]
    strict = "noreuseport" in text.head
    asks = tuple(ask_of(server.product, row, strict) for row in text.asks)
    return Program(server.product, text.path, "\n".join(lines) + "\n", asks, (text.fault,) if text.fault else ())


def ask_of(product: str, row: str, strict: bool) -> Ask:
    """``"1.http/2 *:8080 reuseport"`` -> what the second block of the http module asks for.

    Words: ``udp``, ``dual`` (an IPv6 wildcard of nginx with ipv6only=off), ``lo`` (bound to the device),
    ``if`` and ``else`` (the branch), ``disabled``, how the owner is known, and options by name.
    """
    name, address, *words = row.split()
    owner, _, group = name.partition("/")
    found = _ADDRESS.match(address)
    if found:
        family = "ipv6" if found["host"].startswith("[") else "ipv4"
        host = "*" if found["host"] == "[::]" else found["host"].strip("[]")
        low, high = int(found["low"]), int(found["high"] or found["low"])
    else:
        family, _, host = address.partition(":")
        low = high = 0
    speaks = next((word for word in words if word in _SPEAKS), "id")
    only = "v6only" in words or (product == "nginx" and "dual" not in words)
    return Ask(
        owner=owner,
        group=int(group or 0),
        family=family,
        host=host,
        low=low,
        high=high,
        transport="udp" if "udp" in words or speaks == "quic" else "tcp",
        speaks=speaks,
        v6only=family == "ipv6" and only,
        reuse_port="reuseport" in words if product == "nginx" else not strict,
        interface="lo" if "lo" in words else "",
        options=tuple(word for word in words if word in _OPTIONS),
        branch=0 if "if" in words else 1 if "else" in words else None,
        enabled="disabled" not in words,
    )
