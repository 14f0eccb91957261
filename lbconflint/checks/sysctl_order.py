"""Settings that the kernel refuses because of the order in which they are applied."""

from collections.abc import Iterator

from lbconflint.analysis.effective import applied_of, judged
from lbconflint.check import Context, Hit, Host, Level, Related, whole
from lbconflint.kernel import KernelSetting

_RANGE, _START = "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start"
_CHECKED_SINCE = (4, 11)
_DEFAULT_START, _DEFAULT_LOW = 1024, 32768


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    """Ports for connections must not begin below the first unprivileged port, at every moment."""
    target = ctx.target("kernel")
    if target.surely_before(_CHECKED_SINCE):
        return
    low, start = _DEFAULT_LOW, _DEFAULT_START
    last_range: KernelSetting | None = None
    last_start: KernelSetting | None = None
    for setting in host.memo.once(applied_of, host).settings:
        if setting.key not in (_RANGE, _START):
            continue
        found = judged(setting)
        if setting.value.value is None or setting.doubtful:
            return
        if not found.accepted:
            continue
        number = found.numbers[0]
        level = None if target.surely_since(_CHECKED_SINCE) else Level.WARNING
        if setting.key == _RANGE and number < start:
            yield _refused(setting, f"it begins below {_START}, which is {start} at this point", last_start, level)
        elif setting.key == _START and number > low:
            yield _refused(setting, f"{_RANGE} begins at {low} at this point", last_range, level)
        elif setting.key == _RANGE:
            low, last_range = number, setting
        else:
            start, last_start = number, setting


def _refused(setting: KernelSetting, why: str, other: KernelSetting | None, level: Level | None) -> Hit:
    return Hit(
        setting.value.span,
        f"the kernel refuses '{setting.value.value}' for '{setting.key}': {why}",
        (Related(other.value.span, "set here before"),) if other else (),
        help=f"set {_START} first, and not above the range" if setting.key == _RANGE else "set the range first",
        level=level,
    )
