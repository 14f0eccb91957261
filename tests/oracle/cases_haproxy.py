"""Generated HAProxy configurations, deterministic from a seed."""

import random
from collections.abc import Iterable
from typing import NamedTuple

from .case import Ask, Program
from .identity import identity
from .layout import ALTERNATIVE, CERTIFICATE, ROOT, control_path, identity_path, sink_path
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
_WEIGHTS = (26, 26, 12, 14, 10, 3, 3, 3, 1)

_TIMEOUTS = ("connect 3s", "client 6s", "server 6s")

_FAULTS = (
    (":0", "port 0"),
    (":65536", "port above 65535"),
    (":18010-18000", "inverted range"),
    (":65530-65540", "range beyond 65535"),
    ("127.0.0.1", "no port"),
    ("18080", "no port"),
    ("*", "no port"),
    (":", "no port"),
    (":+1", "an offset"),
    (":http", "a port is a number"),
    ("[::1]", "no port"),
    ("127.0.0.1:8080 bogus", "unknown option"),
)


class Style(NamedTuple):
    """What a case leans to, so that every outcome has its share."""

    strict: float
    datagrams: float
    local: float
    ports: int
    sections: tuple[int, int] = (2, 4)


STYLES = (
    (28, Style(0.9, 0.05, 0.06, 3)),
    (44, Style(0.03, 0.05, 0.04, 2)),
    (12, Style(0.1, 0.1, 0.3, 3)),
    (10, Style(0.5, 0.8, 0.0, 2)),
    (6, Style(0.5, 0.05, 0.03, 7)),
)
PAIRED = (
    (3, Style(0.9, 0.05, 0.05, 2, (1, 2))),
    (7, Style(0.03, 0.05, 0.05, 2, (1, 2))),
    (2, Style(0.2, 0.1, 0.5, 3, (1, 2))),
    (3, Style(0.4, 0.8, 0.0, 2, (1, 2))),
)


class _Bind(NamedTuple):
    text: str
    asks: tuple[Ask, ...]


class _Section(NamedTuple):
    """``branch`` is the branch of the program's ``.if`` that holds the whole section, None outside it."""

    head: str
    binds: list[_Bind]
    tail: list[str]
    after: list[str]
    branch: int | None = None


def haproxy_head(number: int, further: Iterable[str]) -> list[str]:
    """The first sections of program ``number``, with further statements of the global one."""
    lines = ["global", f"    stats socket {control_path(number)} level admin", "    maxconn 1500"]
    lines += [f"    {line}" for line in further]
    return [*lines, "defaults", "    mode tcp", *(f"    timeout {limit}" for limit in _TIMEOUTS)]


class HaproxyMaker:
    """Makes one program.  ``number`` is its place in the case, ``ports`` those of the case."""

    def __init__(self, rng: random.Random, server: Server, number: int, ports: tuple[int, ...], style: Style):
        self.rng = rng
        self.server = server
        self.number = number
        self.ports = ports
        self.style = style
        self.strict = self.chance(style.strict)
        self.threads = server.number >= (2, 6) and self.chance(0.12)
        self.quic = "quic" in server.features and self.chance(style.datagrams + 0.05)
        self.sections: list[_Section] = []
        self.cli: _Bind | None = None

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def since(self, *version: int) -> bool:
        return self.server.number >= version

    def make(self, path: str, refused: bool, conditional: bool, plain: bool) -> Program:
        """``plain`` leaves out what can be told apart in one program of a case only: proxies that speak a
        protocol of their own or, in a backend, none at all."""
        for index in range(self.rng.randint(*self.style.sections)):
            self.sections.append(self._section(index, plain))
        if conditional:
            self._divide()
        if not plain and not self._has("backend") and self.chance(0.07):
            bind = self._bind("cli", 90, udp=False, simple=True, speaks="cli")
            self.cli = bind._replace(text=bind.text.removeprefix("bind "))
        faults: tuple[str, ...] = ()
        if refused:
            # an inverted range is only warned of before 2.4
            known = [fault for fault in _FAULTS if self.since(2, 4) or "inverted" not in fault[1]]
            text, reason = self.rng.choice(known)
            faults = (f"bind {text}: {reason}",)
            self.sections.append(_Section("frontend faulty", [_Bind(f"bind {text}", ())], ["mode tcp"], []))
        asks = [*(self.cli.asks if self.cli else ())]
        for section in self.sections:
            asks += [
                ask._replace(branch=ask.branch if section.branch is None else section.branch)
                for bind in section.binds
                for ask in bind.asks
            ]
        return Program("haproxy", path, self._text(), tuple(asks), faults)

    def _section(self, index: int, plain: bool) -> _Section:
        if self.since(2, 4) and self.chance(self.style.datagrams):
            return self._log_forward(index)
        if self.since(2, 4) and not plain and not self._has("peers", "backend") and self.chance(0.06):
            bind = self._bind("peers", index, udp=False, simple=True, speaks="peers")
            return _Section("peers mates", [bind], ["server me"], [])
        if index and not plain and not self._has("peers", "backend") and self.chance(0.06):
            return self._backend(index)
        return self._frontend(index)

    def _has(self, *keywords: str) -> bool:
        return any(section.head.startswith(keywords) for section in self.sections)

    def _log_forward(self, index: int) -> _Section:
        owner = f"lf{index}"
        binds = []
        for _ in range(self.rng.choice((1, 1, 2))):
            udp = self.chance(0.75)
            bind = self._bind(owner, index, udp=udp, simple=True, speaks="syslog")
            binds.append(bind._replace(text=f"dgram-{bind.text}") if udp else bind)
        sink = f"{sink_path(f'{self.number}.{owner}')} local0"
        return _Section(f"log-forward {owner}", binds, [f"log {sink}", "maxconn 400"], [])

    def _backend(self, index: int) -> _Section:
        """HAProxy says that it ignores a bind in a backend, opens it all the same and never answers there."""
        owner = f"be{index}"
        bind = self._bind(owner, index, udp=False, simple=True, speaks="mute")
        tail = ["mode tcp", f"server s unix@{identity_path(f'{self.number}.{owner}')}"]
        return _Section(f"backend {owner}", [bind], tail, [])

    def _frontend(self, index: int) -> _Section:
        kind = self.rng.choice(("frontend", "frontend", "listen"))
        name = f"{kind[:2]}{index}"
        owner = f"{self.number}.{name}"
        mode = self.rng.choice(("http", "tcp"))
        quic = mode == "http" and self.quic and self.chance(0.6)
        binds = [self._bind(name, index, udp=False, simple=False) for _ in range(self.rng.choice((1, 1, 1, 2)))]
        if quic:
            binds.append(self._quic_bind(name, index))
        if self.threads and self.chance(0.5):
            binds = self._sharded(binds[0])
        tail, after = [f"mode {mode}"], []
        if index and self.chance(0.1):
            tail.append("disabled")
            binds = [bind._replace(asks=tuple(ask._replace(enabled=False) for ask in bind.asks)) for bind in binds]
        server = f"server s unix@{identity_path(owner)}"
        if mode == "http" and self.since(2, 2):
            tail.append(f'http-request return status 200 content-type text/plain string "{identity(owner)}"')
        elif kind == "listen":
            tail.append(server)
        else:
            tail.append(f"default_backend id_{name}")
            after = [f"backend id_{name}", f"    mode {mode}", f"    {server}"]
        return _Section(f"{kind} {name}", binds, tail, after)

    def _sharded(self, bind: _Bind) -> list[_Bind]:
        """The same address once for each thread: sockets of one owner that share on purpose."""
        if self.strict or any(not ask.is_ip for ask in bind.asks):
            return [bind]
        return [bind._replace(text=f"{bind.text} thread {number}") for number in (1, 2)]

    def _divide(self) -> None:
        """Puts sections, or the binds of one section, into the two branches of one ``.if``."""
        if len(self.sections) > 2 and self.chance(0.5):
            low = self.rng.randrange(1, len(self.sections) - 1)
            self.sections[low] = self.sections[low]._replace(branch=0)
            self.sections[low + 1] = self.sections[low + 1]._replace(branch=1)
            return
        section = self.rng.choice(self.sections)
        template = section.binds[0].asks[0]
        other = self._bind(template.module, template.group, template.transport == "udp", True, template.speaks)
        if template.transport == "udp":
            other = other._replace(text=f"dgram-{other.text}")
        asks = tuple(ask._replace(branch=1, enabled=template.enabled) for ask in other.asks)
        first = section.binds[0]
        section.binds[0] = first._replace(asks=tuple(ask._replace(branch=0) for ask in first.asks))
        section.binds.append(other._replace(asks=asks))

    def _ask(self, owner: str, group: int, place: Place, ports: tuple[int, int], speaks: str) -> Ask:
        return Ask(
            owner=f"{self.number}.{owner}",
            group=group,
            family=place.family,
            host=place.host,
            low=ports[0],
            high=ports[1],
            transport="tcp",
            speaks=speaks,
            reuse_port=not self.strict,
        )

    def _bind(self, owner: str, group: int, udp: bool, simple: bool, speaks: str = "id") -> _Bind:
        """One statement; ``simple`` has one address and no options."""
        if not simple and self.chance(self.style.local):
            return self._local(owner, group, speaks)
        addresses, asks = [], []
        for _ in range(1 if simple else self.rng.choice((1, 1, 1, 1, 2))):
            place = self.rng.choices(_PLACES, _WEIGHTS)[0]
            ports = pick_ports(self.rng, self.ports, 0.0 if simple else 0.12)
            addresses.append(self._spell(place, ports, udp, cli=speaks == "cli"))
            asks.append(self._ask(owner, group, place, ports, speaks)._replace(transport="udp" if udp else "tcp"))
        words = ["bind", ",".join(addresses)]
        if not simple:
            words, asks = self._with_options(words, asks)
        return _Bind(" ".join(words), tuple(asks))

    def _local(self, owner: str, group: int, speaks: str) -> _Bind:
        if self.chance(0.6):
            path = f"{ROOT}/{self.rng.choice('ab')}.sock"
            place, text = Place("unix", path), self.rng.choice((path, f"unix@{path}"))
        else:
            place = Place("abstract", f"lbconflint-{self.rng.choice('ab')}")
            text = f"abns@{place.host}"
        return _Bind(f"bind {text}", (self._ask(owner, group, place, (0, 0), speaks),))

    def _quic_bind(self, owner: str, group: int) -> _Bind:
        place = self.rng.choice((V4_ANY, V4_ONE, V4_TWO, V6_ANY, V6_ONE))
        ports = pick_ports(self.rng, self.ports, 0.0)
        host = "" if place.host == "*" else spell_host(self.rng, place)
        text = f"bind quic{place.family[-1]}@{host}:{ports[0]} ssl crt {CERTIFICATE} alpn h3"
        ask = self._ask(owner, group, place, ports, "quic")
        return _Bind(text, (ask._replace(transport="udp"),))

    def _spell(self, place: Place, ports: tuple[int, int], udp: bool, cli: bool) -> str:
        digit = place.family[-1]
        forms = ["", "", "", f"ipv{digit}@"]
        if self.since(2, 4):
            forms.append(f"{'udp' if udp else 'tcp'}{digit}@")
        if cli:
            forms = [f"ipv{digit}@"]
        if place == V4_ANY:
            host = self.rng.choice(("*", "0.0.0.0") if cli else ("", "*", "0.0.0.0"))
        else:
            host = spell_host(self.rng, place)
        if place.family == "ipv6" and self.chance(0.5):
            host = f"[{host}]"
        return f"{self.rng.choice(forms)}{host}:{spell_ports(self.rng, *ports)}"

    def _with_options(self, words: list[str], asks: list[Ask]) -> tuple[list[str], list[Ask]]:
        """Options apply to every address of the statement."""
        if self.chance(0.06):
            words.append("interface lo")
            asks = [ask._replace(interface="lo") for ask in asks]
        mapped = any(ask.host.startswith("::ffff:") for ask in asks)
        if any(ask.family == "ipv6" for ask in asks) and not mapped and self.chance(0.45):
            word = self.rng.choice(("v6only", "v6only", "v4v6"))
            words.append(word)
            only = word == "v6only"
            asks = [ask._replace(v6only=only and ask.family == "ipv6", options=(word,)) for ask in asks]
        if "ssl" in self.server.features and self.chance(0.06):
            words.append(f"ssl crt {CERTIFICATE}")
            asks = [ask._replace(tls=True) for ask in asks]
        if self.chance(0.06):
            words.append("accept-proxy")
            asks = [ask._replace(proxy=True) for ask in asks]
        if self.chance(0.08):
            words.append(
                self.rng.choice(("backlog 300", "maxconn 150", "name spot", "defer-accept", "transparent"))
            )
        return words, asks

    def _text(self) -> str:
        head = [f"stats socket {self.cli.text} level admin"] if self.cli else []
        if self._has("peers"):
            head.append("localpeer me")
        if self.strict:
            head.append("noreuseport")
        if self.since(2, 0):
            head.append(f"nbthread {2 if self.threads else 1}")
        if self.quic:
            head.append("limited-quic")
        lines = haproxy_head(self.number, head)
        for section in self.sections:
            lines += self._section_lines(section)
        return "\n".join(lines) + "\n"

    def _section_lines(self, section: _Section) -> list[str]:
        lines = [section.head]
        divided = {ask.branch for bind in section.binds for ask in bind.asks} - {None}
        for bind in section.binds:
            branch = bind.asks[0].branch if bind.asks else None
            if divided and branch == 0:
                lines += [f"    .if defined({ALTERNATIVE})", f"    {bind.text}"]
            elif divided and branch == 1:
                lines += ["    .else", f"    {bind.text}", "    .endif"]
            else:
                lines.append(f"    {bind.text}")
        if divided:
            lines = _in_order(lines)
        lines += [f"    {line}" for line in section.tail] + section.after
        if section.branch == 0:
            return [f".if defined({ALTERNATIVE})", *lines]
        return [".else", *lines, ".endif"] if section.branch == 1 else lines


def _in_order(lines: list[str]) -> list[str]:
    """Moves what stands between the two branches in front of the ``.if``."""
    start = next(index for index, line in enumerate(lines) if line.strip().startswith(".if"))
    stop = lines.index("    .else")
    return [*lines[:start], *lines[start + 2 : stop], *lines[start : start + 2], *lines[stop:]]


def haproxy_program(
    rng: random.Random, server: Server, number: int, ports: tuple[int, ...], path: str, paired: bool
) -> tuple[Program, bool]:
    """One HAProxy, and whether it has an ``.if``; about one in ten is meant to be refused."""
    styles = PAIRED if paired else STYLES
    style = rng.choices([style for _, style in styles], [weight for weight, _ in styles])[0]
    maker = HaproxyMaker(rng, server, number, ports[: style.ports], style)
    conditional = maker.since(2, 4) and not paired and maker.chance(0.08)
    refused = maker.chance(0.03 if paired else 0.11)
    return maker.make(path, refused, conditional, plain=paired and number > 1), conditional
