"""A kernel setting that a pod or a container cannot have, or only where the kubelet was told so."""

from collections.abc import Iterator, Mapping

from lbconflint.analysis.pods import of_machine, surely_refused
from lbconflint.check import Context, Hit, Related, Target, Unit, each
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.knowledge.pod_sysctls import container_has
from lbconflint.knowledge.sysctl_history import removal
from lbconflint.model import Listener

_ON_HOST = "set it on the host: in a file of /etc/sysctl.d"


@each(Unit)
def check(unit: Unit, ctx: Context) -> Iterator[Hit]:
    made: dict[int, list[KernelSetting]] = {}
    for setting in unit.kernel_settings:
        if setting.owner is not None and setting.key:
            made.setdefault(id(setting.owner), []).append(setting)
    if not made:
        return
    if unit.product == "kubernetes":
        from lbconflint.incluster import namespaced_sysctl

        yield from namespaced_sysctl.hits(unit, made, ctx)
    else:
        yield from _services(unit, made, ctx.target("kernel"))


def _services(unit: Unit, made: Mapping[int, list[KernelSetting]], target: Target) -> Iterator[Hit]:
    """The services of a Compose project; one text may stand for several of them."""
    told: set[int] = set()
    for service in unit.listeners:
        for setting in made.get(id(service.node), ()):
            if setting.carrier is Carrier.CONTAINER and id(setting.node) not in told:
                hits = list(_field(setting, service, target))
                told.update(id(setting.node) for _ in hits)
                yield from hits


def _field(setting: KernelSetting, service: Listener, target: Target) -> Iterator[Hit]:
    key, mode = setting.key, service.settings["network_mode"]
    if key.startswith("net.") and mode.equals("host"):
        yield Hit(
            setting.name.span,
            f"service '{service.name}' is not started: '{key}' is not allowed with network_mode: host",
            (Related(mode.span, "the containers use the network of their host"),),
            help=_ON_HOST,
        )
    elif not container_has(key):
        yield Hit(
            setting.name.span,
            f"service '{service.name}' is not started: '{key}' is the host's, no container has its own",
            help=_ON_HOST,
        )
    elif of_machine(key) and not removal(key):
        yield Hit(
            setting.name.span,
            f"service '{service.name}' is not started: '{key}' is the host's, and cannot be written from the "
            "network namespace of a container",
            help=_ON_HOST,
            level=surely_refused(key, target),
        )
