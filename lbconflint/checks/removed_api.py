"""An API version that the cluster no longer serves."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each
from lbconflint.cluster import Meta
from lbconflint.knowledge.kubernetes_removed import REMOVED
from lbconflint.knowledge.versions import show_version
from lbconflint.regex import lazy
from lbconflint.tree import ALWAYS, Node

_ASKED = lazy(r"\{\{-?\s*(?:if|else if)\b[^}\n]*(?:\.Capabilities\.|semverCompare|[aA]piVersion|kubeVersion)")
_FAR = 4_000
"""So many characters before an object the condition is looked for."""


@each(Meta)
def check(meta: Meta, ctx: Context) -> Iterator[Hit]:
    version = f"{meta.group}/{meta.version}"
    removed = REMOVED.get((version, meta.kind))
    target = ctx.target()
    if removed is None or not target.maybe_since(removed[0]):
        return
    since, successor = removed
    node = next((child for child in meta.node.children or () if child.name == "apiVersion"), meta.node)
    if _asked_for(node):
        return
    yield Hit(
        node.word(1),
        f"{meta.kind} of {version} is gone since Kubernetes {show_version(since)}",
        help=f"use {successor}" if successor else "there is no successor",
        level=None if target.surely_since(since) else Level.WARNING,
    )


def _asked_for(node: Node) -> bool:
    """A chart puts the object in where the cluster still serves it."""
    text = node.source.text
    return node.world != ALWAYS and _ASKED.search(text, max(node.start - _FAR, 0), node.start) is not None
