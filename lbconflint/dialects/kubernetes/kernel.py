"""Kernel settings of pods: ``securityContext.sysctls``, and what privileged containers write."""

from lbconflint.dialects.kubernetes.fields import below, flag, listed, text
from lbconflint.dialects.kubernetes.workloads import template_of
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.model import Gap
from lbconflint.scripts.containers import run_by
from lbconflint.scripts.embedded import Part
from lbconflint.scripts.settings import OfContainers, Settings, setting_of
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import YamlNode


def lower_kernel(root: YamlNode, kind: str, unit: Unit) -> list[Part]:
    """Put the pods' settings into the unit; the answer is what their privileged containers run."""
    pod = below(template_of(root, kind), "spec")
    if pod is None:
        return []
    settings = Settings(unit)
    for item in listed(below(pod, "securityContext"), "sysctls"):
        settings.put(_declared(item)._replace(owner=root))
    listing = below(pod, "securityContext", "sysctls")
    if listing is not None and (listing.partial or listing.unknown):
        unit.gaps.append(Gap(listing.word(0), "the kernel settings that a template puts here are not known"))
    in_host, sees_host = (flag(pod, name).equals(True) for name in ("hostNetwork", "hostPID"))
    inside = OfContainers(unit, root, in_host, sees_host)
    containers = [*listed(pod, "initContainers"), *listed(pod, "containers")]
    privileged = [one for one in containers if _privileged(one)]
    words = [[word for key in ("command", "args") for word in listed(one, key)] for one in privileged]
    return [part for one in words for part in run_by(one, inside)]


def _declared(item: YamlNode) -> KernelSetting:
    return setting_of(text(item, "name"), text(item, "value"), Carrier.POD, item, world=item.world)


def _privileged(container: YamlNode) -> bool:
    context = below(container, "securityContext")
    return context is not None and flag(context, "privileged").equals(True)
