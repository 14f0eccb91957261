"""Containers that scripts and Compose start: their own settings, and what privileged ones write."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lbconflint.dialects import Plan
from lbconflint.dialects.compose.reader import read
from lbconflint.files import Files
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.versions import target_of
from lbconflint.scripts import docker
from tests.conftest import Lint

from .reading import unit_of

MAX = "net.core.somaxconn"
COOKIES = "net.ipv4.tcp_syncookies"
MAP = "vm.max_map_count"

Shown = tuple[str, str | None, bool]


def shown(setting: KernelSetting) -> Shown:
    """With whether a container has it to itself."""
    return setting.key, setting.value.value, setting.owner is not None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"docker run --sysctl {MAX}=9 nginx", [(MAX, "9", True)]),
        (f"sudo podman run -d --name a --sysctl='{MAX}=9' -p 80:80 nginx", [(MAX, "9", True)]),
        (f"docker container run -dit -v /a:/b --sysctl={MAX}=9 --sysctl {COOKIES}=$C nginx",
         [(MAX, "9", True), (COOKIES, None, True)]),
        (f"docker create -p80:80 --rm --network=lb --sysctl \\\n  {MAX}=9 nginx", [(MAX, "9", True)]),
        # Words of the image's own command, another command, a variable in between, the network of the host.
        (f"docker run nginx --sysctl {MAX}=9", []),
        (f"docker exec a --sysctl {MAX}=9", []),
        (f"docker run $OPTIONS --sysctl {MAX}=9 nginx", []),
        (f"docker run --sysctl {MAX}=9 $IMAGE", [(MAX, "9", True)]),
        (f"docker run --net host --sysctl {MAX}=9 nginx", []),
        (f"docker run --rm --privileged alpine sysctl -w {MAX}=9 {MAP}=1", [(MAX, "9", True), (MAP, "1", False)]),
        (f"docker run --privileged --net=host alpine sh -c 'sysctl -w {MAX}=9'", [(MAX, "9", False)]),
        (f"docker run --privileged --pid=host alpine nsenter -t 1 -n sysctl -w {MAX}=9", [(MAX, "9", False)]),
        (f"docker run alpine sysctl -w {MAX}=9", []),
    ],
)  # fmt: skip
def test_scripts(tmp_path: Path, text: str, read: list[Shown]) -> None:
    unit = unit_of(tmp_path, f"#!/bin/sh\n{text}\n", "run.sh")
    assert [shown(setting) for setting in unit.kernel_settings] == read


def test_the_value_is_shown(lint: Lint) -> None:
    text = f"docker run -d --sysctl={COOKIES}=2 --sysctl '{MAX}=x' nginx\n"
    report = lint({"run.sh": text}, rules=["harmful-sysctl", "invalid-sysctl-value"])
    assert [(one.rule, one.span.text) for one in report.findings] == [
        ("harmful-sysctl", "2"),
        ("invalid-sysctl-value", "x"),
    ]


def test_options_without_a_value_are_those_of_the_program() -> None:
    if shutil.which("docker") is None:
        pytest.skip("docker is needed")
    command = ["docker", "run", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    # A type stands one blank behind the name, a remark at least two.
    flags = set(re.findall(r"^ +(?:-\w, )?--([\w-]+)(?:  |\n)", told, re.MULTILINE))
    assert {"privileged", "rm", "detach"} <= flags
    valued = set(re.findall(r"^ +(?:-\w, )?--([\w-]+) \w", told, re.MULTILINE))
    assert flags - valued <= docker._FLAGS
    assert not valued & docker._FLAGS


PRIVILEGED = "services:\n  a:\n    image: x\n    privileged: true\n"


@pytest.mark.parametrize(
    ("service", "read_as"),
    [
        (f"command: sysctl -w {MAX}=9 {MAP}=1", [(MAX, "9", True), (MAP, "1", False)]),
        (f"network_mode: host\n    command: [sh, -c, 'sysctl -w {MAX}=9 && exec nginx']", [(MAX, "9", False)]),
        ("entrypoint: [/bin/sh, -c]\n    command: ['echo 2 > /proc/sys/net/ipv4/tcp_syncookies']",
         [(COOKIES, "2", True)]),
        (f'command: >\n      sh -c "sysctl -w {MAX}=9\n      {COOKIES}=${{COOKIES}}"',
         [(MAX, "9", True), (COOKIES, None, True)]),
        (f"command: sysctl -w {MAX}=9\n    privileged: false", []),
        (f"command: sysctl -w {MAX}=9\n    network_mode: ${{MODE}}", []),
        (f"entrypoint: /start.sh\n    command: sysctl -w {MAX}=9", []),
        (f"command: sh -c 'echo {MAX}=9 > /etc/sysctl.conf'", []),
    ],
)  # fmt: skip
def test_privileged_services(tmp_path: Path, service: str, read_as: list[Shown]) -> None:
    (tmp_path / "compose.yaml").write_text(f"{PRIVILEGED}    {service}\n")
    (unit,) = read(Files(str(tmp_path)), ["compose.yaml"], target_of("kernel"), Plan()).units
    assert [shown(setting) for setting in unit.kernel_settings] == read_as
