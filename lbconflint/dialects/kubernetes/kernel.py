"""Kernel settings of pods: ``securityContext.sysctls``, and what privileged containers write."""

from collections.abc import Iterator

from lbconflint.dialects.kubernetes.fields import below, flag, listed, text
from lbconflint.dialects.kubernetes.workloads import template_of
from lbconflint.kernel import Carrier, KernelSetting
from lbconflint.model import Gap
from lbconflint.scripts.embedded import Part
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.scripts.wrappers import Where
from lbconflint.tree import Node
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import YamlNode

_SHELLS = ("sh", "bash", "ash", "dash")


class _OfPod(Settings):
    """What the containers of a pod write: below ``net`` into the pod's own network namespace, unless the pod has
    none; all else is the node's."""

    def __init__(self, unit: Unit, owner: Node, in_host: bool, sees_host: bool) -> None:
        super().__init__(unit)
        self._host_unit = unit
        self._owner = owner
        self._in_host = in_host
        self._sees_host = sees_host

    def inside(self, where: Where) -> Settings | None:
        """With ``hostPID`` process 1 is the node's."""
        if where is Where.MACHINE or (where is Where.FIRST and self._sees_host):
            return _OfPod(self._host_unit, self._owner, in_host=True, sees_host=True)
        return super().inside(where)

    def put(self, setting: KernelSetting) -> None:
        # A sysctl file is written into the container, where nobody applies it.
        if setting.carrier is Carrier.COMMAND:
            own = not self._in_host and setting.key.startswith("net.")
            super().put(setting._replace(owner=self._owner if own else None))


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
    inside = _OfPod(unit, root, in_host, sees_host)
    containers = [*listed(pod, "initContainers"), *listed(pod, "containers")]
    privileged = [one for one in containers if _privileged(one)]
    return [part for container in privileged for part in _commands(container, inside)]


def _declared(item: YamlNode) -> KernelSetting:
    return setting_of(text(item, "name"), text(item, "value"), Carrier.POD, item, world=item.world)


def _privileged(container: YamlNode) -> bool:
    context = below(container, "securityContext")
    return context is not None and flag(context, "privileged").equals(True)


def _commands(container: YamlNode, settings: Settings) -> Iterator[Part]:
    """``sh -c SCRIPT``, or one command; the image's own command may be a shell too."""
    words = [word for key in ("command", "args") for word in listed(container, key)]
    if not words or any(not word.args for word in words):
        return
    shell = words[0].args[0].rpartition("/")[2] in _SHELLS
    for number, word in enumerate(words[:-1]):
        option = word.args[0]
        if (shell or number == 0) and option.startswith("-") and option.endswith("c") and option.isascii():
            yield Part(words[number + 1 : number + 2], settings, script=True)
            return
    if not shell:
        yield Part(words, settings)
