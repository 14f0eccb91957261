"""The short syntax of ``ports``, by table and against Docker's own reader."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from lbconflint.model import Transport
from lbconflint.scripts.published import masked, parse, port_range, sexagesimal
from lbconflint.values import PortRange

DOCKER = shutil.which("docker")

SPECS = [
    # entry, address, host's ports, transport, container's port
    ("80:80", "0.0.0.0", "80", "tcp", 80),
    ("8080:80/udp", "0.0.0.0", "8080", "udp", 80),
    ("8080-8081:80-81", "0.0.0.0", "8080-8081", "tcp", 80),
    ("127.0.0.1:8080:80", "127.0.0.1", "8080", "tcp", 80),
    ("[::1]:8080:80", "[::1]", "8080", "tcp", 80),
    ("::1:8080:80", "[::1]", "8080", "tcp", 80),
    ("[::]:8080:80", "[::]", "8080", "tcp", 80),
    ("80:80/TCP", "0.0.0.0", "80", "tcp", 80),
    ("80:80/", "0.0.0.0", "80", None, 80),
    ("08080:80", "0.0.0.0", "8080", "tcp", 80),
    ("80:80/sctp", "0.0.0.0", "80", None, 80),
    ("80", "0.0.0.0", None, "tcp", 80),
    (":80", "0.0.0.0", None, "tcp", 80),
    ("0:80", "0.0.0.0", None, "tcp", 80),
    ("127.0.0.1::80", "127.0.0.1", None, "tcp", 80),
    ("8080-8090:80", "0.0.0.0", None, "tcp", 80),
    ("${IP:-127.0.0.1}:8080:80", None, "8080", "tcp", 80),
    ("${IP}8080:80", None, None, "tcp", 80),
    ("${PORT:-8080}:80", None, None, "tcp", 80),
    ("${A:-${B:-80}}:80", None, None, "tcp", 80),
    ("8080:$PORT", "0.0.0.0", "8080", None, None),
    ("8080:80/${PROTOCOL}", "0.0.0.0", "8080", None, 80),
    ("$ALL", None, None, None, None),
]
REFUSED = ["80:", "", "a:80", "80:a", " 80:80", "70000:80", "80:70000", "8081-8080:80-81", "8080-8082:80-81",
           "80:80/tls", "localhost:80:80", "*:80:80", "1:2:3:4", "-1:80", "80-:80", "300.0.0.1:80:80"]  # fmt: skip


@pytest.mark.parametrize(("text", "address", "ports", "transport", "target"), SPECS)
def test_an_entry(
    text: str, address: str | None, ports: str | None, transport: str | None, target: int | None
) -> None:
    found = parse(masked(text))
    assert found.problem is None
    assert (str(found.address) if found.address else None, str(found.ports) if found.ports else None) == (
        address, ports,
    )  # fmt: skip
    assert (found.transport, found.target) == (Transport(transport) if transport else None, target)


@pytest.mark.parametrize("text", REFUSED)
def test_a_refused_entry_points_into_its_text(text: str) -> None:
    problem = parse(text).problem
    assert problem is not None
    low, high = problem.part
    assert 0 <= low <= high <= len(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("22:22", 1342), ("2222:22", 133342), ("1:0", 60), ("8080:80", None), ("53:53/udp", None), ("22", None),
     ("0:22", None), ("08:22", None)],
)  # fmt: skip
def test_base_60(text: str, number: int | None) -> None:
    assert sexagesimal(text) == number


def test_the_length_of_a_masked_text_stays() -> None:
    text = "${A:-${B:?no}}:$C:80"
    assert len(masked(text)) == len(text)
    assert masked(text).endswith(":80")


def test_a_range() -> None:
    assert port_range("80-90") == PortRange(80, 90)
    assert port_range("80-") is None


@pytest.mark.skipif(DOCKER is None, reason="no docker")
@pytest.mark.parametrize("text", [spec[0] for spec in SPECS if "$" not in spec[0]] + REFUSED)
def test_docker_agrees(text: str, tmp_path: Path) -> None:
    """``docker stack config`` needs no daemon."""
    file = tmp_path / "stack.yaml"
    file.write_text(f"version: '3.8'\nservices: {{web: {{image: a, ports: [{json.dumps(text)}]}}}}\n")
    done = subprocess.run(
        [DOCKER or "", "stack", "config", "-c", str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    found = parse(text)
    assert (done.returncode != 0) == (found.problem is not None), done.stderr
    if found.ports is not None:
        assert f"published: {found.ports.low}\n" in done.stdout
        assert f"target: {found.target}\n" in done.stdout
