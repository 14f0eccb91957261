"""In a namespace: a listener of a node beside rules for a node port or a ``hostPort``: who gets the connections.

The namespace is the node.  A pod and a client have namespaces of their own, each at the other end of a cable.
"""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

NODE, SECOND, CLIENT = "192.0.2.1", "192.0.2.100", "192.0.2.2"
BRIDGE, POD = "10.1.0.1", "10.1.0.2"
PORT, POD_PORT = 30080, 8080
_SECONDS = 1.0


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")


def serve(name: str, port: int) -> None:
    """Answer with the name, over TCP and UDP, until the process ends."""
    tcp = socket.create_server(("0.0.0.0", port))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("0.0.0.0", port))

    def streams() -> None:
        while True:
            connection, _ = tcp.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(name.encode())

    def datagrams() -> None:
        while True:
            _, peer = udp.recvfrom(16)
            udp.sendto(name.encode(), peer)

    for work in (streams, datagrams):
        threading.Thread(target=work, daemon=True).start()


def ask(kind: str, address: str) -> str:
    """Who answers on the port, "" for nobody."""
    family = socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, family) as asking, contextlib.suppress(OSError):
        asking.settimeout(_SECONDS)
        asking.connect((address, PORT))
        if kind == "udp":
            asking.send(b"?")
        return asking.recv(16).decode()
    return ""


@contextlib.contextmanager
def neighbour(name: str, node: list[str], own: str) -> Iterator[subprocess.Popen[str]]:
    """A process in a namespace of its own, at the other end of a cable to the node."""
    process = subprocess.Popen(
        ["unshare", "--net", sys.executable, "-m", "tests.oracle.node_port", name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        process.stdout.readline()
        run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", str(process.pid))
        for address in node:
            run("ip", "address", "add", f"{address}/24", "dev", name)
        run("ip", "link", "set", name, "up")
        inside = ("nsenter", "-t", str(process.pid), "-n", "ip")
        run(*inside, "address", "add", f"{own}/24", "dev", "eth0")
        run(*inside, "link", "set", "eth0", "up")
        run(*inside, "route", "add", "default", "via", node[0])
        yield process
    finally:
        process.kill()
        process.wait(5)


def look(job: dict[str, Any]) -> dict[str, str]:
    """Who answers on the node's port, asked from the node itself and from outside; or why there are no rules."""
    run("ip", "link", "set", "lo", "up")
    with ExitStack() as stack:
        stack.enter_context(neighbour("pod", [BRIDGE], POD))
        client = stack.enter_context(neighbour("client", [NODE, SECOND], CLIENT))
        for key, value in {"ip_forward": "1", **job["settings"]}.items():
            with open(f"/proc/sys/net/ipv4/{key}", "w", encoding="ascii") as file:
                file.write(value)
        if job["rules"]:
            done = subprocess.run(
                job["command"], input=job["rules"], capture_output=True, text=True, timeout=20, check=False
            )
            if done.returncode:
                return {"refused": done.stderr}
        serve("listener", PORT)
        assert client.stdin is not None
        assert client.stdout is not None
        seen = {f"node {one}": ask("tcp", one) for one in ("127.0.0.1", NODE, SECOND)}
        for kind, address in (("tcp", NODE), ("tcp", SECOND), ("udp", NODE)):
            client.stdin.write(f"{kind} {address}\n")
            client.stdin.flush()
            seen[f"{kind} {address}"] = client.stdout.readline().strip()
        return seen


def main() -> None:
    role = sys.argv[1] if len(sys.argv) > 1 else "node"
    if role == "node":
        json.dump(look(json.load(sys.stdin)), sys.stdout)
        return
    if role == "pod":
        serve("pod", POD_PORT)
    print("ready", flush=True)
    for line in sys.stdin:
        print(ask(*line.split()), flush=True)


if __name__ == "__main__":
    main()
