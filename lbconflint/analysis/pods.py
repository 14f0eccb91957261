"""Network namespaces of pods: each has kernel settings of its own, beside those of its node."""

from lbconflint.analysis.effective import sees_settings
from lbconflint.kernel import KernelSetting
from lbconflint.unit import Host, Unit


def namespaces_of(host: Host) -> list[Host]:
    """The host, and each pod that sets something in its own namespace, as a host without listeners; only those of
    which settings are seen."""
    found = [host] if sees_settings(host) else []
    for unit in host.units:
        by_owner: dict[int, list[KernelSetting]] = {}
        for setting in unit.kernel_settings:
            if setting.owner is not None:
                by_owner.setdefault(id(setting.owner), []).append(setting._replace(owner=None))
        for settings in by_owner.values():
            pod = Unit(unit.name, unit.product, complete=False)
            pod.kernel_settings.extend(settings)
            found.append(Host(unit.name, [pod]))
    return found
