"""An API version that the cluster no longer serves."""

from collections.abc import Iterator

from lbconflint.check import Context, Hit, Level, each
from lbconflint.cluster import Meta
from lbconflint.knowledge.kubernetes_removed import REMOVED
from lbconflint.knowledge.versions import show_version


@each(Meta)
def check(meta: Meta, ctx: Context) -> Iterator[Hit]:
    version = f"{meta.group}/{meta.version}"
    removed = REMOVED.get((version, meta.kind))
    target = ctx.target()
    if removed is None or not target.maybe_since(removed[0]):
        return
    since, successor = removed
    node = next((child for child in meta.node.children or () if child.name == "apiVersion"), meta.node)
    yield Hit(
        node.word(1),
        f"{meta.kind} of {version} is gone since Kubernetes {show_version(since)}",
        help=f"use {successor}" if successor else "there is no successor",
        level=None if target.surely_since(since) else Level.WARNING,
    )
