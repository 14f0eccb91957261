"""What resources carry of other dialects -> units of those: objects of a cluster, kernel settings of its nodes."""

import re
from collections.abc import Callable

from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.knowledge.terraform_sources import CARRIERS, KUBERNETES, MANIFESTS, NODE_POOLS
from lbconflint.unit import Unit

Carry = Callable[[Resource], None]
_MOST = 500
"""Copies of one resource whose objects are looked at."""


def carried(deployment: Deployment, name: str) -> list[Unit]:
    """The units; ``name`` is the path of the deployment's main file."""
    reading = _Carried(deployment, name)
    for instance in deployment.all():
        for (kind, _), block in instance.module.resources.items():
            if kind in CARRIERS and re.search(r"\.(tf|tofu)$", block.source.path):
                for copy in instance.copies(block)[:_MOST]:
                    reading.resource(Resource(instance, block, copy))
    return reading.units()


class _Carried:
    def __init__(self, deployment: Deployment, name: str) -> None:
        self._deployment = deployment
        self._cluster = Unit(name, "kubernetes", complete=False)
        self._pools: list[Unit] = []

    def resource(self, resource: Resource) -> None:
        kind = resource.kind
        if kind in KUBERNETES or kind in MANIFESTS:
            from lbconflint.dialects.terraform.clusters import lower as lower_object

            lower_object(resource, self._cluster, self._deployment.root.module.directory)
        elif kind in NODE_POOLS:
            from lbconflint.dialects.terraform.nodes import lower as lower_nodes

            lower_nodes(resource, self._pools)

    def units(self) -> list[Unit]:
        found = list(self._pools)
        if self._cluster.sources:
            from lbconflint.dialects.kubernetes import common

            common.lower(self._cluster)
            found.append(self._cluster)
        return found
