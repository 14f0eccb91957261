"""A kernel setting that no kernel has."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from lbconflint.check import Context, Hit, Level, Target, each
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.sysctl_history import VENDOR, introduced, removal
from lbconflint.knowledge.sysctl_host import NAMES, TOP
from lbconflint.knowledge.sysctls import catalogue, general, row_of
from lbconflint.knowledge.versions import show_version

_COMPLETE = ("net.core", "net.ipv4", "net.ipv6", "net.netfilter", "net.ipv4.conf.*", "net.ipv6.conf.*",
             "net.ipv4.neigh.*", "net.ipv6.neigh.*", "net.ipv4.route", "net.ipv6.route", "net.bridge")  # fmt: skip
"""Directories of which mainline's names are all known."""
_NEAR = 0.86


@each(KernelSetting)
def check(setting: KernelSetting, ctx: Context) -> Iterator[Hit]:
    key = setting.key
    if setting.pattern or setting.excluded or setting.ignores_failure or setting.world:
        return
    name = general(key)
    if removal(key) or name in VENDOR:
        return
    if row_of(key) or name in NAMES:
        yield from _too_new(setting, ctx.target("kernel"))
        return
    near = _near(name)
    directory = name.rpartition(".")[0]
    if directory not in _COMPLETE and near is None and key.split(".")[0] in TOP:
        return
    if directory not in _COMPLETE and near is None and not _ours(key):
        return
    proposal = near if near is None or "*" not in near else near.replace("*", _interface(key))
    yield Hit(
        setting.name.span,
        f"no kernel has a setting '{setting.name.value}'",
        help=f"did you mean '{proposal}'?" if proposal else "see 'sysctl -a' for those that exist",
    )


def _ours(key: str) -> bool:
    """The first part is no directory of /proc/sys, and all others look like the parts of a key."""
    return len(key.split(".")) > 2


def _interface(key: str) -> str:
    return key.split(".")[3]


def _too_new(setting: KernelSetting, target: Target) -> Iterator[Hit]:
    since = introduced(setting.key)
    if target.stated and since is not None and target.high <= (*since[0], 999):
        yield Hit(
            setting.name.span,
            f"'{setting.key}' is newer than Linux {show_version(target.low[:2])}: "
            f"it came after {show_version(since[0])}",
            help="remove it, or put '-' before it where newer kernels read the same file",
            level=Level.WARNING,
        )


@cache
def _names() -> tuple[dict[str, list[str]], list[str]]:
    """The known names by directory, and all of them."""
    everything = sorted({*catalogue(), *NAMES} - {name for name in catalogue() if removal(name)})
    found: dict[str, list[str]] = {}
    for name in everything:
        found.setdefault(name.rpartition(".")[0], []).append(name)
    return found, everything


def _near(name: str) -> str | None:
    """The known name that this one is a slip of."""
    by_directory, everything = _names()
    lower = name.lower()
    if lower != name and (row_of(lower) or lower in NAMES):
        return lower
    for prefix in ("net.", "net.ipv4.", "net.core."):
        if f"{prefix}{lower}" in catalogue():
            return f"{prefix}{lower}"
    leaf = lower.rpartition(".")[2]
    elsewhere = [other for other in everything if other.rpartition(".")[2] == leaf]
    if len(elsewhere) == 1:
        return elsewhere[0]
    found = get_close_matches(lower, by_directory.get(lower.rpartition(".")[0], []), 1, _NEAR)
    return found[0] if found else None
