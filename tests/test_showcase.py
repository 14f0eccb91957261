"""The showcase: a small shop on two hosts, whose faults only a reader of all its files sees."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHOP = "fixtures/showcase"


def lint(*arguments: str) -> str:
    command = [sys.executable, "-m", "lbconflint", "check", SHOP, "--color", "never", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout


def test_the_text_is_the_expected_one() -> None:
    """After a change that is meant: ``lbconflint check fixtures/showcase > fixtures/showcase/expected.txt``."""
    assert lint() == (ROOT / SHOP / "expected.txt").read_text(encoding="utf-8")


def test_every_finding_stands_at_its_token() -> None:
    edge, app = "edge1/etc/haproxy/haproxy.cfg", "app1/etc/nginx"
    found = [
        (
            one["code"],
            one["path"].removeprefix(f"{SHOP}/"),
            one["start"]["line"],
            one["start"]["column"],
            token(one),
        )
        for one in json.loads(lint("--format", "json"))["findings"]
    ]
    assert found == [
        ("LB028", f"{app}/conf.d/shop.conf", 8, 12, "search.internal"),
        ("LB001", f"{app}/stream.d/cache.conf", 8, 12, "8082"),
        ("LB002", edge, 28, 10, "0.0.0.0:443"),
        ("LB001", edge, 32, 10, "10.0.0.10:8404"),
        ("LB010", edge, 38, 10, '"$PRIVATE_IP:9101"'),
        ("LB025", edge, 45, 17, "10.0.0.21:8080"),
        ("LB016", edge, 49, 27, "8081"),
        ("LB027", edge, 53, 27, "8443"),
    ]


def token(one: dict[str, dict[str, int]]) -> str:
    line = (ROOT / str(one["path"])).read_text(encoding="utf-8").split("\n")[one["start"]["line"] - 1]
    return line[one["start"]["column"] - 1 : one["end"]["column"] - 1]


def test_the_excerpt_of_the_readme_is_real() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (excerpt,) = re.findall(r"```console\n\$ lbconflint check fixtures/showcase\n(.+?)```", readme, re.DOTALL)
    assert "error[LB002] shared-bind" in excerpt
    assert excerpt in lint()
