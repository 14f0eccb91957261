"""Network namespaces of pods and containers: each has kernel settings of its own, beside those of its host."""

from lbconflint.analysis.effective import sees_settings
from lbconflint.finding import Level
from lbconflint.kernel import KernelSetting
from lbconflint.knowledge.pod_sysctls import UNSHARED
from lbconflint.knowledge.sysctls import row_of
from lbconflint.knowledge.versions import Target
from lbconflint.unit import Host, Unit


def namespaces_of(host: Host) -> list[Host]:
    """The host, and each pod or container that sets something in its own namespace, as a host without listeners;
    only those of which settings are seen."""
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


def of_machine(key: str) -> bool:
    """Below ``net``, and only the first network namespace can write it."""
    row = row_of(key)
    return row is not None and key.startswith("net.") and row.scope in ("host", "seen")


def surely_refused(key: str, target: Target) -> Level | None:
    """The level of a finding that says so: lower where an older kernel let every namespace write it."""
    since = UNSHARED.get(key)
    return None if since is None or target.surely_since(since) else Level.WARNING
