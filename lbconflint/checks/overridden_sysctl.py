"""One kernel setting with two values on one host."""

from collections.abc import Iterator

from lbconflint.analysis.effective import applied_of, judged
from lbconflint.check import Context, Hit, Host, Related, whole
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.tree import coexist

_REPLACED_WHOLE = "net.ipv4.ip_local_reserved_ports"
"""Has a rule of its own."""


@whole
def check(host: Host, _: Context) -> Iterator[Hit]:
    for key, settings in host.memo.once(applied_of, host).keys.items():
        if len(settings) < 2 or key == _REPLACED_WHOLE:
            continue
        last = settings[-1]
        for earlier in settings[:-1]:
            if _overridden(earlier, last):
                yield Hit(
                    earlier.value.span,
                    f"'{key} = {earlier.value.value}' does not last: '{last.value.value}' is applied later",
                    (Related(last.value.span, f"this value is in force{_where(last)}"),),
                    help="keep one of the two",
                )


def _overridden(earlier: KernelSetting, last: KernelSetting) -> bool:
    if earlier.value.value is None or last.value.value is None or not coexist(earlier.world, last.world):
        return False
    if len(last.world) > len(earlier.world) or earlier.replaceable or last.replaceable:
        return False
    # A file in /etc is there to overrule what packages bring.
    if earlier.carrier is Carrier.FILE and last.carrier is Carrier.FILE and _packaged(earlier) != _packaged(last):
        return False
    first, second = judged(earlier), judged(last)
    if first.accepted is False or second.accepted is False:
        return False
    if first.numbers and second.numbers:
        return first.numbers != second.numbers
    return earlier.value.value.split() != last.value.value.split()


def _packaged(setting: KernelSetting) -> bool:
    return not setting.file.startswith("/etc/")


def _where(setting: KernelSetting) -> str:
    return f", from {setting.file}" if setting.file else ""
