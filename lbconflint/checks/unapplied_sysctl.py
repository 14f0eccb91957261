"""A file with kernel settings that the boot never applies."""

import re
from collections.abc import Iterator

from lbconflint.analysis.effective import MAIN, applied_of
from lbconflint.check import Context, Hit, Host, Level, Related, Unit, whole
from lbconflint.kernel import MODULE, Carrier, KernelSetting, installed
from lbconflint.source import Span

_NOT_READ = frozenset({"debian13"})
"""Distributions that no longer apply /etc/sysctl.conf at boot (Debian 13 release notes, 5.1.15)."""
_SET_ASIDE = re.compile(
    r"(\.(bak|old|orig|save|disabled|off|dpkg-\w+|rpm(new|save|orig)|sample|example|swp|md|txt)|\.conf#[\w.-]+|~)$"
    r"|(^|/)(readme|\.)[^/]*$",
    re.IGNORECASE,
)
"""Names of files that are not meant to be applied."""
_MODULES = (
    ("net.bridge.", "br_netfilter"),
    ("net.netfilter.nf_conntrack_", "nf_conntrack"),
    ("net.nf_conntrack_max", "nf_conntrack"),
)
"""Whose settings exist only while a module is loaded (sysctl.d(5))."""
_IMAGE = re.compile(r"(docker|container)file[^/]*$", re.IGNORECASE)
"""What an image is made with: nobody boots a container, and what a bootable image has is not known."""


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    units = [unit for unit in host.units if unit.product == "sysctl"]
    linked = any(unit.name.endswith("sysctl.d/99-sysctl.conf") for unit in units)
    if ctx.target("kernel").profile in _NOT_READ and not linked:
        for unit in units:
            yield from _main_file(unit)
    for unit in units:
        if unit.complete:
            yield from _wrong_name(unit)
    yield from _without_module(host)
    for masked in host.memo.once(applied_of, host).masked:
        first = _first(masked.unit)
        # A file that sets nothing is there to switch the other one off.
        switched_off = not masked.by.kernel_settings
        if first is not None and not switched_off and masked.unit.sources[0] is not masked.by.sources[0]:
            yield Hit(
                first.node.span,
                f"this file is never applied: {installed(masked.by.name)} has its name in a higher directory",
                (Related(Span(masked.by.sources[0], 0, 0), "the file that is applied in its place"),),
                help="give it another name, or remove it",
                level=Level.NOTE,
            )


def _without_module(host: Host) -> Iterator[Hit]:
    """Settings that a module brings, which nothing loads before the boot applies them."""
    loaded = {one.name.value for unit in host.units for one in unit.definitions if one.kind == MODULE}
    told: set[str] = set()
    for setting in host.memo.once(applied_of, host).settings:
        module = next((name for prefix, name in _MODULES if setting.key.startswith(prefix)), "")
        if not module or module in loaded or module in told or setting.carrier is not Carrier.FILE:
            continue
        if setting.ignores_failure or setting.world:
            continue
        told.add(module)
        yield Hit(
            setting.name.span,
            f"'{setting.key}' is there only once {module} is loaded, which nothing here does before the boot "
            "applies this file",
            help=f"put '{module}' into a file of /etc/modules-load.d",
            level=None if loaded else Level.NOTE,
        )


def _main_file(unit: Unit) -> Iterator[Hit]:
    if _IMAGE.search(unit.name):
        return
    for setting in unit.kernel_settings:
        if setting.file == MAIN:
            yield Hit(
                setting.node.span,
                f"Debian 13 does not apply {MAIN} at boot: '{setting.key}' is not set after it",
                help="put it into a file of /etc/sysctl.d whose name ends with .conf",
            )
            return


def _wrong_name(unit: Unit) -> Iterator[Hit]:
    file = installed(unit.name)
    first = _first(unit)
    directory = unit.name.rpartition("/")[0].endswith("sysctl.d")
    if first is None or not directory or file.endswith(".conf") or _SET_ASIDE.search(unit.name):
        return
    yield Hit(
        first.node.span,
        f"this file is never applied: of sysctl.d, files whose names end with .conf are read, and not '{file}'",
        help=f"call it '{file.rpartition('/')[2]}.conf'",
    )


def _first(unit: Unit) -> KernelSetting | None:
    return unit.kernel_settings[0] if unit.kernel_settings else None
