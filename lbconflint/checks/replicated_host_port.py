"""Pods with a port of their node whose update waits for a node without that port."""

import re
from collections.abc import Iterator

from lbconflint.analysis.hostports import host_ports
from lbconflint.check import Context, Hit, Level, Related, each
from lbconflint.cluster import Workload
from lbconflint.values import Setting

_PERCENT = re.compile(r"([0-9]{1,3})%")
_DEFAULT = 25


@each(Workload)
def check(workload: Workload, _: Context) -> Iterator[Hit]:
    """A Deployment that first starts a new pod, and only then ends an old one."""
    if workload.meta.kind != "Deployment" or workload.meta.open or workload.open:
        return
    port = next(host_ports(workload), None)
    if port is None or not _starts_first(workload):
        return
    count = workload.replicas.value
    alone = workload.replicas.absent or count == 1
    if not alone and (count is None or count < 1):
        return
    needed = 2 if alone else (count or 0) + 1
    pods = "its pod takes" if alone else f"each of its {count} pods takes"
    related = (Related(workload.replicas.span, "so many pods"),) if workload.replicas.written else ()
    yield Hit(
        port.span,
        f"{pods} port {port.number}/{port.protocol} of a node, and an update of {workload.meta.title} starts "
        "a new pod before it ends an old one",
        related,
        f"with fewer than {needed} nodes the new pod stays Pending and the update never ends: a DaemonSet, the "
        "strategy 'Recreate' or 'maxSurge: 0' end the old pod first",
        level=Level.NOTE if alone or workload.affinity else None,
    )


def _starts_first(workload: Workload) -> bool:
    """No old pod may be missing during an update, so far as that is known."""
    if workload.strategy.unknown or not (workload.strategy.absent or workload.strategy.equals("RollingUpdate")):
        return False
    count = 1 if workload.replicas.absent else workload.replicas.value
    if count is None:
        return False
    surge, missing = workload.max_surge, workload.max_unavailable
    if surge.unknown or missing.unknown or surge.equals(0) or surge.equals("0%"):
        return False
    return _rounded_down(missing, count) == 0


def _rounded_down(setting: Setting[int | str], count: int) -> int | None:
    """How many pods that is; None when it is neither a number nor a percentage."""
    value = f"{_DEFAULT}%" if setting.absent else setting.value
    if isinstance(value, int):
        return value
    percent = _PERCENT.fullmatch(value or "")
    return int(percent[1]) * count // 100 if percent else None
