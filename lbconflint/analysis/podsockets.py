"""What a cluster takes of the host beside it: ports of pods, where the node is known, and node ports of Services.

A cluster and a host in one repository are rarely one machine.  So pods are on a host of the configuration whose
paths name their manifests, and on that of an ``etc/`` tree from which a kubelet starts static ones.  A host whose
paths name a Service is a node of its cluster, and its node port is on every node.
"""

from collections.abc import Iterator

from lbconflint.analysis.nodeports import NEVER_LONG, proxied
from lbconflint.analysis.opening import Socket, canonical
from lbconflint.cluster import Service, Workload
from lbconflint.model import Bind, Listener, Scope
from lbconflint.unit import Host, Unit
from lbconflint.values import ANY_IPV4, Address

_EVERYWHERE = ("Pod", "DaemonSet")


def cluster_sockets(host: Host, unit: Unit) -> Iterator[Socket]:
    """What the pods and Services of one unit take of the host.  A ``hostPort`` and a node port are no sockets: the
    node's rules turn connections away to a pod before any socket is looked for (``translated``)."""
    if host.stated:
        yield from _node_ports(unit)
    workloads = {id(one.meta.node): one for one in unit.nouns.get(Workload, ())}
    for number, listener in enumerate(unit.listeners):
        workload = workloads.get(id(listener.node)) if listener.kind == "pod" else None
        if workload is None or not _runs(workload, host):
            continue
        for bind in listener.binds:
            address = bind.address.value
            if bind.scope is Scope.HOST and address is not None and bind.ports.value is not None:
                anywhere = workload.meta.kind in _EVERYWHERE and not workload.pinned and not workload.affinity
                own = not workload.host_network.equals(True)
                yield _socket(unit, listener, number, bind, address, translated=own, elsewhere=not anywhere)


def _node_ports(unit: Unit) -> Iterator[Socket]:
    services = {id(one.meta.node) for one in unit.nouns.get(Service, ()) if proxied(one)}
    for number, listener in enumerate(unit.listeners):
        if id(listener.node) in services:
            for bind in listener.binds:
                if bind.scope is Scope.NODE_PORT:
                    yield _socket(unit, listener, number, bind, ANY_IPV4, translated=True, elsewhere=False)


def _runs(workload: Workload, host: Host) -> bool:
    """The pods may be on the host, and it is known whether they have a network of their own."""
    if workload.meta.open or workload.host_network.unknown or workload.replicas.equals(0):
        return False
    if not host.stated:
        return workload.meta.kind == "Pod"
    return workload.meta.kind not in NEVER_LONG


def _socket(
    unit: Unit, listener: Listener, number: int, bind: Bind, address: Address, *, translated: bool, elsewhere: bool
) -> Socket:
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
        translated=translated,
        elsewhere=elsewhere,
    )
