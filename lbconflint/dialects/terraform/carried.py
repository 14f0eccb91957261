"""What resources carry of other dialects: objects of a cluster, settings of its nodes, files of machines."""

import re
from functools import cached_property
from typing import TYPE_CHECKING

from lbconflint.dialects import Machine
from lbconflint.dialects.terraform.context import Resource
from lbconflint.dialects.terraform.instances import Deployment
from lbconflint.dialects.terraform.tree import Block
from lbconflint.files import Files
from lbconflint.knowledge.terraform_sources import (
    CARRIERS,
    KUBERNETES,
    MANIFESTS,
    MAPS,
    NODE_POOLS,
    RELEASES,
    TEXTS,
    USER_DATA,
)
from lbconflint.model import Gap
from lbconflint.unit import Unit

if TYPE_CHECKING:
    from lbconflint.dialects.terraform.texts import Renderer

_MOST = 500
"""Copies of one resource that are looked at."""
_JSON = re.compile(r"\.(tf|tofu)\.json$")
_OF_TEXTS = MANIFESTS.keys() | USER_DATA.keys() | TEXTS.keys() | (MAPS - KUBERNETES.keys()) | RELEASES
"""What is read of JSON: there a block and a map look the same."""
_NODES = frozenset(
    {"default_node_pool", "node_pool", "node_config", "node_pool_defaults", "linux_os_config", "linux_node_config"}
)
"""Arguments of node pools that may set the kernel."""


class Carried:
    """Goes through the resources of one deployment; ``name`` is the path of its main file."""

    def __init__(self, deployment: Deployment, name: str, files: Files) -> None:
        self._deployment = deployment
        self._root = deployment.root.module.directory
        self._files = files
        self._cluster = Unit(name, "kubernetes", complete=False)
        self._pools: list[Unit] = []
        self.machines: list[Machine] = []
        self.gaps: list[Gap] = []
        self.rendered: frozenset[str] = frozenset()
        self._seen: set[tuple[object, ...]] = set()

    def read(self) -> None:
        """Look at every copy of every resource that may carry something."""
        for instance in self._deployment.all():
            for (kind, _), block in instance.module.resources.items():
                if kind in CARRIERS and self._readable(kind, block):
                    for copy in instance.copies(block)[:_MOST]:
                        self._resource(Resource(instance, block, copy))
        if "_renderer" in self.__dict__:
            self.gaps += self._renderer.gaps

    def _readable(self, kind: str, block: Block) -> bool:
        if not _JSON.search(block.source.path) or kind in _OF_TEXTS:
            return True
        if kind not in NODE_POOLS or _NODES & block.attributes.keys():
            self.gaps.append(Gap(block.word(0), f"what '{kind}' says of Kubernetes is not read from JSON"))
        return False

    def _resource(self, resource: Resource) -> None:
        kind = resource.kind
        if kind in KUBERNETES or kind in MANIFESTS:
            from lbconflint.dialects.terraform.clusters import lower as lower_object

            self.rendered |= lower_object(
                resource, self._cluster, self._root, lambda: self._renderer, self.machines
            )
        elif kind in NODE_POOLS:
            from lbconflint.dialects.terraform.nodes import lower as lower_nodes

            lower_nodes(resource, self._pools)
        elif kind in RELEASES:
            item = resource.item("values")
            if item is not None:
                reason = "the chart that these values fill is not in the linted tree"
                self.gaps.append(Gap(item.word(0), reason))
        if kind in USER_DATA or kind in TEXTS or kind in MAPS:
            self._texts(resource)

    @cached_property
    def _renderer(self) -> "Renderer":
        from lbconflint.dialects.terraform.texts import Renderer

        return Renderer(self._files, self._root)

    def _texts(self, resource: Resource) -> None:
        from lbconflint.dialects.terraform import machines

        of_kind = (
            machines.user_data if resource.kind in USER_DATA
            else machines.held if resource.kind in TEXTS else machines.volume
        )  # fmt: skip
        name = f"{self._root or '.'}: {resource.name}"
        for machine in of_kind(resource, self._renderer, name):
            # Copies that differ in nothing give the same findings.
            alike = (id(resource.node), *sorted((path, source.text) for path, source in machine.files.items()))
            if alike not in self._seen:
                self._seen.add(alike)
                self.machines.append(machine)

    def units(self) -> list[Unit]:
        """The units that no other reader need look at."""
        found = list(self._pools)
        if self._cluster.sources:
            from lbconflint.dialects.kubernetes import common

            common.lower(self._cluster)
            found.append(self._cluster)
        return found
