"""Knocking: many connections or datagrams to one point, and who answered."""

import contextlib
import re
import selectors
import socket
import ssl
import struct
import time
from collections import Counter
from typing import NamedTuple

from .identity import Sinks

_IDENTITY = re.compile(rb"ID\[([^\]/]+)[^\]]*\]")
_UNKNOWN_COMMAND = b"Unknown command"
_PEERS_REFUSE = b"501"
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Point(NamedTuple):
    """Somewhere to knock: an address and port, or a path or abstract name with port 0."""

    transport: str
    family: str
    host: str
    port: int = 0

    def __str__(self) -> str:
        return f"{self.transport} {self.host} {self.port}".removesuffix(" 0")

    def socket(self) -> socket.socket:
        family = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}.get(self.family, socket.AF_UNIX)
        kind = socket.SOCK_STREAM if self.transport == "tcp" else socket.SOCK_DGRAM
        return socket.socket(family, kind)

    @property
    def address(self) -> tuple[str, int] | str | bytes:
        if self.family in ("ipv4", "ipv6"):
            return self.host, self.port
        # HAProxy fills the name of an abstract socket up with zeros
        return self.host if self.family == "unix" else b"\0" + self.host.encode().ljust(107, b"\0")


class Manner(NamedTuple):
    """How to knock: in TLS, with a PROXY header before, as a log message."""

    tls: bool = False
    proxy: bool = False
    message: bool = False


class Answers(NamedTuple):
    """``named``: identity (or ``cli``, ``peers``) -> how often; ``hung``: how many connections were
    accepted and neither answered nor closed."""

    named: Counter[str]
    hung: int


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


_TLS = _context()


def named(answer: bytes) -> str | None:
    """The identity in an answer; ``cli`` and ``peers`` for the protocols that have none of ours."""
    found = _IDENTITY.search(answer)
    if found:
        return found[1].decode()
    if answer.startswith(_UNKNOWN_COMMAND):
        return "cli"
    return "peers" if answer.startswith(_PEERS_REFUSE) else None


class _Knock:
    """One connection."""

    def __init__(self, point: Point, manner: Manner, payload: bytes, seconds: float) -> None:
        self.answer = b""
        self.payload: bytes | None = payload
        self.sock = point.socket()
        try:
            self.sock.settimeout(seconds)
            self.sock.connect(point.address)
            if point.transport == "tcp" and point.family in ("ipv4", "ipv6"):
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            if manner.proxy:
                self.sock.send(b"PROXY UNKNOWN\r\n")
            self.sock.setblocking(False)
            if manner.tls:
                self.sock = _TLS.wrap_socket(self.sock, do_handshake_on_connect=False)
        except OSError:
            self.sock.close()
            raise

    def step(self) -> bool:
        """Goes on as far as it can; True when there is nothing more to wait for."""
        try:
            if self.payload is not None:
                if isinstance(self.sock, ssl.SSLSocket):
                    self.sock.do_handshake()
                # who has answered and gone already takes nothing more, but the answer is still to be read
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self.sock.send(self.payload)
                self.payload = None
            while True:
                data = self.sock.recv(4096)
                self.answer += data
                if not data or named(self.answer):
                    return True
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError:
            return True


def knock(point: Point, manner: Manner, times: int, quiet: float, sinks: Sinks, token: str) -> Answers:
    """Knocks ``times`` times and collects answers until all came or nothing came for ``quiet`` seconds.

    ``token`` marks the messages of this call where owners are known by what they forward.
    """
    message = manner.message or point.transport == "udp"
    payload = f"<13>{token}\n".encode() if message else b"GET / HTTP/1.0\r\nHost: oracle\r\n\r\n"
    answers = Answers(Counter(), 0)
    selector = selectors.DefaultSelector()
    knocks: list[_Knock] = []
    try:
        for sock in sinks.sockets if message else ():
            selector.register(sock, selectors.EVENT_READ)
        waiting = 0
        for number in range(times):
            try:
                one = _Knock(point, manner, payload, max(quiet, 0.3))
            except TimeoutError:
                # the queue is full of connections that nobody accepts
                waiting = times - number
                break
            except OSError:
                continue
            knocks.append(one)
            if not one.step():
                selector.register(one.sock, selectors.EVENT_READ, one)
        forwarded, hung = _collect(selector, sinks, token, quiet)
        answers.named.update(name for one in knocks if (name := named(one.answer)))
        answers.named.update(forwarded)
        return answers._replace(hung=hung + waiting)
    finally:
        for one in knocks:
            one.sock.close()
        selector.close()


def _collect(selector: selectors.BaseSelector, sinks: Sinks, token: str, quiet: float) -> tuple[Counter[str], int]:
    """Waits for the rest; returns what the sinks got and how many connections hung."""
    forwarded: Counter[str] = Counter()
    deadline = time.monotonic() + quiet
    while True:
        waiting = sum(key.data is not None for key in selector.get_map().values())
        if waiting <= forwarded.total():
            return +forwarded, waiting
        events = selector.select(max(0.0, deadline - time.monotonic()))
        if not events:
            return +forwarded, waiting
        deadline = time.monotonic() + quiet
        for key, _ in events:
            sock = key.fileobj
            assert isinstance(sock, socket.socket)
            if key.data is None:
                forwarded[sinks.sockets[sock]] += token.encode() in sock.recv(4096)
            elif key.data.step():
                selector.unregister(sock)
