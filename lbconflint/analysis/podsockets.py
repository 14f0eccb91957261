"""The sockets of pods on the host beside them: what a pod takes of its node, where the node is known.

A cluster and a host in one repository are rarely one machine.  So pods are on a host of the configuration whose
paths name their manifests, and on that of an ``etc/`` tree from which a kubelet starts static ones.
"""

from collections.abc import Iterator

from lbconflint.analysis.opening import Socket, canonical
from lbconflint.cluster import Workload
from lbconflint.model import Bind, Listener, Scope
from lbconflint.unit import Host, Unit
from lbconflint.values import Address

_EVERYWHERE = ("Pod", "DaemonSet")
_NEVER_LONG = ("Job", "CronJob")


def pod_sockets(host: Host, unit: Unit) -> Iterator[Socket]:
    """What the pods of one unit take of the host.  A ``hostPort`` is no socket: the node's rules turn connections
    away to the pod before any socket is looked for (``translated``)."""
    workloads = {id(one.meta.node): one for one in unit.nouns.get(Workload, ())}
    for number, listener in enumerate(unit.listeners):
        workload = workloads.get(id(listener.node)) if listener.kind == "pod" else None
        if workload is None or not _runs(workload, host):
            continue
        for bind in listener.binds:
            address = bind.address.value
            if bind.scope is Scope.HOST and address is not None and bind.ports.value is not None:
                yield _socket(unit, listener, number, workload, bind, address)


def _runs(workload: Workload, host: Host) -> bool:
    """The pods may be on the host, and it is known whether they have a network of their own."""
    if workload.meta.open or workload.host_network.unknown or workload.replicas.equals(0):
        return False
    if not host.stated:
        return workload.meta.kind == "Pod"
    return workload.meta.kind not in _NEVER_LONG


def _socket(
    unit: Unit, listener: Listener, number: int, workload: Workload, bind: Bind, address: Address
) -> Socket:
    anywhere = workload.meta.kind in _EVERYWHERE and not workload.pinned and not workload.affinity
    return Socket(
        address=canonical(address),
        dual_stack=False,
        ports=bind.ports.value,
        transport=bind.transport,
        reuse_address=True,
        reuse_port=False,
        interface="",
        namespace="",
        replaces_unix=False,
        owner=(unit.name, number),
        world=bind.world,
        binds=(bind,),
        listener=listener,
        unit=unit,
        translated=not workload.host_network.equals(True),
        elsewhere=not anywhere,
    )
