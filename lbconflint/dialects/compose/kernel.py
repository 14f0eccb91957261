"""``sysctls`` of services -> ``KernelSetting``s of their containers' own network namespaces."""

from lbconflint.dialects.compose.services import Service
from lbconflint.kernel import Carrier
from lbconflint.scripts.settings import Settings, setting_of
from lbconflint.unit import Unit


def lower_kernel(service: Service, unit: Unit) -> None:
    """Put the settings of one service into the unit."""
    settings = Settings(unit)
    for name, value in service.sysctls():
        found = setting_of(name, value, Carrier.CONTAINER, value.node, world=value.node.world)
        settings.put(found._replace(owner=service.node))
