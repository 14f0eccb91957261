"""A node port or a ``hostPort`` beside a listener of the node: who gets the connections, and what is said of it.

The rules are those that kube-proxy and the portmap plugin set, with the same matches in the same hooks.
"""

import json
import shutil
import subprocess
import sys

import pytest

from .layout import REPOSITORY
from .netns import unavailable, unshare_command
from .node_port import NODE, POD, POD_PORT, PORT, SECOND
from .suite import missing

_IPTABLES = ["iptables-restore"]
_NFTABLES = ["nft", "-f", "-"]
_TO_POD = f"-p tcp --dport {PORT} -j DNAT --to-destination {POD}:{POD_PORT}"
_MASQUERADE = "-A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE"


def _nat(*rules: str) -> str:
    """Rules for connections to the node itself, before they are routed and when they leave it."""
    hooks = [f"-A {hook} -m addrtype --dst-type LOCAL -j NODE" for hook in ("PREROUTING", "OUTPUT")]
    own = [f"-A NODE {rule}" for rule in rules]
    return "\n".join(["*nat", ":NODE - [0:0]", *hooks, *own, _MASQUERADE, "COMMIT", ""])


IPTABLES = _nat(f"-p tcp --dport {PORT} -j MARK --or-mark 0x4000", _TO_POD)
WITHOUT_LOCALHOST = _nat("-d 127.0.0.0/8 -j RETURN", f"-p tcp --dport {PORT} -j MARK --or-mark 0x4000", _TO_POD)
LOCAL_POLICY = _nat(
    f"-m addrtype --src-type LOCAL -p tcp --dport {PORT} -j MARK --or-mark 0x4000",
    f"-m addrtype --src-type LOCAL {_TO_POD}",
) + (
    "*filter\n-A INPUT -m conntrack --ctstate NEW -p tcp -m addrtype --dst-type LOCAL "
    f"--dport {PORT} -j DROP\nCOMMIT\n"
)
"""``externalTrafficPolicy: Local`` on a node without a pod of the Service; the node itself reaches others."""
HOST_PORT = _nat(f"-s 127.0.0.1 -p tcp --dport {PORT} -j MARK --or-mark 0x4000", _TO_POD)
PRIMARY_ADDRESS = f"""
table ip kube-proxy {{
    set nodeport-ips {{
        type ipv4_addr
        elements = {{ {NODE} }}
    }}
    chain services {{
        ip daddr @nodeport-ips tcp dport {PORT} meta mark set 0x4000 dnat to {POD}:{POD_PORT}
    }}
    chain nat-prerouting {{
        type nat hook prerouting priority -100
        jump services
    }}
    chain nat-output {{
        type nat hook output priority -100
        jump services
    }}
    chain nat-postrouting {{
        type nat hook postrouting priority 100
        meta mark 0x4000 masquerade
    }}
}}
"""
"""kube-proxy's mode nftables, which takes the first address of the node alone."""

ASKED = ("node 127.0.0.1", f"node {NODE}", f"node {SECOND}", f"tcp {NODE}", f"tcp {SECOND}", f"udp {NODE}")
L, P, NOBODY = "listener", "pod", ""
MEASURED = {
    "nothing": ([], "", (L, L, L, L, L, L)),
    "iptables": (_IPTABLES, IPTABLES, (P, P, P, P, P, L)),
    "no localhost": (_IPTABLES, WITHOUT_LOCALHOST, (L, P, P, P, P, L)),
    "local policy": (_IPTABLES, LOCAL_POLICY, (P, P, P, NOBODY, NOBODY, L)),
    "nftables": (_NFTABLES, PRIMARY_ADDRESS, (L, P, L, P, L, L)),
    "hostPort": (_IPTABLES, HOST_PORT, (P, P, P, P, P, L)),
}


@pytest.mark.parametrize(("command", "rules", "answers"), MEASURED.values(), ids=MEASURED)
def test_who_gets_the_connections(command: list[str], rules: str, answers: tuple[str, ...]) -> None:
    if command and shutil.which(command[0]) is None:
        missing(f"no {command[0]}")
    reason = unavailable()
    if reason:
        missing(reason)
    job = {"command": command, "rules": rules, "settings": {"conf/all/route_localnet": "1"}}
    done = subprocess.run(
        [*unshare_command(), sys.executable, "-m", "tests.oracle.node_port"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=60,
        cwd=REPOSITORY,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    if "refused" in seen:
        missing(f"no rules in a namespace: {seen['refused']}")
    assert seen == dict(zip(ASKED, answers, strict=True))
