"""Socket units as they are read, by table and against systemd's own reader."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from lbconflint.dialects import Plan
from lbconflint.dialects.systemd.addresses import parse
from lbconflint.dialects.systemd.reader import read
from lbconflint.files import Files
from lbconflint.knowledge.versions import target_of
from lbconflint.unit import Unit
from tests.conftest import write_tree

ANALYZE = shutil.which("systemd-analyze")
TAKEN = {
    "80": "[::] 80",
    "0.0.0.0:80": "0.0.0.0 80",
    "127.0.0.1:8080": "127.0.0.1 8080",
    "[::]:80": "[::] 80",
    "[2001:DB8::0:1]:80": "[2001:db8::1] 80",
    "070": "[::] 56",
    "0x50": "[::] 80",
    "127.0.0.1:0120": "127.0.0.1 80",
    "/run/web.sock": "unix:/run/web.sock None",
    "@web": "abns@web None",
}
IGNORED = [
    "0",
    "070",
    "70000",
    "1.2.3.4",
    "1.2.3.4:0",
    "1.2.3.4:080",
    "::1:80",
    "*:80",
    "localhost:80",
    "80 81",
    '"80"',
]


def units_of(root: Path, files: Mapping[str, str]) -> list[Unit]:
    write_tree(root, files)
    return list(read(Files(str(root)), sorted(files), target_of("kernel"), Plan()).units)


def binds_of(unit: Unit) -> list[str]:
    return [
        f"{bind.address.value} {bind.ports.value} {bind.transport.value}"
        for listener in unit.listeners
        for bind in listener.binds
    ]


@pytest.mark.parametrize("text", [*TAKEN, *IGNORED])
def test_an_address(text: str) -> None:
    found = parse(text)
    assert (f"{found.address} {found.ports}" if found else None) == TAKEN.get(text)


@pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze")
@pytest.mark.parametrize("text", [*TAKEN, *IGNORED])
def test_systemd_agrees(text: str, tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "web.socket": f"[Socket]\nAccept=yes\nListenStream={text}\n",
            "web@.service": "[Service]\nExecStart=/bin/true\n",
        },
    )
    done = subprocess.run(
        [ANALYZE or "", "verify", "./web.socket"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ("Failed to parse address value" in done.stderr) == (parse(text) is None), done.stderr


def test_drop_ins_continue_the_unit_and_an_empty_assignment_clears_all_lists(tmp_path: Path) -> None:
    units = units_of(
        tmp_path,
        {
            "web.socket": "[Socket]\nListenStream=80\nListenDatagram=80\n",
            "web.socket.d/10-a.conf": "[Socket]\nListenStream=\nListenStream=81\n",
            "web.socket.d/20-b.conf": "[Socket]\nListenDatagram=82\nBindIPv6Only=ipv6-only\nReusePort=yes\n",
            "gone.socket.d/a.conf": "[Socket]\nListenStream=83\n",
        },
    )
    assert {unit.name: binds_of(unit) for unit in units} == {
        "web.socket": ["[::] 81 tcp", "[::] 82 udp"],
        "gone.socket.d/a.conf": ["[::] 83 tcp"],
    }
    web = next(unit for unit in units if unit.complete)
    assert all(bind.v6only.equals(True) and bind.reuse_port.equals(True) for bind in web.listeners[0].binds)


def test_the_lines(tmp_path: Path) -> None:
    text = (
        "# ListenStream=1\n; ListenStream=2\nListenStream=3\n[Unit]\nListenStream=4\n\n[Socket]\r\n"
        "  ListenStream = 10.0.0.5:5 \r\nListenStream=%i\nListenStream=10.0.0.5:%p\nFileDescriptorName=a\\\n"
        "ListenStream=6\nnothing\n[Install]\nListenStream=7"
    )
    (unit,) = units_of(tmp_path, {"web@.socket": text})
    assert binds_of(unit) == ["10.0.0.5 5 tcp"]
    assert [bind.span.text for bind in unit.listeners[0].binds] == ["10.0.0.5:5"]
    assert not unit.diagnostics
