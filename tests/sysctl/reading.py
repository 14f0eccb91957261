"""What the tests of kernel settings share: reading texts, and the host that they make."""

from collections.abc import Mapping
from pathlib import Path

from lbconflint.analysis.hosts import group
from lbconflint.dialects import Plan
from lbconflint.dialects.sysctl.reader import read
from lbconflint.files import Files
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.versions import target_of
from lbconflint.unit import Host, Unit


def units_of(root: Path, files: Mapping[str, str]) -> list[Unit]:
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8"))
    return list(read(Files(str(root)), sorted(files), target_of("kernel"), Plan()).units)


def unit_of(root: Path, text: str, path: str = "sysctl.conf") -> Unit:
    (unit,) = units_of(root, {path: text})
    return unit


def host_of(root: Path, files: Mapping[str, str]) -> Host:
    """The only host of these files."""
    (host,) = group(units_of(root, files))
    return host


def shown(setting: KernelSetting) -> tuple[str, str | None]:
    return setting.key, setting.value.value
