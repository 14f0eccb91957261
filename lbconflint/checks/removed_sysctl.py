"""A kernel setting that the target kernel no longer has."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, Target, Unit, each
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.knowledge.sysctl_history import Removal, removal
from lbconflint.knowledge.versions import show_version

_RECYCLE = "net.ipv4.tcp_tw_recycle"
_FAILURES = {
    Carrier.COMMAND: "sysctl fails",
    Carrier.POD: "the pod is not started",
    Carrier.CONTAINER: "the container is not started",
    Carrier.TASK: "the task fails",
    Carrier.PROFILE: "TuneD leaves it out",
    Carrier.NODE_POOL: "the node pool is not made",
}


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    target = ctx.target("kernel")
    for setting in unit.kernel_settings:
        gone = removal(setting.key)
        # A setting that may fail, or that stands under a condition, is written for the kernels that have it.
        if gone is None or setting.ignores_failure or setting.world or setting.excluded:
            continue
        if setting.key == _RECYCLE and setting.value.value not in (None, "0"):
            yield _recycle(setting, target)
        elif target.maybe_since(gone.gone):
            yield _gone(setting, gone, target)
    for remark in unit.kernel_remarks:
        if remark.key == _RECYCLE:
            yield Hit(
                remark.name.span,
                f"'{_RECYCLE}' stands here as a comment: Linux 4.12 removed it, and before it dropped "
                "clients behind NAT",
                help="remove it, so that nobody turns it on",
                level=Level.NOTE,
            )


def _gone(setting: KernelSetting, gone: Removal, target: Target) -> Hit:
    harmless = setting.key == _RECYCLE
    failure = _FAILURES.get(setting.carrier, "applying the file fails")
    return Hit(
        setting.name.span,
        f"'{setting.key}' is gone since Linux {show_version(gone.gone)}: {failure} there",
        help=gone.cure or "remove it",
        level=Level.NOTE if harmless and not target.stated else Level.WARNING,
    )


def _recycle(setting: KernelSetting, target: Target) -> Hit:
    old = "drops the connections of clients behind NAT"
    new = "does not exist: sysctl fails, and a script with 'set -e' ends here"
    if setting.carrier in (Carrier.POD, Carrier.CONTAINER, Carrier.TASK, Carrier.PROFILE, Carrier.NODE_POOL):
        new = f"does not exist: {_FAILURES[setting.carrier]}"
    if target.surely_since((4, 12)):
        said = new
    elif target.surely_before((4, 12)):
        said = old
    else:
        said = f"{old} up to Linux 4.11, and since 4.12 {new}"
    return Hit(
        setting.name.span,
        f"'{setting.key} = {setting.value.value}' {said}",
        help="remove it; connections that are opened from here may use net.ipv4.tcp_tw_reuse = 1, and keepalive "
        "opens fewer",
    )
