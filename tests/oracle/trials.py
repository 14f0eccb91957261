"""Pairs of real sockets: what the kernel says to the second one, and who gets the traffic.

The part that runs in the namespace; it knows nothing of the linter.
"""

import errno
import os
import selectors
import socket
import subprocess
from contextlib import ExitStack
from itertools import count
from typing import Any, NamedTuple

KINDS = {
    "4any": ("ipv4", "*", False),
    "4a": ("ipv4", "127.0.0.1", False),
    "4b": ("ipv4", "127.0.0.2", False),
    "6any": ("ipv6", "*", False),
    "6any_o": ("ipv6", "*", True),
    "6a": ("ipv6", "::1", False),
    "6a_o": ("ipv6", "::1", True),
    "6b": ("ipv6", "fd00::1", False),
    "m_any": ("ipv6", "::ffff:0.0.0.0", False),
    "m_a": ("ipv6", "::ffff:127.0.0.1", False),
    "m_b": ("ipv6", "::ffff:127.0.0.2", False),
}
"""Kind of address -> family, host, IPV6_V6ONLY."""

PROBES = (
    ("ipv4", "127.0.0.1"),
    ("ipv4", "127.0.0.2"),
    ("ipv4", "127.0.0.3"),
    ("ipv6", "::1"),
    ("ipv6", "fd00::1"),
)
"""Where the traffic of a pair is sent."""

DEVICES = ("d0", "d1")
OTHER_USER = 65534


class Side(NamedTuple):
    """How one socket of a pair is opened: SO_REUSEADDR, SO_REUSEPORT, SO_BINDTODEVICE, by whom."""

    transport: str = "tcp"
    reuse_address: bool = False
    reuse_port: bool = False
    device: str = ""
    user: int = 0


class Trial(NamedTuple):
    """``bound_only``: the first socket listens only after the second one does."""

    first: Side
    second: Side
    bound_only: bool = False


def _both(**options: Any) -> Trial:
    return Trial(Side(**options), Side(**options))


TRIALS = {
    "tcp_plain": _both(),
    "tcp_RA_both": _both(reuse_address=True),
    "tcp_RA_first": Trial(Side(reuse_address=True), Side()),
    "tcp_RA_second": Trial(Side(), Side(reuse_address=True)),
    "tcp_RA_both_boundonly": _both(reuse_address=True)._replace(bound_only=True),
    "tcp_plain_boundonly": _both()._replace(bound_only=True),
    "tcp_RP_both": _both(reuse_port=True),
    "tcp_RP_first": Trial(Side(reuse_port=True), Side()),
    "tcp_RP_second": Trial(Side(), Side(reuse_port=True)),
    "tcp_RARP_both": _both(reuse_address=True, reuse_port=True),
    "tcp_RARP_first_RA_second": Trial(Side(reuse_address=True, reuse_port=True), Side(reuse_address=True)),
    "tcp_RP_both_uiddiff": Trial(
        Side(reuse_port=True, user=OTHER_USER), Side(reuse_port=True, user=OTHER_USER + 1)
    ),
    "tcp_RP_both_uid_root_then_user": Trial(Side(reuse_port=True), Side(reuse_port=True, user=OTHER_USER)),
    "udp_plain": _both(transport="udp"),
    "udp_RA_both": _both(transport="udp", reuse_address=True),
    "udp_RA_first": Trial(Side("udp", reuse_address=True), Side("udp")),
    "udp_RP_both": _both(transport="udp", reuse_port=True),
    "udp_RP_first": Trial(Side("udp", reuse_port=True), Side("udp")),
    "udp_RP_both_uiddiff": Trial(
        Side("udp", reuse_port=True, user=OTHER_USER), Side("udp", reuse_port=True, user=OTHER_USER + 1)
    ),
    "tcp_vs_udp": Trial(Side("tcp"), Side("udp")),
    "tcp_dev_none_d0": Trial(Side(), Side(device="d0")),
    "tcp_dev_d0_d0": _both(device="d0"),
    "tcp_dev_d0_d1": Trial(Side(device="d0"), Side(device="d1")),
    "udp_dev_none_d0": Trial(Side("udp"), Side("udp", device="d0")),
    "udp_dev_d0_d1": Trial(Side("udp", device="d0"), Side("udp", device="d1")),
    "tcp_dev_none_d0_RA": Trial(Side(reuse_address=True), Side(reuse_address=True, device="d0")),
}

_ports = count(20_000)


def add_devices() -> None:
    """Two devices that hold the probed IPv6 address too; raises CalledProcessError where there can be none."""
    for name in DEVICES:
        for kind in ("dummy", "bridge"):
            done = subprocess.run(["ip", "link", "add", name, "type", kind], capture_output=True, check=False)
            if done.returncode == 0:
                break
        done.check_returncode()
        for command in (f"link set {name} up", f"-6 address add fd00::1/128 dev {name} nodad"):
            subprocess.run(["ip", *command.split()], capture_output=True, check=True)


def _name(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, str(error.errno))


class Opened:
    """One socket of a pair; the steps raise OSError."""

    def __init__(self, side: Side, kind: str) -> None:
        family, self.host, v6only = KINDS[kind]
        self.stream = side.transport == "tcp"
        inet = socket.AF_INET if family == "ipv4" else socket.AF_INET6
        os.seteuid(side.user)
        try:
            self.sock = socket.socket(inet, socket.SOCK_STREAM if self.stream else socket.SOCK_DGRAM)
        finally:
            os.seteuid(0)
        sock = self.sock
        if family == "ipv6":
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
        if self.host == "*":
            self.host = "0.0.0.0" if family == "ipv4" else "::"
        if side.reuse_address:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if side.reuse_port:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if side.device:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, side.device.encode())

    def bind(self, port: int) -> None:
        self.sock.bind((self.host, port))

    def listen(self) -> None:
        if self.stream:
            self.sock.listen(200)


def attempt(trial: Trial, first: str, second: str, stack: ExitStack) -> tuple[str, list[socket.socket], int]:
    """Opens both; returns what came of it in the words of the recorded matrix, the sockets and the port."""
    port = next(_ports)
    one, two = Opened(trial.first, first), Opened(trial.second, second)
    sockets = [stack.enter_context(one.sock), stack.enter_context(two.sock)]
    try:
        one.bind(port)
    except OSError as error:
        return f"s1bind:{_name(error)}", sockets, port
    if not trial.bound_only:
        one.listen()
    try:
        two.bind(port)
    except OSError as error:
        return f"bind:{_name(error)}", sockets, port
    two.listen()
    if trial.bound_only:
        try:
            one.listen()
        except OSError as error:
            return f"ok,late-listen1:{_name(error)}", sockets, port
    return "ok", sockets, port


def _probe(sockets: list[socket.socket], port: int, family: str, host: str, times: int) -> list[int]:
    """How many of ``times`` connections or datagrams to ``host`` each of two sockets gets."""
    stream = sockets[0].type == socket.SOCK_STREAM
    hits = [0, 0]
    inet = socket.AF_INET if family == "ipv4" else socket.AF_INET6
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        sent = 0
        for _ in range(times):
            client = stack.enter_context(socket.socket(inet, sockets[0].type))
            try:
                client.connect((host, port))
                sent += stream or client.send(b"x") == 1
            except ConnectionRefusedError:
                continue
        for number, sock in enumerate(sockets):
            selector.register(sock, selectors.EVENT_READ, number)
        while sum(hits) < sent:
            # on loopback a datagram has arrived when send() returns
            ready = selector.select(1.0 if stream else 0.0)
            if not ready:
                break
            for key, _ in ready:
                sock = sockets[key.data]
                if stream:
                    sock.accept()[0].close()
                else:
                    sock.recv(16)
                hits[key.data] += 1
    return hits


def measure(job: dict[str, Any]) -> dict[str, Any]:
    """The task of the worker: ``name`` of a trial, ``pairs`` of kinds; with ``traffic``, who gets how much
    at each of ``PROBES``; ``trial`` instead of a name gives the two sides."""
    sides = job.get("trial")
    trial = Trial(Side(*sides[0]), Side(*sides[1])) if sides else TRIALS[job["name"]]
    results = []
    for first, second in job["pairs"]:
        with ExitStack() as stack:
            said, sockets, port = attempt(trial, first, second, stack)
            traffic = []
            if job.get("traffic") and said == "ok":
                traffic = [_probe(sockets, port, family, host, job["traffic"]) for family, host in PROBES]
            results.append([said, traffic])
    return {"results": results}


def prepare(_: dict[str, Any]) -> dict[str, Any]:
    """The task that adds the devices; ``missing`` says why there are none."""
    try:
        add_devices()
    except (OSError, subprocess.CalledProcessError) as error:
        return {"missing": str(error)}
    return {"missing": ""}
