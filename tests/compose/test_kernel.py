"""``sysctls`` of services: what the files say together, and what runc makes of it."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lbconflint.unit import Unit
from tests.compose.test_reader import units_of
from tests.conftest import Lint

_PROGRAM = "/bin/true"


def settings_of(unit: Unit) -> dict[tuple[str, str], str | None]:
    """The values by service and key."""
    names = {id(one.node): one.name for one in unit.listeners}
    return {(names[id(one.owner)], one.key): one.value.value for one in unit.kernel_settings}


def test_the_strongest_file_says_what_a_key_is(tmp_path: Path) -> None:
    (unit,) = units_of(
        tmp_path,
        {
            "compose.yaml": (
                "services:\n"
                "  web:\n    image: a\n    extends: base\n    sysctls: {net.core.somaxconn: 1024, net.a: 1}\n"
                "  base:\n    image: a\n    sysctls: [net.core.somaxconn=128, net.b=2, 'net.c=${C}', 'net.d']\n"
                "  bare:\n    image: a\n    sysctls: {net.a: 1}\n"
                "  own:\n    image: a\n    sysctls: {net.a: 1}\n"
            ),
            "compose.override.yaml": (
                "services:\n"
                "  web:\n    sysctls: ['net.core.somaxconn=4096', 'net.e=1 2']\n"
                "  bare:\n    sysctls: !reset []\n"
                "  own:\n    sysctls: !override [net.b=2]\n"
            ),
        },
    )
    assert settings_of(unit) == {
        ("web", "net.core.somaxconn"): "4096",
        ("web", "net.e"): "1 2",
        ("web", "net.a"): "1",
        ("web", "net.b"): "2",
        ("web", "net.c"): None,
        ("web", "net.d"): None,
        ("base", "net.core.somaxconn"): "128",
        ("base", "net.b"): "2",
        ("base", "net.c"): None,
        ("base", "net.d"): None,
        ("own", "net.b"): "2",
    }


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A container of one program that ends at once."""
    runc, compiler = shutil.which("runc"), shutil.which("gcc")
    if runc is None or compiler is None or os.geteuid() != 0:
        pytest.skip("runc, a compiler and root are needed")
    place = tmp_path_factory.mktemp("bundle")
    (place / "rootfs" / "bin").mkdir(parents=True)
    (place / "true.c").write_text("int main(void) { return 0; }\n")
    build = [compiler, "-static", "-o", f"{place}/rootfs{_PROGRAM}", "true.c"]
    if subprocess.run(build, cwd=place, capture_output=True, timeout=60, check=False).returncode:
        pytest.skip("nothing static can be built")
    subprocess.run([runc, "spec"], cwd=place, check=True, timeout=60)
    if start(place, {}, "bridge"):
        pytest.skip("no container can be started here")
    return place


def start(bundle: Path, sysctls: dict[str, str], mode: str) -> str:
    """What runc says against it; "" for nothing."""
    config = json.loads((bundle / "config.json").read_text())
    config["process"] |= {"terminal": False, "args": [_PROGRAM]}
    config["linux"]["sysctl"] = sysctls
    kinds = ["pid", "ipc", "uts", "mount"] + ([] if mode == "host" else ["network"])
    config["linux"]["namespaces"] = [{"type": kind} for kind in kinds]
    (bundle / "config.json").write_text(json.dumps(config))
    command = ["runc", "run", f"lbconflint-{os.getpid()}"]
    done = subprocess.run(command, cwd=bundle, capture_output=True, text=True, timeout=60, check=False)
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("mode", ["bridge", "host"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("net.core.somaxconn", "4096"),
        ("net/core/somaxconn", "4096"),
        ("net.core.somaxconn", "yes"),
        ("net.core.rmem_max", "4096000"),
        ("net.core.netdev_max_backlog", "4096"),
        ("net.ipv4.ip_local_port_range", "1024 65535"),
        ("net.ipv4.ip_local_port_range", "1024-65535"),
        ("net.ipv4.tcp_mem", "4096 8192 16384"),
        ("net.ipv4.tcp_tw_recycle", "1"),
        ("net.ipv4.conf.all.rp_filter", "1"),
        ("kernel.sem", "250 32000 100 128"),
        ("kernel.shmmax", "20000000"),
        ("kernel.domainname", "example"),
        ("kernel.pid_max", "65536"),
        ("fs.mqueue.msg_max", "20"),
        ("fs.file-max", "65536"),
        ("vm.overcommit_memory", "1"),
    ],
)
def test_runc_refuses_what_is_reported(lint: Lint, bundle: Path, key: str, value: str, mode: str) -> None:
    text = f"services:\n  web:\n    image: a\n    network_mode: {mode}\n    sysctls: {{{key}: '{value}'}}\n"
    rules = ["namespaced-sysctl", "invalid-sysctl-value", "removed-sysctl"]
    found = [one.message for one in lint({"compose.yaml": text}, rules=rules).findings]
    refused = start(bundle, {key: value}, mode)
    assert bool(refused) == bool(found), (refused, found)
