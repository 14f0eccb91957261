"""Settings of single interfaces: what holds for a packet is the higher of ``all`` and the interface's own.

Measured on 6.18 with a pair of virtual interfaces: rp_filter 0 beside ``all`` 1 drops, 2 beside 1 lets pass;
arp_ignore of ``lo`` alone does not keep an answer back, that of ``all`` or of the asked interface does.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from lbconflint.analysis.effective import InForce, applied_of, in_force, judged
from lbconflint.kernel import KernelSetting
from lbconflint.regex import lazy
from lbconflint.unit import Host

_KEY = lazy(r"net\.ipv4\.conf\.([^.]+)\.(\w+)")


def of_all(host: Host, name: str) -> InForce:
    return in_force(host, f"net.ipv4.conf.all.{name}")


def own(host: Host, name: str) -> Iterator[tuple[str, KernelSetting, int | None]]:
    """The last setting of ``name`` for each interface or pattern of interfaces but ``all`` and ``default``, with
    its number where that is known."""
    applied = host.memo.once(applied_of, host)
    last: dict[str, KernelSetting] = {}
    for setting in (*applied.patterns, *applied.settings):
        found = _KEY.fullmatch(setting.key)
        if found and found[2] == name and found[1] not in ("all", "default") and not _takes_all(setting):
            last[found[1]] = setting
    for interface, setting in last.items():
        found_ = judged(setting, f"net.ipv4.conf.lo.{name}")
        known = found_.accepted is not False and found_.numbers and not setting.doubtful
        yield interface, setting, found_.numbers[0] if known else None


def _takes_all(setting: KernelSetting) -> bool:
    return setting.pattern and fnmatchcase(_KEY.sub(r"net.ipv4.conf.all.\2", setting.key), setting.key)


def strict_filter(host: Host, interface: str) -> KernelSetting | None:
    """The setting that makes the kernel drop what comes in on ``interface`` and would go out on another one; None
    when it does not, or nobody knows."""
    everywhere = of_all(host, "rp_filter")
    single = in_force(host, f"net.ipv4.conf.{interface}.rp_filter")
    told = [one for one in (everywhere, single) if one.setting is not None]
    if any(one.numbers is None for one in told):
        return None
    highest = max(told, key=lambda one: one.numbers or (), default=None)
    return highest.setting if highest is not None and (highest.numbers or (0,))[0] == 1 else None


def faces_network(host: Host, name: str) -> bool:
    """A setting of ARP is made where requests come in, or may be: for all interfaces or for one that faces a
    network."""
    return of_all(host, name).setting is not None or any(
        interface != "lo" and number != 0 for interface, _, number in own(host, name)
    )
