"""Kernel settings that a pod cannot have."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from lbconflint.analysis.pods import of_machine, surely_refused
from lbconflint.check import Context, Hit, Level, Project, Related, Target, Unit
from lbconflint.cluster import Meta, Workload
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.knowledge.pod_sysctls import SAFE, namespaced
from lbconflint.knowledge.sysctl_history import removal
from lbconflint.knowledge.versions import show_version

_ON_NODE = "set it on the node: in a file of /etc/sysctl.d, or where the node is set up"


def hits(unit: Unit, made: Mapping[int, list[KernelSetting]], ctx: Context) -> Iterator[Hit]:
    """``made`` are the settings by the identity of the object whose pods have them."""
    allowed = ctx.project.memo.once(_allowed, ctx.project)
    for workload in unit.nouns.get(Workload, ()):
        for setting in made.get(id(workload.node), ()):
            if setting.carrier is Carrier.POD:
                yield from _field(setting, workload, ctx, allowed)
            else:
                yield from _command(setting, workload, ctx.target("kernel"))


def _field(setting: KernelSetting, workload: Workload, ctx: Context, allowed: list[str] | None) -> Iterator[Hit]:
    key = setting.key
    if key.startswith("net.") and workload.host_network.equals(True):
        yield Hit(
            setting.name.span,
            f"the pods of {workload.meta.title} are refused: '{key}' is not allowed with hostNetwork: true",
            (Related(workload.host_network.span, "the pods use the network of their node"),),
            help=_ON_NODE,
        )
    elif not namespaced(key):
        yield Hit(
            setting.name.span,
            f"the pods of {workload.meta.title} are refused: '{key}' is the node's, no pod has its own",
            help=_ON_NODE,
        )
    elif of_machine(key):
        yield Hit(
            setting.name.span,
            f"the pods of {workload.meta.title} are not started: '{key}' is the node's, and cannot be written "
            "from the network namespace of a pod",
            help=_ON_NODE,
            level=surely_refused(key, ctx.target("kernel")),
        )
    elif not removal(key):
        yield from _unsafe(setting, ctx.target("kubernetes"), allowed)


def _unsafe(setting: KernelSetting, target: Target, allowed: list[str] | None) -> Iterator[Hit]:
    since = SAFE.get(setting.key)
    if since is not None and not (target.stated and target.surely_before(since)):
        return
    if allowed is not None and any(fnmatchcase(setting.key, pattern) for pattern in allowed):
        return
    before = f" before Kubernetes {show_version(since)}" if since else ""
    yield Hit(
        setting.name.span,
        f"'{setting.key}' is not among the settings that every kubelet allows{before}: the pods are refused "
        "on nodes that do not allow it",
        help="put it into allowedUnsafeSysctls of the kubelets",
        level=Level.NOTE if allowed is None else Level.WARNING,
    )


def _command(setting: KernelSetting, workload: Workload, target: Target) -> Iterator[Hit]:
    if not workload.host_network.absent and workload.host_network.unknown:
        return
    if of_machine(setting.key) and not setting.world and not setting.ignores_failure:
        yield Hit(
            setting.name.span,
            f"'{setting.key}' is the node's, and this container has the network namespace of its pod: "
            "writing fails",
            help="set it where the node is set up, or in a pod with hostNetwork: true",
            level=surely_refused(setting.key, target) or Level.WARNING,
        )


def _allowed(project: Project) -> list[str] | None:
    """What the kubelets of the run allow; None when none is seen."""
    found: list[str] | None = None
    for unit in project.units:
        for meta in unit.nouns.get(Meta, ()):
            if meta.kind == "KubeletConfiguration":
                lists = [child for child in meta.node.find("allowedUnsafeSysctls") if child.children]
                patterns = [word for one in lists for item in one.children or () for word in item.args]
                found = [*(found or []), *patterns]
    return found
