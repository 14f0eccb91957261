"""Reading configuration from text, and the real HAProxy as the judge.

Binaries are found in the directory that LBCONFLINT_ORACLES names (``haproxy-3.4.0/haproxy`` and so on) and on
the PATH; LBCONFLINT_CORPORA names a directory of public configurations.  Tests that need either are skipped
without it.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from lbconflint.dialects import Plan, Reading
from lbconflint.dialects.haproxy.reader import read
from lbconflint.files import Files
from lbconflint.knowledge.versions import parse_version, target_of
from lbconflint.model import Diagnostic
from lbconflint.unit import Unit

Read = Callable[..., Unit]
ReadAll = Callable[..., Reading]


@pytest.fixture
def read_all(tmp_path: Path) -> ReadAll:
    """Read files given as path -> text."""

    def reading(
        contents: Mapping[str, str | bytes],
        target: str | None = None,
        processes: tuple[tuple[str, ...], ...] = (),
    ) -> Reading:
        for path, content in contents.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)
        plan = Plan(processes)
        return read(Files(str(tmp_path)), list(contents), target_of("haproxy", target), plan)

    return reading


@pytest.fixture
def read_one(read_all: ReadAll) -> Read:
    """Read one ``haproxy.cfg``."""

    def unit(text: str | bytes, target: str | None = None, path: str = "haproxy.cfg") -> Unit:
        reading = read_all({path: text}, target)
        assert len(reading.units) == 1, reading.declined
        return reading.units[0]

    return unit


def shown(unit: Unit) -> list[tuple[str, int, str, bool]]:
    """Diagnostics as (kind, line, text, certain)."""
    return [(found.kind.name, found.span.line, found.span.text, found.certain) for found in unit.diagnostics]


@pytest.fixture
def diagnostics(read_one: Read) -> Callable[..., list[tuple[str, int, str, bool]]]:
    """What reading a text notices, as (kind, line, text, certain)."""

    def found(text: str | bytes, target: str | None = None) -> list[tuple[str, int, str, bool]]:
        return shown(read_one(text, target))

    return found


class Oracle:
    """One HAProxy binary.  ``version`` is that of its branch and patch, as a target is written."""

    def __init__(self, binary: str, version: str) -> None:
        self.binary = binary
        self.version = version

    def __repr__(self) -> str:
        return f"haproxy {self.version}"

    def run(self, *arguments: str, timeout: float = 30) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [self.binary, *arguments], capture_output=True, timeout=timeout, check=False, env={"PATH": "/usr/bin"}
        )

    def built_with(self, feature: str) -> bool:
        """``haproxy -vv`` lists the feature as ``+FEATURE``."""
        return f"+{feature}".encode() in self.run("-vv").stdout.split()

    def accepts(self, path: Path) -> bool:
        """``haproxy -c`` has nothing fatal to say of the file; 2 means only that nothing listens."""
        return self.run("-c", "-dr", "-f", str(path)).returncode in (0, 2)


def _find_oracles() -> list[Oracle]:
    binaries = sorted(Path(os.environ.get("LBCONFLINT_ORACLES", "/nowhere")).glob("haproxy-*/haproxy"))
    installed = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin")
    found = []
    for binary in [*map(str, binaries), *([installed] if installed else [])]:
        done = subprocess.run([binary, "-v"], capture_output=True, timeout=10, check=False)
        match = re.search(rb"(?i)ha-?proxy version (\d+\.\d+)[.-](dev)?(\d+)", done.stdout)
        if match:
            branch, development, patch = (part.decode() if part else "" for part in match.groups())
            found.append(Oracle(binary, branch if development else f"{branch}.{patch}"))
    return found


ORACLES = _find_oracles()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with an ``oracle`` argument runs once for every binary that is there."""
    if "oracle" in metafunc.fixturenames:
        found = ORACLES or [pytest.param(None, marks=pytest.mark.skip(reason="no haproxy binary"))]
        metafunc.parametrize("oracle", found, ids=lambda held: held.version if held else "none")


@pytest.fixture
def dumper() -> Oracle:
    """A binary that dumps a configuration line by line (``-dC,line``, since 2.8)."""
    for oracle in reversed(ORACLES):
        version = parse_version(oracle.version)
        if version and version >= (2, 9):
            return oracle
    pytest.skip("no haproxy binary that knows -dC,line")


def certain_faults(unit: Unit) -> list[Diagnostic]:
    return [found for found in unit.diagnostics if found.certain]


CORPORA = os.environ.get("LBCONFLINT_CORPORA", "")
