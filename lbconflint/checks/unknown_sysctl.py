"""A kernel setting that no kernel has."""

from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches
from functools import cache

from lbconflint.check import Context, Hit, Level, Target, each
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.sysctl_history import VENDOR, introduced, removal
from lbconflint.knowledge.sysctl_host import NAMES
from lbconflint.knowledge.sysctls import catalogue, general, row_of
from lbconflint.knowledge.versions import show_version

_COMPLETE = ("net.core", "net.ipv4", "net.ipv6", "net.netfilter", "net.ipv4.conf.*", "net.ipv6.conf.*",
             "net.ipv4.neigh.*", "net.ipv6.neigh.*", "net.ipv4.route", "net.ipv6.route", "net.bridge")  # fmt: skip
"""Directories of which mainline's names are all known."""

_BACKPORTING = ("rhel", "amazon")
"""Distributions whose kernels have settings of later releases."""


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
    if directory not in _COMPLETE and near is None:
        return
    near = near or _similar(name)
    proposal = near if near is None or "*" not in near else near.replace("*", _interface(key))
    yield Hit(
        setting.name.span,
        f"no kernel has a setting '{setting.name.value}'",
        help=f"did you mean '{proposal}'?" if proposal else "see 'sysctl -a' for those that exist",
    )


def _interface(key: str) -> str:
    return key.split(".")[3]


def _too_new(setting: KernelSetting, target: Target) -> Iterator[Hit]:
    since = introduced(setting.key)
    if target.profile.startswith(_BACKPORTING):
        return
    if target.stated and since is not None and target.high <= (*since[0], 999):
        yield Hit(
            setting.name.span,
            f"'{setting.key}' is newer than Linux {show_version(target.low[:2])}: "
            f"it came after {show_version(since[0])}",
            help="remove it, or put '-' before it where newer kernels read the same file",
            level=Level.WARNING,
        )


@cache
def _slips() -> dict[tuple[str, str], list[str]]:
    """The known names by directory and by each text that their last part gives with one character less: two names
    that share one are a slip of each other."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in {*catalogue(), *NAMES}:
        if not removal(name):
            directory, _, leaf = name.rpartition(".")
            for shorter in _shorter(leaf):
                found.setdefault((directory, shorter), []).append(name)
    return found


@cache
def _leaves() -> dict[str, list[str]]:
    """The known names by their last part."""
    found: dict[str, list[str]] = {}
    for name in {*catalogue(), *NAMES}:
        if not removal(name):
            found.setdefault(name.rpartition(".")[2], []).append(name)
    return found


def _similar(name: str) -> str | None:
    """The name of the same directory that looks most like this one: too loose to fire on, good to propose."""
    directory, _, leaf = name.lower().rpartition(".")
    beside = {other.rpartition(".")[2]: other for other in catalogue() if other.rpartition(".")[0] == directory}
    found = get_close_matches(leaf, [one for one in beside if not removal(beside[one])], 1, 0.8)
    return beside[found[0]] if found else None


def _shorter(leaf: str) -> Iterator[str]:
    yield leaf
    for at in range(len(leaf)):
        yield leaf[:at] + leaf[at + 1 :]


def _near(name: str) -> str | None:
    """The known name that this one is a slip of."""
    lower = name.lower()
    for prefix in ("", "net.", "net.ipv4.", "net.core."):
        if f"{prefix}{lower}" in NAMES or row_of(f"{prefix}{lower}"):
            return f"{prefix}{lower}"
    directory, _, leaf = lower.rpartition(".")
    elsewhere = _leaves().get(leaf, [])
    if len(elsewhere) == 1:
        return elsewhere[0]
    found = {other for shorter in _shorter(leaf) for other in _slips().get((directory, shorter), ())}
    return max(sorted(found), key=lambda other: SequenceMatcher(None, lower, other).ratio(), default=None)
