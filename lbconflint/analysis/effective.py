"""Which kernel settings a host applies at boot, in which order, and what is in force at the end.

Files of ``sysctl.d`` are merged by name over ``/etc``, ``/run``, ``/usr/local/lib`` and ``/usr/lib``: one in a
higher directory masks those of the same name below; what remains is applied in the order of the names, and the
last word counts (sysctl.d(5); measured with procps 4.0.2 and systemd 252).  ``/etc/sysctl.conf`` comes in as
``99-sysctl.conf``, the name of the link that distributions ship.  Commands of scripts come after the boot.
"""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

from lbconflint.analysis.kernel_values import Verdict, port_ranges, verdict
from lbconflint.kernel import Carrier, KernelSetting, installed
from lbconflint.knowledge.sysctls import row_of
from lbconflint.record import NamedTuple
from lbconflint.unit import Host, Unit
from lbconflint.values import PortRange

MAIN = "/etc/sysctl.conf"
_LINKED = "99-sysctl.conf"
_DIRECTORIES = ("/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib")


class Masked(NamedTuple):
    """``unit`` is never read: ``by`` has its name in a higher directory."""

    unit: Unit
    by: Unit


class Applied(NamedTuple):
    """``settings`` in the order of application, without patterns; ``keys`` the same by key.  ``patterns`` hold
    for keys that nobody sets or excludes by name.  ``cancelled`` are keys whose exclusion comes after their last
    value: systemd-sysctl then leaves them alone, procps does not."""

    settings: tuple[KernelSetting, ...]
    keys: dict[str, list[KernelSetting]]
    patterns: tuple[KernelSetting, ...]
    excluded: frozenset[str]
    cancelled: frozenset[str]
    masked: tuple[Masked, ...]


class InForce(NamedTuple):
    """What a key is at the end.  ``setting`` is None when nobody sets it; ``numbers`` are None when they are
    not known: a value that is filled in later, or that is set under a condition."""

    setting: KernelSetting | None
    numbers: tuple[int, ...] | None


def _rank(file: str) -> int:
    return next((rank for rank, name in enumerate(_DIRECTORIES) if file.startswith(f"{name}/")), 0)


def _name(file: str) -> str:
    return _LINKED if file == MAIN else file.rpartition("/")[2]


def applied_of(host: Host) -> Applied:
    """All settings of the host's units."""
    units = [unit for unit in host.units if unit.product == "sysctl" or unit.kernel_settings]
    masked = list(_masked(unit for unit in units if unit.complete))
    left_out = {id(mask.unit) for mask in masked}
    left_out |= {id(unit) for unit in units if unit.complete and not installed(unit.name).endswith(".conf")}
    placed = [
        (_place(setting), number, setting)
        for number, unit in enumerate(units)
        if id(unit) not in left_out
        for setting in unit.kernel_settings
        if setting.owner is None
    ]
    placed.sort(key=lambda entry: (entry[0], entry[1], entry[2].order))
    order = [setting for _, _, setting in placed]
    settings = tuple(one for one in order if not one.pattern and not one.excluded)
    keys: dict[str, list[KernelSetting]] = {}
    for setting in settings:
        keys.setdefault(setting.key, []).append(setting)
    excluded = frozenset(one.key for one in order if one.excluded)
    patterns = tuple(one for one in order if one.pattern and not one.excluded)
    cancelled = frozenset(key for key, last in {one.key: one for one in order}.items() if last.excluded)
    return Applied(settings, keys, patterns, excluded, cancelled, tuple(masked))


def _place(setting: KernelSetting) -> tuple[int, str]:
    if setting.carrier in (Carrier.COMMAND, Carrier.POD, Carrier.CONTAINER, Carrier.NODE_POOL):
        return 1, ""
    if setting.carrier is Carrier.PROFILE:
        return 0, ""  # TuneD applies the files again behind its profile
    return 0, _name(setting.file)


def _masked(units: Iterable[Unit]) -> Iterable[Masked]:
    by_name: dict[str, list[tuple[int, Unit]]] = {}
    for unit in units:
        file = installed(unit.name)
        if not file.endswith(".conf"):
            continue
        by_name.setdefault(_name(file), []).append((_rank(file), unit))
    for same in by_name.values():
        highest, first = min(same, key=lambda entry: entry[0])
        yield from (Masked(unit, first) for rank, unit in same if rank > highest)


def history_of(host: Host, key: str) -> list[KernelSetting]:
    """Every setting of the key, in the order of application."""
    applied = host.memo.once(applied_of, host)
    named = applied.keys.get(key)
    if named or key in applied.excluded:
        return named or []
    pattern = key.replace("/", ".")
    return [one for one in applied.patterns if fnmatchcase(pattern, _glob(one.key))]


def _glob(key: str) -> str:
    return re.sub(r"\[!", "[!", key.replace("/", "."))


def judged(setting: KernelSetting, key: str = "") -> Verdict:
    """What the kernel makes of the value, written to ``key`` where the setting is a pattern; ``accepted`` is None
    when value or setting are not known."""
    row = row_of(key or setting.key)
    if row is None or setting.value.value is None:
        return Verdict(None)
    return verdict(row, setting.value.value)


def in_force(host: Host, key: str) -> InForce:
    """The value at the end; not known where the programs that apply it disagree."""
    patient, strict = applied_by(host, key, keeps_last=False), applied_by(host, key, keeps_last=True)
    return patient if patient == strict else InForce(patient.setting or strict.setting, None)


def applied_by(host: Host, key: str, keeps_last: bool) -> InForce:
    """The value at the end as procps applies the files, or systemd-sysctl, which writes the last value of a key
    only (``keeps_last``): when the kernel refuses that one, an earlier one counts with procps."""
    if keeps_last and key in host.memo.once(applied_of, host).cancelled:
        return InForce(None, None)
    for setting in reversed(history_of(host, key)):
        if setting.doubtful or setting.value.value is None:
            return InForce(setting, None)
        found = judged(setting, key)
        if found.accepted is not False:
            return InForce(setting, found.numbers or None)
        if keeps_last:
            break
    return InForce(None, None)


def number_in_force(host: Host, key: str) -> int | None:
    """The first number in force, None when nobody sets it or it is not known."""
    numbers = in_force(host, key).numbers
    return numbers[0] if numbers else None


def sees_settings(host: Host) -> bool:
    """Some file or script with kernel settings belongs to the host."""
    return any(
        unit.product == "sysctl" or any(one.owner is None for one in unit.kernel_settings) for unit in host.units
    )


def reserved_ports(host: Host) -> tuple[KernelSetting | None, list[PortRange] | None]:
    """The last accepted list of ``ip_local_reserved_ports``; None in place of the ports when it is not known."""
    for setting in reversed(history_of(host, "net.ipv4.ip_local_reserved_ports")):
        if setting.doubtful or setting.value.value is None:
            return setting, None
        if judged(setting).accepted:
            return setting, port_ranges(setting.value.value)
    return None, []
