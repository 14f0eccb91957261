"""Node ports that the kernel of the nodes also gives to outgoing connections."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from lbconflint.analysis.effective import history_of
from lbconflint.analysis.ephemeral import Ephemeral, ephemeral_of, reservation
from lbconflint.check import Confidence, Context, Hit, Host, Level, Project, Related, Target, whole
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.knowledge.ports import CLUSTERS
from lbconflint.values import PortRange

_NODE_FILE = re.compile(r"(?<![a-z0-9])(?:kube\w*|k8s\w*|k3s|rke2?|openshift|cri-?o|eks|gke|aks)(?![a-z0-9])")
"""Names of sysctl files that nodes of a cluster have."""
_NODE_KEYS = ("net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables")
"""Settings that every guide has for nodes of a cluster, and hardly anybody has elsewhere."""
_ROLE = re.compile(r"(?:^|/)roles/[^/]*" + _NODE_FILE.pattern)


@whole
def check(host: Host, ctx: Context) -> Iterator[Hit]:
    node_ports, target = ctx.project.ports.node_ports, ctx.target("kernel")
    given = ephemeral_of(host, target)
    if given is None or ctx.project.memo.once(_reserves_itself, ctx.project):
        return
    if given.setting is None:
        yield from _usual(host, ctx, given, node_ports)
        return
    shared = given.ports.overlap(node_ports)
    if shared is None or not _gives(given, shared):
        return
    sure, pool = _is_node(host, given.setting), given.setting.carrier is Carrier.NODE_POOL
    if not sure and not pool and (host.stated or not _alone(host) or not _may_be_node(given.setting, ctx.project)):
        return
    if not host.stated and ctx.project.memo.once(_kept_elsewhere(target), ctx.project)(shared):
        return
    related = [] if given.reservation is None else [_kept(given.reservation)]
    yield Hit(
        given.setting.value.span,
        f"ip_local_port_range ({given.ports.low} to {given.ports.high}) takes in {_shown(shared, node_ports)}: "
        "replies to a connection that has one of them go to the Service, and it hangs",
        tuple(related),
        help=f"begin the range above {node_ports.high}, or keep the node ports back with: "
        f"{reservation([*given.reserved, node_ports])}",
        level=None if sure else Level.WARNING,
        confidence=None if sure else Confidence.MEDIUM,
    )


def _kept(setting: KernelSetting) -> Related:
    return Related(setting.value.span, "the ports that are kept back so far")


def _shown(shared: PortRange, node_ports: PortRange) -> str:
    return f"the node ports {node_ports}" if shared == node_ports else f"{shared} of the node ports {node_ports}"


def _usual(host: Host, ctx: Context, given: Ephemeral, node_ports: PortRange) -> Iterator[Hit]:
    """Node ports that were moved into the range that every kernel has."""
    kept = ctx.project.memo.once(_kept_elsewhere(ctx.target("kernel")), ctx.project)
    if all(unit.product != "kubernetes" for unit in host.units):
        return
    from lbconflint.incluster.ephemeral_node_port import node_ports as written

    for service, number in written(host):
        port = number.value or 0
        if port not in node_ports or not given.gives(port) or kept(PortRange(port, port)):
            continue
        yield Hit(
            number.span,
            f"node port {port} of {service.meta.title} lies inside ip_local_port_range ({given.ports.low} to "
            f"{given.ports.high}, the default): replies to a connection of the node that has it go to the Service",
            help=f"choose a range of node ports below {given.ports.low}, or keep it back on the nodes with: "
            f"{reservation([*given.reserved, node_ports])}",
            level=Level.WARNING,
        )


def _gives(given: Ephemeral, ports: PortRange) -> bool:
    return any(given.gives(port) for port in range(ports.low, ports.high + 1))


def _is_node(host: Host, setting: KernelSetting) -> bool:
    """The host is a node of a cluster, by what is said of it or by its own settings.  Manifests are on a host when
    a pod of theirs sets the range, when a kubelet reads them there, or when the user says so."""
    if not CLUSTERS.isdisjoint(host.platforms):
        return True
    if any(unit.product == "kubernetes" for unit in host.units):
        return True
    names = [unit.name for unit in host.units if unit.product == "sysctl"] + [setting.file]
    if any(_NODE_FILE.search(name.lower().rpartition("/")[2]) for name in names):
        return True
    return any(history_of(host, key) for key in _NODE_KEYS)


def _may_be_node(setting: KernelSetting, project: Project) -> bool:
    """Nobody says what the machine is for, but there is a cluster, or a role that makes nodes sets the range."""
    if _ROLE.search(setting.node.source.path.lower()):
        return True
    return project.memo.once(_has_cluster, project)


def _alone(host: Host) -> bool:
    """Nothing but kernel settings is known of the host."""
    return all(unit.product == "sysctl" for unit in host.units)


@cache
def _kept_elsewhere(target: Target) -> Callable[[Project], Callable[[PortRange], bool]]:
    """Tells whether settings of another place, which may be for the same nodes, keep ports from connections, or
    may do so: what they say is not known."""

    def compute(project: Project) -> Callable[[PortRange], bool]:
        told = [ephemeral_of(host, target) for host in project.hosts if not host.stated]
        known = [given for given in told if given is not None]
        keeping = [given for given in known if given.reservation is not None]
        return cache(lambda ports: len(known) < len(told) or any(not _gives(given, ports) for given in keeping))

    return compute


def _has_cluster(project: Project) -> bool:
    """Some Service of the run has node ports, or something of the run sets a cluster up."""
    if all(unit.product != "kubernetes" for unit in project.units):
        return False
    from lbconflint.incluster.ephemeral_node_port import exposed, set_up

    return exposed(project) or set_up(project)


def _reserves_itself(project: Project) -> bool:
    if all(unit.product != "kubernetes" for unit in project.units):
        return False
    from lbconflint.incluster.ephemeral_node_port import reserves_itself

    return reserves_itself(project)
