"""``sysctls`` of services -> ``KernelSetting``s of their containers' own network namespaces, and what privileged
services write by their commands."""

from lbconflint.dialects.compose.services import Service
from lbconflint.kernel import Carrier
from lbconflint.scripts.containers import run_by
from lbconflint.scripts.embedded import Part
from lbconflint.scripts.settings import OfContainers, Settings, setting_of
from lbconflint.unit import Unit
from lbconflint.yaml.nodes import LIST


def lower_kernel(service: Service, unit: Unit) -> list[Part]:
    """Put the settings of one service into the unit; the answer is what its privileged containers run."""
    settings = Settings(unit)
    for name, value in service.sysctls():
        found = setting_of(name, value, Carrier.CONTAINER, value.node, world=value.node.world)
        settings.put(found._replace(owner=service.node))
    privileged, mode, pid = service.value("privileged"), service.mode, service.value("pid")
    if privileged is None or privileged.text not in ("true", "True", "yes") or mode.value is None:
        return []
    in_host, sees_host = mode.equals("host"), pid is not None and pid.text == "host"
    inside = OfContainers(unit, service.node, in_host, sees_host)
    entry, command = service.value("entrypoint"), service.value("command")
    said = [node for node in (entry, command) if node is not None and not node.null]
    if all(node.form is LIST for node in said):
        return list(run_by([word for node in said for word in node.items], inside))
    # Compose takes a text apart as a shell does, and runs no shell.
    return [Part([said[0]], inside, script=True)] if len(said) == 1 and said[0].args else []
